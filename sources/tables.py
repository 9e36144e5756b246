"""Tables as they lie in a document's blocks: which row names the columns, and what stands over or under it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sources.records import Block, BlockKind, Document

CELL_BREAK = " | "
"""What the extractors put between the cells of a row."""

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[-/–]\d{2,4})?")
_NUMBER = re.compile(r"[^\w]*\d[\d.,\s]*[^\w]*\w{0,3}[^\w]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that follow one another; ``head`` is the first of them where it names the columns."""

    rows: tuple[Block, ...]
    head: Block | None
    caption: Block | None


def tables(document: Document) -> Iterator[Table]:
    """The tables of a document, in order."""
    blocks = document.blocks
    at = 0
    while at < len(blocks):
        if blocks[at].kind is not BlockKind.TABLE_ROW:
            at += 1
            continue
        end = at
        while end < len(blocks) and blocks[end].kind is BlockKind.TABLE_ROW:
            end += 1
        rows = blocks[at:end]
        beside = [*blocks[max(at - 1, 0) : at], *blocks[end : end + 1]]
        caption = next((block for block in beside if block.kind is BlockKind.CAPTION), None)
        yield Table(rows=rows, head=_head(document, rows), caption=caption)
        at = end


def cells(row: str) -> list[tuple[int, int]]:
    """The spans of a row's cells in its text."""
    spans, start = [], 0
    for cell in row.split(CELL_BREAK):
        spans.append((start, start + len(cell)))
        start += len(cell) + len(CELL_BREAK)
    return spans


def _head(document: Document, rows: tuple[Block, ...]) -> Block | None:
    """The first row, when others of as many cells follow and it holds no figures but years."""
    texts = [document.slice(row).split(CELL_BREAK) for row in rows[:2]]
    if len(texts) < 2 or len(texts[0]) < 2 or len(texts[0]) != len(texts[1]):
        return None
    figures = [cell for cell in texts[0] if _NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell.strip())]
    return None if figures else rows[0]
