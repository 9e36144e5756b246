"""What a PDF says of itself: title, author, date, language. Its first page counts for more than its fields."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sources.extract.pdf_groups import LARGER, Group
from sources.records import BlockKind

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|unbenannt.*|sin título.*|document\d*|title|none|"
    r"presentation\d*|slide \d+|(?:powerpoint|pdf) presentation|layout \d+|report|.*\.\w{2,5}|[\d_.\s-]+|\S*_\S*)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:anonymous|user\d*|admin\w*|author|unknown|owner|root|guest|default|pc|windows|hp|dell|.*@.*|\W*)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?i:by|written by|authors?:|von|por|par|di)\s+(?P<names>[A-ZÀ-Þ][^|•·\d]{3,120}?)\s*$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        """january jan enero januar jänner janvier janeiro gennaio
        february feb febrero februar février fevereiro febbraio
        march mar marzo märz mars março
        april apr abril avril aprile
        may mayo mai maio maggio
        june jun junio juni juin junho giugno
        july jul julio juli juillet julho luglio
        august aug agosto août
        september sep sept septiembre septembre setembro settembre
        october oct octubre oktober octobre outubro ottobre
        november nov noviembre novembre novembro
        december dec diciembre dezember décembre dezembro dicembre""".splitlines(),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = [
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?\s+(?:de\s+|of\s+)?"
        rf"(?P<m>{_MONTH})\.?,?\s+(?:de\s+)?(?P<y>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\.?,?\s+(?:de\s+)?(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
]
_MOST_DATE_LINE_WORDS = 14
_MOST_AUTHORS_WORDS = 20
_LOOKED_AT = 20  # groups of the first page that a byline may be among


def mark_headings(groups: Sequence[Group], named: str) -> tuple[list[Group], str]:
    """Levels for the headings by size, the title block, and the title; ``named`` is the file's own field.

    The field is the title where the first page says it, or says nothing larger than its text.
    """
    title = _title_group(groups, named)
    headings = [group for group in groups if group.kind is BlockKind.HEADING and group is not title]
    ranks = sorted({round(2 * group.size) / 2 for group in headings}, reverse=True)
    levels = {size: min(6, rank + 2) for rank, size in enumerate(ranks)}
    marked = list[Group]()
    for group in groups:
        if group is title:
            marked.append(replace(group, kind=BlockKind.TITLE, level=1))
        elif group.kind is BlockKind.HEADING:
            marked.append(replace(group, level=levels[round(2 * group.size) / 2]))
        else:
            marked.append(group)
    return marked, named if _is_title(named) and (title is None or _same(title.text, named)) else ""


def find_author(named: str, groups: Sequence[Group]) -> str:
    """The file's author where that is a name, else the names of a byline on the first page."""
    if named and not _NO_AUTHOR.fullmatch(named):
        return named
    for group in _first_page(groups)[:_LOOKED_AT]:
        found = _BYLINE.match(group.text)
        if found and len(group.text.split()) <= _MOST_AUTHORS_WORDS:
            return found["names"].strip(" ,.;")
    return ""


def find_date(created: str, first_page_lines: Sequence[str]) -> str:
    """A date on a short line of the first page, else the day the file was made; a month is told as its
    first known day in the file's field, or as ``2025-03``.

    >>> find_date("D:20250312093000Z", ["Policy brief", "March 2025"])
    '2025-03-12'
    """
    made = _created(created)
    for pattern in _DATES:
        for line in first_page_lines:
            found = pattern.search(line)
            if found and len(line.split()) <= _MOST_DATE_LINE_WORDS and (day := _iso(found.groupdict())):
                return made if made.startswith(day) else day
    return made


def language_tag(named: str) -> str:
    """The file's language where it is a BCP 47 tag."""
    tag = named.replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else ""


def _title_group(groups: Sequence[Group], named: str) -> Group | None:
    heads = [group for group in _first_page(groups) if group.kind is BlockKind.HEADING]
    said = [group for group in heads if _is_title(named) and _same(group.text, named)]
    if said:
        return said[0]
    running = [group.size for group in groups if group.kind is BlockKind.PARAGRAPH]
    body = sorted(running)[len(running) // 2] if running else 0.0
    large = [group for group in heads if group.size >= LARGER * body and len(group.text) > 3]
    return max(large, key=lambda group: group.size, default=heads[0] if heads and not running else None)


def _first_page(groups: Sequence[Group]) -> list[Group]:
    first = groups[0].first.page if groups else 0
    return [group for group in groups if group.first.page == first]


def _is_title(named: str) -> bool:
    return len(named) > 3 and any(letter.isalpha() for letter in named) and not _NO_TITLE.fullmatch(named)


def _same(said: str, named: str) -> bool:
    """Most words of either are in the other: the field often leaves out a subtitle."""
    one, other = (set(re.findall(r"\w+", text.lower())) for text in (said, named))
    return len(one & other) >= 0.7 * min(len(one), len(other)) and bool(one & other)


def _iso(parts: dict[str, str]) -> str:
    named = parts["m"].lower()
    month = int(named) if named.isdecimal() else _MONTHS[named]
    try:
        day = date(int(parts["y"]), month, int(parts.get("d") or 1))
    except ValueError:  # the 31st of April is a number, not a date
        return ""
    return day.isoformat() if parts.get("d") else f"{day:%Y-%m}"


def _created(field: str) -> str:
    found = re.match(r"(?:D:)?((?:19|20)\d\d)(\d\d)(\d\d)", field)
    return _iso(dict(zip("ymd", found.groups(), strict=True))) if found else ""
