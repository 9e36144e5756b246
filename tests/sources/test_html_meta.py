"""What a page says of itself: the title that readers see, its authors, and the day of its publication."""

import json
from typing import Any

import pytest

from sources.extract.extracted import Extracted
from sources.extract.html import extract_html

URL = "https://www.courier.example/news/ferry-aground"
FILL = "<p>The river rises in the hills and runs for many miles through meadows to the sea.</p>"


def read(
    head: str = "", top: str = "<h1>Ferry aground</h1>", below: str = "", url: str = URL, lang: str = "en"
) -> Extracted:
    """A page with these elements in its head, above its text, and below it."""
    page = f"<html lang='{lang}'><head>{head}</head><body><main>{top}{FILL * 3}{below}</main></body></html>"
    return extract_html(page.encode(), url=url, declared="utf-8")


def ld(data: Any) -> str:
    """A JSON-LD element."""
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("head", "top"),
    [
        ("<title>Ferry aground - The Courier</title>", "<h1>Ferry aground</h1>"),
        ("<title>Ferry aground | News | The Courier</title>", "<h1>Ferry aground</h1>"),
        ("<title>Boat stuck | The Courier</title>", "<h1>Ferry aground</h1>"),
        ('<title>x</title><meta property="og:title" content="Ferry aground">', ""),
        (
            '<title>Ferry aground – The Courier</title><meta property="og:site_name" content="The Courier">',
            "",
        ),
        (
            '<title>The Courier: Ferry aground</title><meta property="og:site_name" content="The Courier">',
            "<h1>Ferry aground</h1>",
        ),
        ("<title>Ferry aground :: courier.example</title>", ""),
        (f"<title>x</title>{ld({'@type': 'NewsArticle', 'headline': 'Ferry aground'})}", ""),
        ("<title>Ferry aground - The Courier</title>", '<div class="site-title"><h1>The Courier</h1></div>'),
        (
            "<title>Ferry aground - The Courier</title>",
            '<h1><a href="/">The Courier</a></h1><h2>Ferry aground</h2>',
        ),
    ],
)
def test_the_title_has_no_name_of_the_site(head: str, top: str) -> None:
    """The heading of the page counts most; a heading that names the site is none."""
    assert read(head, top).title == "Ferry aground"


def test_a_title_keeps_its_own_dashes() -> None:
    """What stands behind a dash need not be a site."""
    assert read("<title>Kesmere – a short history</title>", "").title == "Kesmere – a short history"


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (ld({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Lee"}}), ""),
        (
            ld([{"@type": "WebSite", "name": "C"}, {"@type": ["Article"], "author": [{"name": "Ann Lee"}]}]),
            "",
        ),
        (
            ld(
                {
                    "@graph": [
                        {"@type": "Article", "author": {"@id": "#a"}},
                        {"@type": "Person", "@id": "#a", "name": "Ann Lee"},
                    ]
                }
            ),
            "",
        ),
        ('<meta name="author" content="Ann Lee">', ""),
        (
            '<meta property="article:author" content="https://x.example/ann"><meta name="byl" content="By Ann Lee">',
            "",
        ),
        ('<meta name="DC.creator" content="Ann Lee">', ""),
        ("", '<p>By <a rel="author" href="/ann">Ann Lee</a></p>'),
        ("", '<span itemprop="author" itemscope><span itemprop="name">Ann Lee</span></span>'),
        ("", '<div class="article-byline">By Ann Lee, transport correspondent</div>'),
        ("", '<p class="byline">Words by Ann Lee</p>'),
        ("", "<p>By Ann Lee | 5 March 2024</p>"),
        ("", "<p>Von Ann Lee</p>"),
        ("", "<p>Released in March. Prepared by Ann Lee, transport section.</p>"),
        ('<meta name="author" content="admin">', '<p class="author">Ann Lee</p>'),
        (
            '<meta property="og:site_name" content="Courier"><meta name="author" content="Courier">',
            "<p>By Ann Lee</p>",
        ),
        ('<script type="application/ld+json">{broken</script><meta name="author" content="Ann Lee">', ""),
    ],
)
def test_the_author_wherever_the_page_has_it(head: str, top: str) -> None:
    """JSON-LD in its many shapes, meta elements, marked elements, and the line below the title."""
    assert read(head, f"<h1>Ferry aground</h1>{top}").author == "Ann Lee"


def test_several_authors() -> None:
    """In the order of the page."""
    people = [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bob Roe"}]
    assert read(ld({"@type": "Article", "author": people})).author == "Ann Lee; Bob Roe"
    assert read(top="<h1>Ferry aground</h1><p>By Ann Lee and Bob Roe</p>").author == "Ann Lee; Bob Roe"


@pytest.mark.parametrize(
    "below",
    [
        "<aside><p class='byline'>By Ann Lee</p></aside>",
        "<div class='comments'><p class='author'>Ann Lee</p></div>",
        "<div class='related'><span class='byline'>By Ann Lee</span></div>",
    ],
)
def test_authors_of_other_things_are_not_the_page_s(below: str) -> None:
    """Neither those of comments nor those of related pages."""
    assert read(below=below).author == ""


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (
            ld(
                {
                    "@type": "NewsArticle",
                    "datePublished": "2024-03-05T23:30:00-05:00",
                    "dateModified": "2024-03-09",
                }
            ),
            "",
        ),
        ('<meta property="article:published_time" content="2024-03-05T10:00:00Z">', ""),
        (
            '<meta property="article:modified_time" content="2024-03-09"><meta name="date" content="20240305">',
            "",
        ),
        ('<meta name="citation_publication_date" content="2024/03/05">', ""),
        ('<meta name="pubdate" content="Tue, 05 Mar 2024 10:00:00 GMT">', ""),
        (
            "",
            "<p>Updated <time datetime='2024-03-09'>9 May</time>; from <time datetime='2024-03-05'>5 May</time></p>",
        ),
        (
            "",
            '<time itemprop="dateModified" datetime="2024-03-09">x</time> <time datetime="2024-03-05">x</time>',
        ),
        ("", '<p class="date">Published: 5 March 2024, updated 9 March 2024</p>'),
        ("", "<p>By Ann Lee, 5 March 2024</p>"),
        ("", "<p>March 5, 2024</p>"),
        ("", "<p>Tuesday, 5 March 2024, 10:00</p>"),
        ("", '<div class="post-meta"><span>05.03.2024</span></div>'),
    ],
)
def test_the_day_of_publication_wherever_the_page_has_it(head: str, top: str) -> None:
    """As it is written, whatever the time zone; never that of a change."""
    assert read(head, f"<h1>Ferry aground</h1>{top}").date == "2024-03-05"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("de", "Veröffentlicht am 5. März 2024"),
        ("fr", "Publié le 5 mars 2024"),
        ("es", "5 de marzo de 2024"),
        ("pt", "5 de março de 2024"),
        ("it", "5 marzo 2024"),
        ("nl", "5 maart 2024"),
        ("pl", "5 marca 2024"),
        ("ru", "5 марта 2024"),
        ("ja", "2024年3月5日"),
        ("en-US", "3/5/2024"),
        ("en-GB", "05/03/2024"),
    ],
)
def test_dates_in_other_languages(lang: str, line: str) -> None:
    """03/05 is in March in America and in May elsewhere."""
    assert read(top=f"<h1>Ferry aground</h1><p>{line}</p>", lang=lang).date == "2024-03-05"


@pytest.mark.parametrize(
    ("head", "top"),
    [
        ('<meta property="article:modified_time" content="2024-03-09">', ""),
        (ld({"@type": "Article", "dateModified": "2024-03-09"}), ""),
        ("", '<p>Last updated: <time datetime="2024-03-09">9 March 2024</time></p>'),
        ("", '<p class="date">Updated 9 March 2024</p>'),
        ("", "<p>The last train ran through the valley on 9 March 2024.</p>"),
        ("", "<p>Cars built between 4 May 2021 and 19 October 2022 are recalled.</p>"),
        ("", "<p>03/05/2024</p>"),
        ("", "<p>32 March 2024</p>"),
    ],
)
def test_no_date_is_better_than_a_wrong_one(head: str, top: str) -> None:
    """A change, a day in the story, a date that may be two, and none at all."""
    assert read(head, f"<h1>Ferry aground</h1>{top}").date == ""


def test_the_address_is_the_last_resort() -> None:
    """Only where the page says nothing."""
    url = "https://www.courier.example/2024/03/05/ferry"
    assert read(url=url).date == "2024-03-05"
    assert read('<meta name="date" content="2024-03-04">', url=url).date == "2024-03-04"
    assert read(url="https://www.courier.example/2024/99/05/ferry").date == ""
