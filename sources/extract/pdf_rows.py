"""Lines of a table → its rows: which lines wrap the cells of one row, and which column each cell belongs to."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from sources.extract.pdf_lines import Line
from sources.extract.pdf_page import Word

_FIGURE = re.compile(r"[^\w]*\d[\d.,:%–-]*\s*[%\w]{0,3}[^\w]*")
_CLOSE = 1.35  # of the size: the distance of a cell's lines
_FEWEST_RULED = 3

Cell = tuple[Word, ...]


def row_starts(lines: Sequence[Line]) -> set[int]:
    """The indices of the lines that begin a row, of all lines of the document in reading order."""
    starts = set[int]()
    for (_, _, tabular), run in groupby(enumerate(lines), key=lambda at: _place(at[1])):
        if tabular:
            starts |= _starts_of_table(list(run))
    return starts


def cells_by_column(lines: Sequence[Line]) -> list[list[tuple[Line, Cell]]]:
    """The cells of one row from left to right, each as its lines from top to bottom."""
    anchors = list[Cell]()
    for line in sorted(lines, key=lambda line: -len(line.cells)):
        anchors += [cell for cell in line.cells if not any(_overlap(cell, anchor) for anchor in anchors)]
    anchors.sort(key=lambda cell: cell[0].x0)
    columns: list[list[tuple[Line, Cell]]] = [[] for _ in anchors]
    for line in lines:
        for cell in line.cells:
            nearest = min(range(len(anchors)), key=lambda at: _distance(anchors[at], cell))
            columns[nearest].append((line, cell))
    return columns


def _overlap(one: Cell, other: Cell) -> bool:
    return one[0].x0 < other[-1].x1 and other[0].x0 < one[-1].x1


def _place(line: Line) -> tuple[int, int, bool]:
    return line.page, line.column, line.tabular


def _starts_of_table(table: Sequence[tuple[int, Line]]) -> set[int]:
    ruled = list(_between_rules(table))
    starts = set[int]()
    for group in ruled:
        if len(ruled) >= _FEWEST_RULED and _is_one_row([line for _, line in group]):
            starts.add(group[0][0])
        else:
            starts |= _starts_without_rules(group)
    return starts


def _between_rules(table: Sequence[tuple[int, Line]]) -> Iterator[list[tuple[int, Line]]]:
    group = list[tuple[int, Line]]()
    for at, line in table:
        if group and line.ruled_above:
            yield group
            group = []
        group.append((at, line))
    yield group


def _is_one_row(lines: Sequence[Line]) -> bool:
    """Close lines between two rules: one column has a single line of text, and none has two figures."""
    if any(below.baseline - above.baseline > _CLOSE * below.size for above, below in pairwise(lines)):
        return False
    columns = cells_by_column(lines)
    figures = (sum(_is_figure(cell) for _, cell in column) for column in columns)
    return max(figures) < 2 and min(len(column) for column in columns) == 1


def _starts_without_rules(group: Sequence[tuple[int, Line]]) -> set[int]:
    row = group[0]
    starts = {row[0]}
    for place in range(1, len(group)):
        below = group[place + 1][1] if place + 1 < len(group) else None
        if not _wraps(row[1], group[place - 1][1], group[place][1], below):
            row = group[place]
            starts.add(row[0])
    return starts


def _wraps(row: Line, above: Line, line: Line, below: Line | None) -> bool:
    """A line without figures, close below another, wraps the cells of that one's row.

    In the first cell it may as well be a row of its own; it is none where the next row is further away.
    """
    apart = line.baseline - above.baseline
    if len(row.cells) < 2 or apart > _CLOSE * line.size or any(map(_is_figure, line.cells)):
        return False
    if line.x0 > row.cells[1][0].x0 - line.size:
        return True
    return len(line.cells) == 1 and below is not None and below.baseline - line.baseline > 1.15 * apart


def _is_figure(cell: Cell) -> bool:
    return _FIGURE.fullmatch(" ".join(word.text for word in cell)) is not None


def _distance(column: Cell, cell: Cell) -> float:
    """How far a cell is from a column: of their middles or of their left edges, whichever is nearer."""
    middles = abs((column[0].x0 + column[-1].x1) - (cell[0].x0 + cell[-1].x1)) / 2
    return min(middles, abs(column[0].x0 - cell[0].x0))
