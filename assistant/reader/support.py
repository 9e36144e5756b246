"""Do the sentences that a statement cites bear it out? Judged by code and by the reading network together.

The question is that of attribution (Rashkin et al. 2023, AIS): would a reader who has only the cited sentences, and
the passages that they stand in to know who "he" is, say that the statement follows? Numbers are compared by code,
and one that differs settles it. For the rest a logistic model weighs what a reader would look at, in ``FEATURES``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Support
from assistant.orders import only_orders_it
from assistant.question import Query
from assistant.reader.cross_encoder import CrossRead, PassageReader
from assistant.reader.maxsim import Match, MaxSim
from assistant.reader.support_facts import Compared, compare
from index.embedder import TokenVectors
from index.retriever import ScoredPassage

FEATURES = (
    "supports",
    "contradicts",
    "absent",
    "nearest",
    "least_near",
    "nearer_elsewhere",
    "covered",
    "covered_nearby",
    "added_words",
    "absent_names",
    "resolved_names",
    "names_elsewhere",
    "opposites",
    "negation",
    "changed_one_thing",
)
"""The network's log-probabilities that a cited sentence supports and contradicts, and that no sentence of the passage
does either; MaxSim of the statement in what it cites, of its three words that are least there, and how much more of it
a sentence that is not cited has; the share of its words in the cited sentences, and in their passages; how many
of its names are in neither, are in the passage where the cited sentence only points back, or are elsewhere in it; the
opposites and negations that differ, and whether that is all that does."""

_LEAST = -10.0
_FEWEST = 3
_NEARLY_ALL = 0.75
_MOST_COUNTED = 2
_MOST_ADDED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """A sentence that a statement cites, in its passage. ``known_as`` is the title of its document."""

    passage: ScoredPassage
    start: int
    end: int
    known_as: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        passage = self.passage.passage
        return passage.text[self.start - passage.start : self.end - passage.start]

    @property
    def number(self) -> int:
        """Which sentence of its passage it is, counted from 0."""
        return self.passage.passage.sentences.index((self.start, self.end))


@dataclass(frozen=True, slots=True)
class SupportModel:
    """A logistic model: weights (f,) over standardised features, and the two bars between three verdicts."""

    weights: NDArray[np.float64]
    bias: float
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    supported: float
    partial: float

    @classmethod
    def load(cls) -> "SupportModel":
        """The model that is shipped; ``python -m evals.fit_support`` makes it again.

        Raises: ValueError when it was fitted on other features.
        """
        plain = json.loads(files("assistant.reader").joinpath("support.json").read_text())
        if tuple(plain["features"]) != FEATURES:
            raise ValueError("support.json was fitted on other features: python -m evals.fit_support")
        weights, means, deviations = (np.asarray(plain[name]) for name in ("weights", "means", "deviations"))
        return cls(weights, plain["bias"], means, deviations, plain["supported"], plain["partial"])

    def probability(self, features: Sequence[float]) -> float:
        """How likely, in [0, 1], the statement follows."""
        logit = float(self.weights @ ((np.asarray(features) - self.means) / self.deviations)) + self.bias
        return float(1 / (1 + np.exp(-logit)))

    def verdict(self, probability: float, *, doubtful: bool) -> Support:
        """What is said of a statement that follows with this probability, and that code has doubts about or not."""
        if probability >= self.supported and not doubtful:
            return Support.SUPPORTED
        return Support.PARTIAL if probability >= self.partial else Support.UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, with how likely, in [0, 1], the statement follows from what it cites."""

    support: Support
    probability: float


class SupportJudge:
    """Judges statements."""

    def __init__(self, maxsim: MaxSim, reader: PassageReader, model: SupportModel) -> None:
        self._maxsim = maxsim
        self._reader = reader
        self._model = model

    def judge(self, statement: str, cited: Sequence[CitedSentence]) -> Judged:
        """Whether the statement follows from these sentences, at least one."""
        return self.read(statement, cited).judge(cited)

    def read(self, statement: str, cited: Sequence[CitedSentence]) -> "ReadStatement":
        """The statement read with the passages of the sentences, to be judged by all or some of them."""
        query = Query(text=statement, context_start=len(statement))
        read = self._maxsim.embedder.embed_tokens([statement])[0]
        passages = list({one.passage.key: one.passage for one in cited}.values())
        weights = (self._maxsim.word_weights(query, read) > 0).astype(np.float32)
        matches = self._maxsim.match(read, weights, passages)
        crossed = self._reader.read(statement, [one.passage for one in passages])
        by_key = {one.key: found for one, found in zip(passages, crossed, strict=True)}
        return ReadStatement(statement, read, weights, matches, by_key, self._model)


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement with what was read of it, so that judging it by other sentences costs nothing more."""

    statement: str
    read: TokenVectors
    weights: NDArray[np.float32]
    matches: Sequence[Match]
    crossed: dict[str, CrossRead]
    model: SupportModel

    def judge(self, cited: Sequence[CitedSentence]) -> Judged:
        """Whether the statement follows from these sentences, of those it was read with."""
        if says_the_same(self.statement, " ".join(one.text for one in cited)):
            return Judged(Support.SUPPORTED, 1.0)
        found = self.compare(cited)
        if found.settled or all(only_orders_it(one.text, self.statement) for one in cited):
            return Judged(Support.UNSUPPORTED, 0.0)
        probability = self.model.probability(self.features(cited, found))
        return Judged(self.model.verdict(probability, doubtful=found.doubtful), probability)

    def compare(self, cited: Sequence[CitedSentence]) -> Compared:
        """What code finds different."""
        return compare(
            self.statement,
            [one.text for one in cited],
            [one.passage.passage.read_as for one in cited],
            [one.known_as for one in cited],
        )

    def features(self, cited: Sequence[CitedSentence], found: Compared) -> tuple[float, ...]:
        """The values of ``FEATURES``."""
        supports, contradicts, absent = self._verdict(cited)
        nearest, least = self._near([one for one in self.matches if _is_cited(one, cited)])
        elsewhere, _ = self._near([one for one in self.matches if not _is_cited(one, cited)][:1])
        differs = bool(found.opposites or found.negation)
        return (
            supports,
            contradicts,
            absent,
            nearest,
            least,
            max(elsewhere - nearest, 0.0),
            found.covered,
            found.covered_nearby,
            float(min(found.added_words, _MOST_ADDED)),
            float(min(found.absent_names, _MOST_COUNTED)),
            float(min(found.resolved_names, _MOST_COUNTED)),
            float(min(found.names_elsewhere, _MOST_COUNTED)),
            float(min(found.opposites, _MOST_COUNTED)),
            float(found.negation),
            float(differs and found.covered >= _NEARLY_ALL),
        )

    def _verdict(self, cited: Sequence[CitedSentence]) -> tuple[float, float, float]:
        decides = np.stack([self.crossed[one.passage.key].decides[one.number] for one in cited])
        absent = min(self.crossed[one.passage.key].absent for one in cited)
        supports, contradicts = (float(one) for one in decides.max(axis=0))
        return max(supports, _LEAST), max(contradicts, _LEAST), max(absent, _LEAST)

    def _near(self, matches: Sequence[Match]) -> tuple[float, float]:
        """How near the statement's tokens are to those of some sentences: on the whole, and the least near of them."""
        if not matches:
            return 0.0, 0.0
        nearest = np.max([one.nearest for one in matches], axis=0)
        named = nearest[self.weights > 0]
        whole = float((nearest * self.weights).sum() / self.weights.sum())
        return whole, float(np.sort(named)[:_FEWEST].mean())


def says_the_same(statement: str, quote: str) -> bool:
    """Whether the statement is the quote, or a stretch of it that begins and ends with it but for small things."""
    return _plain(statement) == _plain(quote)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').split()).strip(" .\"'").lower()


def _is_cited(match: Match, cited: Sequence[CitedSentence]) -> bool:
    return any(match.passage.key == one.passage.key and match.start == one.start for one in cited)
