"""Texts to measure indexing with: sentences of the bundled article, shuffled anew into each passage."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.resources import files
from itertools import accumulate, pairwise
from pathlib import Path

from pydantic import TypeAdapter

from sources.records import Passage
from sources.sentences import split_sentences

LEAST_TOKENS = 105
"""A passage ends with the sentence that brings it to this many tokens; about 120 on average."""


def article_sentences() -> list[str]:
    """The sentences of the article's paragraphs, blanks squeezed; headings and tag lines left out."""
    text = files("sources.library").joinpath("article.txt").read_text(encoding="utf-8")
    sentences = (" ".join(text[start:end].split()) for start, end in split_sentences(text))
    return [sentence for sentence in sentences if sentence.endswith(".") and len(sentence.split()) >= 6]


def passages(
    sentences: list[str], count: int, *, tokens: Callable[[str], int], seed: int = 0
) -> list[Passage]:
    """``count`` passages of at least ``LEAST_TOKENS`` tokens, one after the other in one made-up document."""
    drawn = _endless(sentences, random.Random(seed))  # noqa: S311 - a shuffle, not a secret
    made = list[Passage]()
    start = 0
    while len(made) < count:
        chosen, length = [next(drawn)], 0
        while (length := length + tokens(chosen[-1])) < LEAST_TOKENS:
            chosen.append(next(drawn))
        made.append(_passage(chosen, start))
        start = made[-1].end + 1
    return made


def save(made: list[Passage], path: Path) -> None:
    """Write them as JSON, so that both sides read the very same passages."""
    path.write_text(json.dumps([asdict(passage) for passage in made]), encoding="utf-8")


def read(path: Path) -> list[Passage]:
    """What ``save`` wrote."""
    return TypeAdapter(list[Passage]).validate_json(path.read_bytes())


def _passage(chosen: list[str], start: int) -> Passage:
    ends = list(accumulate((len(sentence) + 1 for sentence in chosen), initial=start))
    return Passage(
        document_id="bench",
        start=start,
        end=ends[-1] - 1,
        text=" ".join(chosen),
        sentences=tuple((left, right - 1) for left, right in pairwise(ends)),
    )


def _endless(sentences: list[str], shuffler: random.Random) -> Iterator[str]:
    while True:
        yield from shuffler.sample(sentences, len(sentences))
