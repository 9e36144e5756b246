"""Questions to begin with, made from what stands out in an article: its dates, sections and references."""

import re
from collections.abc import Iterator

from sources.records import BlockKind, Document

_MONTH_AND_YEAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:19|20)\d\d\b"
)
_LISTS = frozenset(
    {"references", "sources", "bibliography", "notes", "literature", "links", "further reading"}
)
_MOST_CHARACTERS = 60


def candidate_examples(article: Document) -> Iterator[str]:
    """Candidates, the best mix first; whoever shows them asks each first and keeps those that are answered."""
    yield "What is this article about?"
    headings = sorted(_headings(article), key=len)
    dates = list(dict.fromkeys(_dates(article)))
    for date in dates[:1]:
        yield f"What happened in {date}?"
    for heading in headings[:1]:
        yield f"What does the article say about {heading}?"
    if article.references:
        yield "Which pages does the article reference?"
    yield "What is the main conclusion?"
    for date in dates[1:]:
        yield f"What happened in {date}?"
    for heading in headings[1:]:
        yield f"What does the article say about {heading}?"


def _headings(article: Document) -> list[str]:
    named = [" ".join(article.slice(b).split()) for b in article.blocks if b.kind is BlockKind.HEADING]
    return [name for name in named if name.lower() not in _LISTS and len(name) <= _MOST_CHARACTERS]


def _dates(article: Document) -> Iterator[str]:
    for block in article.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            yield from _MONTH_AND_YEAR.findall(article.slice(block))
