"""Words of a page → bands: the words on one baseline, whatever column they stand in, and the white between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from sources.extract.pdf_page import Word

_SAME_BASELINE = 0.4  # of the size; a raised note number stands a third above its line


@dataclass(slots=True)
class Band:
    """Words on one baseline, from left to right, whatever column they stand in."""

    words: list[Word]
    top: float
    bottom: float
    size: float
    white: list[tuple[float, float]] = field(default_factory=list)
    """The free intervals between ``-inf`` and ``inf``."""


def make_bands(words: Sequence[Word]) -> list[Band]:
    """The words by baseline, from the top of the page to its foot."""
    bands: list[Band] = []
    for word in sorted(words, key=lambda word: (word.baseline, word.x0)):
        if bands and _is_level(word, bands[-1]):
            bands[-1].words.append(word)
            bands[-1].size = max(bands[-1].size, word.size)
        else:
            bands.append(Band([word], word.baseline, word.baseline, word.size))
    for band in bands:
        band.words.sort(key=lambda word: word.x0)
        band.size = median(word.size for word in band.words)
        band.top = min(word.baseline - 0.7 * word.size for word in band.words)
        band.bottom = max(word.baseline + 0.2 * word.size for word in band.words)
    _measure_white(bands)
    return bands


def _is_level(word: Word, band: Band) -> bool:
    """Whether it stands on the band's baseline, or is raised or lowered a little."""
    if word.baseline - band.words[-1].baseline <= 0.15 * word.size + 0.01:
        return True
    return word.baseline - band.words[0].baseline <= _SAME_BASELINE * max(word.size, band.size)


def _measure_white(bands: Sequence[Band]) -> None:
    """White between the words of a band, and those of its neighbours that reach into its height."""
    for at, band in enumerate(bands):
        boxes = [(word.x0, word.x1) for word in band.words]
        for near in (*range(max(0, at - 2), at), *range(at + 1, min(len(bands), at + 3))):
            shared = min(band.bottom, bands[near].bottom) - max(band.top, bands[near].top)
            if shared > 0.25 * band.size:
                boxes += [(word.x0, word.x1) for word in bands[near].words]
        edge = float("-inf")
        for x0, x1 in sorted(boxes):
            if x0 > edge:
                band.white.append((edge, x0))
            edge = max(edge, x1)
        band.white.append((edge, float("inf")))
