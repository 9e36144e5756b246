"""The index of one corpus: built, caught up with what was stored, mended when damaged."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from assistant.indexed import is_behind, note_indexed, sources_digest
from index.ahead import Ahead
from index.build import Index, Progress, build, current_generation, open_index
from index.embedder import Embedder
from index.passages import split_document
from sources.corpus import Corpus
from sources.errors import BusyError, IndexDamagedError, SourceError, StorageError
from sources.extract.registry import is_outdated
from sources.locking import writing
from sources.reading import SourceReader
from sources.records import Document, Passage

Say = Callable[[str], None]


class CorpusIndex:
    """Where a corpus is searched. What it says of work that takes a while goes to ``say``, a line each."""

    def __init__(self, corpus: Corpus, reader: SourceReader, embedder: Embedder, say: Say) -> None:
        self._corpus = corpus
        self._reader = reader
        self._embedder = embedder
        self._say = say
        self._folder = index_folder(corpus)

    def update(self, ahead: Ahead | None = None, on_progress: Progress | None = None) -> int:
        """Make the index fit the stored sources; returns the number of passages.

        ``ahead`` has the passages of documents that were just read. The caller holds the write lock.
        Raises: StorageError; the index in use is then as it was.
        """
        digest = sources_digest(self._corpus)
        split = ahead.passages if ahead is not None else self._split
        passages = [
            passage
            for document_id in self._corpus.readable_ids()
            for passage in split(self._up_to_date(self._corpus.document(document_id)))
        ]
        ready = ahead.vectors if ahead is not None else {}
        build(self._folder, passages, self._embedder, ready=ready, on_progress=on_progress)
        note_indexed(self._corpus, digest)
        return len(passages)

    def open(self) -> Index:
        """The index; one that is missing or damaged is built first, with a word about it.

        Raises: IndexMismatchError, BusyError, StorageError.
        """
        name = self._corpus.name
        if not current_generation(self._folder):
            self._say(f"indexing corpus {name!r}, once …")
        else:
            try:
                self._catch_up()
                return open_index(self._folder, self._embedder, corpus=name)
            except IndexDamagedError:
                self._say(f"the index of {name!r} is damaged; building it again from the stored sources …")
        with writing(self._corpus.folder, "index", wait_seconds=60):
            self.update()
        return open_index(self._folder, self._embedder, corpus=name)

    def _catch_up(self) -> None:
        """Index what somebody stored who died before indexing it. An index that is behind answers, too."""
        if is_behind(self._corpus):
            with suppress(BusyError, SourceError, StorageError), writing(self._corpus.folder, "index"):
                self.update()

    def _up_to_date(self, document: Document) -> Document:
        """The document, extracted again from its snapshot when an earlier version of its extractor made it."""
        if not is_outdated(document.extractor):
            return document
        try:
            renewed = self._reader.read_again(document)
        except SourceError:  # what cannot be extracted any more is refused where it would be cited
            return document
        self._corpus.put([], [renewed])
        return renewed

    def _split(self, document: Document) -> list[Passage]:
        return split_document(document, self._embedder.count_tokens)


def index_folder(corpus: Corpus) -> Path:
    """Where the index of a corpus is kept."""
    return corpus.folder / "index"
