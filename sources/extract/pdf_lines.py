"""Words of a page → lines in reading order: column after column, what spans the columns between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from sources.extract.pdf_bands import Band
from sources.extract.pdf_letters import close_letters
from sources.extract.pdf_page import Rule, Word
from sources.extract.pdf_parting import Gutter

_LEADER = re.compile(r"[.·…_]{3,}|[.·]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words on one baseline of one column, or the cells of one row of a table.

    ``left`` and ``right`` are the edges of the column; ``column`` counts the columns of the whole text in
    reading order; ``ruled_above``: a rule stands between this line and the one before it in the column.
    """

    cells: tuple[tuple[Word, ...], ...]
    baseline: float
    size: float
    page: int
    column: int
    left: float
    right: float
    tabular: bool = False
    ruled_above: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, cell after cell."""
        return tuple(word for cell in self.cells for word in cell)

    @property
    def x0(self) -> float:
        """Where the text begins."""
        return self.cells[0][0].x0

    @property
    def x1(self) -> float:
        """Where the text ends."""
        return self.cells[-1][-1].x1

    @property
    def text(self) -> str:
        """The words with blanks between them, for looking at."""
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self.words)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line on its way: its cells, and the band that it is from."""

    cells: list[list[Word]]
    band: int
    tabular: bool

    @property
    def x0(self) -> float:
        return self.cells[0][0].x0

    @property
    def x1(self) -> float:
        return self.cells[-1][-1].x1


def to_lines(
    bands: Sequence[Band], gutters: Sequence[Gutter], rules: Sequence[Rule], *, page: int, first_column: int
) -> list[Line]:
    """The lines of one page in reading order; columns count from ``first_column``."""
    prose = [gutter for gutter in gutters if not gutter.cells]
    pieces = [piece for at, band in enumerate(bands) for piece in _pieces(at, band, gutters)]
    lines = list[Line]()
    for at, column in enumerate(_columns(pieces, prose)):
        left, right = _edges(column, bands)
        above = float("-inf")
        for piece in column:
            baseline = _baseline(piece)
            between = (rule.y for rule in rules if rule.x0 < piece.x1 and rule.x1 > piece.x0)
            line = Line(
                cells=tuple(tuple(close_letters(cell)) for cell in piece.cells),
                baseline=baseline,
                size=_size(piece),
                page=page,
                column=first_column + at,
                left=left,
                right=right,
                tabular=piece.tabular,
                ruled_above=any(above < y < baseline - 0.4 * bands[piece.band].size for y in between),
            )
            above = baseline
            lines.append(line)
    return lines


def _pieces(at: int, band: Band, gutters: Sequence[Gutter]) -> Iterator[_Piece]:
    """The parts of a band between the columns, each cut into cells where it belongs to a table."""
    here = [gutter for gutter in gutters if gutter.first <= at <= gutter.last]
    columns = _cut(band.words, [gutter for gutter in here if not gutter.cells])
    cells = [gutter for gutter in here if gutter.cells]
    for column in columns:
        within = [gutter for gutter in cells if _is_within(gutter, column, band, here)]
        parts = [part for whole in _cut(column, within) for part in _cut_at_leaders(whole)]
        if parts:
            yield _Piece(parts, at, bool(within) or len(parts) > 1)


def _is_within(gutter: Gutter, column: list[Word], band: Band, here: Sequence[Gutter]) -> bool:
    """Whether a table's strip runs in this column: beside its words even where a cell is empty."""
    middle = (gutter.x0 + gutter.x1) / 2
    edges = sorted((g.x0 + g.x1) / 2 for g in here if not g.cells)
    left = max((edge for edge in edges if edge <= column[0].x0), default=float("-inf"))
    right = min((edge for edge in edges if edge >= column[-1].x1), default=float("inf"))
    return left < middle < right


def _cut(words: list[Word], gutters: Sequence[Gutter]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    middles = sorted((gutter.x0 + gutter.x1) / 2 for gutter in gutters)
    for word in words:
        while middles and (word.x0 + word.x1) / 2 > middles[0]:
            middles.pop(0)
            parts.append([])
        parts[-1].append(word)
    return [part for part in parts if part]


def _cut_at_leaders(words: list[Word]) -> list[list[Word]]:
    """Two cells instead of the dots that lead the eye to a page number, where there are many."""
    dots = [at for at, word in enumerate(words) if _LEADER.fullmatch(word.text)]
    if sum(len(words[at].text) for at in dots) <= 5:
        return [words]
    parts = [words[: dots[0]], [word for at, word in enumerate(words) if at > dots[0] and at not in dots]]
    return [part for part in parts if part]


def _columns(pieces: list[_Piece], gutters: Sequence[Gutter]) -> list[list[_Piece]]:
    """Cut at the tallest strip: what is above it, left of it, right of it, below it; and so on in each."""
    spans = [(gutter, _parted(pieces, gutter)) for gutter in gutters]
    spans = [(gutter, (left, right)) for gutter, (left, right) in spans if left and right]
    if not spans:
        return [pieces] if pieces else []
    gutter, (left, right) = max(spans, key=lambda span: len(span[1][0]) + len(span[1][1]))
    rest = [other for other in gutters if other is not gutter]
    above = [piece for piece in pieces if piece.band < gutter.first]
    below = [piece for piece in pieces if piece.band > gutter.last]
    return [column for part in (above, left, right, below) for column in _columns(part, rest)]


def _parted(pieces: list[_Piece], gutter: Gutter) -> tuple[list[_Piece], list[_Piece]]:
    inside = [piece for piece in pieces if gutter.first <= piece.band <= gutter.last]
    middle = (gutter.x0 + gutter.x1) / 2
    return [p for p in inside if p.x1 <= middle], [p for p in inside if p.x1 > middle]


def _edges(column: list[_Piece], bands: Sequence[Band]) -> tuple[float, float]:
    """Where most lines begin, and where the longest end."""
    size = median(bands[piece.band].size for piece in column)
    starts = sorted(piece.x0 for piece in column)
    often = max(starts, key=lambda x0: sum(abs(other - x0) < 0.3 * size for other in starts))
    return often, max(piece.x1 for piece in column)


def _baseline(piece: _Piece) -> float:
    return median(word.baseline for cell in piece.cells for word in cell)


def _size(piece: _Piece) -> float:
    """The size of most of its characters."""
    weights: dict[float, int] = {}
    for cell in piece.cells:
        for word in cell:
            weights[word.size] = weights.get(word.size, 0) + len(word.text)
    return max(weights, key=lambda size: (weights[size], size))
