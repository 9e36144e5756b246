"""A book's chapter in XHTML → blocks. All of it is main text, so nothing is weighed and left out as on the web."""

import posixpath
import re
from html import escape
from html.entities import html5
from typing import Any
from urllib.parse import unquote

import lxml.html
from lxml import etree

from sources.errors import ExtractionError
from sources.extract.blocks import INVISIBLE, BlockWriter, Inline, web_address
from sources.extract.decode import decode
from sources.extract.html_tree import refuse_exhausting
from sources.extract.zipped import local_name
from sources.records import BlockKind

_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_PROLOGUE = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*>)?", re.DOTALL)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_TYPE = "{http://www.idpf.org/2007/ops}type"
_CONTAINERS = frozenset(
    {"body", "div", "section", "article", "main", "aside", "header", "footer", "figure", "center", "address"}
    | {"hgroup", "details", "summary", "dl", "fieldset", "form", "noscript"}
)
_PARAGRAPHS = {
    "p": BlockKind.PARAGRAPH,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
}
_LISTS = frozenset({"ul", "ol", "menu"})
_UNREAD = frozenset(
    {"head", "script", "style", "nav", "svg", "rt", "rp", "template", "annotation", "annotation-xml", "audio"}
    | {"video", "object", "iframe", "button", "select", "textarea"}
)
_UNREAD_TYPES = frozenset({"pagebreak", "noteref", "toc", "landmarks", "page-list", "cover", "backlink"})
_HEADING = re.compile(r"h([1-6])")
_BLOCKS = (
    _CONTAINERS | _LISTS | frozenset(_PARAGRAPHS) | {"table", "pre", "hr", *(f"h{n}" for n in range(1, 7))}
)


def parse_chapter(body: bytes) -> Any:
    """The root of a chapter; XML that is not well formed is read as browsers read HTML.

    Raises: ExtractionError, ``unsupported``, for a page built to exhaust a parser; ``empty``.
    """
    declared = _DECLARED.match(body)
    text = decode(body, declared=declared.group(1).decode("ascii") if declared else "utf-8")
    refuse_exhausting(text)
    text = _PROLOGUE.sub("", text, count=1)
    xml = _ENTITY.sub(lambda found: _character(found.group(1)), text).encode("utf-8", "surrogatepass")
    strict = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(xml, strict)
    except (etree.LxmlError, ValueError):
        pass
    lenient = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=lenient)
    except (etree.LxmlError, ValueError, AssertionError):
        raise ExtractionError(
            "a chapter of this EPUB holds nothing that can be read", state="empty"
        ) from None


def write_chapter(root: Any, writer: BlockWriter, *, name: str) -> dict[str, int]:
    """Write the blocks of a chapter. Marks of notes and of printed pages are left out.

    ``name`` is the chapter's in the archive. Returns where marks may lead: ``"name#id"`` of each element →
    the place of its first block among the writer's.
    """
    chapter = _Chapter(writer, name)
    chapter.walk(root, BlockKind.PARAGRAPH, 0)
    return chapter.places


def member_name(folder: str, href: str) -> str:
    """A member's name from an address beside it; it is looked up and never opened as a path."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


class _Chapter:
    def __init__(self, writer: BlockWriter, name: str) -> None:
        self.places: dict[str, int] = {}
        self._writer = writer
        self._name = name

    def walk(self, element: Any, kind: BlockKind, level: int) -> None:
        """Write the blocks in ``element``; running text between them is a block of ``kind``."""
        inline = self._running(element, Inline(), kind, level, "")
        self._writer.write_inline(kind, inline, level=level)

    def _running(self, element: Any, inline: Inline, kind: BlockKind, level: int, url: str) -> Inline:
        """Gather running text; a block within ends it, and what follows the block begins anew."""
        inline.add(element.text or "", url)
        for child in element:
            name = local_name(child)
            for href in _note_marks(child):
                inline.mark(self._place(href))
            if name == "br":
                inline.line_break()
            elif name in _BLOCKS and not _is_unread(child):
                self._writer.write_inline(kind, inline, level=level)
                inline = Inline()
                self._block(child, name, kind, level)
            elif not _is_unread(child):
                self._note_place(child)
                to = web_address(child.get("href") or "") if name == "a" else ""
                inline = self._running(child, inline, kind, level, to or url)
            inline.add(child.tail or "", url)
        return inline

    def _block(self, element: Any, name: str, kind: BlockKind, level: int) -> None:
        self._note_place(element)
        heading = _HEADING.fullmatch(name)
        if heading:
            line = Inline(one_line=True)
            _flat(element, line)
            self._writer.write_inline(BlockKind.HEADING, line, level=int(heading.group(1)))
        elif name == "table":
            self._table(element)
        elif name == "pre":
            text = INVISIBLE.sub("", "".join(element.itertext())).strip()
            self._writer.write(BlockKind.CODE, text)
        elif name in _LISTS:
            self.walk(element, BlockKind.LIST_ITEM, level + 1)
        elif name in {"dt", "dd"}:
            self.walk(element, BlockKind.LIST_ITEM, max(level, 1))
        elif name == "p" or name in _CONTAINERS:
            self.walk(element, kind, level)
        elif name in _PARAGRAPHS:
            own = _PARAGRAPHS[name]
            self.walk(element, own, max(level, 1) if own is BlockKind.LIST_ITEM else 0)

    def _note_place(self, element: Any) -> None:
        """Remember where an element with a name begins, for the marks that lead to it."""
        if element.get("id"):
            self.places[f"{self._name}#{element.get('id')}"] = len(self._writer.blocks)

    def _place(self, href: str) -> str:
        path, _, fragment = href.partition("#")
        name = member_name(posixpath.dirname(self._name), path) if path else self._name
        return f"{name}#{unquote(fragment)}"

    def _table(self, table: Any) -> None:
        rows = [element for element in table.iter() if local_name(element) == "tr"]
        own = [row for row in rows if next(_tables_above(row), None) is table]
        for caption in (child for child in table if local_name(child) == "caption"):
            self.walk(caption, BlockKind.CAPTION, 0)
        cells = [[cell for cell in row if local_name(cell) in {"td", "th"}] for row in own]
        if len(cells) == 1 and len(cells[0]) == 1:  # a frame around paragraphs
            self.walk(cells[0][0], BlockKind.PARAGRAPH, 0)
            return
        for row in cells:
            lines = [Inline(one_line=True) for _ in row]
            for cell, line in zip(row, lines, strict=True):
                _flat(cell, line)
            self._writer.write_row(lines)


def _flat(element: Any, line: Inline, url: str = "") -> None:
    """All text in one line; blocks within are parted by a blank."""
    line.add(element.text or "", url)
    for child in element:
        name = local_name(child)
        if not _is_unread(child):
            gap = " " if name in _BLOCKS or name in {"br", "tr", "td", "th"} else ""
            line.add(gap)
            _flat(child, line, (web_address(child.get("href") or "") if name == "a" else "") or url)
            line.add(gap)
        line.add(child.tail or "", url)


def _is_unread(element: Any) -> bool:
    name = local_name(element)
    if not name or name in _UNREAD or _types(element) & _UNREAD_TYPES or "hidden" in element.attrib:
        return True
    return name == "sup" and bool(_note_marks(element))


def _note_marks(element: Any) -> list[str]:
    """Where the mark of a note leads: one said to be a mark, or raised and nothing but links inside the book."""
    name = local_name(element)
    if name == "a" and "noteref" in _types(element):
        return [element.get("href") or ""]
    if name != "sup" or (element.text or "").strip():
        return []
    hrefs = [child.get("href") or "" for child in element if local_name(child) == "a"]
    return hrefs if len(hrefs) == len(element) and not any(map(web_address, hrefs)) else []


def _types(element: Any) -> set[str]:
    return set((element.get(_TYPE) or element.get("epub:type") or "").split())


def _tables_above(element: Any) -> Any:
    return (above for above in element.iterancestors() if local_name(above) == "table")


def _character(name: str) -> str:
    """A named character of HTML, which XML does not know; those of XML stay as they are."""
    return f"&{name}" if name in _OF_XML else escape(html5.get(name, f"&{name}"))
