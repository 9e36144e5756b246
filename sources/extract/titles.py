"""The title of a document: what is set as one, what its properties say, or the heading that it begins with."""

from collections.abc import Sequence
from dataclasses import replace

from sources.records import Block, BlockKind

_UNTITLED = frozenset({"word document", "document", "document1", "untitled", "untitled document", "unknown"})


def choose_title(text: str, blocks: Sequence[Block], *, said: str) -> tuple[str, tuple[Block, ...]]:
    """The title, and ``blocks`` with one ``TITLE`` at most; ``said`` is the title in the file's properties.

    Properties are often a template's, so what stands on the page counts more. A heading that says the
    title is the ``TITLE`` block; a heading of level 1 that comes first is the title where no other is.
    """
    said = "" if said.lower() in _UNTITLED else " ".join(said.split())
    of_block = [" ".join(text[block.start : block.end].split()) for block in blocks]
    at = next((at for at, block in enumerate(blocks) if block.kind is BlockKind.TITLE), None)
    if at is None and said:
        heads = (
            at
            for at, block in enumerate(blocks)
            if block.kind is BlockKind.HEADING and of_block[at].casefold() == said.casefold()
        )
        at = next(heads, None)
    elif at is None and blocks and blocks[0].kind is BlockKind.HEADING and blocks[0].level == 1:
        at = 0
    return said if at is None else of_block[at], tuple(_with_title(blocks, at))


def _with_title(blocks: Sequence[Block], title: int | None) -> list[Block]:
    """A second block that is set as a title is a heading."""
    marked: list[Block] = []
    for at, block in enumerate(blocks):
        if at == title:
            marked.append(replace(block, kind=BlockKind.TITLE, level=1))
        elif block.kind is BlockKind.TITLE:
            marked.append(replace(block, kind=BlockKind.HEADING, level=1))
        else:
            marked.append(block)
    return marked
