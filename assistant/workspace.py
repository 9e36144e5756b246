"""One data folder with its corpora: where the parts are put together."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from assistant.answer import Answer
from assistant.bundle import verify_bundle, write_bundle
from assistant.corpora import Corpora, CorpusSummary
from assistant.indexing import CorpusIndex, Say, index_folder
from assistant.ingest import Ingest
from assistant.llm import LangChainModel
from assistant.llm_loading import chosen_model
from assistant.models import hub_folder
from assistant.pipeline import Assistant
from assistant.reader.answerable import AnswerableModel
from assistant.reader.claims import ClaimModel, ClaimReader
from assistant.reader.cross_encoder import CrossEncoder, PassageReader
from assistant.reader.maxsim import MaxSim
from assistant.reader.support import SupportJudge, SupportModel
from assistant.reader.two_step import TwoStepReader
from assistant.refreshing import Refreshed, lost_sentences
from assistant.saved_answers import SavedAnswers
from assistant.settings import SHIPPED, Settings
from assistant.shelf import Shelf
from assistant.verify import answer_problems, since_then
from assistant.writing import Writer
from index.build import Index, Progress, current_generation
from index.embedder import Embedder, load_embedder
from index.retriever import Retriever
from sources.archive import Archive
from sources.collecting import MOST_PAGES, Collector, Follow
from sources.corpus import Corpus
from sources.errors import ForbiddenAddressError, UsageError
from sources.extract.trusted import ExtractTrusting
from sources.fetch import Fetcher
from sources.locking import writing
from sources.packing import export_corpus, import_corpus
from sources.reading import SourceReader
from sources.records import Document, Source, SourceState
from sources.snapshots import SnapshotStore
from sources.urls import normalise

OnSource = Callable[[Source], None]
Text = tuple[str, str, str, str]
"""``(document_id, title, text, url)``."""


class Workspace:
    """Corpora under one data folder, and an assistant for each."""

    def __init__(self, settings: Settings, *, say: Say = lambda line: None) -> None:
        """``say`` is told, in one line each, of work that takes a while or mends something."""
        self.settings = settings
        self._say = say
        self._open: dict[str, tuple[str, Index, Assistant]] = {}
        self._hub_readers: dict[str, PassageReader] = {}
        self._one_at_a_time = threading.RLock()
        self._extract = ExtractTrusting()

    def corpus_names(self) -> tuple[str, ...]:
        """Every corpus there is, the bundled one first."""
        return self._corpora.names()

    def corpora(self) -> tuple[CorpusSummary, ...]:
        """The same, each with its title and its sources counted."""
        return self._corpora.summaries()

    def corpus_title(self, corpus: str | None = None) -> str:
        """What a corpus is called on the page."""
        found = self._corpus(corpus)
        return found.manifest.title or found.name

    def sources(self, corpus: str | None = None) -> tuple[Source, ...]:
        """Every source of a corpus with its state and its number of passages.

        Raises: UnknownCorpusError.
        """
        found = self._corpus(corpus)
        with self._one_at_a_time:
            opened = self._open.get(found.name)
        if opened is None or opened[0] != current_generation(index_folder(found)):
            return found.sources()
        counts = opened[1].store.passages_by_document()
        return tuple(replace(source, passages=counts[source.document_id]) for source in found.sources())

    def document(self, document_id: str, corpus: str | None = None) -> Document:
        """The text of a source that was read.

        Raises: SourceError, UnknownCorpusError.
        """
        return self._shelf(self._corpus(corpus)).document(document_id)

    def add(
        self,
        locations: Sequence[str],
        *,
        corpus: str | None = None,
        follow: bool = True,
        depth: int = 1,
        most_pages: int = MOST_PAGES,
        for_url: str = "",
        on_progress: OnSource | None = None,
    ) -> tuple[Source, ...]:
        """Read files and pages, and the pages that they reference, into a corpus, which is made if need be.

        ``on_progress`` hears of every source once it is stored, one at a time, perhaps in another thread.
        Raises: SourceError for a file that cannot be read, before anything is stored; BusyError, StorageError.
        """
        locations = [location.strip() if "://" in location else location for location in locations]
        urls = [location for location in locations if "://" in location]
        for address in (*urls, *([for_url] if for_url else [])):
            _check_address(address)
        found = self._corpus(corpus, make=True)
        reach = Follow(depth=depth if follow else 0, most_pages=most_pages)
        with writing(found.folder, "add"), self._ingest(found, on_progress) as ingest:
            paths = [Path(location).expanduser() for location in locations if "://" not in location]
            named = ingest.collector.add(paths, urls, for_url=for_url, follow=reach)
            ingest.finish()
        ids = {reading.source.document_id for reading in named}
        return tuple(source for source in self.sources(found.name) if source.document_id in ids)

    def add_texts(self, texts: Iterable[Text], *, corpus: str | None = None) -> tuple[Source, ...]:
        """Store plain texts under ids of the caller's own.

        Raises: ExtractionError for an empty text; BusyError, StorageError.
        """
        found = self._corpus(corpus, make=True)
        with writing(found.folder, "add"):
            readings = [self._reader.read_text(*text) for text in texts]
            Collector(found, self._reader, total_seconds=0).put(readings)
            self._index(found).update()
        return tuple(reading.source for reading in readings)

    def refresh(
        self,
        corpus: str | None = None,
        on_progress: OnSource | None = None,
        *,
        answers: Iterable[tuple[str, Answer]] = (),
    ) -> Refreshed:
        """Ask for every page again: what was read is read anew where it changed, the others are tried.

        ``answers``, by name, are looked through together with those saved in the data folder for cited
        sentences that are gone. Raises: BusyError, StorageError, UnknownCorpusError.
        """
        found = self._corpus(corpus)
        with writing(found.folder, "refresh"), self._ingest(found, on_progress) as ingest:
            ingest.collector.fetch_again()
            ingest.finish()
        shelf = self._shelf(found)
        return Refreshed(
            sources=self.sources(found.name),
            changed=tuple(ingest.changes()),
            lost=tuple(lost_sentences([*self._saved(found), *answers], shelf.document)),
        )

    def fetch_pending(
        self, corpus: str | None = None, on_progress: OnSource | None = None
    ) -> tuple[Source, ...]:
        """Fetch the referenced pages that were never tried; all at once.

        Raises: BusyError, StorageError, UnknownCorpusError.
        """
        found = self._corpus(corpus)
        if any(source.state is SourceState.PENDING for source in found.sources()):
            with writing(found.folder, "fetch"), self._ingest(found, on_progress) as ingest:
                ingest.collector.fetch({SourceState.PENDING})
                ingest.finish()
        return self.sources(found.name)

    def remove(self, document_id: str, corpus: str | None = None) -> None:
        """Forget a source; no answer cites it afterwards.

        Raises: SourceError when there is none of that id; BusyError, StorageError.
        """
        found = self._corpus(corpus)
        with writing(found.folder, "remove"):
            found.remove(document_id)
            self._index(found).update()

    def remove_corpus(self, name: str) -> None:
        """Forget a corpus; its snapshots stay, since saved answers may cite them.

        Raises: UsageError for the bundled one; UnknownCorpusError, BusyError, StorageError.
        """
        self._corpora.remove(name)
        self._close(name)

    def export_corpus(self, path: Path, corpus: str | None = None) -> int:
        """Write a corpus to a zip; returns the number of sources in it that were read.

        Raises: SourceError, StorageError, UnknownCorpusError.
        """
        return export_corpus(self._corpus(corpus), self._snapshots, path)

    def import_corpus(self, path: Path, name: str) -> int:
        """Make a corpus of an exported zip; returns the number of its sources that were read.

        Raises: UsageError when the name is taken or the file was changed; nothing is kept then.
        """
        found = self._corpora.get(name, make=True)
        if found.exists():
            raise UsageError(f"there is a corpus {name!r} already: name another with --corpus")
        with writing(found.folder, "import"):
            imported = import_corpus(path, found, self._snapshots)
            self._index(found).update()
        return imported

    def rebuild(self, corpus: str | None = None, on_progress: Progress | None = None) -> int:
        """Build the index anew from the stored documents; returns the number of passages."""
        found = self._corpus(corpus)
        with writing(found.folder, "rebuild"):
            return self._index(found).update(on_progress=on_progress)

    def assistant(self, corpus: str | None = None) -> Assistant:
        """The assistant of a corpus; an index that is missing or damaged is built first, with a word about it.

        Raises: UnknownCorpusError, IndexMismatchError, BusyError, StorageError.
        """
        found = self._corpus(corpus)
        with self._one_at_a_time:
            opened = self._open.get(found.name)
            if opened is not None and opened[0] == current_generation(index_folder(found)):
                return opened[2]
            index = self._index(found).open()
            if opened is not None:
                opened[1].close()
            assistant = self._assemble(found, index)
            self._open[found.name] = (index.generation, index, assistant)
            return assistant

    def save(self, answer: Answer, corpus: str | None = None) -> Path:
        """Keep an answer beside its corpus, so that a refresh can tell which of its sentences are gone."""
        return self._saved(self._corpus(corpus)).save(answer)

    def verify(self, answer: Answer, corpus: str | None = None) -> list[str]:
        """One line for each citation that its stored snapshot does not bear out; empty when all stand."""
        return answer_problems(answer, self._shelf(self._corpus(corpus)).cited_texts)

    def write_bundle(self, path: Path, answer: Answer, readable: Mapping[str, str]) -> None:
        """Write an answer with the snapshots that it cites, so that it can be checked anywhere.

        Raises: SourceError, StorageError.
        """
        write_bundle(path, answer, self._snapshots, readable)

    def verify_bundle(self, path: Path) -> tuple[Answer, list[str]]:
        """The answer in a bundle, and one line for each thing in it that is wrong; no corpus is needed.

        Raises: UsageError for a file that is no bundle.
        """
        return verify_bundle(path, lambda store: SourceReader(Fetcher(), store, extract=self._extract))

    def changed_since(self, answer: Answer, corpus: str | None = None) -> list[str]:
        """One line for each citation whose source is another one now, or gone; the citation stands all the same."""
        document = self._shelf(self._corpus(corpus)).document
        return [line for citation in answer.citations if (line := since_then(citation, document))]

    def close(self) -> None:
        """Let go of all files and processes; what is asked afterwards opens them anew."""
        for name in list(self._open):
            self._close(name)
        self._extract.close()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when it is first needed."""
        return load_embedder(self.settings.model, self.settings.home / "models")

    @cached_property
    def language_model(self) -> LangChainModel | None:
        """What writes the answers; None when the settings name nothing.

        Raises: UsageError in one line when it cannot be had: no such provider, no package, no key.
        """
        return chosen_model(self.settings)

    @cached_property
    def _shipped_reader(self) -> PassageReader:
        return CrossEncoder()

    @cached_property
    def _snapshots(self) -> SnapshotStore:
        return SnapshotStore(self.settings.home / "snapshots")

    @cached_property
    def _reader(self) -> SourceReader:
        settings = self.settings
        fetcher = Fetcher(allowed_hosts=settings.allowed_hosts, user_agent=settings.user_agent)
        archive = Archive(fetcher, api=settings.archive_api, web=settings.archive_web)
        return SourceReader(
            fetcher,
            self._snapshots,
            extract=self._extract,
            archive=archive if settings.archive else None,
        )

    @cached_property
    def _corpora(self) -> Corpora:
        return Corpora(self.settings.home / "corpora", self._reader)

    def _corpus(self, name: str | None, *, make: bool = False) -> Corpus:
        return self._corpora.get(name or self.settings.corpus, make=make)

    def _index(self, corpus: Corpus) -> CorpusIndex:
        return CorpusIndex(corpus, self._reader, self.embedder, self._say)

    def _ingest(self, corpus: Corpus, on_progress: OnSource | None) -> Ingest:
        return Ingest(
            corpus,
            self._reader,
            self.embedder,
            self._index(corpus),
            total_seconds=self.settings.fetch_seconds,
            on_progress=on_progress,
        )

    def _close(self, name: str) -> None:
        with self._one_at_a_time:
            opened = self._open.pop(name, None)
            if opened is not None:
                opened[1].close()

    def _passage_reader(self, name: str) -> PassageReader:
        if name == SHIPPED:
            return self._shipped_reader
        from assistant.reader.hub_models import load_hub_model

        if name not in self._hub_readers:  # one for all corpora, and for questions and claims alike
            self._hub_readers[name] = load_hub_model(name, hub_folder(self.settings.home))
        return self._hub_readers[name]

    def _assemble(self, corpus: Corpus, index: Index) -> Assistant:
        model = AnswerableModel.load()
        maxsim = MaxSim(self.embedder, index.lexical.passages_with, len(index.store))
        shelf = self._shelf(corpus)
        return Assistant(
            retriever=Retriever(index, self.embedder),
            reader=TwoStepReader(maxsim, self._passage_reader(self.settings.reader), model),
            claims=ClaimReader(maxsim, self._passage_reader(self.settings.claim_model), ClaimModel.load()),
            embedder=self.embedder,
            shelf=shelf,
            threshold=model.threshold,
            writer=self._writer(maxsim, shelf),
        )

    def _writer(self, maxsim: MaxSim, shelf: Shelf) -> Writer | None:
        if self.language_model is None:
            return None
        judge = SupportJudge(maxsim, self._shipped_reader, SupportModel.load())
        keep = self.settings.llm_unsupported == "mark"
        return Writer(self.language_model, judge, shelf, keep_unsupported=keep)

    def _shelf(self, corpus: Corpus) -> Shelf:
        return Shelf(corpus, self._reader)

    @staticmethod
    def _saved(corpus: Corpus) -> SavedAnswers:
        return SavedAnswers(corpus.folder / "answers")


def _check_address(url: str) -> None:
    """Refuse what can never be fetched before anything is stored."""
    try:
        normalise(url)
    except ForbiddenAddressError as error:
        raise UsageError(str(error)) from error
