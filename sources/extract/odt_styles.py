"""The styles of an ODT: what each makes of a paragraph, by its own name and those that it is based on."""

import re
from dataclasses import dataclass
from typing import Any

from sources.records import BlockKind

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CODED = re.compile(r"_([0-9a-f]{2,4})_")
_KINDS = {
    "title": BlockKind.TITLE,
    "quotations": BlockKind.QUOTE,
    "quote": BlockKind.QUOTE,
    "intense quote": BlockKind.QUOTE,
    "block quotation": BlockKind.QUOTE,
    "caption": BlockKind.CAPTION,
    "illustration": BlockKind.CAPTION,
    "figure": BlockKind.CAPTION,
    "table": BlockKind.CAPTION,
    "drawing": BlockKind.CAPTION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style makes of text; ``level`` is an outline level, from 1, of paragraphs set as headings."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    hidden: bool = False


def read_styles(content: Any, shared: Any) -> dict[str, Style]:
    """Each style's name → what it makes of text; ``shared`` are the document's own, None without."""
    elements: dict[str, Any] = {}
    for root in (shared, content):  # the content's automatic styles come last, as they are more special
        if root is not None:
            found = root.iter(f"{_STYLE}style")
            elements.update(
                (style.get(f"{_STYLE}name", ""), style)
                for style in found
                if style.get(f"{_STYLE}family") in {"paragraph", "text"}
            )
    named = {name: _resolve(name, elements) for name in elements}
    # Title and the like are known by name, also where no style of that name is written out
    return {name: Style(kind=kind) for plain, kind in _KINDS.items() for name in (plain.title(),)} | named


def _resolve(name: str, elements: dict[str, Any]) -> Style:
    kind: BlockKind | None = None
    level, hidden = 0, False
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        style = elements.get(name)
        shown = _readable(name) if style is None else style.get(f"{_STYLE}display-name") or _readable(name)
        kind = kind or _KINDS.get(shown.lower())
        if style is None:
            break
        outline = style.get(f"{_STYLE}default-outline-level", "")
        level = level or (int(outline) if outline.isdecimal() else 0)
        properties = style.find(f"{_STYLE}text-properties")
        hidden = hidden or (properties is not None and properties.get(f"{_TEXT}display") == "none")
        name = style.get(f"{_STYLE}parent-style-name", "")
    return Style(kind=kind or BlockKind.PARAGRAPH, level=level, hidden=hidden)


def _readable(name: str) -> str:
    """``Intense_20_Quote`` → ``Intense Quote``."""
    return _CODED.sub(lambda found: chr(int(found.group(1), 16)), name)
