"""Words of a page → the vertical strips of white between its columns, and which of them part prose or cells.

After Breuel, "Two Geometric Algorithms for Layout Analysis" (DAS 2002): tall white strips with text on both
sides part columns. Here a strip grows band by band (a band: the words on one baseline), so that a title or
a figure across the page ends it and two of them may stand above one another.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from sources.extract.pdf_bands import Band
from sources.extract.pdf_page import Rule
from sources.extract.pdf_parting import Gutter, Passing, parts_cells, prose_sides, strips_of_bands
from sources.extract.pdf_reach import is_free, settle

_NARROWEST = 0.75  # of the size: wider than almost every blank in justified text
_FEWEST_BANDS = 3
_FEWEST_NARROW = 6  # bands, for a strip of less than 1.5 sizes: rivers in justified text are shorter
_MOST_ACTIVE = 60
_LONG = 8  # bands of a strip that other pages may be read by
_SAME_PLACE = 3.0  # points


def find_gutters(bands: Sequence[Band], rules: Sequence[Rule], known: Sequence[float] = ()) -> list[Gutter]:
    """The strips that part columns or cells, of which no two share a place.

    ``known`` are the middles of the columns' strips on other pages: there one line on either side is enough.
    """
    if not bands:
        return []
    size = median(band.size for band in bands for _ in band.words)
    strips = [strip for strip in _grow(bands, size) if _is_long_enough(strip, size, known)]
    passing = strips_of_bands(strips, len(bands))
    pieces = [piece for strip in strips for piece in _judged(strip, bands, rules, passing, known)]
    merged = [strip for strip in _merge(pieces, bands) if _is_long_enough(strip, size, known)]
    kept = [strip for strip in merged if not strip.cells or parts_cells(strip, bands, passing)]
    chosen = _choose(kept)
    settle(chosen, bands)
    return sorted(chosen, key=lambda strip: (strip.x0, strip.first))


def _judged(
    strip: Gutter,
    bands: Sequence[Band],
    rules: Sequence[Rule],
    passing: Sequence[Passing],
    known: Sequence[float],
) -> list[Gutter]:
    """The pieces of a strip, each with what it parts.

    In a strip between long columns a piece with prose on one side is beside a table of the other column.
    """
    pieces = _divide(strip, bands, rules)
    sides = [prose_sides(piece, bands, passing) for piece in pieces]
    prose = sum(len(piece.between) for piece, count in zip(pieces, sides, strict=True) if count > 1)
    short = len(strip.between) < _FEWEST_BANDS and _is_known(strip, known)
    for piece, count in zip(pieces, sides, strict=True):
        piece.cells = count < (1 if prose >= _LONG else 2) and not short
    return pieces


def column_places(found: Iterable[Sequence[Gutter]]) -> list[float]:
    """The middles of the strips that part long columns on some page; ``found`` are those of each page."""
    places = list[float]()
    for gutters in found:
        for strip in gutters:
            middle = (strip.x0 + strip.x1) / 2
            long = not strip.cells and len(strip.between) >= _LONG
            if long and all(abs(middle - place) > _SAME_PLACE for place in places):
                places.append(middle)
    return places


def _choose(strips: Sequence[Gutter]) -> list[Gutter]:
    """The tallest strips first, and no other in the same place."""
    chosen: list[Gutter] = []
    for strip in sorted(strips, key=lambda strip: (-len(strip.between), strip.x0 - strip.x1)):
        if not any(_overlap(strip, other) for other in chosen):
            chosen.append(strip)
    return chosen


def _grow(bands: Sequence[Band], size: float) -> list[Gutter]:
    """All white strips that pass bands with text on both sides, some within others."""
    active, done = list[Gutter](), list[Gutter]()
    for at, band in enumerate(bands):
        wide = [(x0, x1) for x0, x1 in band.white if x1 - x0 >= _NARROWEST * size]
        going = list[Gutter]()
        for strip in active:
            cuts = [(max(strip.x0, x0), min(strip.x1, x1), _is_inner((x0, x1))) for x0, x1 in wide]
            cuts = [cut for cut in cuts if cut[1] - cut[0] >= _NARROWEST * size]
            going += [
                Gutter(x0, x1, strip.first, at, [*strip.between, at] if inner else list(strip.between))
                for x0, x1, inner in cuts
            ]
            if not any(x1 - x0 >= 0.99 * (strip.x1 - strip.x0) for x0, x1, _ in cuts):
                done.append(strip)
        for x0, x1 in filter(_is_inner, wide):
            if not any((strip.x0 <= x0 and x1 <= strip.x1) or _same(strip, x0, x1) for strip in going):
                going.append(Gutter(x0, x1, at, at, [at]))
        active = sorted(going, key=lambda strip: -len(strip.between))[:_MOST_ACTIVE]
    return [*done, *active]


def _is_inner(gap: tuple[float, float]) -> bool:
    return gap[0] != float("-inf") and gap[1] != float("inf")


def _same(strip: Gutter, x0: float, x1: float) -> bool:
    return abs(strip.x0 - x0) < 1 and abs(strip.x1 - x1) < 1


def _divide(strip: Gutter, bands: Sequence[Band], rules: Sequence[Rule]) -> list[Gutter]:
    """Cut a strip where a rule crosses it or much white parts the bands: a table may end there."""
    pieces, start = list[list[int]](), 0
    between = strip.between
    crossing = [rule.y for rule in rules if rule.x0 < strip.x0 and rule.x1 > strip.x1]
    for at in range(1, len(between)):
        above, below = bands[between[at - 1]], bands[between[at]]
        ruled = any(above.bottom - 0.3 * above.size < y < below.top + 0.5 * below.size for y in crossing)
        if ruled or below.top - above.bottom > 0.8 * max(above.size, below.size):
            pieces.append(between[start:at])
            start = at
    pieces.append(between[start:])
    return [Gutter(strip.x0, strip.x1, piece[0], piece[-1], piece) for piece in pieces]


def _merge(pieces: Sequence[Gutter], bands: Sequence[Band]) -> list[Gutter]:
    """Neighbouring pieces of one strip that part the same kind of thing are one again.

    A band or two go with the rows of a table close by (its head), or with the prose above and below.
    """
    for above, piece, below in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if _is_one(above, piece) and _is_one(piece, below) and len(piece.between) < _FEWEST_BANDS:
            piece.cells = above.cells or below.cells
    merged: list[Gutter] = []
    for piece in pieces:
        above = merged[-1] if merged else piece
        if _is_one(above, piece) and _goes_on(above, piece, bands):
            between = [*above.between, *piece.between]
            merged[-1] = Gutter(piece.x0, piece.x1, above.first, piece.last, between, piece.cells)
        else:
            merged.append(piece)
    return merged


def _is_one(above: Gutter, below: Gutter) -> bool:
    return (above.x0, above.x1) == (below.x0, below.x1) and above.last < below.first


def _goes_on(above: Gutter, below: Gutter, bands: Sequence[Band]) -> bool:
    """Prose goes on over any white, not over a line that crosses it; rows only close by, their head included."""
    if not all(is_free(band, below) for band in bands[above.last + 1 : below.first]):
        return False
    if not below.cells:
        return not above.cells
    white = bands[below.first].top - bands[above.last].bottom
    close = white < 1.2 * bands[below.first].size or _is_wrapped_between(above, below, bands)
    return close and (above.cells or len(above.between) < _FEWEST_BANDS)


def _is_wrapped_between(above: Gutter, below: Gutter, bands: Sequence[Band]) -> bool:
    """Whether all that stands between two rows are further lines of their cells, close to the one or the other."""
    row, *lines, next_row = bands[above.last : below.first + 1]
    begins = [word.x0 for word in (*row.words, *next_row.words)]
    if not all(any(abs(line.words[0].x0 - x0) < 0.3 * row.size for x0 in begins) for line in lines):
        return False
    *close, widest = sorted((b.top - a.bottom) / b.size for a, b in pairwise([row, *lines, next_row]))
    return bool(close) and close[-1] < 0.5 and widest < 1.2


def _is_long_enough(strip: Gutter, size: float, known: Sequence[float]) -> bool:
    if _is_known(strip, known):
        return True
    return len(strip.between) >= (_FEWEST_BANDS if strip.x1 - strip.x0 >= 1.5 * size else _FEWEST_NARROW)


def _is_known(strip: Gutter, known: Sequence[float]) -> bool:
    return any(strip.x0 < place < strip.x1 for place in known)


def _overlap(one: Gutter, other: Gutter) -> bool:
    apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.last < other.first or other.last < one.first
    return not apart
