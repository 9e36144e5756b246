"""Author-year references: "(Smith 2020)" in the text, and the entry that begins with that author and year."""

import re
from collections.abc import Sequence

from sources.numbered_notes import Note, Span

_ENTRY = re.compile(
    r"\W{0,4}(?P<author>[^\W\d_][^,.(\n]{1,60}?)\s*(?:[,.(]|\band\b|&).{0,160}?\b(?P<year>(?:19|20)\d\d[a-z]?)\b",
    re.DOTALL,
)
_INITIALS = re.compile(r"(?:\s+[A-Z]{1,3})+\Z")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b(?=\s?[);,:]|\s(?:and|und|et|y|e)\s)")
_LOOKED_BACK = 90
_BETWEEN = re.compile(
    r"(?:(?:\s+(?:et\s+al\.?|and\s+others|u\.\s?a\.)|(?:,|\s*&|\s+(?:and|und|et|y|e|i))\s+[^\W\d_][\w’'-]+){0,4})"
    r"(?:[’']s)?(?:\s*[,(]\s*|\s+)(?:(?:19|20)\d\d[a-z]?,\s*)*"
)


def match_author_years(text: str, entries: Sequence[Span], outside: Sequence[Span]) -> list[Note]:
    """The entries that begin with an author and a year, each with the places where the text names both.

    A name and year that two entries share tell nothing, so that neither has marks. ``outside`` are the spans
    of the lists themselves.
    """
    keys: dict[tuple[str, str], Span | None] = {}
    for start, end in entries:
        found = _ENTRY.match(text, start, end)
        if found:
            author = _INITIALS.sub("", found["author"])
            key = (" ".join(author.casefold().split()), found["year"])
            keys[key] = (start, end) if key not in keys else None
    by_year: dict[str, list[str]] = {}
    for author, year in keys:
        by_year.setdefault(year, []).append(author)
    marks: dict[tuple[str, str], list[int]] = {key: [] for key in keys}
    for found in _YEAR.finditer(text):
        at = found.start()
        if found.group() in by_year and not any(start <= at < end for start, end in outside):
            author = _author_before(text, at, by_year[found.group()])
            if author:
                marks[author, found.group()].append(at)
    return [Note(*span, tuple(marks[key])) for key, span in keys.items() if span is not None and marks[key]]


def _author_before(text: str, at: int, authors: Sequence[str]) -> str:
    """Which author's name stands before the year at ``at``, with nothing but co-authors in between."""
    window = text[max(0, at - _LOOKED_BACK) : at]
    folded = window.casefold()
    if len(folded) != len(window):
        return ""
    for author in sorted(authors, key=len, reverse=True):
        place = folded.rfind(author)
        opens = place >= 0 and (place == 0 or not folded[place - 1].isalnum())
        if opens and _BETWEEN.fullmatch(window, place + len(author)):
            return author
    return ""
