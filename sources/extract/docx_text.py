"""The running text of a DOCX paragraph: runs, fields, links and tracked changes → what a reader sees."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sources.extract.blocks import Inline, web_address
from sources.extract.docx_package import Style, W, is_on, link_target
from sources.extract.zipped import local_name

_UNREAD = frozenset(
    {"del", "moveFrom", "delText", "rPr", "pPr", "sdtPr", "sdtEndPr", "Fallback", "rt", "rubyPr"}
    | {"instrText", "fldChar", "annotationRef", "commentReference", "posOffset", "pctWidth", "pctHeight"}
)
_BLANK = frozenset({"tab", "ptab"})
_HIDDEN_FIELDS = frozenset({"TOC", "NOTEREF", "INDEX", "XE", "TC"})
_HYPERLINK = re.compile(r"\s*HYPERLINK\s+\"([^\"]*)\"", re.IGNORECASE)
_PRIVATE = range(0xF000, 0xF100)  # where Word puts the characters of symbol fonts: no text


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, and then its result, which is what is shown."""

    instruction: str = ""
    shown: bool = False
    url: str = ""


class TextReader:
    """Reads runs into ``Inline``s. Fields may begin in one paragraph and end in another.

    Marks of notes are no text; each becomes the ``Inline``'s mark of ``("footnote", id)``.
    """

    def __init__(self, styles: dict[str, Style], *, hides_fields: bool) -> None:
        """With ``hides_fields`` the instructions of fields, and fields such as a table of contents, are left out."""
        self._hides_fields = hides_fields
        self._styles = styles
        self._fields: list[_Field] = []

    def read(
        self,
        element: Any,
        inline: Inline,
        *,
        links: dict[str, str],
        boxes: Callable[[Any], None],
        url: str = "",
    ) -> None:
        """Add what stands in ``element``; ``links`` are its part's, ``boxes`` takes the text boxes in it."""
        for child in element:
            name = local_name(child)
            if name == "r":
                self._run(child, inline, links, boxes, url)
            elif name == "hyperlink":
                to = web_address(link_target(child, links))
                self.read(child, inline, links=links, boxes=boxes, url=to or url)
            elif name == "fldSimple":
                field = _Field(instruction=child.get(f"{W}instr", ""))
                _open(field)
                self._fields.append(field)
                self.read(child, inline, links=links, boxes=boxes, url=url)
                self._fields.remove(field)
            elif name == "t":  # of a formula; those of runs are read with their run
                self._add(inline, child.text or "", url)
            elif name not in _UNREAD:
                self.read(child, inline, links=links, boxes=boxes, url=url)

    def close_fields(self) -> None:
        """Another part begins, and no field goes on in it."""
        self._fields.clear()

    def is_hidden(self, run: Any) -> bool:
        """Whether a run is marked as hidden text, by itself or by its style."""
        properties = run.find(f"{W}rPr")
        said = is_on(properties, "vanish")
        if said is not None or properties is None:
            return bool(said)
        style = properties.find(f"{W}rStyle")
        return style is not None and self._styles.get(style.get(f"{W}val", ""), Style()).hidden

    def _run(
        self, run: Any, inline: Inline, links: dict[str, str], boxes: Callable[[Any], None], url: str
    ) -> None:
        hidden = self.is_hidden(run)
        for child in run:
            name = local_name(child)
            if name == "fldChar":
                self._field_mark(child.get(f"{W}fldCharType", ""))
            elif name == "instrText":
                if self._fields and not self._fields[-1].shown:
                    self._fields[-1].instruction += child.text or ""
            elif hidden:
                continue
            elif name in {"footnoteReference", "endnoteReference"}:
                inline.mark((name.removesuffix("Reference"), child.get(f"{W}id", "")))
                if child.get(f"{W}customMarkFollows") in {"1", "true", "on"}:
                    break  # the mark's own text stands behind it in the run
            elif name in {"drawing", "pict", "object", "AlternateContent"}:
                self._boxes(child, boxes)
            elif name == "ruby":
                self.read(child, inline, links=links, boxes=boxes, url=url)
            else:
                self._special(name, child, inline, url)

    def _special(self, name: str, element: Any, inline: Inline, url: str) -> None:
        if name == "t":
            self._add(inline, element.text or "", url)
        elif name in _BLANK:
            self._add(inline, " ", url)
        elif name == "cr" or (name == "br" and element.get(f"{W}type", "") in {"", "textWrapping"}):
            inline.line_break()
        elif name == "br":  # of a page or a column: a blank, where it stands between words
            self._add(inline, " ", url)
        elif name == "noBreakHyphen":
            self._add(inline, "-", url)
        elif name == "sym":
            code = element.get(f"{W}char", "")
            if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and int(code, 16) not in _PRIVATE:
                self._add(inline, chr(int(code, 16)), url)

    def _add(self, inline: Inline, text: str, url: str) -> None:
        if self._hides_fields and not all(field.shown for field in self._fields):
            return
        of_field = next((field.url for field in reversed(self._fields) if field.url), "")
        inline.add(text, url or of_field)

    def _field_mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            _open(self._fields[-1])
        elif self._fields and kind == "end":
            self._fields.pop()

    def _boxes(self, element: Any, boxes: Callable[[Any], None]) -> None:
        """Hand on the text boxes of a drawing, each once: its older copy stands in ``Fallback``."""
        for child in element:
            name = local_name(child)
            if name == "txbxContent":
                boxes(child)
            elif name not in _UNREAD:
                self._boxes(child, boxes)


def _open(field: _Field) -> None:
    """The instruction is whole, the result follows."""
    words = field.instruction.split(maxsplit=1)
    field.shown = not words or words[0].upper() not in _HIDDEN_FIELDS
    found = _HYPERLINK.match(field.instruction)
    field.url = web_address(found.group(1)) if found else ""
