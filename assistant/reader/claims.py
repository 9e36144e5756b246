"""Does a passage support a claim, contradict it, or not mention it? The network and the facts, weighed together.

The network's three logits, how well a sentence decides, and what code finds different (``claim_facts``) go into
a multinomial logistic model. Whatever it says, a claim is never supported by a sentence whose numbers differ.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.question import Query
from assistant.reader.claim_facts import Differences, differences
from assistant.reader.cross_encoder import CrossRead, PassageReader
from assistant.reader.maxsim import Match, MaxSim
from assistant.reader.outputs import LABELS
from index.embedder import TokenVectors
from index.retriever import ScoredPassage

FEATURES = (
    "supported",
    "contradicted",
    "not_mentioned",
    "decided",
    "maxsim",
    "conflicts",
    "unfounded",
    "absent_names",
    "opposites",
    "negation",
    "covered",
    "changed_one_thing",
)
"""The first three are the network's log-probabilities, ``decided`` that of the sentence cited;
``changed_one_thing`` tells of a claim whose words the passage nearly all has and that still differs in a number,
an opposite or a negation."""

_PASSAGES_CROSSED = 4
_DECIDED_WEIGHT = 0.03
_LEAST = -12.0
_NEARLY_ALL = 0.8
_MOST_COUNTED = 2

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ClaimModel:
    """Weights (3, f) and biases (3,) over standardised features; ``probabilities`` sum to 1."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    least_support: float = 0.0
    """How likely support must be to be said: below it, the passage is held not to say."""

    @classmethod
    def load(cls) -> "ClaimModel":
        """The model that is shipped; ``python -m evals.fit_claims`` makes it again.

        Raises: ValueError when it was fitted on other features.
        """
        plain = json.loads(files("assistant.reader").joinpath("claims.json").read_text())
        if (
            tuple(plain["features"]) != FEATURES
            or tuple(plain["labels"]) != LABELS
            or "least_support" not in plain
        ):
            raise ValueError("claims.json was fitted on other features: python -m evals.fit_claims")
        names = ("weights", "biases", "means", "deviations")
        weights, biases, means, deviations = (np.asarray(plain[name], dtype=np.float64) for name in names)
        return cls(weights, biases, means, deviations, plain["least_support"])

    def probabilities(self, features: Sequence[float]) -> NDArray[np.float64]:
        """Of ``LABELS``, in their order (3,)."""
        logits = self.weights @ ((np.asarray(features) - self.means) / self.deviations) + self.biases
        likely = np.exp(logits - logits.max())
        return np.asarray(likely / likely.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one passage says of a claim: ``probabilities`` (3,) of ``LABELS``, and the sentence that decides."""

    match: Match
    features: tuple[float, ...]
    probabilities: tuple[float, float, float]

    @property
    def label(self) -> int:
        """The likeliest label."""
        return int(np.argmax(self.probabilities))


class ClaimReader:
    """Reads passages with a claim in mind."""

    def __init__(self, maxsim: MaxSim, cross_encoder: PassageReader, model: ClaimModel) -> None:
        self.maxsim = maxsim
        self._cross_encoder = cross_encoder
        self._model = model

    def read(
        self, claim: Query, claim_read: TokenVectors, passages: Sequence[ScoredPassage]
    ) -> list[Decision]:
        """What each of the passages nearest to the claim says of it, the one that the network finds to decide
        most surely first.
        """
        weights = self.maxsim.word_weights(claim, claim_read)
        matches = self.maxsim.match(claim_read, weights, passages)
        by_passage: dict[str, list[Match]] = {}
        for match in matches:
            by_passage.setdefault(match.passage.key, []).append(match)
        nearest = list(by_passage.values())[:_PASSAGES_CROSSED]
        read = self._cross_encoder.read(claim.text, [own[0].passage.passage for own in nearest])
        decisions = [self._decide(claim.text, own, one) for own, one in zip(nearest, read, strict=True)]
        return sorted(decisions, key=lambda decision: decision.features[FEATURES.index("not_mentioned")])

    def _decide(self, claim: str, matches: Sequence[Match], read: CrossRead) -> Decision:
        match = max(matches, key=lambda one: one.score + _DECIDED_WEIGHT * _decided(one, read))
        found = differences(claim, match.text, match.passage.passage.read_as)
        features = claim_features(read, match, found)
        likely = _careful(self._model.probabilities(features), found, self._model.least_support)
        return Decision(match=match, features=features, probabilities=likely)


def claim_features(read: CrossRead, match: Match, found: Differences) -> tuple[float, ...]:
    """The values of ``FEATURES``."""
    differs = found.conflicts or found.opposites or found.negation
    return (
        *(max(float(one), _LEAST) for one in read.verdict),
        _decided(match, read),
        match.score,
        float(min(found.conflicts, _MOST_COUNTED)),
        float(min(found.unfounded, _MOST_COUNTED)),
        float(min(found.absent_names, _MOST_COUNTED)),
        float(min(found.opposites, _MOST_COUNTED)),
        float(found.negation),
        found.covered,
        float(bool(differs) and found.covered >= _NEARLY_ALL),
    )


def _decided(match: Match, read: CrossRead) -> float:
    """The log-probability that this sentence decides the claim, one way or the other."""
    return max(float(np.logaddexp.reduce(read.decides[match.number])), _LEAST)


def _careful(
    likely: NDArray[np.float64], found: Differences, least_support: float
) -> tuple[float, float, float]:
    """Support that is not sure enough goes to not mentioned; that of a claim with other numbers to contradicted,
    or, where the source has no such number at all, to not mentioned.
    """
    supported, contradicted, absent = (float(one) for one in likely)
    if found.conflicts:
        return 0.0, supported + contradicted, absent
    if found.unfounded or supported < least_support:
        return 0.0, contradicted, supported + absent
    return supported, contradicted, absent
