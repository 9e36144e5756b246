"""How far the chosen strips of a page reach: up and down from the bands that have text on both sides."""

from collections.abc import Sequence

from sources.extract.pdf_bands import Band
from sources.extract.pdf_page import Word
from sources.extract.pdf_parting import Gutter


def settle(chosen: Sequence[Gutter], bands: Sequence[Band]) -> None:
    """Let columns reach as far as their text, and tables from their first row to their last cell's last line."""
    prose = [strip for strip in chosen if not strip.cells]
    for strip in prose:
        _stretch(strip, bands, chosen)
    for strip in chosen:
        if strip.cells:
            _trim(strip, bands, prose)
            _take_wrapped(strip, bands, prose)


def is_free(band: Band, strip: Gutter) -> bool:
    """Nothing stands in the middle of the strip; a letter may reach over its edge."""
    reach = 0.3 * (strip.x1 - strip.x0)
    return all(word.x1 <= strip.x0 + reach or word.x0 >= strip.x1 - reach for word in band.words)


def _stretch(strip: Gutter, bands: Sequence[Band], others: Sequence[Gutter]) -> None:
    """A column may begin above or go on below its neighbour: follow the strip while nothing crosses it.

    Over much white it is followed only where no table or full line comes after: what stands there may be
    their caption.
    """
    strip.first, strip.last = min(strip.between), max(strip.between)
    taken = {
        at
        for other in others
        if other is not strip
        for at in range(other.first, other.last + 1)
        if other.x0 < strip.x1 and other.x1 > strip.x0
    }
    free = [is_free(band, strip) and at not in taken for at, band in enumerate(bands)]
    while strip.last + 1 < len(bands) and free[strip.last + 1]:
        if _is_apart(bands, strip.last) and not all(free[strip.last + 1 :]):
            break
        strip.last += 1
    while strip.first > 0 and free[strip.first - 1] and not _is_apart(bands, strip.first - 1):
        strip.first -= 1


def _trim(strip: Gutter, bands: Sequence[Band], prose: Sequence[Gutter]) -> None:
    """Short lines above and below a table, left of its strip in its column, are a caption or a source, no rows.

    Beyond the column, text of the next one may have made such a line look like a row.
    """
    while strip.first < strip.last and not _has_cell(strip, strip.first, bands, prose):
        strip.first += 1
    while strip.last > strip.first and not _has_cell(strip, strip.last, bands, prose):
        strip.last -= 1
    strip.between = [at for at in strip.between if strip.first <= at <= strip.last]


def _has_cell(strip: Gutter, at: int, bands: Sequence[Band], prose: Sequence[Gutter]) -> bool:
    """Whether a band has text to the right of a strip, within the column."""
    return any(word.x0 > strip.x0 for word in _in_column(strip, at, bands, prose))


def _take_wrapped(strip: Gutter, bands: Sequence[Band], prose: Sequence[Gutter]) -> None:
    """Lines close below the last row that begin where its cell right of the strip does: they wrap that cell."""
    cell = [word for word in _in_column(strip, strip.last, bands, prose) if word.x0 > strip.x0]
    if not cell:
        return
    for at in range(strip.last + 1, len(bands)):
        words = _in_column(strip, at, bands, prose)
        if bands[at].bottom - bands[strip.last].bottom > 1.35 * bands[at].size:
            return
        if words and abs(words[0].x0 - cell[0].x0) > 0.3 * bands[at].size:
            return
        if words:
            strip.last = at


def _in_column(strip: Gutter, at: int, bands: Sequence[Band], prose: Sequence[Gutter]) -> list[Word]:
    """The words of a band between the columns' strips on either side of a table's strip."""
    here = [other for other in prose if other.first <= at <= other.last]
    left = max((other.x1 for other in here if other.x1 <= strip.x0), default=float("-inf"))
    right = min((other.x0 for other in here if other.x0 >= strip.x1), default=float("inf"))
    return [word for word in bands[at].words if left <= word.x0 < right]


def _is_apart(bands: Sequence[Band], at: int) -> bool:
    """Whether there is much white under a band."""
    return bands[at + 1].top - bands[at].bottom > 0.9 * bands[at + 1].size
