"""The notes of a document as they were written: which addresses each mark in the text leads to."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sources.extract.blocks import Mark
from sources.extract.extracted import Link, NoteMark
from sources.records import Block

Span = tuple[int, int]


def note_spans(written: Mapping[Any, tuple[int, int]], blocks: Sequence[Block]) -> dict[Hashable, Span]:
    """Each note's span of text; ``written`` are the places in ``blocks`` from its first to behind its last."""
    return {
        note: (blocks[first].start, blocks[last - 1].end)
        for note, (first, last) in written.items()
        if first < last
    }


def resolve_notes(
    marks: Sequence[Mark], spans: Mapping[Hashable, Span], links: Sequence[Link]
) -> tuple[tuple[NoteMark, ...], tuple[Span, ...]]:
    """The marks whose notes name pages, and the spans of all notes that are there; ``links`` are in order."""
    resolved = []
    for at, note in marks:
        urls = _within(spans[note], links) if note in spans else ()
        if urls:
            resolved.append(NoteMark(at=at, urls=urls))
    led_to = {spans[note] for _, note in marks if note in spans}
    return tuple(resolved), tuple(sorted(led_to))


def _within(span: Span, links: Sequence[Link]) -> tuple[str, ...]:
    first = bisect_left(links, span[0], key=lambda link: link.start)
    last = bisect_left(links, span[1], key=lambda link: link.start)
    return tuple(dict.fromkeys(link.url for link in links[first:last]))
