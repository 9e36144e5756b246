"""Passages with questions and claims → training examples, with hard cases made from them.

The mechanical cases: the evidence cut out of its passage, a passage on a like subject that does not
answer, part of a passage, and questions as people type them (lower case, slips, politeness).
"""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ANSWERED_BY_NOTHING: tuple[int, ...] = ()
_POLITE = ("Please tell me: ", "Hi, ", "I was wondering, ", "According to the text, ", "can you tell me ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question, the sentences read for it, and which of them answer (none: it is not answered here)."""

    question: str
    sentences: tuple[str, ...]
    evidence: tuple[int, ...] = _ANSWERED_BY_NOTHING
    span: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPassage:
    """A line of the data files."""

    passage_id: str
    sentences: tuple[str, ...]
    questions: tuple[Example, ...]
    claims: tuple[Example, ...]


@dataclass(slots=True)
class Augmenter:
    """Makes the hard cases; the same seed, the same cases."""

    passages: Sequence[ReadingPassage]
    chance: random.Random
    near: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.near = _near_passages(self.passages)

    def epoch(self) -> list[Example]:
        """One epoch: every question, half of the claims, and about two hard cases for five questions."""
        examples: list[Example] = []
        for passage in self.passages:
            examples += passage.questions
            examples += [claim for claim in passage.claims if self.chance.random() < 0.5]
            for question in passage.questions:
                examples += self._hard(question)
        return [self._varied(self._windowed(example)) for example in examples]

    def _hard(self, example: Example) -> list[Example]:
        draw = self.chance.random()
        if example.evidence and draw < 0.25:
            left = tuple(s for at, s in enumerate(example.sentences) if at not in example.evidence)
            return [Example(question=example.question, sentences=left)] if len(left) > 2 else []
        if draw < 0.55:
            other = self.chance.choice(self.near[example.question])
            return [Example(question=example.question, sentences=other)]
        return []

    def _windowed(self, example: Example) -> Example:
        """Part of the passage around the evidence, half of the time."""
        count = len(example.sentences)
        if count <= 5 or self.chance.random() < 0.5:
            return example
        first = min(example.evidence, default=self.chance.randrange(count))
        last = max(example.evidence, default=first)
        size = max(self.chance.randint(4, count), last - first + 1)
        start = self.chance.randint(max(0, last - size + 1), min(first, count - size))
        return Example(
            question=example.question,
            sentences=example.sentences[start : start + size],
            evidence=tuple(at - start for at in example.evidence),
            span=example.span,
        )

    def _varied(self, example: Example) -> Example:
        """The question as somebody in a hurry types it, a third of the time."""
        question, draw = example.question, self.chance.random()
        if draw < 0.12:
            question = question.lower()
        elif draw < 0.2:
            question = question.rstrip("?")
        elif draw < 0.26:
            question = self.chance.choice(_POLITE) + question[0].lower() + question[1:]
        elif draw < 0.34 and len(question) > 12:
            at = self.chance.randrange(2, len(question) - 2)
            question = question[:at] + question[at + 1] + question[at] + question[at + 2 :]
        return Example(
            question=question, sentences=example.sentences, evidence=example.evidence, span=example.span
        )


def load_passages(path: Path) -> list[ReadingPassage]:
    """The passages of a data file, in its order."""
    with path.open(encoding="utf-8") as lines:
        return [_passage(json.loads(line)) for line in lines]


def _passage(plain: dict[str, Any]) -> ReadingPassage:
    sentences = tuple(plain["sentences"])
    questions = [
        Example(
            question=one["question"], sentences=sentences, evidence=tuple(one["evidence"]), span=one["span"]
        )
        for one in plain["questions"]
    ]
    claims = [
        Example(question=one["claim"], sentences=sentences, evidence=tuple(one["evidence"]))
        for one in plain["claims"]
    ]
    return ReadingPassage(
        passage_id=plain["id"], sentences=sentences, questions=tuple(questions), claims=tuple(claims)
    )


def _near_passages(passages: Iterable[ReadingPassage]) -> dict[str, list[tuple[str, ...]]]:
    """For each question the three other passages that share the most telling words with it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    listed = list(passages)
    vectorizer = TfidfVectorizer(stop_words="english")
    matrix = vectorizer.fit_transform([" ".join(passage.sentences) for passage in listed])
    near: dict[str, list[tuple[str, ...]]] = {}
    for own, passage in enumerate(listed):
        questions = [example.question for example in passage.questions]
        scores = (vectorizer.transform(questions) @ matrix.T).toarray()
        scores[:, own] = -1
        for question, row in zip(questions, scores, strict=True):
            near[question] = [listed[at].sentences for at in (-row).argsort()[:3]]
    return near
