"""Texts laid out of blocks: where each stands is counted here, for every test that makes a document by hand."""

from collections.abc import Sequence

from sources.records import Block, BlockKind


def lay_out(
    blocks: Sequence[tuple[BlockKind, str]], *, pages: Sequence[int | None] = ()
) -> tuple[str, tuple[Block, ...]]:
    """The text of blocks that stand a blank line apart, and the blocks with their spans in it."""
    spans, text = [], ""
    for at, (kind, content) in enumerate(blocks):
        text += "\n\n" if text else ""
        page = pages[at] if pages else None
        spans.append(Block(kind=kind, start=len(text), end=len(text) + len(content), page=page))
        text += content
    return text, tuple(spans)
