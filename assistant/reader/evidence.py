"""What a reader returns, and what it needs to be: any model that reads sentences can take its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.question import Query
from index.embedder import TokenVectors
from index.retriever import ScoredPassage
from sources.records import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of a passage and how directly it answers: ``score`` in [0, 1], higher is better.

    ``answers`` tells whether the reader holds it likelier than not that this sentence answers, by itself.
    ``start`` and ``end`` are offsets in the document, as is ``highlight``, a span inside the sentence.
    """

    passage: Passage
    start: int
    end: int
    score: float
    highlight: tuple[int, int] | None = None
    answers: bool = False

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Sentences, best first, and how likely it is, in [0, 1], that they answer the question at all.

    ``features`` are what ``answerable`` was computed from, in the reader's own order.
    """

    evidence: tuple[Evidence, ...]
    answerable: float
    features: tuple[float, ...] = ()


class Reader(Protocol):
    """Reads passages with a question in mind."""

    def read(self, query: Query, query_read: TokenVectors, passages: Sequence[ScoredPassage]) -> Reading:
        """Every sentence of the passages with its score, best first."""
        ...
