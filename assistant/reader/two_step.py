"""The reader: MaxSim over all passages, then the cross-encoder over the few that hold the best sentences."""

import math
from collections.abc import Sequence

import numpy as np

from assistant.question import Query
from assistant.reader.answerable import AnswerableModel, answerable_features
from assistant.reader.columns import asked_cell
from assistant.reader.cross_encoder import CrossRead, PassageReader
from assistant.reader.evidence import Evidence, Reading
from assistant.reader.maxsim import Floats, Match, MaxSim
from assistant.reader.spans import Ask, direct_span, find_ask
from assistant.words import content_stems
from index.embedder import TokenVectors
from index.retriever import ScoredPassage

_CROSSED_FIRST = 4
_MOST_CROSSED = 8
_CLEARLY_BEST = 6.0
"""A sentence with such log-odds ends the reading: the passages left hold sentences that fit less well."""
_MARGIN_WEIGHT = 0.015
"""What a log-odds point of the cross-encoder counts beside a point of MaxSim."""
_UNREAD_MARGIN = -12.0
_MOST_SPAN_WORDS = 14
_MOST_SPAN_TOKENS = 24
_LIT = 8
"""How many of the best sentences get a highlight; an answer never has more from one reading."""


class TwoStepReader:
    """Cheap first, careful second (Nogueira & Cho 2019); both run on a plain CPU."""

    def __init__(self, maxsim: MaxSim, cross_encoder: PassageReader, answerable: AnswerableModel) -> None:
        self.maxsim = maxsim
        self._cross_encoder = cross_encoder
        self._answerable = answerable
        self.clearly_best = _CLEARLY_BEST

    def read(self, query: Query, query_read: TokenVectors, passages: Sequence[ScoredPassage]) -> Reading:
        """Every sentence of the passages with its score, best first."""
        matches, margins, crossed, weights = self._matched(query, query_read, passages)
        if not matches:
            return Reading(evidence=(), answerable=0.0)
        ask = find_ask(query.own)
        features = answerable_features(query, ask, matches, margins, weights, self.maxsim.is_known)
        order = sorted(range(len(matches)), key=lambda at: -_score(matches[at], margins[at]))
        evidence = tuple(
            _evidence(matches[at], margins[at], crossed, query, ask if place < _LIT else None)
            for place, at in enumerate(order)
        )
        answerable = self._answerable.probability(features)
        return Reading(evidence=evidence, answerable=answerable, features=tuple(features))

    def margins(
        self, query: Query, query_read: TokenVectors, passages: Sequence[ScoredPassage]
    ) -> tuple[list[Match], list[float]]:
        """The sentences as MaxSim orders them, and the network's log-odds that each answers."""
        matches, margins, _, _ = self._matched(query, query_read, passages)
        return matches, margins

    def _matched(
        self, query: Query, query_read: TokenVectors, passages: Sequence[ScoredPassage]
    ) -> tuple[list[Match], list[float], dict[str, CrossRead], Floats]:
        weights = self.maxsim.word_weights(query, query_read)
        matches = self.maxsim.match(query_read, weights, passages)
        crossed = self._cross(query, matches)
        return matches, [_margin(match, crossed) for match in matches], crossed, weights

    def _cross(self, query: Query, matches: Sequence[Match]) -> dict[str, CrossRead]:
        """What is made, by passage key, of the passages that hold the best sentences; the others only in doubt."""
        best = {match.passage.key: match.passage.passage for match in reversed(matches)}
        keys = list(dict.fromkeys(match.passage.key for match in matches))[:_MOST_CROSSED]
        crossed: dict[str, CrossRead] = {}
        for part in (keys[:_CROSSED_FIRST], keys[_CROSSED_FIRST:]):
            if part and not any(float(read.margins.max()) > self.clearly_best for read in crossed.values()):
                read = self._cross_encoder.read(query.text, [best[key] for key in part])
                crossed.update(zip(part, read, strict=True))
        return crossed


def _margin(match: Match, crossed: dict[str, CrossRead]) -> float:
    read = crossed.get(match.passage.key)
    if read is None:
        return _UNREAD_MARGIN
    return max(float(read.margins[match.number]), _UNREAD_MARGIN)


def _score(match: Match, margin: float) -> float:
    """In [0, 1]; higher answers more directly."""
    return 1 / (1 + math.exp(-4 * (match.score - 0.5) - 4 * _MARGIN_WEIGHT * margin))


def _evidence(
    match: Match, margin: float, crossed: dict[str, CrossRead], query: Query, ask: Ask | None
) -> Evidence:
    highlight = None
    if ask is not None:
        read = crossed.get(match.passage.key)
        span = (
            _cell(match, query)
            or _span_of_kind(match, query, ask)
            or (_likely_span(match, read, query.own) if read is not None else None)
        )
        highlight = (match.start + span[0], match.start + span[1]) if span is not None else None
    return Evidence(
        passage=match.passage.passage,
        start=match.start,
        end=match.end,
        score=_score(match, margin),
        highlight=highlight,
        answers=margin > 0,
    )


def _cell(match: Match, query: Query) -> tuple[int, int] | None:
    return asked_cell(match.text, match.column, query.own) if match.column is not None else None


def _span_of_kind(match: Match, query: Query, ask: Ask) -> tuple[int, int] | None:
    """A date for a when, a number for a how many: there the kind alone finds the words."""
    return direct_span(match.text, ask, query.own) if ask in {Ask.DATE, Ask.NUMBER} else None


def _likely_span(match: Match, read: CrossRead, question: str) -> tuple[int, int] | None:
    """The span of the sentence whose first and last token the network finds likeliest.

    None when it is too long to point, or says only what the question said.
    """
    offset = match.passage.passage.start
    inside = (read.token_spans[:, 0] + offset >= match.start) & (read.token_spans[:, 1] + offset <= match.end)
    run = _best_run(read.starts[inside], read.ends[inside])
    if run is None:
        return None
    spans = read.token_spans[inside] + offset - match.start
    start, end = _whole_words(match.text, int(spans[run[0], 0]), int(spans[run[1], 1]))
    said = match.text[start:end]
    points = len(said.split()) <= _MOST_SPAN_WORDS and not content_stems(said) <= content_stems(question)
    return (start, end) if points else None


def _best_run(starts: Floats, ends: Floats) -> tuple[int, int] | None:
    """First and last token of the likeliest span of at most so many tokens; None without tokens."""
    if not len(starts):
        return None
    joint = starts[:, np.newaxis] + ends[np.newaxis, :]
    first, last = np.indices(joint.shape)
    allowed = (first <= last) & (last < first + _MOST_SPAN_TOKENS)
    best = int(np.argmax(np.where(allowed, joint, -np.inf)))
    return best // len(ends), best % len(ends)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Tokens are parts of words; a highlight is not."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
