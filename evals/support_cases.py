"""Statements with the sentences that they cite, and whether these bear them out: to fit the judge, and to try it."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.reader.support import CitedSentence
from evals.reader_data import plain_passages
from index.retriever import ScoredPassage
from sources.records import Passage

_SWAPPED = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCase:
    """A statement, what it cites, whether that bears it out, its kind, and the group that it is held out with."""

    statement: str
    cited: tuple[CitedSentence, ...]
    supported: bool
    kind: str
    group: str


def cases_in(path: Path) -> Iterator[SupportCase]:
    """The cases of a file of lines ``{"id", "passages", "cited", "statement", "kind", "supported"}``."""
    for line in path.read_text(encoding="utf-8").splitlines():
        plain = json.loads(line)
        passages = [as_passage(f"{plain['id']}-{at}", one) for at, one in enumerate(plain["passages"])]
        yield SupportCase(
            statement=plain["statement"],
            cited=tuple(cited_sentence(passages[at], number) for at, number in plain["cited"]),
            supported=plain["supported"],
            kind=plain["kind"],
            group=plain["passages"][0][0],
        )


def claim_cases(split: str, seed: int = 0) -> Iterator[SupportCase]:
    """The claims of a split of the reader's data that cite what decides them, and supported ones that cite another
    sentence of the passage.
    """
    chance = random.Random(seed)  # noqa: S311 - a draw, not a secret
    for plain in plain_passages(split):
        passage = as_passage(plain["id"], plain["sentences"])
        for claim in plain["claims"]:
            if not claim["evidence"]:
                continue
            right = claim["label"] == "supported"
            yield _claim_case(claim, passage, claim["evidence"], supported=right, kind=claim["label"])
            others = [at for at in range(len(plain["sentences"])) if at not in claim["evidence"]]
            if right and others and chance.random() < _SWAPPED:
                yield _claim_case(claim, passage, [chance.choice(others)], supported=False, kind="swap")


def _claim_case(
    claim: dict[str, Any], passage: ScoredPassage, numbers: list[int], *, supported: bool, kind: str
) -> SupportCase:
    return SupportCase(
        statement=claim["claim"],
        cited=tuple(cited_sentence(passage, number) for number in numbers),
        supported=supported,
        kind=f"claim, {kind}",
        group=passage.key,
    )


def as_passage(key: str, sentences: list[str]) -> ScoredPassage:
    """Sentences as one passage of a document of that name."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    passage = Passage(document_id=key, start=0, end=len(text), text=text, sentences=tuple(spans))
    return ScoredPassage(passage=passage, key=key, score=1.0, cosine=1.0, bm25=0.0)


def cited_sentence(passage: ScoredPassage, number: int) -> CitedSentence:
    """One sentence of it."""
    start, end = passage.passage.sentences[number]
    return CitedSentence(passage=passage, start=start, end=end)
