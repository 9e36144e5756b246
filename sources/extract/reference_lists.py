"""Which blocks are entries of a list of references: those below a heading that says so and link somewhere."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from sources.extract.extracted import Link
from sources.extract.section_heads import heads_references
from sources.records import Block, BlockKind

_ENTRIES = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_MOST_CHARACTERS = 400  # a longer one says something of its own


def mark_references(
    text: str, blocks: Sequence[Block], links: Sequence[Link], *, notes_from: int
) -> tuple[Block, ...]:
    """``blocks`` with the entries of reference lists as ``REFERENCE``; ``links`` are in order.

    ``notes_from`` is the place in ``blocks`` where footnotes begin: entries if they link somewhere.
    """
    marked: list[Block] = []
    inside = 0
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            if heads_references(text[block.start : block.end]):
                inside = block.level
            elif block.level <= inside:
                inside = 0
        may_be = block.kind in _ENTRIES and (inside or at >= notes_from)
        is_entry = may_be and _cites(block, links)
        marked.append(replace(block, kind=BlockKind.REFERENCE) if is_entry else block)
    return tuple(marked)


def _cites(block: Block, links: Sequence[Link]) -> bool:
    at = bisect_left(links, block.start, key=lambda link: link.start)
    holds = at < len(links) and links[at].start < block.end
    return holds and block.end - block.start <= _MOST_CHARACTERS
