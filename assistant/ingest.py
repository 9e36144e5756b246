"""Sources in, index out, with the reading, the embedding and the network at work side by side."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from assistant.indexing import CorpusIndex
from assistant.refreshing import describe_change
from index.ahead import Ahead
from index.embedder import Embedder
from sources.collecting import Collector
from sources.corpus import Corpus
from sources.errors import SourceError
from sources.near_duplicates import find_near_duplicates
from sources.reading import Reading, SourceReader
from sources.records import Document, Source

_MOST_COMPARED = 1_000
"""Documents of a corpus that are compared with one another."""


class Ingest:
    """One round of reading into a corpus, whose write lock the caller holds; use it in a ``with``.

    Read by means of ``collector``, then ``finish``. Left early, what was stored stays stored, and is indexed
    by whoever opens the corpus next.
    """

    def __init__(
        self,
        corpus: Corpus,
        reader: SourceReader,
        embedder: Embedder,
        index: CorpusIndex,
        *,
        total_seconds: float,
        on_progress: Callable[[Source], None] | None,
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._ahead = Ahead(embedder)
        self._on_progress = on_progress or (lambda _: None)
        self._earlier: dict[str, Document] = {}
        self._read: list[Document] = []
        self.collector = Collector(
            corpus, reader, total_seconds=total_seconds, before=self._remember, on_reading=self._stored
        )

    def __enter__(self) -> Self:
        self._ahead.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ahead.__exit__(kind, error, trace)

    def finish(self) -> None:
        """Index what was stored, and note which sources tell one story.

        Raises: StorageError; the index in use is then as it was.
        """
        self._ahead.finish()
        if self._read:
            self._note_duplicates()
        self._index.update(self._ahead)

    def changes(self) -> list[str]:
        """A line for each page whose text is another one now, or that was read for the first time."""
        lines = (describe_change(self._earlier.get(one.document_id), one) for one in self._read)
        return [line for line in lines if line]

    def _remember(self, document_id: str) -> None:
        """Keep the text that is about to be replaced, to tell what changed."""
        try:
            self._earlier[document_id] = self._corpus.document(document_id)
        except SourceError:  # damaged: then there is nothing to compare with
            return

    def _stored(self, reading: Reading) -> None:
        if reading.document is not None:
            self._read.append(reading.document)
            self._ahead.offer(reading.document)
        self._on_progress(reading.source)

    def _note_duplicates(self) -> None:
        ids = self._corpus.readable_ids()
        if len(ids) > _MOST_COMPARED:
            return
        same = find_near_duplicates([self._corpus.document(document_id) for document_id in ids])
        self._corpus.note_same(same)
