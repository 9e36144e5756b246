"""Blocks written one after the other into one canonical text; their offsets are right by construction."""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from sources.extract.extracted import Link
from sources.extract.plain import URL
from sources.records import Block, BlockKind

BLANKS = re.compile(r"\s+")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens and characters without width: they part words for the search and show nothing."""
CELL_BORDER = " | "
Mark = tuple[int, Hashable]
"""A mark of a note that was left out: the place of the character that it stood before, and the note."""

_PARAGRAPHS = re.compile(r"(?:[^\n]|\n(?!\n))+")


class Inline:
    """The running text of one block as it is gathered: blanks become one, links keep their span.

    With ``one_line`` a line break is a blank, as in a cell of a table.
    """

    def __init__(self, *, one_line: bool = False) -> None:
        self._one_line = one_line
        self._pieces: list[str] = []
        self._links: list[Link] = []
        self._marks: list[Mark] = []
        self._length = 0
        self._last = "\n"
        self._url = ""

    @property
    def text(self) -> str:
        """What was gathered, without blanks around it."""
        return "".join(self._pieces).rstrip()

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in ``text``, with spans in it, in order."""
        return tuple(self._links)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of notes, with places in ``text`` or at its end, in order."""
        end = len(self.text)
        return tuple((min(at, end), note) for at, note in self._marks)

    def mark(self, note: Hashable) -> None:
        """Here stood the mark of ``note``; it is no text."""
        self._marks.append((self._length, note))

    def add(self, text: str, url: str = "") -> None:
        """Go on with ``text``; ``url`` is where it links to. Neighbours with one address are one link."""
        text = BLANKS.sub(" ", INVISIBLE.sub("", text))
        if self._last in " \n":
            text = text.removeprefix(" ")
        if not text:
            return
        start = self._length + (text[0] == " ")
        self._append(text)
        end = self._length - (text[-1] == " ")
        if url and start < end:
            if url == self._url and self._links:
                self._links[-1] = replace(self._links[-1], end=end)
            else:
                self._links.append(Link(url=url, start=start, end=end))
        self._url = url

    def line_break(self) -> None:
        """End the line; two breaks in a row part paragraphs."""
        if self._one_line:
            self.add(" ")
            return
        if self._last == " ":
            self._pieces[-1] = self._pieces[-1][:-1]
            self._length -= 1
        if self._length:
            self._append("\n")

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        self._last = text[-1]


class BlockWriter:
    """Writes blocks, parted by blank lines, and keeps their spans and those of their links."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._links: list[Link] = []
        self._marks: list[Mark] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The canonical text so far."""
        return "".join(self._pieces)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far, in order."""
        return tuple(self._blocks)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, and the addresses that stand bare in the text, in order."""
        text = self.text
        linked = bytearray(len(text))
        for link in self._links:
            linked[link.start : link.end] = b"\1" * (link.end - link.start)
        bare = [
            Link(url=found.group(), start=found.start(), end=found.end())
            for found in URL.finditer(text)
            if not any(linked[found.start() : found.end()])
        ]
        return tuple(sorted([*self._links, *bare], key=lambda link: link.start))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of notes so far, in order."""
        return tuple(self._marks)

    def write(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        links: Iterable[Link] = (),
        marks: Iterable[Mark] = (),
    ) -> None:
        """One block, unless ``text`` is empty; it has no blanks around it, ``links`` and ``marks`` stand in it."""
        if not text:
            return
        if self._pieces:
            self._pieces.append("\n\n")
            self._length += 2
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        self._blocks.append(Block(kind=kind, start=start, end=self._length, level=level))
        self._links += [replace(link, start=start + link.start, end=start + link.end) for link in links]
        self._marks += [(start + at, note) for at, note in marks]

    def write_inline(self, kind: BlockKind, inline: Inline, *, level: int = 0) -> None:
        """One block for each paragraph of ``inline``."""
        links, marks = inline.links, inline.marks
        for found in _PARAGRAPHS.finditer(inline.text):
            text = found.group().strip("\n")
            first = found.start() + found.group().find(text)
            within = [link for link in links if first <= link.start and link.end <= first + len(text)]
            moved = (replace(link, start=link.start - first, end=link.end - first) for link in within)
            held = ((at - first, note) for at, note in marks if first <= at <= first + len(text))
            self.write(kind, text, level=level, links=moved, marks=held)

    def write_row(self, cells: Sequence[Inline]) -> None:
        """A row of a table, ``cell | cell``; empty cells at its end are left out."""
        whole = CELL_BORDER.join(cell.text for cell in cells).rstrip(" |")
        row = whole.lstrip()  # an empty first cell begins with a blank
        at = len(row) - len(whole)
        links: list[Link] = []
        marks: list[Mark] = []
        for cell in cells:
            links += [replace(link, start=at + link.start, end=at + link.end) for link in cell.links]
            links = [link for link in links if link.end <= len(row)]
            marks += [(min(max(at + place, 0), len(row)), note) for place, note in cell.marks]
            at += len(cell.text) + len(CELL_BORDER)
        self.write(BlockKind.TABLE_ROW, row, links=links, marks=marks)


def web_address(href: str, base: str = "") -> str:
    """The absolute http(s) address that ``href`` leads to from ``base``, or ``""``."""
    try:
        target = urljoin(base, href.strip())
        urlsplit(target)
    except ValueError:  # such as "http://[", which no browser follows either
        return ""
    return target if target.startswith(("http://", "https://")) else ""
