"""When a page was published, as it says itself; when it was changed is never taken for it."""

import re
from collections.abc import Iterator
from typing import Any

from sources.extract.html_dates import date_at_end, date_in_text, date_in_url, iso_date
from sources.extract.json_ld import flat
from sources.extract.page_told import Page, is_remark, line_of

_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|time)|date(?:$|[\s_-])|Date|timestamp|publish|publication|posted|byline"
    r"|(?:^|[\s_-])meta(?:$|[\s_-])"
)
_PUBLISHED = re.compile(
    r"\W*(?:first\s+)?(?:published|posted|released|issued|date|created|dated|veröffentlicht|erschienen|stand"
    r"|publié|publicado|pubblicato|gepubliceerd|opublikowano|опубликовано)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|revis|edited|aktualisiert|geändert|mis à jour|actualiz|atualiz|aggiornat|bijgewerkt|gewijzigd"
    r"|обновл|zmian",
    re.IGNORECASE,
)
_META_DATES = (
    "article:published_time og:published_time og:article:published_time datepublished date.issued dc.date.issued"
    " dcterms.issued dcterms.created dc.date.created dc.date dcterms.date parsely-pub-date sailthru.date pubdate"
    " publishdate publish-date publish_date publication_date publicationdate citation_publication_date citation_date"
    " citation_online_date originalpublicationdate article.published article.created cxenseparse:recs:publishtime"
    " date"
).split()
_MOST_DATE_LINE = 100
_MOST_BARE_DATE = 32  # a weekday, a date and a time
_TIMES_AFTER_TITLE = 40  # elements
_NAMED_DATE = re.compile(
    r"publi|byline|posted|dateline|entry-date|post-date|article.*date|date.*article", re.IGNORECASE
)


def find_date(page: Page) -> str:
    """When the page was published, ``YYYY-MM-DD``, or ``""``.

    Fields for machines count most, then what readers see, then the address.
    """
    found = (iso_date(value) for value in _dates(page))
    shown = next((date for date in found if date), "")
    return shown or _shown_date(page) or date_in_url(page.url)


def _dates(page: Page) -> Iterator[str]:
    """Dates made for machines, the most trusted first."""
    yield from (flat(page.article.get(name)) for name in ("datePublished", "dateCreated", "uploadDate"))
    for name in _META_DATES:
        yield from page.meta.get(name, ())
    times = [time for time in page.tree.iter("time") if not _is_change(time) and not is_remark(time)]
    marked = [t for t in times if t.get("itemprop") == "datePublished" or t.get("pubdate") is not None]
    for time in marked + [t for t in times if _names_date(t)] + _times_near_title(page, times):
        yield time.get("datetime") or time.get("content") or flat("".join(time.itertext()))
    for element in page.tree.xpath("//*[@itemprop='datePublished']"):
        yield element.get("content") or element.get("title") or flat("".join(element.itertext()))


def _shown_date(page: Page) -> str:
    """The date in a line that is called a date, or that stands near the title."""
    called = [
        element
        for element in page.tree.iter("p", "div", "span", "li", "abbr", "small", "address", "em")
        if _DATE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}")
    ]
    for element in called:
        if not _CHANGED.search(element.get("class", "")) and not is_remark(element):
            # "Published 3 May 2024, updated 5 May 2024": the first part counts
            date = date_in_text(_CHANGED.split(line_of(element))[0], page.language())
            if date:
                return date
    lines = (line_of(e) for e in page.near_title() if not is_remark(e))
    return next((date for line in lines if (date := _date_of_line(line, page.language()))), "")


def _times_near_title(page: Page, times: list[Any]) -> list[Any]:
    """The first time after the title, wherever it stands, when it is no entry's."""
    heads = page.tree.xpath("(//h1)[1]")
    if not heads:
        return times[:1]
    near = heads[0].xpath(
        f"following::*[position() <= {_TIMES_AFTER_TITLE}][self::time] | ../time | ../../time"
    )
    return [time for time in times if time in near][:1]


def _date_of_line(line: str, language: str) -> str:
    """The date of a line that says when the page was published; a sentence may hold any date."""
    if len(line) > _MOST_DATE_LINE:
        return ""
    said = _CHANGED.split(line)[0].strip(" ,;|·•–—-(")
    labelled = _PUBLISHED.match(said) is not None
    ends = date_at_end(said, language) if labelled or not line.endswith(".") else ""
    return ends or (date_in_text(said, language) if labelled or len(said) <= _MOST_BARE_DATE else "")


def _is_change(time: Any) -> bool:
    """Whether a time tells when the page was changed: by its name, or by the words before it."""
    looks = " ".join(
        f"{e.get('class', '')} {e.get('itemprop', '')}" for e in [time, *list(time.iterancestors())[:1]]
    )
    previous = time.getprevious()
    before = previous.tail if previous is not None else time.getparent().text
    said = before or ("".join(previous.itertext()) if previous is not None else "")
    return bool(
        _CHANGED.search(looks)
        or _CHANGED.search(said.strip()[-30:])
        or _CHANGED.match("".join(time.itertext()).strip())
    )


def _names_date(time: Any) -> bool:
    above = [time, *list(time.iterancestors())[:2]]
    return any(_NAMED_DATE.search(element.get("class", "")) for element in above)
