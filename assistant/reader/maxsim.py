"""Late interaction without training: every word of the question looks for its like in the sentence.

MaxSim (Khattab & Zaharia 2020, ColBERT) over the token vectors of the embedding model, each sentence's
tokens taken in its passage, the question's words weighted by how rare they are in the corpus.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.question import Query
from assistant.reader.answerable import AnswerableModel, answerable_features
from assistant.reader.evidence import Evidence, Reading
from assistant.reader.spans import Ask, direct_span, find_ask
from assistant.words import WORD, is_content
from index.embedder import Embedder, TokenVectors, unit
from index.retriever import ScoredPassage

_CONTEXT_WEIGHT = 0.35
"""What a word from the conversation counts beside one that was asked now."""
_COSINE_WEIGHT = 0.2
_KEPT_PASSAGES = 2000
"""Passages whose token vectors stay in memory: about 180 kB each."""


class MaxSimReader:
    """Reads with the embedding model's own token vectors."""

    def __init__(
        self,
        embedder: Embedder,
        passages_with: Callable[[str], int],
        passages_in_all: int,
        answerable: AnswerableModel,
    ) -> None:
        """``passages_with`` counts the passages that hold a word."""
        self._embedder = embedder
        self._passages_with = passages_with
        self._passages_in_all = passages_in_all
        self._answerable = answerable
        self._read: OrderedDict[str, TokenVectors] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def read(self, query: Query, query_read: TokenVectors, passages: Sequence[ScoredPassage]) -> Reading:
        """Every sentence of the passages with its score, best first."""
        weights = self._weights(query, query_read)
        ask = find_ask(query.own)
        scored = []
        for scored_passage, tokens in zip(passages, self._tokens(passages), strict=True):
            scored += self._sentences(scored_passage, tokens, query_read, weights)
        scored.sort(key=lambda found: -found[0].score)
        best = [evidence for evidence, _ in scored]
        features = answerable_features(query, ask, scored, weights, passages)
        lit = tuple(_lit(evidence, query, ask) if at < 8 else evidence for at, evidence in enumerate(best))
        return Reading(evidence=lit, answerable=self._answerable.probability(features))

    def _sentences(
        self,
        scored_passage: ScoredPassage,
        tokens: TokenVectors,
        query_read: TokenVectors,
        weights: NDArray[np.float32],
    ) -> list[tuple[Evidence, NDArray[np.float32]]]:
        """Sentences with, for every token of the question, the cosine of the nearest token (t,)."""
        passage = scored_passage.passage
        similar = query_read.vectors @ tokens.vectors.T
        found = []
        for start, end in passage.sentences:
            inside = (tokens.spans[:, 0] >= start - passage.start) & (
                tokens.spans[:, 1] <= end - passage.start
            )
            if not inside.any():  # beyond what the model reads of a very long sentence
                continue
            nearest = similar[:, inside].max(axis=1)
            maxsim = float((nearest * weights).sum() / weights.sum())
            cosine = float(unit(tokens.vectors[inside].mean(axis=0)) @ query_read.pooled)
            score = (1 - _COSINE_WEIGHT) * maxsim + _COSINE_WEIGHT * cosine
            score = min(max(score, 0.0), 1.0)
            found.append((Evidence(passage=passage, start=start, end=end, score=score), nearest))
        return found

    def _tokens(self, passages: Sequence[ScoredPassage]) -> list[TokenVectors]:
        """Token vectors of the passages, computed for those not read lately."""
        with self._one_at_a_time:
            return self._tokens_kept(passages)

    def _tokens_kept(self, passages: Sequence[ScoredPassage]) -> list[TokenVectors]:
        unread = [scored for scored in passages if scored.key not in self._read]
        read = self._embedder.embed_tokens([scored.passage.text for scored in unread])
        fresh = {scored.key: tokens for scored, tokens in zip(unread, read, strict=True)}
        tokens = [fresh.get(scored.key) or self._read[scored.key] for scored in passages]
        for scored, vectors in zip(passages, tokens, strict=True):
            self._read[scored.key] = vectors
            self._read.move_to_end(scored.key)
        while len(self._read) > _KEPT_PASSAGES:
            self._read.popitem(last=False)
        return tokens

    def _weights(self, query: Query, query_read: TokenVectors) -> NDArray[np.float32]:
        """Weight (t,) of each token of the question: its word's inverse passage frequency, 0 for stop words."""
        weights = np.zeros(len(query_read.spans), dtype=np.float32)
        for word in WORD.finditer(query.text):
            if not is_content(word.group()):
                continue
            weight = self._rarity(word.group()) * (
                1.0 if word.start() < query.context_start else _CONTEXT_WEIGHT
            )
            inside = (query_read.spans[:, 0] >= word.start()) & (query_read.spans[:, 1] <= word.end())
            weights[inside] = weight
        return weights if weights.any() else np.ones_like(weights)

    def _rarity(self, word: str) -> float:
        return math.log(1 + self._passages_in_all / (1 + self._passages_with(word)))


def _lit(evidence: Evidence, query: Query, ask: Ask) -> Evidence:
    """The sentence with the span that answers most directly."""
    span = direct_span(evidence.text, ask, query.own)
    if span is None:
        return evidence
    return replace(evidence, highlight=(evidence.start + span[0], evidence.start + span[1]))
