"""Query → scored passages: dense and lexical candidates, fused."""

from dataclasses import dataclass

import numpy as np

from index.build import Index
from index.embedder import Embedder, TokenVectors
from index.fusion import fuse
from sources.records import Passage

_CANDIDATES = 50

Documents = frozenset[str] | None
"""Ids of the documents to search; None for all."""


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

    def retrieve(self, query: str, k: int, *, among: Documents = None) -> list[ScoredPassage]:
        """The k best passages, best first; fewer when the index has fewer.

        Raises: IndexDamagedError.
        """
        return self.retrieve_read(query, self._embedder.embed_tokens([query])[0], k, among=among)

    def retrieve_read(
        self, query: str, read: TokenVectors, k: int, *, among: Documents = None
    ) -> list[ScoredPassage]:
        """As ``retrieve``, for a query that was read already."""
        store = self._index.store
        if len(store) == 0:
            return []
        wanted = max(k, _CANDIDATES)
        if among is None:
            lexical = dict(self._index.lexical.search(query, wanted))
            near = self._index.dense.search(read.pooled, min(wanted, len(store)))
            rows = {key: row for key in (*near, *lexical) if (row := store.row(key)) is not None}
        else:
            rows, lexical = self._chosen(query, read, wanted, among)
        keys = list(rows)
        if not keys:
            return []
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

    def _chosen(
        self, query: str, read: TokenVectors, wanted: int, among: frozenset[str]
    ) -> tuple[dict[str, int], dict[str, float]]:
        """Candidates from some documents only: keys with their rows, and the BM25 of those that share words.

        Chroma's own filter takes a quarter of a second over 100,000 rows; the exact cosines of the chosen
        rows take less, and miss nothing.
        """
        store = self._index.store
        chosen = store.rows_of(among)
        order = np.argsort(-(store.vectors[chosen] @ read.pooled), kind="stable")[:wanted]
        rows = {store.keys[chosen[at]]: chosen[at] for at in order}
        inside = {store.keys[row]: row for row in chosen}
        lexical = {
            key: score for key, score in self._index.lexical.search(query, len(store)) if key in inside
        }
        best = sorted(lexical, key=lambda key: -lexical[key])[:wanted]
        return rows | {key: inside[key] for key in best}, lexical
