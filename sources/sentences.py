"""Sentence boundaries with offsets: sentencex, and repairs for what it cuts too early."""

import re
from collections.abc import Iterator

import sentencex

_CUT_TOO_EARLY = re.compile(
    r"(?:\b(?:Eq|Eqs|Fig|Figs|No|Nos|Vol|Ch|Sec|Art|Tab|pp|p|approx|ca|cf|vs|al|i\.\s?e|e\.\s?g)\.)\s*$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"[\d(\[a-z]")
_CLOSERS_ONLY = re.compile(r"[\s\"'’”»)\]]+\Z")


def split_sentences(
    text: str, start: int = 0, end: int | None = None, language: str = ""
) -> list[tuple[int, int]]:
    """Half-open spans of the sentences in ``text[start:end]``, in order, without blanks around them.

    ``language`` is an ISO 639-1 code; an empty one is read as English.
    """
    stop = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    for left, right in _pieces(text[start:stop], language or "en"):
        piece = text[start + left : start + right]
        joins = bool(spans) and _belongs_to_previous(text[slice(*spans[-1])], piece)
        first = spans.pop()[0] if joins else start + left
        trimmed = _trim(text, first, start + right)
        if trimmed is not None:
            spans.append(trimmed)
    return spans


def _pieces(text: str, language: str) -> Iterator[tuple[int, int]]:
    """sentencex's pieces follow one another without a gap, so that their lengths give the offsets."""
    at = 0
    for piece in sentencex.segment(language, text):
        found = text.find(piece, at)
        if found < 0:  # a library that changes the text must not move our offsets
            break
        yield found, found + len(piece)
        at = found + len(piece)
    if text[at:].strip():
        yield at, len(text)


def _belongs_to_previous(previous: str, piece: str) -> bool:
    if _CLOSERS_ONLY.match(piece):
        return True
    return bool(_CUT_TOO_EARLY.search(previous) and _CONTINUES.match(piece.lstrip()))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
