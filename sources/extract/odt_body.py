"""The body of an ODT: paragraphs, lists, tables, frames and notes → blocks."""

from collections.abc import Hashable, Iterator
from typing import Any

from sources.extract.blocks import BlockWriter, Inline, web_address
from sources.extract.odt_styles import Style
from sources.extract.zipped import local_name
from sources.records import BlockKind

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_CONTAINERS = frozenset(
    {"section", "numbered-paragraph", "index-body", "text-box", "frame", "g", "custom-shape"}
)
_UNREAD = frozenset(
    {"tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "annotation"}
    | {"annotation-end", "table-of-content", "illustration-index", "table-index", "object-index", "note-ref"}
    | {"alphabetical-index", "user-index", "hidden-paragraph", "ruby-text", "title", "desc"}
    | {"event-listeners", "image", "object", "object-ole", "plugin", "change", "index-title-template"}
)
_HIDDEN_PARAGRAPH = f"{_TEXT}hidden-paragraph"
_FRAMES = frozenset({"frame", "g", "custom-shape", "rect", "line", "a"})
_MOST_REPEATED = 64  # a wide table of nothing else than empty cells is written as one repeated cell
_LONGEST_HEADING = 300


class BodyReader:
    """Writes the blocks of a body; notes are kept until their turn."""

    def __init__(self, styles: dict[str, Style], writer: BlockWriter) -> None:
        self._styles = styles
        self._writer = writer
        self.notes: dict[Hashable, tuple[int, int]] = {}
        self._notes: list[Any] = []

    def read(self, container: Any, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        """Write what stands in ``container``; paragraphs without a kind of their own are of ``kind``."""
        for child in container:
            name = local_name(child)
            if name in {"p", "h"}:
                self._paragraph(child, kind, level)
            elif name == "list":
                self._list(child, level + 1)
            elif name == "table":
                self._table(child)
            elif name == "bibliography":
                self.read(child, BlockKind.REFERENCE)
            elif name in _CONTAINERS and child.get(f"{_TEXT}display") != "none":
                self.read(child, kind, level)

    def read_notes(self) -> None:
        """Write the footnotes and endnotes, in the order of their marks; ``notes`` are their places in the blocks."""
        for number, body in enumerate(self._notes):  # grows when a note holds one
            first = len(self._writer.blocks)
            self.read(body)
            self.notes[number] = (first, len(self._writer.blocks))

    def _list(self, items: Any, level: int) -> None:
        for item in items:
            name = local_name(item)
            if name in {"list-item", "list-header"}:
                self.read(item, BlockKind.LIST_ITEM, level)

    def _paragraph(self, paragraph: Any, kind: BlockKind, level: int) -> None:
        inline, frames = Inline(), list[Any]()
        style = self._styles.get(paragraph.get(f"{_TEXT}style-name", ""), Style())
        if not style.hidden and not any(_is_hidden(mark) for mark in paragraph.iter(_HIDDEN_PARAGRAPH)):
            self._inline(paragraph, inline, frames)
            kind, level = self._kind(paragraph, style, kind, level)
            if kind is BlockKind.HEADING and len(inline.text) > _LONGEST_HEADING:
                kind, level = BlockKind.PARAGRAPH, 0
            self._writer.write_inline(kind, inline, level=level)
        for frame in frames:
            self.read(frame)

    def _kind(self, paragraph: Any, style: Style, kind: BlockKind, level: int) -> tuple[BlockKind, int]:
        if style.kind is BlockKind.TITLE:
            return BlockKind.TITLE, 1
        if local_name(paragraph) == "h":
            said = paragraph.get(f"{_TEXT}outline-level", "1")
            return BlockKind.HEADING, int(said) if said.isdecimal() else 1
        if kind is BlockKind.PARAGRAPH and style.kind is not BlockKind.PARAGRAPH:
            return style.kind, 0
        if kind is BlockKind.PARAGRAPH and style.level:
            return BlockKind.HEADING, style.level
        return kind, level if kind is BlockKind.LIST_ITEM else 0

    def _inline(self, element: Any, inline: Inline, frames: list[Any], url: str = "") -> None:
        inline.add(element.text or "", url)
        for child in element:
            self._piece(child, local_name(child), inline, frames, url)
            inline.add(child.tail or "", url)

    def _piece(self, child: Any, name: str, inline: Inline, frames: list[Any], url: str) -> None:
        style = self._styles.get(child.get(f"{_TEXT}style-name", ""))
        if name in {"s", "tab"}:
            inline.add(" ", url)
        elif name == "line-break":
            inline.line_break()
        elif name == "note":
            inline.mark(len(self._notes))
            self._notes.append(next((part for part in child if local_name(part) == "note-body"), ()))
        elif name in _FRAMES and child.tag.startswith("{urn:oasis:names:tc:opendocument:xmlns:drawing"):
            frames.append(child)
        elif _is_unread(child) or (name == "span" and style is not None and style.hidden):
            return
        else:
            to = web_address(child.get(_HREF, "")) if name == "a" else ""
            self._inline(child, inline, frames, to or url)

    def _table(self, table: Any) -> None:
        rows = list(_rows(table))
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around paragraphs
            self.read(rows[0][0])
            return
        for row in rows:
            cells: list[Inline] = []
            for cell in row:
                inline = Inline(one_line=True)
                if local_name(cell) == "table-cell":  # a covered one belongs to its neighbour
                    self._flat(cell, inline)
                cells += [inline] * _repeated(cell)
            self._writer.write_row(cells)

    def _flat(self, container: Any, inline: Inline) -> None:
        """All text of a cell in one line."""
        for child in container:
            name = local_name(child)
            if name in {"p", "h"}:
                style = self._styles.get(child.get(f"{_TEXT}style-name", ""), Style())
                frames: list[Any] = []
                if not style.hidden:
                    self._inline(child, inline, frames)
                inline.add(" ")
                for frame in frames:
                    self._flat(frame, inline)
            elif not _is_unread(child):
                self._flat(child, inline)


def _rows(table: Any) -> Iterator[list[Any]]:
    """The cells of each row, in heads and groups of rows as well; filtered and folded rows too."""
    for child in table:
        name = local_name(child)
        if name == "table-row":
            yield [cell for cell in child if local_name(cell) in {"table-cell", "covered-table-cell"}]
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _repeated(cell: Any) -> int:
    said = cell.get(f"{_TABLE}number-columns-repeated", "1")
    return min(int(said), _MOST_REPEATED) if said.isdecimal() and len(said) < 9 else 1


def _is_hidden(element: Any) -> bool:
    return bool(element.get(f"{_TEXT}is-hidden", "true") != "false")


def _is_unread(element: Any) -> bool:
    name = local_name(element)
    if name == "hidden-text":
        return _is_hidden(element)
    # the field that shows the document's title has the name of a picture's title
    return not name or (name in _UNREAD and element.tag != f"{_TEXT}title")
