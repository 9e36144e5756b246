"""Do these sentences answer at all? A logistic model over what a careful reader would look at.

Similarity alone cannot tell "on the topic" from "answers": a question is more likely unanswerable when
one of its rare words has no like in the best sentence, when it names somebody who is not there, or when
it asks for a date and no date is there.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from assistant.question import Query
from assistant.reader.maxsim import Floats, Match
from assistant.reader.spans import Ask, spans_of_kind
from assistant.words import content_words, stem

FEATURES = (
    "margin",
    "second_margin",
    "maxsim",
    "maxsim_lead",
    "lowest",
    "low_mean",
    "cosine",
    "covered_sentence",
    "covered_passage",
    "absent_anywhere",
    "absent_names",
    "absent_numbers",
    "unknown_names",
    "kind_there",
    "kind_missing",
    "length",
)
"""``margin`` is the cross-encoder's, of the sentence that it finds best; ``lowest`` is the cosine of the
question's word that fits the best sentence least, ``low_mean`` that of the worst third; ``covered_…`` are
shares of its words; ``absent_…`` are counts, capped at 2; ``unknown_names`` tells of a name in the question
that no source has."""

_CLOSE = 3
"""How many of the best sentences are looked at for the kind of thing asked for."""


@dataclass(frozen=True, slots=True)
class AnswerableModel:
    """Weights over standardised features; ``probability`` is in [0, 1]."""

    bias: float
    weights: tuple[float, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    threshold: float

    @classmethod
    def load(cls) -> "AnswerableModel":
        """The model that is shipped; ``python -m evals.fit_answerable`` makes it again."""
        plain = json.loads(files("assistant.reader").joinpath("answerable.json").read_text())
        if tuple(plain["features"]) != FEATURES:
            raise ValueError("answerable.json was fitted on other features: python -m evals.fit_answerable")
        return cls(
            bias=plain["bias"],
            weights=tuple(plain["weights"]),
            means=tuple(plain["means"]),
            deviations=tuple(plain["deviations"]),
            threshold=plain["threshold"],
        )

    def probability(self, features: Sequence[float]) -> float:
        """How likely the question is answerable."""
        rows = zip(features, self.weights, self.means, self.deviations, strict=True)
        logit = self.bias + sum(
            weight * (value - mean) / deviation for value, weight, mean, deviation in rows
        )
        return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


def answerable_features(
    query: Query,
    ask: Ask,
    matches: Sequence[Match],
    margins: Sequence[float],
    weights: Floats,
    known: Callable[[str], bool],
) -> list[float]:
    """The values of ``FEATURES`` for sentences that are sorted, best first, not empty.

    ``margins`` are the cross-encoder's, of the same sentences; ``weights`` (t,) those of the
    question's tokens; ``known`` tells whether any source has a word.
    """
    best, runner_up = matches[0], matches[min(1, len(matches) - 1)]
    words = [stem(word) for word in content_words(query.own)]
    names, numbers = _names_and_numbers(query.own)
    passages = {match.passage.key: match.passage for match in matches}.values()
    everywhere = {stem(word) for scored in passages for word in content_words(scored.passage.text)}
    in_sentence = {stem(word) for word in content_words(best.text)}
    cited = best.passage.passage
    in_passage = {stem(word) for word in content_words(f"{cited.section} {cited.text}")}
    telling = np.sort(best.nearest[weights > 0]) if (weights > 0).any() else np.sort(best.nearest)
    sorted_margins = sorted(margins, reverse=True)
    there = _kind_there(matches, margins, ask, query.own)
    return [
        sorted_margins[0],
        sorted_margins[min(1, len(sorted_margins) - 1)],
        best.score,
        best.score - runner_up.score,
        float(telling[0]),
        float(telling[: max(1, len(telling) // 3)].mean()),
        max(scored.cosine for scored in passages),
        _share(words, in_sentence),
        _share(words, in_passage),
        float(min(2, sum(word not in everywhere for word in words))),
        float(min(2, sum(stem(name) not in in_passage for name in names))),
        float(min(2, sum(number not in in_passage for number in numbers))),
        float(any(not known(name) for name in names)),
        float(there is True),
        float(there is False),
        math.log1p(len(words)),
    ]


def _kind_there(matches: Sequence[Match], margins: Sequence[float], ask: Ask, question: str) -> bool | None:
    """Whether the thing asked for stands in one of the best sentences; None where any thing would do."""
    if ask not in {Ask.DATE, Ask.NUMBER, Ask.NAME, Ask.REASON}:
        return None
    order = sorted(range(len(matches)), key=lambda at: -margins[at])[:_CLOSE]
    return any(any(spans_of_kind(matches[at].text, ask, question)) for at in order)


def _names_and_numbers(question: str) -> tuple[list[str], list[str]]:
    """The words with a capital inside the question, and its numbers."""
    words = content_words(question)
    first = question.split(maxsplit=1)[0] if question.split() else ""
    names = [word for word in words if word[0].isupper() and not first.startswith(word)]
    return names, [word for word in words if word[0].isdigit()]


def _share(words: Sequence[str], among: set[str]) -> float:
    return sum(word in among for word in words) / len(words) if words else 1.0
