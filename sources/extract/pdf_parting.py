"""What a strip of white on a page parts: two columns of prose, the cells of a table, or nothing at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sources.extract.pdf_bands import Band
from sources.extract.pdf_page import Word

_FEWEST_ROWS = 3
_PROSE_CHARACTERS = 17  # of a line, at the median
_PROSE_WORDS = 3
_LABEL = re.compile(
    r"(?:[•‣▪◦*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):]|\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2}){1,3})"
)
_FIGURE = re.compile(r"[^\w\s]*\d[\d.,:%–/-]*[^\w\s]*")


@dataclass(slots=True)
class Gutter:
    """A white strip ``x0`` to ``x1`` from band ``first`` to band ``last``; ``between`` are those with text on
    both sides."""

    x0: float
    x1: float
    first: int
    last: int
    between: list[int]
    cells: bool = False
    """It parts the cells of a table, not two columns of prose."""


def middles(strips: Sequence[Gutter], count: int) -> list[list[float]]:
    """For each band, the middles of the strips that pass it."""
    edges: list[list[float]] = [[] for _ in range(count)]
    for strip in strips:
        for at in strip.between:
            edges[at].append((strip.x0 + strip.x1) / 2)
    return edges


def prose_sides(strip: Gutter, bands: Sequence[Band], edges: Sequence[Sequence[float]]) -> int:
    """On how many sides of a strip, 0 to 2, there are lines of several words, as prose has them."""
    left, right = list[list[Word]](), list[list[Word]]()
    for at in strip.between:
        before, after = _sides(bands[at], strip, edges[at])
        left += [before] if before else []
        right += [after] if after else []
    return sum(
        bool(lines)
        and median(sum(len(word.text) for word in line) for line in lines) >= _PROSE_CHARACTERS
        and median(len(line) for line in lines) >= _PROSE_WORDS
        for lines in (left, right)
    )


def _sides(band: Band, strip: Gutter, edges: Sequence[float]) -> tuple[list[Word], list[Word]]:
    """The band's own words to the left and to the right of a strip, as far as the next one."""
    middle = (strip.x0 + strip.x1) / 2
    left = [word for word in band.words if word.x1 <= middle]
    right = [word for word in band.words if word.x0 >= middle]
    return _run(left[::-1], edges)[::-1], _run(right, edges)


def _run(words: list[Word], edges: Sequence[float]) -> list[Word]:
    """The first words, up to where an edge stands between two."""
    for at in range(1, len(words)):
        low, high = sorted((words[at - 1].x0, words[at].x0))
        if any(low < edge <= high for edge in edges):
            return words[:at]
    return words


def parts_cells(strip: Gutter, bands: Sequence[Band], edges: Sequence[Sequence[float]]) -> bool:
    """Cells stand on one baseline, in line with each other or as figures, and are more than a list's labels."""
    rows = [(bands[at].size, *_sides(bands[at], strip, edges[at])) for at in strip.between]
    rows = [(size, left, right) for size, left, right in rows if left and right]
    if len(rows) < _FEWEST_ROWS or _parts_labels(strip, bands) or _is_river(rows):
        return False
    figures = sum(bool(_FIGURE.fullmatch(right[0].text)) for _, _, right in rows)
    near = 0.4 * rows[0][0]
    if figures >= 0.5 * len(rows) or _in_line([right[0].x0 for _, _, right in rows], near):
        return True
    if _in_line([right[-1].x1 for _, _, right in rows], near):
        return False  # lines that end at the margin
    centres = [(right[0].x0 + right[-1].x1) / 2 for _, _, right in rows]
    return _in_line(centres, near) or _in_line([left[-1].x1 for _, left, _ in rows], near)


def _is_river(rows: Sequence[tuple[float, list[Word], list[Word]]]) -> bool:
    """In a line that is stretched to the margin every blank is wide, in a row only those between cells."""
    wider = stretched = 0
    for _, left, right in rows:
        blanks = [b.x0 - a.x1 for side in (left, right) for a, b in pairwise(side)]
        if blanks:
            wider += right[0].x0 - left[-1].x1 > 1.8 * max(blanks)
            stretched += right[0].x0 - left[-1].x1 <= 1.8 * max(blanks)
    return stretched > wider


def _in_line(places: Sequence[float], tolerance: float) -> bool:
    middle = median(places)
    return sum(abs(place - middle) <= tolerance for place in places) >= 0.7 * len(places)


def _parts_labels(strip: Gutter, bands: Sequence[Band]) -> bool:
    """The numbers or bullets of a list stand to the left: no column."""
    middle = (strip.x0 + strip.x1) / 2
    left = [words for at in strip.between if (words := [w for w in bands[at].words if w.x1 <= middle])]
    labels = [words for words in left if len(words) == 1 and _LABEL.fullmatch(words[0].text)]
    return len(labels) >= 0.8 * len(left)
