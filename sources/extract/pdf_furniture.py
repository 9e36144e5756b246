"""Pages → pages without their running heads, running feet and page numbers.

What stands in the same words (numbers aside) at the same height of several pages, first or last on the page,
is furniture. So is a number, or a line that ends in one, when it counts along with the pages.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from sources.extract.pdf_bands import Band, make_bands
from sources.extract.pdf_page import PageText, Word

_OUTERMOST = 4  # bands at either end of a page that may be furniture
_SAME_HEIGHT = 4.0  # points
_MOST_HEAD_WORDS = 12
_ROMAN = re.compile(r"(?=[ivxlc])(?:x[lc]|l?x{0,3})(?:i[xv]|v?i{0,3})", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\[(\s]*(?:page|p\.|seite|página|pag\.|pág\.)?\s*(\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|de|von|sur|di)\s*\d{1,4})?[-–—|\])\s]*(?:p\s*a\s*g\s*e)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A band at the head or foot of a page; ``depth`` 0 is the outermost.

    ``plain``: neither bold nor larger than the page's text, as a heading would be.
    """

    page: int
    depth: int
    words: tuple[Word, ...]
    text: str
    height: float
    at_head: bool
    plain: bool


def without_furniture(pages: Sequence[PageText]) -> list[PageText]:
    """The pages without what repeats at their heads and feet."""
    edges = [edge for page in pages for edge in _edges(page)]
    found = _repeated(edges, len(pages)) | _page_numbers(edges, len(pages)) | _numbered_lines(edges)
    found |= _in_the_same_place(edges, found, len(pages))
    dropped = defaultdict[int, set[Word]](set)
    for at in found:
        dropped[edges[at].page].update(edges[at].words)
    return [
        replace(page, words=[word for word in page.words if word not in dropped[page.number]])
        if page.number in dropped
        else page
        for page in pages
    ]


def _edges(page: PageText) -> Iterable[_Edge]:
    bands = make_bands(page.words)
    heads, feet = bands[:_OUTERMOST], bands[::-1][:_OUTERMOST]
    if len(bands) < 2 * _OUTERMOST:  # on a nearly empty page each band belongs to the nearer end
        heads = [band for band in heads if band.top < page.height / 2]
        feet = [band for band in feet if band.top >= page.height / 2]
    size = median(word.size for word in page.words) if page.words else 0.0
    for at_head, outer in ((True, heads), (False, feet)):
        for depth, band in enumerate(outer):
            yield _edge(page.number, depth, band, at_head, size)


def _edge(page: int, depth: int, band: Band, at_head: bool, size: float) -> _Edge:
    words = tuple(band.words)
    plain = not any(word.bold or word.size > 1.05 * size for word in words)
    return _Edge(page, depth, words, " ".join(word.text for word in words), band.bottom, at_head, plain)


def _key(text: str) -> str:
    words = (_NUMBER.sub("#", word) for word in text.lower().split())
    return " ".join("#" if _ROMAN.fullmatch(word) and len(word) < 6 else word for word in words)


def _repeated(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Said at the same height on three pages, or on both of two or three."""
    alike = defaultdict[tuple[str, bool, int], set[int]](set)
    keys = [(_key(edge.text), edge.at_head, round(edge.height / _SAME_HEIGHT)) for edge in edges]
    for edge, key in zip(edges, keys, strict=True):
        alike[key].add(edge.page)
    found = set[int]()
    for at, (text, at_head, height) in enumerate(keys):
        near = (alike.get((text, at_head, height + step), set()) for step in (-1, 0, 1))
        worded = any(letter.isalpha() for letter in edges[at].text)
        if worded and len(set[int]().union(*near)) >= min(3, max(2, pages // 2)):
            found.add(at)
    return found


def _page_numbers(edges: Sequence[_Edge], pages: int) -> set[int]:
    """Numbers alone that grow with the pages; on a single page, the 1 at its foot."""
    numbered = [
        (at, edge, number) for at, edge in enumerate(edges) if (number := _alone(edge.text)) is not None
    ]
    shifts = Counter((number - edge.page, edge.at_head) for _, edge, number in numbered)
    return {
        at
        for at, edge, number in numbered
        if shifts[number - edge.page, edge.at_head] >= 2
        or (pages <= 2 and number == edge.page and edge.depth == 0 and not edge.at_head)
    }


def _numbered_lines(edges: Sequence[_Edge]) -> set[int]:
    """The outermost lines of the pages that begin or end with a number that counts along, at one height.

    So heads are known that say something else on each page. Headings of numbered sections are not plain.
    """
    numbered = [
        (at, (int(number) - edge.page, edge.at_head, round(edge.height / _SAME_HEIGHT)))
        for at, edge in enumerate(edges)
        if edge.depth == 0 and edge.plain and len(edge.words) <= _MOST_HEAD_WORDS
        for number in {edge.words[0].text, edge.words[-1].text}
        if number.isascii() and number.isdecimal()
    ]
    counts = Counter(place for _, place in numbered)
    return {at for at, place in numbered if counts[place] >= 2}


def _alone(text: str) -> int | None:
    found = _PAGE_NUMBER.fullmatch(text)
    if not found:
        return None
    digits = found.group(1)
    return int(digits) if digits.isdecimal() else _roman(digits)


def _roman(numeral: str) -> int | None:
    if not _ROMAN.fullmatch(numeral):
        return None
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in numeral.lower()]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _in_the_same_place(edges: Sequence[_Edge], found: set[int], pages: int) -> set[int]:
    """Heads that change with the chapter: first on the page, where most other pages have a running head."""
    outermost = [(at, (edge.at_head, round(edge.height))) for at, edge in enumerate(edges) if edge.depth == 0]
    places = Counter(place for _, place in outermost)
    known = Counter(place for at, place in outermost if at in found)
    return {
        at
        for at, place in outermost
        if known[place] >= max(2, 0.6 * places[place]) and places[place] >= 0.5 * pages
    }
