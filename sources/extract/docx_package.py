"""The parts of a DOCX (ISO/IEC 29500) and how they hang together: relationships, styles, properties."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any

from sources.extract.zipped import Zipped, local_name
from sources.records import BlockKind

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OF_STRICT = (  # the namespaces of ISO's strict form → those that nearly every file has
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
)
_MAIN = "word/document.xml"
_HEADING = re.compile(r"heading ([1-9])")
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-5]))?")
_KINDS = {
    "title": BlockKind.TITLE,
    "caption": BlockKind.CAPTION,
    "quote": BlockKind.QUOTE,
    "intense quote": BlockKind.QUOTE,
    "block text": BlockKind.QUOTE,
    "quotations": BlockKind.QUOTE,
    "bibliography": BlockKind.REFERENCE,
    "toc heading": BlockKind.FURNITURE,
    "table of figures": BlockKind.FURNITURE,
}
_BODY_LEVEL = 9  # the outline level of what is no heading
_YEAR = re.compile(r"(?:19[89]|20\d)\d-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style makes of a paragraph; ``level`` is a heading's, ``list_level`` counts from 0 (-1: no list)."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    list_level: int = -1
    hidden: bool = False


class Package:
    """A DOCX that was opened: its XML parts by what they are for.

    Raises: ExtractionError, ``unsupported``, for what is none or is not safe to read.
    """

    def __init__(self, body: bytes) -> None:
        self._zipped = Zipped(body, kind="DOCX")
        targets = self._relationships("_rels/.rels")
        main = next((target for kind, target in targets.values() if kind == "officeDocument"), _MAIN)
        self._main = main.lstrip("/")
        self.document = self._part(self._main)
        self._related = self._relationships(_relationships_of(self._main))
        self.links = _links(self._related)
        core = next((target for kind, target in targets.values() if kind.endswith("core-properties")), "")
        self._core = self._optional(core.lstrip("/"))

    def related(self, kind: str) -> tuple[Any, dict[str, str]]:
        """A part that belongs to the document (``"styles"``, ``"footnotes"``) with its own links; None without."""
        for of_kind, target in self._related.values():
            if of_kind == kind:
                name = posixpath.normpath(posixpath.join(posixpath.dirname(self._main), target)).lstrip("/")
                return self._optional(name), _links(self._relationships(_relationships_of(name)))
        return None, {}

    def core_property(self, name: str) -> str:
        """A core property by its local name (``"title"``, ``"creator"``, ``"created"``), or ``""``."""
        if self._core is None:
            return ""
        found = (child.text for child in self._core if local_name(child) == name)
        return " ".join((next(found, "") or "").split())

    @property
    def date(self) -> str:
        """The day the document was made, or else last changed, ISO 8601."""
        dates = (_YEAR.match(self.core_property(name)) for name in ("created", "modified"))
        return next((found.group() for found in dates if found), "")

    def _part(self, name: str) -> Any:
        xml = self._zipped.read(name)
        for strict, usual in _OF_STRICT:
            xml = xml.replace(strict, usual)
        return self._zipped.parse(xml)

    def _optional(self, name: str) -> Any:
        return self._part(name) if name in self._zipped else None

    def _relationships(self, name: str) -> dict[str, tuple[str, str]]:
        """Each relationship's id → the last word of its type, and its target."""
        root = self._optional(name)
        if root is None:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], one.get("Target", "")) for one in root
        }


def _relationships_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _links(related: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: target for name, (kind, target) in related.items() if kind == "hyperlink"}


def link_target(element: Any, links: dict[str, str]) -> str:
    """Where a ``w:hyperlink`` leads; ``""`` for a place in the document itself."""
    target = links.get(element.get(f"{_R}id", ""), "")
    anchor = element.get(f"{W}anchor", "")
    return f"{target}#{anchor}" if target and anchor and "#" not in target else target


def read_styles(root: Any) -> dict[str, Style]:
    """Each style's id → what it makes of text, by its own properties and those it is based on.

    A built-in style has its English name in every language of Word; its id is translated.
    """
    if root is None:
        return {}
    elements = {style.get(f"{W}styleId", ""): style for style in root.iterfind(f"{W}style")}
    return {name: _resolve(name, elements) for name in elements}


def default_language(root: Any) -> str:
    """The language of text that names none, a BCP 47 tag, or ``""``."""
    found = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    return "" if found is None else str(found.get(f"{W}val", ""))


def is_on(properties: Any, name: str) -> bool | None:
    """A switch among ``properties``: on, off, or None where nothing is said."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else found.get(f"{W}val", "true") not in {"0", "false", "off"}


def list_level(properties: Any) -> int | None:
    """The level that a paragraph's ``numPr`` gives it, from 0; -1 where it ends a list; None without."""
    numbering = None if properties is None else properties.find(f"{W}numPr")
    if numbering is None:
        return None
    number = numbering.find(f"{W}numId")
    if number is not None and number.get(f"{W}val") == "0":
        return -1
    return _number(numbering.find(f"{W}ilvl"), 0)


def outline_level(properties: Any) -> int | None:
    """A heading's level from 1, 0 for body text, None where nothing is said."""
    found = None if properties is None else properties.find(f"{W}outlineLvl")
    if found is None:
        return None
    level = _number(found, _BODY_LEVEL)
    return level + 1 if level < _BODY_LEVEL else 0


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if re.fullmatch(r"\d", value) else default


def _resolve(name: str, elements: dict[str, Any]) -> Style:
    """Walk up the chain of styles; the first that says something is right."""
    kind, level, listed, hidden = None, None, None, None
    seen: set[str] = set()
    while name in elements and name not in seen:
        seen.add(name)
        style = elements[name]
        properties = style.find(f"{W}pPr")
        named, named_level = _by_name(style)
        kind = kind or named
        level = level if level is not None else (named_level or outline_level(properties))
        listed = listed if listed is not None else _list_level_by_name(style, properties)
        hidden = hidden if hidden is not None else is_on(style.find(f"{W}rPr"), "vanish")
        based_on = style.find(f"{W}basedOn")
        name = "" if based_on is None else based_on.get(f"{W}val", "")
    if kind is None and level:
        kind = BlockKind.HEADING
    return Style(
        kind=kind or BlockKind.PARAGRAPH,
        level=(level or 0) if kind is BlockKind.HEADING else 0,
        list_level=-1 if listed is None else listed,
        hidden=bool(hidden),
    )


def _list_level_by_name(style: Any, properties: Any) -> int | None:
    """``List Bullet 2`` is of the second level, though its numbering does not say so."""
    named = style.find(f"{W}name")
    found = _LIST.fullmatch("" if named is None else named.get(f"{W}val", "").lower())
    return int(found.group(1) or 1) - 1 if found else list_level(properties)


def _by_name(style: Any) -> tuple[BlockKind | None, int]:
    found = style.find(f"{W}name")
    name = "" if found is None else found.get(f"{W}val", "").lower()
    heading = _HEADING.fullmatch(name)
    if heading:
        return BlockKind.HEADING, int(heading.group(1))
    if name.startswith("toc "):
        return BlockKind.FURNITURE, 0
    return _KINDS.get(name), 0
