"""Passages with questions and claims → training examples, with hard cases made from them.

The mechanical cases: the evidence cut out of its passage, a passage on a like subject that does not
answer, part of a passage, questions as people type them (lower case, slips, politeness), sentences as
claims that they support, and claims with one thing changed (``claim_cases``).
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.reader.claim_cases import asked, contradicting, shortened
from assistant.reader.outputs import CONTRADICTED, LABELS, NOT_MENTIONED, SUPPORTED

_ANSWERED_BY_NOTHING: tuple[int, ...] = ()
_WINDOW = (3, 7)
_SENTENCE_CLAIMS = 3
_CHANGED = 0.6
_ASKED = 0.25
_POLITE = ("Please tell me: ", "Hi, ", "I was wondering, ", "According to the text, ", "can you tell me ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question, the sentences read for it, and which of them answer (none: it is not answered here).

    With a ``label``, a place in ``LABELS``, it is a claim, and the sentences are those that decide it.
    """

    question: str
    sentences: tuple[str, ...]
    evidence: tuple[int, ...] = _ANSWERED_BY_NOTHING
    span: str = ""
    label: int | None = None


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
        """One epoch: every question and claim, about two hard cases for five questions, and made claims."""
        examples: list[Example] = []
        for passage in self.passages:
            examples += passage.questions
            for question in passage.questions:
                examples += self._hard(question)
            examples += passage.claims
            for claim in passage.claims:
                examples += self._hard_claim(claim)
            examples += self._sentence_claims(passage)
        return [self._varied(self._windowed(example)) for example in examples]

    def _hard_claim(self, claim: Example) -> list[Example]:
        """Half of the supported ones changed; some of those that are decided, where nothing decides them."""
        draw = self.chance.random()
        if claim.label == SUPPORTED and draw < 0.5:
            changed = contradicting(claim.question, self.chance)
            return [replace(claim, question=changed, label=CONTRADICTED)] if changed else []
        if claim.evidence and draw < 0.7:
            left = tuple(s for at, s in enumerate(claim.sentences) if at not in claim.evidence)
            if len(left) > 2:
                return [replace(claim, sentences=left, evidence=(), label=NOT_MENTIONED)]
        if draw < 0.85:
            other = self.chance.choice(self.near[claim.question])
            return [replace(claim, sentences=other, evidence=(), label=NOT_MENTIONED)]
        return []

    def _sentence_claims(self, passage: ReadingPassage) -> list[Example]:
        """Some sentences of the passage as claims, or the first part of them, and most with one thing changed.

        Claims that people write to be contradicted stay near to the text; without these a model would learn that
        nearness is contradiction.
        """
        claims: list[Example] = []
        for at in self.chance.sample(
            range(len(passage.sentences)), k=min(_SENTENCE_CLAIMS, len(passage.sentences))
        ):
            claim = Example(
                question=shortened(passage.sentences[at], self.chance),
                sentences=passage.sentences,
                evidence=(at,),
                label=SUPPORTED,
            )
            claims.append(claim)
            changed = contradicting(claim.question, self.chance)
            if changed is not None and self.chance.random() < _CHANGED:
                claims.append(replace(claim, question=changed, label=CONTRADICTED))
        return claims

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
        """Part of the passage around the evidence: passages of an index are of three to seven sentences, too."""
        count = len(example.sentences)
        if count <= _WINDOW[0]:
            return example
        first = min(example.evidence, default=self.chance.randrange(count))
        last = max(example.evidence, default=first)
        size = max(min(self.chance.randint(*_WINDOW), count), last - first + 1)
        start = self.chance.randint(max(0, last - size + 1), min(first, count - size))
        return replace(
            example,
            sentences=example.sentences[start : start + size],
            evidence=tuple(at - start for at in example.evidence),
        )

    def _varied(self, example: Example) -> Example:
        """The question as somebody in a hurry types it, a third of the time; a claim as a question now and then."""
        if example.label is not None:
            question = asked(example.question) if self.chance.random() < _ASKED else None
            return replace(example, question=question) if question else example
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
        return replace(example, question=question)


def bounds_of(sentences: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each sentence stands when they are joined with blanks."""
    start = 0
    for sentence in sentences:
        yield start, start + len(sentence)
        start += len(sentence) + 1


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
        Example(
            question=one["claim"],
            sentences=sentences,
            evidence=tuple(one["evidence"]),
            label=LABELS.index(one["label"]),
        )
        for one in plain["claims"]
    ]
    return ReadingPassage(
        passage_id=plain["id"], sentences=sentences, questions=tuple(questions), claims=tuple(claims)
    )


def _near_passages(passages: Iterable[ReadingPassage]) -> dict[str, list[tuple[str, ...]]]:
    """For each question and claim the three other passages that share the most telling words with it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    listed = list(passages)
    vectorizer = TfidfVectorizer(stop_words="english")
    matrix = vectorizer.fit_transform([" ".join(passage.sentences) for passage in listed])
    near: dict[str, list[tuple[str, ...]]] = {}
    for own, passage in enumerate(listed):
        questions = [example.question for example in (*passage.questions, *passage.claims)]
        scores = (vectorizer.transform(questions) @ matrix.T).toarray()
        scores[:, own] = -1
        for question, row in zip(questions, scores, strict=True):
            near[question] = [listed[at].sentences for at in (-row).argsort()[:3]]
    return near
