"""Trafilatura's tree → one canonical text and its blocks, whose offsets are right by construction."""

import re
import textwrap
from collections.abc import Set
from typing import Any

from sources.extract.blocks import BLANKS, CELL_BORDER, INVISIBLE, BlockWriter
from sources.records import Block, BlockKind

_BLOCKS = frozenset({"p", "head", "table", "list", "item", "quote", "row", "div", "ab", "fw"})
_SKIPPED = frozenset({"graphic", "figure"})


def to_blocks(body: Any, *, title: str, captions: Set[str]) -> tuple[str, tuple[Block, ...]]:
    """The text of ``body``, its blocks joined by blank lines, and their spans.

    ``captions`` are the squeezed texts of the page's captions, as trafilatura does not tell them from
    paragraphs and rows. The first heading of level 1 that says the title is the ``TITLE`` block.
    """
    writer = _Writer(title, captions)
    writer.walk(body, BlockKind.PARAGRAPH, 0)
    return writer.finish()


def squeeze(text: str) -> str:
    """``text`` without blanks, invisible characters and cell borders: what survives extraction."""
    return INVISIBLE.sub("", "".join(text.split())).replace("|", "")


class _Writer:
    def __init__(self, title: str, captions: Set[str]) -> None:
        self._title = squeeze(title)
        self._captions = captions
        self._blocks = BlockWriter()

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        return self._blocks.text, self._blocks.blocks

    def walk(self, element: Any, kind: BlockKind, level: int) -> None:
        """Write the blocks in ``element``; running text between them is a block of ``kind``."""
        running = element.text or ""
        for child in element:
            if _is_block(child):
                self._paragraphs(kind, level, running)
                self._block(child, kind, level)
                running = child.tail or ""
            else:
                running += _inline(child) + (child.tail or "")
        self._paragraphs(kind, level, running)

    def _block(self, element: Any, kind: BlockKind, level: int) -> None:
        match element.tag:
            case "head":
                depth = re.sub(r"\D", "", element.get("rend") or "") or "2"
                self._write(BlockKind.HEADING, int(depth), _flat(element))
            case "table":
                for row in element.iter("row"):
                    self._row(row)
            case "list":
                for item in element:
                    self.walk(item, BlockKind.LIST_ITEM, level + 1)
            case "quote":
                self.walk(element, BlockKind.QUOTE, level)
            case "code":
                text = textwrap.dedent(INVISIBLE.sub("", _inline(element)).strip("\n"))
                self._write(BlockKind.CODE, 0, text.strip())
            case _:
                self.walk(element, kind, level)

    def _row(self, row: Any) -> None:
        cells = [_flat(cell) for cell in row.iter("cell")]
        self._write(BlockKind.TABLE_ROW, 0, CELL_BORDER.join(cells).rstrip(" |").lstrip())

    def _paragraphs(self, kind: BlockKind, level: int, running: str) -> None:
        """Running text: a line break stays in its block, two of them part blocks."""
        lines = [_blanks_to_one(line).strip() for line in running.split("\n")]
        for paragraph in re.split(r"\n{2,}", "\n".join(lines)):
            self._write(kind, level, paragraph.strip())

    def _write(self, kind: BlockKind, level: int, text: str) -> None:
        self._blocks.write(self._kind(kind, level, text), text, level=level)

    def _kind(self, kind: BlockKind, level: int, text: str) -> BlockKind:
        squeezed = squeeze(text)
        if kind is BlockKind.HEADING and level == 1 and squeezed == self._title:
            self._title = ""  # a second one is a heading like any other
            return BlockKind.TITLE
        if squeezed in self._captions and kind is not BlockKind.HEADING:
            return BlockKind.CAPTION
        return kind


def _is_block(element: Any) -> bool:
    if element.tag == "code":  # trafilatura calls both a listing and a word in a sentence "code"
        return "\n" in "".join(element.itertext()) or element.getparent().tag == "body"
    return element.tag in _BLOCKS


def _inline(element: Any) -> str:
    if element.tag == "lb":
        return "\n"
    if element.tag in _SKIPPED:
        return ""
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)


def _flat(element: Any) -> str:
    """The text in one line; blocks inside (a list in a cell) are parted by a blank."""
    return _blanks_to_one(_spaced(element)).strip()


def _spaced(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element:
        gap = " " if child.tag in _BLOCKS or child.tag == "lb" else ""
        pieces += [gap, _spaced(child), gap, child.tail or ""]
    return "".join(pieces)


def _blanks_to_one(text: str) -> str:
    return BLANKS.sub(" ", INVISIBLE.sub("", text))
