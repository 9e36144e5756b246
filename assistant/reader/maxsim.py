"""Late interaction without training: every word of the question looks for its like in the sentence.

MaxSim (Khattab & Zaharia 2020, ColBERT) over the token vectors of the embedding model, each sentence's
tokens taken in its passage, the question's words weighted by how rare they are in the corpus.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Query
from assistant.reader.columns import asked_column
from assistant.words import WORD, is_content_at
from index.embedder import Embedder, TokenVectors, unit
from index.retriever import ScoredPassage

Floats = NDArray[np.float32]

_CONTEXT_WEIGHT = 0.35
"""What a word from the conversation counts beside one that was asked now."""
_COSINE_WEIGHT = 0.2
_KEPT_PASSAGES = 2000
"""Passages whose token vectors stay in memory: about 180 kB each."""


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence and what MaxSim sees of it: ``nearest`` (t,) is, for every token of the question, the cosine
    of its like in the sentence; ``score`` in [0, 1] sums them up. ``column`` is the column of a table's row
    whose name is most like the question's words; None for anything else.
    """

    passage: ScoredPassage
    start: int
    end: int
    score: float
    nearest: Floats
    column: int | None = None

    @property
    def number(self) -> int:
        """Which sentence of its passage it is, counted from 0."""
        return self.passage.passage.sentences.index((self.start, self.end))

    @property
    def text(self) -> str:
        """The sentence."""
        passage = self.passage.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


class MaxSim:
    """Matches sentences with the embedding model's own token vectors."""

    def __init__(self, embedder: Embedder, passages_with: Callable[[str], int], passages_in_all: int) -> None:
        """``passages_with`` counts the passages that hold a word."""
        self.embedder = embedder
        self._passages_with = passages_with
        self._passages_in_all = passages_in_all
        self._read: OrderedDict[str, TokenVectors] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def match(
        self, query_read: TokenVectors, weights: Floats, passages: Sequence[ScoredPassage]
    ) -> list[Match]:
        """Every sentence of the passages, best first; ``weights`` (t,) come from ``word_weights``."""
        matches: list[Match] = []
        for passage, tokens in zip(passages, self._tokens(passages), strict=True):
            matches += self._sentences(passage, tokens, query_read, weights)
        return sorted(matches, key=lambda match: -match.score)

    def word_weights(self, query: Query, query_read: TokenVectors) -> Floats:
        """Weight (t,) of each token of the question: its word's inverse passage frequency, 0 for stop words."""
        weights = np.zeros(len(query_read.spans), dtype=np.float32)
        for word in WORD.finditer(query.text):
            if not is_content_at(word):
                continue
            weight = self._rarity(word.group()) * (
                1.0 if word.start() < query.context_start else _CONTEXT_WEIGHT
            )
            inside = (query_read.spans[:, 0] >= word.start()) & (query_read.spans[:, 1] <= word.end())
            weights[inside] = weight
        return weights if weights.any() else np.ones_like(weights)

    def _sentences(
        self,
        scored_passage: ScoredPassage,
        tokens: TokenVectors,
        query_read: TokenVectors,
        weights: Floats,
    ) -> list[Match]:
        passage = scored_passage.passage
        similar = query_read.vectors @ tokens.vectors.T
        column = asked_column(passage, tokens.spans, similar, weights)
        found = []
        for start, end in passage.sentences:
            inside = _inside(tokens, start - passage.start + passage.lead, end - passage.start + passage.lead)
            if not inside.any():  # beyond what the model reads of a very long sentence
                continue
            if passage.context:  # what the columns are called is part of what a row says
                inside |= tokens.spans[:, 1] < passage.lead
            nearest = similar[:, inside].max(axis=1)
            maxsim = float((nearest * weights).sum() / weights.sum())
            cosine = float(unit(tokens.vectors[inside].mean(axis=0)) @ query_read.pooled)
            score = (1 - _COSINE_WEIGHT) * maxsim + _COSINE_WEIGHT * cosine
            found.append(Match(scored_passage, start, end, min(max(score, 0.0), 1.0), nearest, column))
        return found

    def _tokens(self, passages: Sequence[ScoredPassage]) -> list[TokenVectors]:
        """Token vectors of the passages, computed for those not read lately."""
        with self._one_at_a_time:
            return self._tokens_kept(passages)

    def _tokens_kept(self, passages: Sequence[ScoredPassage]) -> list[TokenVectors]:
        unread = [scored for scored in passages if scored.key not in self._read]
        read = self.embedder.embed_tokens([scored.passage.read_as for scored in unread])
        fresh = {scored.key: tokens for scored, tokens in zip(unread, read, strict=True)}
        tokens = [fresh.get(scored.key) or self._read[scored.key] for scored in passages]
        for scored, vectors in zip(passages, tokens, strict=True):
            self._read[scored.key] = vectors
            self._read.move_to_end(scored.key)
        while len(self._read) > _KEPT_PASSAGES:
            self._read.popitem(last=False)
        return tokens

    def is_known(self, word: str) -> bool:
        """Whether any passage has the word, in any of its forms."""
        return self._passages_with(word) > 0

    def _rarity(self, word: str) -> float:
        return math.log(1 + self._passages_in_all / (1 + self._passages_with(word)))


def _inside(tokens: TokenVectors, start: int, end: int) -> NDArray[np.bool_]:
    """Which tokens lie in a span of what was read."""
    return (tokens.spans[:, 0] >= start) & (tokens.spans[:, 1] <= end)
