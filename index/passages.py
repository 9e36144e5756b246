"""Document → passages: whole sentences of one section, about 60 to 160 tokens, never across a heading."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sources.records import Block, BlockKind, Document, Passage
from sources.sentences import split_sentences
from sources.tables import tables

RULES = "passages/2"
"""Changes whenever the same document would give other passages."""

_MOST_TOKENS = 160
_MOST_CONTEXT = 300
"""Characters of a table's caption and head row that go along with its rows."""
_HEADINGS = frozenset({BlockKind.HEADING, BlockKind.TITLE})
_NOT_INDEXED = frozenset({BlockKind.FURNITURE})
_ALONE = frozenset({BlockKind.CAPTION, BlockKind.REFERENCE, BlockKind.CODE, BlockKind.TABLE_ROW})
"""Kinds that share a passage only with their own: a caption is no part of the paragraph above it."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence on its way into a passage."""

    start: int
    end: int
    tokens: int
    block: Block


def split_document(document: Document, count_tokens: Callable[[str], int]) -> list[Passage]:
    """The passages of a document, in order; every sentence outside headings is in exactly one.

    ``count_tokens`` is the embedding model's own count. One sentence longer than the limit stays whole.
    """
    passages: list[Passage] = []
    contexts = _contexts(document)
    for section, run in _runs(document):
        units = [unit for block in run for unit in _units(document, block, count_tokens)]
        context = contexts.get(run[0].start, "")
        passages += [_passage(document, section, group, context) for group in _grouped(units)]
    return passages


def _contexts(document: Document) -> dict[int, str]:
    """What the rows of each table are read with, by where a row starts."""
    contexts: dict[int, str] = {}
    for table in tables(document):
        words = [" ".join(document.slice(block).split()) for block in (table.caption, table.head) if block]
        contexts |= {row.start: "\n".join(words)[-_MOST_CONTEXT:] for row in table.rows}
    return contexts


def _runs(document: Document) -> Iterator[tuple[str, list[Block]]]:
    """Blocks that may share passages: one section, one page, kinds that go together."""
    section, run = "", list[Block]()
    for block in document.blocks:
        if block.kind in _HEADINGS or block.kind in _NOT_INDEXED:
            if run:
                yield section, run
            run = []
            section = " ".join(document.slice(block).split()) if block.kind is BlockKind.HEADING else section
        elif run and not _go_together(run[-1], block):
            yield section, run
            run = [block]
        else:
            run.append(block)
    if run:
        yield section, run


def _go_together(above: Block, below: Block) -> bool:
    if above.page != below.page:
        return False
    return above.kind is below.kind or not (above.kind in _ALONE or below.kind in _ALONE)


def _units(document: Document, block: Block, count_tokens: Callable[[str], int]) -> Iterator[_Unit]:
    if block.kind in {BlockKind.REFERENCE, BlockKind.TABLE_ROW, BlockKind.CODE}:
        spans = [(block.start, block.end)]
    else:
        spans = split_sentences(document.text, block.start, block.end, document.language)
    for start, end in spans:
        yield _Unit(start, end, count_tokens(document.text[start:end]), block)


def _grouped(units: list[_Unit]) -> list[list[_Unit]]:
    """Cut a run into as few groups as the limit allows, of about the same size each.

    Equal parts leave no rump of one sentence at a paragraph's end, which would be embedded out of context.
    """
    if not units:
        return []
    for parts in range(_parts_at_least(units), len(units)):
        groups = _cut(units, parts)
        if all(_size(group) <= _MOST_TOKENS or len(group) == 1 for group in groups):
            return groups
    return [[unit] for unit in units]


def _cut(units: list[_Unit], parts: int) -> list[list[_Unit]]:
    """Groups that each come as near as whole sentences can to an equal share of what is left."""
    groups, at = list[list[_Unit]](), 0
    left = _size(units)
    for remaining in range(parts, 1, -1):
        share, size, end = left / remaining, 0, at
        while end < len(units) - (remaining - 1) and (end == at or size + units[end].tokens / 2 <= share):
            size += units[end].tokens
            end += 1
        groups.append(units[at:end])
        at, left = end, left - size
    return [*groups, units[at:]]


def _parts_at_least(units: list[_Unit]) -> int:
    """The fewest groups within the limit: each taken as full as it can be."""
    parts, size = 1, 0
    for unit in units:
        if size and size + unit.tokens > _MOST_TOKENS:
            parts, size = parts + 1, 0
        size += unit.tokens
    return parts


def _size(units: list[_Unit]) -> int:
    return sum(unit.tokens for unit in units)


def _passage(document: Document, section: str, units: list[_Unit], context: str) -> Passage:
    start, end = units[0].start, units[-1].end
    return Passage(
        document_id=document.document_id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=tuple((unit.start, unit.end) for unit in units),
        section=section,
        kind=units[0].block.kind,
        page=units[0].block.page,
        context=context,
    )
