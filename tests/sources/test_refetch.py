"""Asking for a page again only if it changed."""

from dataclasses import replace

import httpx2
import pytest

from sources.fetch import Fetched, Fetcher, NotModified
from sources.records import Snapshot

URL = "https://a.example/page"
ETAG, DATE = '"v1"', "Wed, 21 Oct 2015 07:28:00 GMT"


class Site:
    """A site with one page behind a redirect from /old, which knows its ETag; keeps what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """The page, or 304 for who has it."""
        self.asked.append(request)
        if request.url.path == "/old":
            return httpx2.Response(301, headers={"Location": "/page"})
        if request.headers.get("if-none-match") == ETAG:
            return httpx2.Response(304, headers={"ETag": ETAG})
        return httpx2.Response(200, text="text", headers={"ETag": ETAG, "Last-Modified": DATE})

    def fetcher(self) -> Fetcher:
        """A fetcher of this site."""
        return Fetcher(transport=httpx2.MockTransport(self))


def fetched(fetcher: Fetcher, url: str) -> Snapshot:
    """The snapshot of a first visit."""
    return fetcher.fetch(url).snapshot


def test_a_page_that_did_not_change_is_the_snapshot_of_before() -> None:
    """Both validators are sent, and a 304 gives the very snapshot that was handed in."""
    site = Site()
    known = fetched(site.fetcher(), URL)
    result = site.fetcher().fetch_all([URL], known={URL: known})[URL]
    assert result == NotModified(snapshot=known)
    assert site.asked[-1].headers["if-none-match"] == ETAG
    assert site.asked[-1].headers["if-modified-since"] == DATE


def test_behind_a_redirect_only_the_page_itself_is_asked_so() -> None:
    """The validators belong to the final address, so they are not sent to the one that redirects."""
    site = Site()
    known = fetched(site.fetcher(), "https://a.example/old")
    site.asked.clear()
    result = site.fetcher().fetch_all(["https://a.example/old"], known={"https://a.example/old": known})
    assert isinstance(result["https://a.example/old"], NotModified)
    assert ["if-none-match" in request.headers for request in site.asked] == [False, True]


def test_a_page_that_changed_comes_whole() -> None:
    """Another ETag than the known one brings the new page."""
    site = Site()
    known = replace(fetched(site.fetcher(), URL), headers=(("etag", '"v0"'),))
    result = site.fetcher().fetch_all([URL], known={URL: known})[URL]
    assert isinstance(result, Fetched)
    assert result.body == b"text"


@pytest.mark.parametrize(
    "change",
    [
        {"status": 403},
        {"status": None},
        {"archived_at": "2020-01-01T00:00:00+00:00"},
        {"headers": (("etag", '"v1"\r\nX-Evil: 1'),)},
        {"headers": ()},
        {"final_url": "https://b.example/page"},
    ],
)
def test_what_says_nothing_of_the_page_is_not_sent(change: dict[str, object]) -> None:
    """An error, a saved or archived copy, another address or a header with line breaks gives no condition."""
    site = Site()
    known = replace(fetched(site.fetcher(), URL), **change)  # type: ignore[arg-type]
    assert isinstance(site.fetcher().fetch_all([URL], known={URL: known})[URL], Fetched)
    assert "if-none-match" not in site.asked[-1].headers


def test_not_modified_without_a_question_is_an_error() -> None:
    """A server that says 304 to who has nothing gives no page, and that is said."""
    fetcher = Fetcher(transport=httpx2.MockTransport(lambda request: httpx2.Response(304)))
    assert "without a page" in str(fetcher.fetch_all([URL])[URL])
