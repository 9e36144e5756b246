"""One data folder with its corpora: where the parts are put together."""

import threading
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path

from assistant.answer import Answer
from assistant.indexed import is_behind, note_indexed, sources_digest
from assistant.pipeline import Assistant
from assistant.reader.answerable import AnswerableModel
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.maxsim import MaxSim
from assistant.reader.two_step import TwoStepReader
from assistant.settings import BUNDLED_CORPUS, Settings
from assistant.shelf import Shelf
from assistant.verify import answer_problems
from index.build import Index, Progress, build, current_generation, open_index
from index.embedder import Embedder, load_embedder
from index.passages import split_document
from index.retriever import Retriever
from sources.corpus import Corpus, check_corpus_name
from sources.errors import (
    BusyError,
    ForbiddenAddressError,
    IndexDamagedError,
    SourceError,
    StorageError,
    UnknownCorpusError,
    UsageError,
)
from sources.fetch import Fetcher
from sources.locking import writing
from sources.reading import Reading, SourceReader, pending_sources
from sources.records import Document, Source, SourceState
from sources.snapshots import SnapshotStore
from sources.urls import normalise

OnSource = Callable[[Source], None]
Say = Callable[[str], None]
Text = tuple[str, str, str, str]
"""``(document_id, title, text, url)``."""


class Workspace:
    """Corpora under one data folder, and an assistant for each."""

    def __init__(self, settings: Settings, *, say: Say = lambda line: None) -> None:
        """``say`` is told, in one line each, of work that takes a while or mends something."""
        self.settings = settings
        self._say = say
        self._open: dict[str, tuple[str, Index, Assistant]] = {}
        self._one_at_a_time = threading.RLock()

    def corpus_names(self) -> tuple[str, ...]:
        """Every corpus there is, the bundled one first."""
        stored = sorted(path.parent.name for path in (self.settings.home / "corpora").glob("*/corpus.json"))
        return tuple(dict.fromkeys((BUNDLED_CORPUS, *stored)))

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
        if opened is None or opened[0] != current_generation(self._index_folder(found)):
            return found.sources()
        store = opened[1].store
        counts = Counter(store.passage(row).document_id for row in range(len(store)))
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
        for_url: str = "",
        on_progress: OnSource | None = None,
    ) -> tuple[Source, ...]:
        """Read files and pages, and the pages that they reference, into a corpus, which is made if need be.

        Raises: SourceError for a file that cannot be read, before anything is stored; BusyError, StorageError.
        """
        locations = [location.strip() if "://" in location else location for location in locations]
        for address in (*locations, *([for_url] if for_url else [])):
            if "://" in address or address == for_url:
                _check_address(address)
        found = self._corpus(corpus, make=True)
        with writing(found.folder, "add"):
            named = self._read_locations(found, locations, for_url, on_progress)
            self._store(found, named)
            if follow:
                self._fetch_unread(found, on_progress, states={SourceState.PENDING})
            self._index(found)
        ids = {reading.source.document_id for reading in named}
        return tuple(source for source in self.sources(found.name) if source.document_id in ids)

    def add_texts(self, texts: Iterable[Text], *, corpus: str | None = None) -> tuple[Source, ...]:
        """Store plain texts under ids of the caller's own.

        Raises: ExtractionError for an empty text; BusyError, StorageError.
        """
        found = self._corpus(corpus, make=True)
        with writing(found.folder, "add"):
            readings = [self._reader.read_text(*text) for text in texts]
            self._store(found, readings)
            self._index(found)
        return tuple(reading.source for reading in readings)

    def refresh(self, corpus: str | None = None, on_progress: OnSource | None = None) -> tuple[Source, ...]:
        """Fetch the referenced pages that were not read; all at once, within the settings' seconds.

        Raises: BusyError, StorageError, UnknownCorpusError.
        """
        found = self._corpus(corpus)
        with writing(found.folder, "refresh"):
            unread = set(SourceState) - {SourceState.OK}
            if self._fetch_unread(found, on_progress, states=unread):
                self._index(found)
        return self.sources(found.name)

    def fetch_pending(
        self, corpus: str | None = None, on_progress: OnSource | None = None
    ) -> tuple[Source, ...]:
        """As ``refresh``, but only what was never tried."""
        found = self._corpus(corpus)
        if any(source.state is SourceState.PENDING for source in found.sources()):
            with writing(found.folder, "fetch"):
                if self._fetch_unread(found, on_progress, states={SourceState.PENDING}):
                    self._index(found)
        return self.sources(found.name)

    def remove(self, document_id: str, corpus: str | None = None) -> None:
        """Forget a source; no answer cites it afterwards.

        Raises: SourceError when there is none of that id; BusyError, StorageError.
        """
        found = self._corpus(corpus)
        with writing(found.folder, "remove"):
            found.remove(document_id)
            self._index(found)

    def rebuild(self, corpus: str | None = None, on_progress: Progress | None = None) -> int:
        """Build the index anew from the stored documents; returns the number of passages."""
        found = self._corpus(corpus)
        with writing(found.folder, "rebuild"):
            return self._index(found, on_progress)

    def assistant(self, corpus: str | None = None) -> Assistant:
        """The assistant of a corpus; an index that is missing or damaged is built first, with a word about it.

        Raises: UnknownCorpusError, IndexMismatchError, BusyError, StorageError.
        """
        found = self._corpus(corpus)
        folder = self._index_folder(found)
        with self._one_at_a_time:
            opened = self._open.get(found.name)
            if opened is not None and opened[0] == current_generation(folder):
                return opened[2]
            index = self._opened_index(found, folder)
            if opened is not None:
                opened[1].close()
            assistant = self._assemble(found, index)
            self._open[found.name] = (index.generation, index, assistant)
            return assistant

    def verify(self, answer: Answer, corpus: str | None = None) -> list[str]:
        """One line for each citation that does not stand in the stored snapshots; empty when all do."""
        return answer_problems(answer, self._shelf(self._corpus(corpus)).document)

    def close(self) -> None:
        """Let go of all files."""
        with self._one_at_a_time:
            for _, index, _ in self._open.values():
                index.close()
            self._open.clear()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when it is first needed."""
        return load_embedder(self.settings.model, self.settings.home / "models")

    @cached_property
    def _cross_encoder(self) -> CrossEncoder:
        return CrossEncoder(self.settings.home / "models")

    @cached_property
    def _reader(self) -> SourceReader:
        fetcher = Fetcher(allowed_hosts=self.settings.allowed_hosts, user_agent=self.settings.user_agent)
        return SourceReader(fetcher, SnapshotStore(self.settings.home / "snapshots"))

    def _corpus(self, name: str | None, *, make: bool = False) -> Corpus:
        checked = check_corpus_name(name or self.settings.corpus)
        corpus = Corpus(self.settings.home / "corpora" / checked)
        if checked == BUNDLED_CORPUS and not corpus.exists():
            self._lay_bundled(corpus)
        if not corpus.exists() and not make:
            there = ", ".join(self.corpus_names())
            raise UnknownCorpusError(
                f"there is no corpus {checked!r} (there are: {there}): wellsourced add FILE --corpus {checked} makes it"
            )
        return corpus

    def _lay_bundled(self, corpus: Corpus) -> None:
        """Put the bundled article into a data folder that is new."""
        library = files("sources.library")
        manifest = tomllib.loads(library.joinpath("manifest.toml").read_text(encoding="utf-8"))
        with writing(corpus.folder, "set-up", wait_seconds=30):
            if corpus.exists():
                return
            readings = []
            for entry in manifest["documents"]:
                with as_file(library.joinpath(entry["file"])) as path:
                    readings.append(
                        self._reader.read_file(path, document_id=entry["id"], title=entry["title"])
                    )
            self._store(corpus, readings, title=manifest["title"])

    def _read_locations(
        self, corpus: Corpus, locations: Sequence[str], for_url: str, on_progress: OnSource | None
    ) -> list[Reading]:
        urls = [location for location in locations if "://" in location]
        paths = [Path(location).expanduser() for location in locations if "://" not in location]
        readings = [self._reader.read_file(path, url=for_url) for path in paths]
        if on_progress is not None:
            for reading in readings:
                on_progress(reading.source)
        readings += self._read_urls(urls, on_progress)
        known = {source.sha256: source for source in corpus.sources() if source.state is SourceState.OK}
        # The same bytes under another name are there already: what is known of them is kept as it is.
        return [
            replace(reading, source=known[reading.source.sha256], document=None)
            if _is_copy(reading.source, known)
            else reading
            for reading in readings
        ]

    def _read_urls(self, urls: Sequence[str], on_progress: OnSource | None) -> list[Reading]:
        def tell(reading: Reading) -> None:
            if on_progress is not None:
                on_progress(reading.source)

        return (
            self._reader.read_urls(urls, total_seconds=self.settings.fetch_seconds, on_done=tell)
            if urls
            else []
        )

    def _store(self, corpus: Corpus, readings: Sequence[Reading], *, title: str = "") -> None:
        """Keep readings, and list the pages they reference; a page that was read stays read."""
        known = {source.document_id: source for source in corpus.sources()}
        kept = [reading for reading in readings if not _would_lose(reading.source, known)]
        documents = [reading.document for reading in kept if reading.document is not None]
        referenced = {
            source.document_id: source for document in documents for source in pending_sources(document)
        }
        listed = [known.get(one, source) for one, source in referenced.items()]
        cited = [replace(one, cited_by=referenced[one.document_id].cited_by) for one in listed]
        own = {reading.source.document_id for reading in kept}
        corpus.put(
            [*(reading.source for reading in kept), *(one for one in cited if one.document_id not in own)],
            documents,
            title=title or corpus.manifest.title or (documents[0].title if documents else ""),
        )

    def _fetch_unread(
        self, corpus: Corpus, on_progress: OnSource | None, *, states: set[SourceState]
    ) -> bool:
        """Fetch sources in these states; returns whether any became readable.

        References of the pages fetched are not followed further.
        """
        unread = [source for source in corpus.sources() if source.state in states and "://" in source.url]
        readings = self._read_urls([source.url for source in unread], on_progress)
        corpus.put(
            [reading.source for reading in readings],
            [reading.document for reading in readings if reading.document is not None],
        )
        return any(reading.document is not None for reading in readings)

    def _index(self, corpus: Corpus, on_progress: Progress | None = None) -> int:
        digest = sources_digest(corpus)
        passages = [
            passage
            for document_id in corpus.readable_ids()
            for passage in split_document(corpus.document(document_id), self.embedder.count_tokens)
        ]
        build(self._index_folder(corpus), passages, self.embedder, on_progress=on_progress)
        note_indexed(corpus, digest)
        return len(passages)

    def _opened_index(self, corpus: Corpus, folder: Path) -> Index:
        if not current_generation(folder):
            self._say(f"indexing corpus {corpus.name!r}, once …")
        else:
            try:
                self._catch_up(corpus)
                return open_index(folder, self.embedder, corpus=corpus.name)
            except IndexDamagedError:
                self._say(
                    f"the index of {corpus.name!r} is damaged; building it again from the stored sources …"
                )
        with writing(corpus.folder, "index", wait_seconds=60):
            self._index(corpus)
        return open_index(folder, self.embedder, corpus=corpus.name)

    def _catch_up(self, corpus: Corpus) -> None:
        """Index what somebody stored who died before indexing it. An index that is behind answers, too."""
        if is_behind(corpus):
            with suppress(BusyError, SourceError, StorageError), writing(corpus.folder, "index"):
                self._index(corpus)

    def _assemble(self, corpus: Corpus, index: Index) -> Assistant:
        model = AnswerableModel.load()
        return Assistant(
            retriever=Retriever(index, self.embedder),
            reader=TwoStepReader(
                MaxSim(self.embedder, index.lexical.passages_with, len(index.store)),
                self._cross_encoder,
                model,
            ),
            embedder=self.embedder,
            shelf=self._shelf(corpus),
            threshold=model.threshold,
        )

    def _shelf(self, corpus: Corpus) -> Shelf:
        return Shelf(corpus, self._reader)

    @staticmethod
    def _index_folder(corpus: Corpus) -> Path:
        return corpus.folder / "index"


def _check_address(url: str) -> None:
    """Refuse what can never be fetched before anything is stored."""
    try:
        normalise(url)
    except ForbiddenAddressError as error:
        raise UsageError(str(error)) from error


def _is_copy(source: Source, known: dict[str, Source]) -> bool:
    """Whether the same bytes are in the corpus under another address."""
    return source.sha256 in known and known[source.sha256].document_id != source.document_id


def _would_lose(source: Source, known: dict[str, Source]) -> bool:
    """A failed fetch must not take the place of a page that was read."""
    before = known.get(source.document_id)
    return before is not None and before.state is SourceState.OK and source.state is not SourceState.OK
