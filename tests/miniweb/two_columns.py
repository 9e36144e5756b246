"""Sets a plain source text as a paper in two columns, with hyphenated line ends and running heads.

The source marks each block by its first character: ``!`` title, ``!!`` a line under it, ``#`` heading,
``-`` list item, ``@`` table caption, ``|`` table row, ``^`` footnote, ``+`` the rest of a paragraph
that began on the page before; anything else is a paragraph. ``=== n`` begins page n.
"""

import re
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

PAGE = (420.0, 595.0)
"""A5 in points."""
MARGIN, GUTTER = 40.0, 16.0
COLUMN = (PAGE[0] - 2 * MARGIN - GUTTER) / 2
TOP, BOTTOM = PAGE[1] - 62, 58.0
BODY, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
SIZE, LEADING = 11.8, 15.6

_SYLLABLE_END = re.compile(
    r"(?<=[aeiou])(?=[b-df-hj-np-tv-z][aeiou])|(?<=[aeiou][lnrst])(?=[b-df-gj-np-tv-z][aeiou])"
)
"""Where an English word may be parted: V-CV and VC-CV, roughly as a typesetter of 1990 would."""
_SILENT = re.compile(r"[^aeiou]e[ds]?\b")
"""Endings that are often no syllable of their own: stored, charges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One set line; ``full`` lines are stretched to the width of the column."""

    text: str
    font: str = BODY
    size: float = SIZE
    indent: float = 0.0
    full: bool = False
    gap: float = 0.0
    """Points of white before the line."""


def source_pages(source: str) -> list[list[str]]:
    """The blocks of each page; table rows and title lines are blocks of their own."""
    pages = re.split(r"^=== \d+$", source, flags=re.MULTILINE)
    return [[block for part in page.split("\n\n") for block in part.strip().splitlines()] for page in pages]


def break_lines(
    text: str, width: float, font: str = BODY, size: float = SIZE, first: float = 0.0
) -> list[str]:
    """Words set greedily into lines at most ``width`` points wide, the first shorter by ``first``."""
    lines, current, room = [], "", width - first
    for word in text.split():
        rest = word
        while True:
            candidate = f"{current} {rest}" if current else rest
            if stringWidth(candidate, font, size) <= room:
                current = candidate
                break
            head, tail = _part(rest, current, room, font, size)
            lines.append(f"{current} {head}".strip())
            current, rest, room = "", tail, width
    return [*lines, current]


def _part(word: str, before: str, room: float, font: str, size: float) -> tuple[str, str]:
    """The longest head of a word that still fits behind ``before``, with its hyphen, and the rest."""
    points = [m.start() for m in _SYLLABLE_END.finditer(word) if m.start() > 2]
    points = [point for point in points if len(word) - point > 2 and not _SILENT.match(word[point:])]
    points += [m.end() for m in re.finditer(r"(?<=\w)-(?=\w)", word)]
    for point in sorted(points, reverse=True):
        head = word[:point] if word[point - 1] == "-" else word[:point] + "-"
        if stringWidth(f"{before} {head}", font, size) <= room:
            return head, word[point:]
    return "", word


def set_block(block: str, *, runs_on: bool) -> list[Line]:
    """The lines of one block of the running text; ``runs_on`` when it goes on after the page."""
    mark, _, text = block.partition(" ")
    if mark == "#":
        lines = break_lines(text, COLUMN, BOLD)
        return [Line(text=line, font=BOLD, gap=7 if i == 0 else 0) for i, line in enumerate(lines)]
    if mark == "-":
        lines = break_lines(text, COLUMN - 12)
        bullets = [f"• {lines[0]}", *lines[1:]]
        return [
            Line(text=line, indent=4 if i == 0 else 12, gap=2 if i == 0 else 0)
            for i, line in enumerate(bullets)
        ]
    text, indent = (text, 0.0) if mark == "+" else (block.replace("^", "¹"), 10.0)
    lines = break_lines(text, COLUMN, first=indent)
    last = len(lines) - 1
    return [
        Line(text=line, indent=indent if i == 0 else 0, full=i < last or runs_on)
        for i, line in enumerate(lines)
    ]


def draw_paper(canvas: Canvas, source: str, heads: tuple[str, str]) -> None:
    """All pages of a source; ``heads`` are the running heads of odd and even pages.

    Raises:
        ValueError: the text of a page does not fit on it.
    """
    pages = source_pages(source)
    for number, blocks in enumerate(pages, start=1):
        follows = pages[number] if number < len(pages) else []
        _draw_frame(canvas, number, heads)
        _draw_page(canvas, number, blocks, runs_on=any(block.startswith("+") for block in follows))
        canvas.showPage()


def _draw_frame(canvas: Canvas, number: int, heads: tuple[str, str]) -> None:
    """Running head and page number."""
    canvas.setFont(ITALIC, 8.5)
    if number % 2:
        canvas.drawRightString(PAGE[0] - MARGIN, PAGE[1] - 36, heads[0])
    else:
        canvas.drawString(MARGIN, PAGE[1] - 36, heads[1])
    canvas.line(MARGIN, PAGE[1] - 41, PAGE[0] - MARGIN, PAGE[1] - 41)
    canvas.setFont(BODY, 8.5)
    canvas.drawCentredString(PAGE[0] / 2, 30, str(number))


def _draw_page(canvas: Canvas, number: int, blocks: list[str], *, runs_on: bool) -> None:
    top = _draw_table(canvas, blocks, _draw_title(canvas, blocks, TOP))
    note = _footnote_lines(blocks)
    foot = BOTTOM + 10 * len(note) + 12 if note else BOTTOM
    running = [block for block in blocks if block[0] not in "!|@^"]
    lines: list[Line] = []
    for position, block in enumerate(running):
        lines += set_block(block, runs_on=runs_on and position == len(running) - 1)
    height = sum(LEADING + line.gap for line in lines)
    # the columns are balanced, the left one a little longer
    left_over = _draw_column(canvas, lines, MARGIN, top, max(BOTTOM, top - 0.56 * height))
    left_over = _draw_column(canvas, left_over, MARGIN + COLUMN + GUTTER, top, foot)
    _draw_footnote(canvas, note)
    if left_over:
        raise ValueError(f"page {number} holds {len(left_over)} lines too many: shorten it")


def _draw_column(canvas: Canvas, lines: list[Line], x: float, top: float, bottom: float) -> list[Line]:
    """As many lines as fit from the top down; returns the others."""
    y = top
    for position, line in enumerate(lines):
        y -= line.gap if position else 0
        if y < bottom:
            return lines[position:]
        text = canvas.beginText(x + line.indent, y)
        text.setFont(line.font, line.size)
        spaces = line.text.count(" ")
        slack = COLUMN - line.indent - stringWidth(line.text, line.font, line.size)
        # zero is set too: word space outlives the line
        text.setWordSpace(slack / spaces if line.full and spaces else 0)
        text.textOut(line.text)
        canvas.drawText(text)
        y -= LEADING
    return []


def _draw_title(canvas: Canvas, blocks: list[str], top: float) -> float:
    """The title lines across the page; returns where the columns begin."""
    for block in blocks:
        if not block.startswith("!"):
            continue
        is_title = block.startswith("! ")
        canvas.setFont(BOLD if is_title else BODY, 17 if is_title else 10.5)
        canvas.drawCentredString(PAGE[0] / 2, top - 30, block.lstrip("! "))
        top -= 26 if is_title else 17
    return top - 66 if any(block.startswith("!") for block in blocks) else top


def _draw_table(canvas: Canvas, blocks: list[str], top: float) -> float:
    """A table at the head of the page, across both columns; returns where the columns begin."""
    captions = [block[2:] for block in blocks if block.startswith("@")]
    rows = [block[2:].split(" | ") for block in blocks if block.startswith("|")]
    if not rows:
        return top
    canvas.setFont(ITALIC, 9.5)
    canvas.drawString(MARGIN, top, captions[0])
    width = (PAGE[0] - 2 * MARGIN) / len(rows[0])
    for position, row in enumerate(rows, start=1):
        canvas.setFont(BODY if position > 1 else BOLD, 9.5)
        for column, cell in enumerate(row):
            canvas.drawString(MARGIN + column * width, top - 15 * position - 4, cell)
    canvas.line(MARGIN, top - 24, PAGE[0] - MARGIN, top - 24)
    return top - 15 * len(rows) - 32


def _footnote_lines(blocks: list[str]) -> list[str]:
    """The lines of the page's footnote; none where it has none."""
    notes = [block[2:] for block in blocks if block.startswith("^ ")]
    return break_lines(f"¹ {notes[0]}", COLUMN, size=8) if notes else []


def _draw_footnote(canvas: Canvas, lines: list[str]) -> None:
    """A footnote in small type under a short rule, below the right column."""
    if not lines:
        return
    x, y = MARGIN + COLUMN + GUTTER, BOTTOM + 10 * (len(lines) - 1)
    canvas.line(x, y + 11, x + 50, y + 11)
    canvas.setFont(BODY, 8)
    for position, line in enumerate(lines):
        canvas.drawString(x, y - 10 * position, line)
