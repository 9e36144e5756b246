"""Which addresses are one page, and which are no page that a text rests on."""

import pytest

from sources.page_addresses import may_be_cited, page_key

OWN = "https://www.courier.example/news/2024/ferry-aground"


@pytest.mark.parametrize(
    "other",
    [
        "http://a.example/b",
        "https://www.a.example/b/",
        "https://A.EXAMPLE:443/b#part",
        "https://a.example/b?utm_source=mail&utm_medium=x",
        "https://a.example/b/index.html",
        "https://a.example/c/../b",
        "https://web.archive.org/web/20200101000000/https://a.example/b",
        "http://web.archive.org/web/2020id_/a.example/b",
    ],
)
def test_spellings_of_one_page(other: str) -> None:
    """Scheme, www, port, fragment, closing slash, index file, tracking, and a copy in the archive."""
    assert page_key(other) == page_key("https://a.example/b")


@pytest.mark.parametrize(
    "other",
    [
        "https://a.example/b?id=2",
        "https://a.example/b/amp",
        "https://a.example/b?print=1",
        "https://a.example/b/index.html?p=3",
        "https://a.example/b-index.html",
        "https://amp.a.example/b",
        "https://a.example:8443/b",
        "https://a.example/B",
    ],
)
def test_other_pages(other: str) -> None:
    """A query, an AMP or print edition, another port and another case may be another page."""
    assert page_key(other) != page_key("https://a.example/b")


def test_an_address_that_cannot_be_read_is_a_page_of_its_own() -> None:
    """A text may hold what only looks like an address."""
    assert page_key("http://[your-site]/#x") == "http://[your-site]"
    assert may_be_cited("http://[your-site]/", OWN)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/sharer/sharer.php?u=x",
        "https://m.facebook.com/sharer.php?u=x",
        "https://twitter.com/intent/tweet?url=x",
        "https://x.com/share?url=x",
        "https://www.linkedin.com/shareArticle?mini=true&url=x",
        "https://www.linkedin.com/sharing/share-offsite/?url=x",
        "https://api.whatsapp.com/send?text=x",
        "https://wa.me/?text=x",
        "https://t.me/share/url?url=x",
        "https://www.pinterest.com/pin/create/button/?url=x",
        "https://www.reddit.com/submit?url=x",
        "https://bsky.app/intent/compose?text=x",
        "https://twitter.com/courier",
        "https://www.instagram.com/courier/",
        "https://www.youtube.com/@courier",
        "https://www.linkedin.com/in/ann-lee",
        "https://apps.apple.com/app/id1",
        "https://play.google.com/store/apps/details?id=x",
        "https://courier.us1.list-manage.com/subscribe?u=1",
        "https://pictures.example/a/petrel.JPG",
        "https://other.example/account/login",
        "https://other.example/subscribe",
        "https://en.wikipedia.org/wiki/Special:BookSources/1",
        "https://en.wikipedia.org/wiki/File:Petrel.jpg",
    ],
)
def test_what_is_no_reference_on_any_site(url: str) -> None:
    """Buttons that share, profiles, shops of apps, pictures, forms, and the frame of a wiki."""
    assert not may_be_cited(url, OWN)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.html",
        "/en/",
        "/?s=ferry",
        "/tag/ferries",
        "/news/tag/ferries/page/2",
        "/category/news/sea",
        "/topics/energy",
        "/author/ann-lee",
        "/authors/ann-lee/",
        "/people/ann-lee",
        "/thema/hafen",
        "/autor/ann-lee",
        "/etiqueta/puerto",
        "/privacy",
        "/about-us",
        "/legal/terms-of-use",
        "/newsletters",
        "/search?q=x",
    ],
)
def test_lists_and_frames_of_the_own_site_are_no_references(path: str) -> None:
    """Home, tags, topics, authors, search and the small print, in several languages."""
    assert not may_be_cited(f"https://courier.example{path}", OWN)
    assert not may_be_cited(f"https://shop.courier.example{path}", OWN)


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example/news/2023/charging-hall-opens",
        "https://courier.example/topics/energy/why-heat-pumps-stalled-last-winter",
        "https://courier.example/people/2024/the-keeper-of-the-lamp-at-sarn-head",
        "https://courier.example/map/",
        "https://courier.example/?p=4711",
        "https://other.example/",
        "https://other.example/topics/energy",
        "https://other.example/about",
        "https://twitter.com/courier/status/1",
        "https://x.com/courier/status/1",
        "https://www.facebook.com/courier/posts/1",
        "https://www.youtube.com/watch?v=x",
        "https://t.me/courier/12",
        "https://en.wikipedia.org/wiki/Tag:_a_film",
        "https://other.example/newsletters/2024/issue-5",
        "https://other.example/reports/share-of-wind",
        "http://notcourier.example/tag/ferries",
    ],
)
def test_what_may_be_a_reference(url: str) -> None:
    """Articles of the same site, posts on social networks, and other sites' pages of any name."""
    assert may_be_cited(url, OWN)
