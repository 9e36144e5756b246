"""Notes by number or label: the entries of a list of notes, and where in the text the mark of each stands.

The list must be there: ``[3]`` in a text without one is no note. A number that could be anything else
(``(3)``, or ``sanctions.12`` as PDF shows a raised 12) counts only where such numbers run on from 1
through nearly the whole list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARKDOWN_ENTRY = re.compile(
    r"^ {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*|[ \t]*(?=\n[ \t]+\S)))*)", re.M
)
_MARKDOWN_MARK = re.compile(r"\[\^([^\]\s]{1,40})\](?!:)")
_IN_BRACKETS = re.compile(r"^[ \t]*\[(\d{1,3})\](?=[ \t]*\S)", re.M)
_UNDER_HEADING = (
    _IN_BRACKETS,
    re.compile(r"^[ \t]*(\d{1,3})[.)](?=[ \t]+\S)", re.M),
    re.compile(r"^[ \t]*\((\d{1,3})\)(?=[ \t]*\S)", re.M),
    re.compile(r"^[ \t]*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?=[ \t]*\S)", re.M),
    re.compile(r"^[ \t]*(\d{1,3})(?=[ \t]+[^\W\d])", re.M),
    re.compile(r"(?:^|\s)\[(\d{1,3})\](?=[ \t]*\S)", re.M),
)
_BRACKET_MARK = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\](?![(:\[]\S*\()")
_RAISED_MARK = re.compile(r"(?<=[^\s\d])([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,⁻–-][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*)")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|ft|in|yd|mi|s|kg|x|R|CO)\Z", re.IGNORECASE)
_ROUND_MARK = re.compile(r"(?<=[^\s:;,(])\s?\((\d{1,3})\)(?=[\s.,;:!?]|\Z)")
_FLAT_MARK = re.compile(r"(?<=[^\W\d_])[.,;:!?)”\"’']{1,2}(\d{1,3})(?=\s|\Z)")
_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Note:
    """One entry, label included, and the places of its marks: offsets at which a mark begins."""

    start: int
    end: int
    marks: tuple[int, ...]


def find_notes(text: str, sections: Sequence[Span], items: Sequence[Sequence[Span]]) -> list[Note]:
    """The entries of the text's notes in order, each with its marks, ``()`` for an entry that none cites.

    ``sections`` are the spans under headings such as "Notes"; ``items[i]`` are the list items of the i-th,
    for lists whose numbers are shown but do not stand in the text.
    """
    labelled = {found.group(1): found.span() for found in _MARKDOWN_ENTRY.finditer(text)}
    marks: dict[str, list[int]] = {}
    for found in _MARKDOWN_MARK.finditer(text):
        marks.setdefault(found.group(1), []).append(found.start())
    notes = [Note(*span, tuple(marks.get(label, ()))) for label, span in labelled.items()]
    for at, section in enumerate(sections):
        entries = _entries(text, section) or dict(enumerate(items[at], 1))
        notes += _with_marks(text, entries, sections)
    if not sections:
        entries = _closing_entries(text)
        around = [(min(start for start, _ in entries.values()), len(text))] if entries else []
        notes += _with_marks(text, entries, around)
    return sorted(notes, key=lambda note: note.start)


def _entries(text: str, section: Span) -> dict[int, Span]:
    """Number → entry, by the first way of numbering that begins with 1 and goes on."""
    best: dict[int, Span] = {}
    for pattern in _UNDER_HEADING:
        found = _sequence(text, pattern, section)
        if len(found) > len(best):
            best = found
    return best


def _sequence(text: str, pattern: re.Pattern[str], section: Span) -> dict[int, Span]:
    starts: list[int] = []
    for found in pattern.finditer(text, *section):
        if int(found.group(1).translate(_RAISED)) == len(starts) + 1:
            starts.append(found.start() + len(found.group()) - len(found.group().lstrip()))
    ends = [*starts[1:], section[1]]
    return {number: (start, ends[number - 1]) for number, start in enumerate(starts, 1)}


def _closing_entries(text: str) -> dict[int, Span]:
    """Entries in brackets at the end of a text that has no heading over them."""
    first = max(
        (found.start() for found in _IN_BRACKETS.finditer(text) if found.group(1) == "1"), default=None
    )
    if first is None:
        return {}
    entries = _sequence(text, _IN_BRACKETS, (first, len(text)))
    return entries if any("://" in text[start:end] for start, end in entries.values()) else {}


def _with_marks(text: str, entries: dict[int, Span], outside: Sequence[Span]) -> list[Note]:
    if not entries:
        return []
    marks: dict[int, list[int]] = {number: [] for number in entries}
    for at, number in _marks(text, entries, outside):
        marks[number].append(at)
    return [Note(*entries[number], tuple(found)) for number, found in marks.items()]


def _marks(text: str, entries: dict[int, Span], outside: Sequence[Span]) -> list[tuple[int, int]]:
    """``(offset, number)`` of every mark of an entry that stands in none of the spans ``outside``."""
    sure = [
        *_listed(text, _BRACKET_MARK, entries, outside),
        *_listed(text, _RAISED_MARK, entries, outside),
    ]
    if sure:
        return sorted(sure)
    for pattern in (_ROUND_MARK, _FLAT_MARK):
        chain = _chain(text, pattern, entries, outside)
        if chain:
            return chain
    return []


def _listed(
    text: str, pattern: re.Pattern[str], entries: dict[int, Span], outside: Sequence[Span]
) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(text):
        raised = pattern is _RAISED_MARK
        if _is_in(found.start(), outside) or (
            raised and _UNIT.search(text, max(0, found.start() - 4), found.start())
        ):
            continue
        numbers = _numbers(found.group(1).translate(_RAISED).replace("⁻", "–"))
        if all(number in entries for number in numbers):
            yield from ((found.start(), number) for number in numbers)


def _numbers(listed: str) -> list[int]:
    """``3, 5–7`` → 3, 5, 6, 7."""
    numbers: list[int] = []
    for part in re.split(r"[,;]", listed):
        first, _, last = part.replace("–", "-").partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def _chain(
    text: str, pattern: re.Pattern[str], entries: dict[int, Span], outside: Sequence[Span]
) -> list[tuple[int, int]]:
    """Marks that run on from 1, if they reach through nearly the whole list; a number may come again."""
    marks: list[tuple[int, int]] = []
    last = 0
    for found in pattern.finditer(text):
        number = int(found.group(1))
        if number <= last + 1 and number in entries and not _is_in(found.start(), outside):
            last = max(last, number)
            marks.append((found.start(1), number))
    return marks if last > 1 and last >= _NEARLY_ALL * len(entries) else []


def _is_in(at: int, spans: Sequence[Span]) -> bool:
    return any(start <= at < end for start, end in spans)
