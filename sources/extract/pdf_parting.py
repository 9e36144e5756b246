"""What a strip of white on a page parts: two columns of prose, the cells of a table, or nothing at all."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from sources.extract.pdf_bands import Band
from sources.extract.pdf_page import Word

_FEWEST_ROWS = 3
_PROSE_CHARACTERS = 17  # of a line, at the median
_PROSE_WORDS = 3
_LABEL = re.compile(r"[•‣▪◦*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):]|\[\d{1,3}\]")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}")  # in a cell it is a figure
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


class Passing(NamedTuple):
    """The strips that pass one band, and their middles from left to right."""

    strips: list[Gutter]
    middles: list[float]


def strips_of_bands(strips: Sequence[Gutter], count: int) -> list[Passing]:
    """For each band, the strips that pass it."""
    passing: list[list[Gutter]] = [[] for _ in range(count)]
    for strip in strips:
        for at in strip.between:
            passing[at].append(strip)
    return [Passing(here, sorted((strip.x0 + strip.x1) / 2 for strip in here)) for here in passing]


def prose_sides(strip: Gutter, bands: Sequence[Band], passing: Sequence[Passing]) -> int:
    """On how many sides of a strip, 0 to 2, there are lines of several words, as prose has them."""
    left, right = list[list[Word]](), list[list[Word]]()
    for at in strip.between:
        before, after = _sides(bands[at], strip, passing[at])
        left += [before] if before else []
        right += [after] if after else []
    return sum(
        bool(lines)
        and median(sum(len(word.text) for word in line) for line in lines) >= _PROSE_CHARACTERS
        and median(len(line) for line in lines) >= _PROSE_WORDS
        for lines in (left, right)
    )


def _sides(band: Band, strip: Gutter, passing: Passing) -> tuple[list[Word], list[Word]]:
    """The band's own words to the left and to the right of a strip, as far as the next one.

    A side is empty where a longer strip comes before any word: those words are another column's.
    """
    middle = (strip.x0 + strip.x1) / 2
    left = [word for word in band.words if word.x1 <= middle]
    right = [word for word in band.words if word.x0 >= middle]
    middles = passing.middles
    if left:
        before = bisect_right(middles, left[-1].x0)
        edge = middles[before - 1] if before else float("-inf")
        is_other = _is_longer_within(left[-1].x1, strip.x0, strip, passing)
        left = [] if is_other else [word for word in left if word.x0 >= edge]
    if right:
        after = bisect_right(middles, right[0].x0)
        edge = middles[after] if after < len(middles) else float("inf")
        is_other = _is_longer_within(strip.x1, right[0].x0, strip, passing)
        right = [] if is_other else [word for word in right if word.x0 < edge]
    return left, right


def _is_longer_within(x0: float, x1: float, strip: Gutter, passing: Passing) -> bool:
    """Whether one of the strips that pass, longer than ``strip``, is between two places."""
    length = len(strip.between)
    return any(x0 <= o.x0 and o.x1 <= x1 and len(o.between) > length for o in passing.strips)


def parts_cells(strip: Gutter, bands: Sequence[Band], passing: Sequence[Passing]) -> bool:
    """Cells stand on one baseline, in line with each other or as figures, and are more than a list's labels."""
    sides = [(bands[at], *_sides(bands[at], strip, passing[at])) for at in strip.between]
    rows = [(band, left, right) for band, left, right in sides if left and right]
    if len(rows) < _FEWEST_ROWS or _parts_labels(rows) or _is_river(rows):
        return False
    figures = sum(bool(_FIGURE.fullmatch(right[0].text)) for _, _, right in rows)
    near = 0.4 * rows[0][0].size
    if figures >= 0.5 * len(rows) or _in_line([right[0].x0 for _, _, right in rows], near):
        return True
    if _in_line([right[-1].x1 for _, _, right in rows], near):
        return False  # lines that end at the margin
    centres = [(right[0].x0 + right[-1].x1) / 2 for _, _, right in rows]
    return _in_line(centres, near) or _in_line([left[-1].x1 for _, left, _ in rows], near)


def _is_river(rows: Sequence[tuple[Band, list[Word], list[Word]]]) -> bool:
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


def _parts_labels(rows: Sequence[tuple[Band, list[Word], list[Word]]]) -> bool:
    """The numbers or bullets of a list stand to the left: no column."""
    labels = [
        left
        for band, left, _ in rows
        if len(left) == 1
        and (
            _LABEL.fullmatch(left[0].text) or (left[0] is band.words[0] and _SECTION.fullmatch(left[0].text))
        )
    ]
    return len(labels) >= 0.8 * len(rows)
