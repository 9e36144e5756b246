"""The title of a page as readers see it, and the name of its site."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sources.extract.json_ld import flat, item_of_type, names_in
from sources.extract.page_told import Page, squeezed

_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s+::\s+|\s*\|\s*")
_MASTHEAD = re.compile(
    r"site-(?:title|name|description|header|branding)|masthead|(?:^|[\s_-])logo|branding", re.IGNORECASE
)
_META_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title")


def find_title(page: Page, site: str) -> str:
    """The heading that names the page, as readers see it."""
    named = [
        *(title for name in _META_TITLES for title in page.meta.get(name, ())),
        flat(page.article.get("headline")),
        *(flat("".join(title.itertext())) for title in page.tree.xpath("//head/title|/html/title")[:1]),
    ]
    named = [title for title in named if title]
    heads = [flat("".join(head.itertext())) for head in page.tree.iter("h1") if not _is_masthead(head)]
    heads = [head for head in heads if head and squeezed(head) != squeezed(site)]
    for head in heads:
        if any(squeezed(head) in squeezed(title) for title in named):
            return head
    if len(heads) == 1 or (heads and not named):
        return heads[0]
    mastheads = [flat("".join(head.itertext())) for head in page.tree.iter("h1") if _is_masthead(head)]
    return _without_site(named[0], [site, *mastheads], page.url) if named else ""


def find_site(page: Page) -> str:
    """The name of the site."""
    publisher = page.article.get("publisher") or item_of_type(page.items, "WebSite").get("name")
    named = [
        *page.meta.get("og:site_name", ()),
        *names_in(publisher, page.items),
        *page.meta.get("citation_journal_title", ()),
        *page.meta.get("application-name", ()),
    ]
    return next((name for name in named if not name.startswith("http")), "")


def _is_masthead(head: Any) -> bool:
    """Whether a heading names the site: it says so, or leads home."""
    named = any(
        _MASTHEAD.search(f"{e.get('class', '')} {e.get('id', '')}")
        for e in [head, *head.iterancestors()]
        if e.tag not in {"html", "body"}
    )
    return named or any(
        (link.get("href") or "").strip() in {"/", "./", "index.html"} for link in head.iter("a")
    )


def _without_site(title: str, sites: Sequence[str], url: str) -> str:
    """A title as its ``<title>`` has it, without the name of the site behind or before it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names = {squeezed(name) for name in (*sites, host, host.rpartition(".")[0])} - {""}
    if squeezed(parts[-1]) in names:
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»:-")
    if squeezed(parts[0]) in names:
        return title[len(parts[0]) :].lstrip(" |–—·•»:-")
    cut = re.search(r"\s*\|\s*[^|]{1,60}$", title)
    return title[: cut.start()] if cut and cut.start() > len(title) / 3 else title
