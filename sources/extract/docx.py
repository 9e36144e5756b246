"""DOCX → blocks, from its XML: libraries skip text boxes, content controls and tracked changes."""

from collections import Counter
from collections.abc import Hashable
from typing import Any

from sources.errors import ExtractionError
from sources.extract.blocks import BlockWriter, Inline
from sources.extract.docx_package import (
    Package,
    Style,
    W,
    default_language,
    list_level,
    outline_level,
    read_styles,
)
from sources.extract.docx_text import TextReader
from sources.extract.extracted import Extracted
from sources.extract.reference_lists import mark_references
from sources.extract.titles import choose_title
from sources.extract.written_notes import note_spans, resolve_notes
from sources.extract.zipped import local_name, locked
from sources.records import BlockKind

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPERS = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent", "Choice", "AlternateContent"})
_CONTENTS = frozenset({"Table of Contents", "List of Figures", "List of Tables"})
_DELETED = frozenset({"del", "moveFrom", "Fallback"})
_LONGEST_HEADING = 300


def extract_docx(body: bytes, *, url: str, declared: str | None) -> Extracted:
    """Title, headings, paragraphs, lists, tables, captions, quotes and text boxes; the notes at the end.

    Insertions are read and deletions are not; hidden text, running heads, tables of contents and comments
    are left out. A box's text follows its paragraph. ``declared`` is not needed, as XML says its charset.

    Raises:
        ExtractionError: ``unsupported`` for a file that is damaged, locked or unsafe, ``empty`` for one
            without text.
    """
    if body.startswith(_OLE) and _LOCKED in body:
        raise locked("DOCX")
    package = Package(body)
    styles, _ = package.related("styles")
    reader = _Body(package, read_styles(styles))
    try:
        reader.read()
    except RecursionError:
        raise ExtractionError(
            "this DOCX is nested too deeply to be read: save its text as .txt and add that",
            state="unsupported",
        ) from None
    writer = reader.writer
    if not writer.text:
        raise ExtractionError(
            "there is no text in this DOCX: if it holds pictures of text, add it as text", state="empty"
        )
    links = writer.links
    title, blocks = choose_title(writer.text, writer.blocks, said=package.core_property("title"))
    marks, entries = resolve_notes(writer.marks, note_spans(reader.notes, writer.blocks), links)
    return Extracted(
        text=writer.text,
        blocks=mark_references(writer.text, blocks, links, notes_from=reader.notes_from),
        title=title,
        author=package.core_property("creator"),
        date=package.date,
        language=package.core_property("language") or _language(package.document, default_language(styles)),
        url=url,
        links=links,
        notes=marks,
        note_entries=entries,
    )


class _Body:
    """Walks the parts of a document and writes their blocks."""

    def __init__(self, package: Package, styles: dict[str, Style]) -> None:
        self.writer = BlockWriter()
        self.notes_from = 0
        self.notes: dict[Hashable, tuple[int, int]] = {}
        self._package = package
        self._styles = styles
        self._links = package.links
        self._text = TextReader(styles, hides_fields=_fields_end(package.document))
        self._carried: Inline | None = None

    def read(self) -> None:
        """The body, then the notes in the order of their marks."""
        body = self._package.document.find(f"{W}body")
        if body is not None:
            self._blocks(body)
        self.notes_from = len(self.writer.blocks)
        parts = {kind: self._package.related(f"{kind}s") for kind in ("footnote", "endnote")}
        notes: dict[Hashable, tuple[Any, dict[str, str]]] = {
            (kind, note.get(f"{W}id", "")): (note, links)
            for kind, (root, links) in parts.items()
            if root is not None
            for note in root
        }
        for key in dict.fromkeys(note for _, note in self.writer.marks):
            if key in notes:
                note, self._links = notes[key]
                self._text.close_fields()
                first = len(self.writer.blocks)
                self._blocks(note)
                self.notes[key] = (first, len(self.writer.blocks))

    def _blocks(self, container: Any) -> None:
        for child in container:
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name in _WRAPPERS or (name == "sdt" and not _is_contents(child)):
                self._blocks(child)

    def _paragraph(self, paragraph: Any) -> None:
        boxes: list[Any] = []
        inline, self._carried = self._carried or Inline(), None
        self._text.read(paragraph, inline, links=self._links, boxes=boxes.append)
        properties = paragraph.find(f"{W}pPr")
        mark = None if properties is None else properties.find(f"{W}rPr")
        if (
            mark is not None and mark.find(f"{W}del") is not None
        ):  # the end of the paragraph was deleted: it goes on in the next
            self._carried = inline
        else:
            self._write(inline, properties)
        for box in boxes:
            self._blocks(box)

    def _write(self, inline: Inline, properties: Any) -> None:
        named = None if properties is None else properties.find(f"{W}pStyle")
        style = self._styles.get("" if named is None else named.get(f"{W}val", ""), Style())
        if style.hidden or style.kind is BlockKind.FURNITURE:
            return
        kind, level = style.kind, style.level
        outline = outline_level(properties)
        if outline is not None and kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}:
            kind, level = (BlockKind.HEADING, outline) if outline else (BlockKind.PARAGRAPH, 0)
        if kind is BlockKind.HEADING and len(inline.text) > _LONGEST_HEADING:
            kind, level = BlockKind.PARAGRAPH, 0
        listed = list_level(properties)
        listed = style.list_level if listed is None else listed
        if kind is BlockKind.PARAGRAPH and listed >= 0:
            kind, level = BlockKind.LIST_ITEM, listed + 1
        self.writer.write_inline(kind, inline, level=1 if kind is BlockKind.TITLE else level)

    def _table(self, table: Any) -> None:
        rows = [
            cells for row in _within(table, "tr") if not _is_deleted(row) if (cells := _within(row, "tc"))
        ]
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around paragraphs
            self._blocks(rows[0][0])
            return
        for row in rows:
            self.writer.write_row([self._cell(cell) for cell in row])

    def _cell(self, cell: Any) -> Inline:
        """A cell in one line; one that goes on with the cell above is empty, so that it is said once."""
        inline = Inline(one_line=True)
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is None or merged.get(f"{W}val") == "restart":
            self._flat(cell, inline)
        return inline

    def _flat(self, container: Any, inline: Inline) -> None:
        for child in container:
            name = local_name(child)
            if name == "p":
                boxes: list[Any] = []
                self._text.read(child, inline, links=self._links, boxes=boxes.append)
                inline.add(" ")
                for box in boxes:
                    self._flat(box, inline)
            elif name == "tbl" or name in {"tr", "tc", "sdt"} or name in _WRAPPERS:
                self._flat(child, inline)


def _within(element: Any, name: str) -> list[Any]:
    """The rows of a table, or the cells of a row, also those wrapped in content controls."""
    found: list[Any] = []
    for child in element:
        at = local_name(child)
        if at == name:
            found.append(child)
        elif at == "sdt" or at in _WRAPPERS:
            found += _within(child, name)
    return found


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") in _CONTENTS


def _language(document: Any, default: str) -> str:
    """The language that most runs name; where most name none, the document's own."""
    named = Counter(lang.get(f"{W}val", "") for lang in document.iter(f"{W}lang"))
    named.pop("", None)
    runs = sum(1 for _ in document.iter(f"{W}r"))
    language, count = max(named.items(), key=lambda item: item[1], default=("", 0))
    return language if 2 * count > runs else default


def _fields_end(document: Any) -> bool:
    """Whether every field that begins also ends: one that does not would hide all that follows."""
    marks = Counter(
        mark.get(f"{W}fldCharType", "")
        for mark in document.iter(f"{W}fldChar")
        if not any(local_name(above) in _DELETED for above in mark.iterancestors())
    )
    return marks["begin"] == marks["end"]
