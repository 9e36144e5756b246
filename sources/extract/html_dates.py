"""A date as a page writes it → ``YYYY-MM-DD``; the day that is written, whatever the time zone."""

import re
from collections.abc import Callable, Iterator
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari styczeń stycznia leden ledna"
            " января январь січня ocak",
            "february feb februar februari février févr fevrier febrero febbraio fevereiro fev luty lutego února"
            " февраля февраль лютого şubat",
            "march mar märz maerz mars marzo março maart mrt marzec marca března марта март березня mart",
            "april apr avril avr abril abr aprile kwiecień kwietnia dubna апреля апрель квітня nisan",
            "may mai mayo maggio mag maio mei maj maja května мая май травня mayıs",
            "june jun juni juin junio giugno giu junho czerwiec czerwca června июня июнь червня haziran",
            "july jul juli juillet juil julio luglio lug julho lipiec lipca července июля июль липня temmuz",
            "august aug août aout agosto ago augustus sierpień sierpnia srpna августа август серпня ağustos augusti",
            "september sep sept septembre septiembre settembre set setembro wrzesień września září сентября сентябрь"
            " вересня eylül",
            "october oct oktober okt octobre octubre ottobre ott outubro out październik października října октября"
            " октябрь жовтня ekim",
            "november nov novembre noviembre novembro listopad listopada listopadu ноября ноябрь листопада kasım",
            "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember grudzień grudnia"
            " prosince декабря декабрь грудня aralık",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)(?:\b|T)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?")
_YEAR_FIRST = re.compile(r"\b((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})\b")
_EAST_ASIAN = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:of\s+|de\s+|d[’'])?([^\W\d_]{3,12})\.?,?\s*(?:de\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)\b")
_SLASHED = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)\b")
_IN_URL = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_-](\d{1,2})[/_-](\d{1,2})(?:[/_.-]|\Z)|[/_-]((?:20)\d\d)(\d\d)(\d\d)(?:[/_.-]|\Z)"
)


def iso_date(value: str) -> str:
    """The date of a machine's field (``2024-03-05T10:00:00Z``, ``20240305``, or written out); ``""`` for none.

    >>> iso_date("2024-03-05T23:30:00-05:00"), iso_date("Tue, 05 Mar 2024 10:00:00 GMT")
    ('2024-03-05', '2024-03-05')
    """
    compact = _COMPACT.fullmatch(value.strip())
    if compact:
        return _valid(*compact.groups())
    return date_in_text(value, "")


def date_in_text(text: str, language: str) -> str:
    """The first date in a line; ``language`` says whether 03/05/2024 is in March or in May.

    >>> date_in_text("Published 5 March 2024, 10:00", "en"), date_in_text("le 1er février 2023", "fr")
    ('2024-03-05', '2023-02-01')
    """
    return min(_dates(text, language), default=(0, 0, ""))[2]


def date_at_end(text: str, language: str) -> str:
    """The date that a line ends with.

    >>> date_at_end("For the board: Ann Lee. 5 December 2023", "en"), date_at_end("5 May 2021 to today", "en")
    ('2023-12-05', '')
    """
    return next((day for _, end, day in _dates(text, language) if end == len(text)), "")


def _dates(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and date of everything in ``text`` that is one."""
    for pattern, read in _READINGS:
        for match in pattern.finditer(text):
            day = read(match, language)
            if day:
                yield match.start(), match.end(), day


def date_in_url(url: str) -> str:
    """The date in an address such as ``…/2024/03/05/name``.

    >>> date_in_url("https://a.example/2024/03/05/name"), date_in_url("https://a.example/2024/budget")
    ('2024-03-05', '')
    """
    found = _IN_URL.search(url)
    return _valid(*(found.groups()[:3] if found[1] else found.groups()[3:])) if found else ""


def _slashed(match: re.Match[str], language: str) -> str:
    """The day is first but in American pages; where neither figure can be a month, only one way is right."""
    first, second, year = match.groups()
    if int(first) > 12:
        return _valid(year, second, first)
    if int(second) > 12:
        return _valid(year, first, second)
    if first == second or language.lower() not in {"", "en"}:
        american = language.lower() == "en-us"
        return _valid(year, first, second) if american else _valid(year, second, first)
    return ""


def _named(year: str, month: str, day: str) -> str:
    number = _MONTHS.get(month.casefold())
    return _valid(year, str(number), day) if number else ""


def _valid(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str]], ...] = (
    (_ISO, lambda match, _: _valid(*match.groups())),
    (_YEAR_FIRST, lambda match, _: _valid(*match.groups())),
    (_EAST_ASIAN, lambda match, _: _valid(*match.groups())),
    (_DAY_FIRST, lambda match, _: _named(match[3], match[2], match[1])),
    (_MONTH_FIRST, lambda match, _: _named(match[3], match[1], match[2])),
    (_DOTTED, lambda match, _: _valid(match[3], match[2], match[1])),
    (_SLASHED, _slashed),
)
