"""Passages embedded while more sources are still being read: the network and the processor work side by side."""

import queue
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from index.embedder import Embedder, Vectors
from index.passages import split_document
from index.store import passage_key
from sources.records import Document, Passage

_EMBED_AT_ONCE = 64
_WORTH_STARTING = 16
"""Passages from which a batch is embedded although no other document has come yet."""


class Ahead:
    """Takes documents as they come and has their passages and vectors ready at the end; use it in a ``with``.

    What goes wrong in its thread is raised by ``finish``.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._documents: queue.SimpleQueue[Document | None] = queue.SimpleQueue()
        self._passages: dict[tuple[str, str], list[Passage]] = {}
        self._vectors: dict[str, Vectors] = {}
        self._problem: BaseException | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="embed-ahead", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stopped.set()
        self._documents.put(None)

    def offer(self, document: Document) -> None:
        """A document that was just stored."""
        self._documents.put(document)

    def finish(self) -> None:
        """Wait until everything offered is embedded; call it inside the ``with``, once.

        Raises: what splitting or embedding raised.
        """
        self._documents.put(None)
        self._thread.join()
        if self._problem is not None:
            raise self._problem

    def passages(self, document: Document) -> list[Passage]:
        """The passages of a document: those made ahead, or made now."""
        made = self._passages.get((document.document_id, document.sha256))
        return split_document(document, self._embedder.count_tokens) if made is None else made

    @property
    def vectors(self) -> Mapping[str, Vectors]:
        """Vectors (d,) by passage key, complete after ``finish``."""
        return self._vectors

    def _work(self) -> None:
        waiting: list[Passage] = []
        try:
            while not self._stopped.is_set() and (document := self._documents.get()) is not None:
                made = split_document(document, self._embedder.count_tokens)
                self._passages[document.document_id, document.sha256] = made
                waiting += made
                # short pages wait for others, so that batches are full
                enough = _EMBED_AT_ONCE if not self._documents.empty() else _WORTH_STARTING
                if len(waiting) >= enough:
                    self._embed(waiting)
                    waiting = []
            self._embed(waiting)
        except BaseException as problem:  # raised where the caller waits
            self._problem = problem

    def _embed(self, passages: list[Passage]) -> None:
        for first in range(0, len(passages), _EMBED_AT_ONCE):
            if self._stopped.is_set():
                break
            part = passages[first : first + _EMBED_AT_ONCE]
            vectors = self._embedder.embed([passage.read_as for passage in part])
            self._vectors.update(zip(map(passage_key, part), vectors, strict=True))
