"""The corpora of a data folder: which there are, how much of each was read, the bundled one laid out."""

import shutil
import tomllib
import uuid
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from assistant.settings import BUNDLED_CORPUS
from sources.collecting import Collector
from sources.corpus import Corpus, check_corpus_name, is_corpus_name
from sources.errors import StorageError, UnknownCorpusError, UsageError
from sources.locking import writing
from sources.reading import SourceReader
from sources.records import SourceState
from sources.storage import storage_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusSummary:
    """A corpus in a list: how many sources it has, and how many of them were read."""

    name: str
    title: str
    sources: int
    read: int
    bundled: bool


class Corpora:
    """All corpora under one folder."""

    def __init__(self, folder: Path, reader: SourceReader) -> None:
        self._folder = folder
        self._reader = reader

    def names(self) -> tuple[str, ...]:
        """Every corpus there is, the bundled one first."""
        folders = sorted(path.parent.name for path in self._folder.glob("*/corpus.json"))
        return tuple(dict.fromkeys((BUNDLED_CORPUS, *filter(is_corpus_name, folders))))

    def summaries(self) -> tuple[CorpusSummary, ...]:
        """The same, each with its title and its sources counted."""
        return tuple(self._summary(self.get(name)) for name in self.names())

    def get(self, name: str, *, make: bool = False) -> Corpus:
        """A corpus; with ``make`` one that holds nothing yet, too.

        Raises: UnknownCorpusError.
        """
        corpus = Corpus(self._folder / check_corpus_name(name))
        if name == BUNDLED_CORPUS and not corpus.exists():
            self._lay_bundled(corpus)
        if not corpus.exists() and not make:
            there = ", ".join(self.names())
            raise UnknownCorpusError(
                f"there is no corpus {name!r} (there are: {there}): wellsourced add FILE --corpus {name} makes it"
            )
        return corpus

    def remove(self, name: str) -> None:
        """Forget a corpus with its index; snapshots stay, since saved answers may cite them.

        Raises: UsageError for the bundled one; UnknownCorpusError, BusyError, StorageError.
        """
        corpus = self.get(name)
        if name == BUNDLED_CORPUS:
            raise UsageError("the bundled corpus stays; wellsourced remove ID takes one of its sources out")
        gone = self._folder / f".removed-{uuid.uuid4().hex[:12]}"
        with writing(corpus.folder, "remove"), storage_errors(corpus.folder):
            corpus.folder.rename(gone)  # at once: a process killed now leaves no half of it
        shutil.rmtree(gone, ignore_errors=True)

    @staticmethod
    def _summary(corpus: Corpus) -> CorpusSummary:
        try:
            sources, title = corpus.sources(), corpus.manifest.title
        except StorageError:  # one that is damaged hides none of the others
            sources, title = (), "(damaged: wellsourced remove --whole takes it away)"
        return CorpusSummary(
            name=corpus.name,
            title=title or corpus.name,
            sources=len(sources),
            read=sum(source.state is SourceState.OK for source in sources),
            bundled=corpus.name == BUNDLED_CORPUS,
        )

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
            Collector(corpus, self._reader, total_seconds=0).put(readings, title=manifest["title"])
