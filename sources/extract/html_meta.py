"""What a page says of itself: title, author, site, date, language and canonical address.

Pages say it in several places that disagree; each field has its places in the order of trust, what a
reader sees on the page before what a template fills in.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from sources.extract.html_authors import find_author
from sources.extract.html_published import find_date
from sources.extract.html_titles import find_site, find_title
from sources.extract.json_ld import flat
from sources.extract.page_told import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """As in ``Extracted``: what the page does not say is ``""``."""

    title: str
    author: str
    site: str
    date: str
    language: str
    url: str


def read_metadata(tree: Any, *, url: str, found: Any) -> Metadata:
    """The metadata of a page; ``found`` is trafilatura's or None, for what stands in no place known here.

    ``tree`` is whole: head, scripts and all. Trafilatura is not asked for date and author: its date may be
    that of a change, its author that of a comment.
    """
    page = Page(tree, url)
    site = find_site(page) or flat(getattr(found, "sitename", None))
    title = find_title(page, site) or flat(getattr(found, "title", None))
    return Metadata(
        title=title,
        author=find_author(page, site=site, title=title),
        site=site,
        date=find_date(page),
        language=page.language(),
        url=_canonical(page),
    )


def _canonical(page: Page) -> str:
    """The address that the page names for itself."""
    named = page.tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    absolute = (join_address(page.url, str(href)) for href in named)
    return next((address for address in absolute if address.startswith(("http://", "https://"))), "")


def join_address(base: str, href: str) -> str:
    """``href`` as an absolute address; ``""`` for what no browser follows either."""
    try:
        return urljoin(base, href.strip())
    except ValueError:  # such as "http://["
        return ""
