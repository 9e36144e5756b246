"""Query → scored passages: dense and lexical candidates, fused."""

from dataclasses import dataclass

import numpy as np

from index.build import Index
from index.embedder import Embedder, TokenVectors
from index.fusion import fuse
from sources.records import Passage

_CANDIDATES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """A passage and how well it fits the query: ``score`` is the fused one, higher is better.

    ``cosine`` is in [-1, 1]; ``bm25`` is 0 or above, 0 when no word is shared.
    """

    passage: Passage
    key: str
    score: float
    cosine: float
    bm25: float


class Retriever:
    """Searches one index."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def retrieve(self, query: str, k: int) -> list[ScoredPassage]:
        """The k best passages, best first; fewer when the index has fewer.

        Raises: IndexDamagedError.
        """
        return self.retrieve_read(query, self._embedder.embed_tokens([query])[0], k)

    def retrieve_read(self, query: str, read: TokenVectors, k: int) -> list[ScoredPassage]:
        """As ``retrieve``, for a query that was read already."""
        store = self._index.store
        if len(store) == 0:
            return []
        wanted = max(k, _CANDIDATES)
        lexical = dict(self._index.lexical.search(query, wanted))
        near = self._index.dense.search(read.pooled, min(wanted, len(store)))
        rows = {key: row for key in (*near, *lexical) if (row := store.row(key)) is not None}
        keys = list(rows)
        # The cosine comes from our own vectors, so that a candidate costs the same wherever it came from.
        cosines = np.asarray(store.vectors[list(rows.values())] @ read.pooled, dtype=np.float32)
        words = np.asarray([lexical.get(key, 0.0) for key in keys], dtype=np.float32)
        scores = fuse(cosines, words)
        return [
            ScoredPassage(
                passage=store.passage(rows[keys[at]]),
                key=keys[at],
                score=float(scores[at]),
                cosine=float(cosines[at]),
                bm25=float(words[at]),
            )
            for at in np.argsort(-scores, kind="stable")[:k]
        ]
