"""The web archive as the second way in: which copies are taken, and what it is never told."""

import json
import socket
from urllib.parse import unquote

import httpx2
import pytest

from sources.archive import Archive
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch import Fetched, Fetcher, FetchLimits

PAGE = "https://gone.example/story?id=7"
TAKEN = "20190304050607"
PUBLIC = "93.184.216.34"
NAMES = {"gone.example": PUBLIC, "other.example": PUBLIC, "wiki.office.example": "10.0.0.7"}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that knows a few invented names."""

    def resolve(host: str, port: int, **_: object) -> list[object]:
        address = NAMES.get(host, host if host[0].isdigit() else "")
        if not address:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def closest(url: str = PAGE, **changes: object) -> dict[str, object]:
    """What the archive says of a page that it has."""
    snapshot: dict[str, object] = {
        "available": True,
        "status": "200",
        "timestamp": TAKEN,
        "url": f"http://web.archive.org/web/{TAKEN}/{url}",
    }
    return {"archived_snapshots": {"closest": snapshot | changes}}


class WaybackMachine:
    """An archive that answers every question with ``answer`` and every copy with ``copy``."""

    def __init__(self, answer: object = None, copy: httpx2.Response | None = None) -> None:
        self.answer = closest() if answer is None else answer
        self.copy = copy or httpx2.Response(
            200, text="old words", headers={"X-Archive-Orig-Set-Cookie": "a=1"}
        )
        self.asked: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """The answer for one request."""
        self.asked.append(str(request.url))
        answer = self.answer if request.url.host == "archive.org" else self.copy
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx2.Response):
            return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return httpx2.Response(200, text=text)

    def archive(self, *, allowed_hosts: frozenset[str] = frozenset(), **addresses: str) -> Archive:
        """An ``Archive`` that reaches this one."""
        fetcher = Fetcher(
            limits=FetchLimits(attempts=1), transport=httpx2.MockTransport(self), allowed_hosts=allowed_hosts
        )
        return Archive(fetcher, **addresses)

    def fetch(self, url: str = PAGE) -> Fetched | FetchError:
        """What comes of one page."""
        return self.archive().fetch_all([url])[url]


def test_a_copy_comes_as_the_page_that_it_is_of() -> None:
    """The address cited stays the original; the archive's and the day are in the snapshot."""
    machine = WaybackMachine()
    copy = machine.fetch()
    assert isinstance(copy, Fetched)
    snapshot = copy.snapshot
    assert copy.body == b"old words"
    assert (snapshot.url, snapshot.final_url) == (PAGE, PAGE)
    assert snapshot.redirects == (f"https://web.archive.org/web/{TAKEN}id_/{PAGE}",)
    assert snapshot.archived_at == "2019-03-04T05:06:07+00:00"
    assert not [name for name, _ in snapshot.headers if "cookie" in name]
    question, _, asked_for = machine.asked[0].partition("?url=")
    assert (question, unquote(asked_for)) == ("https://archive.org/wayback/available", PAGE)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://gone.example:80/story?id=7",
        "http://www.gone.example/story?id=7",
        "https://gone.example/story?id=7&utm_source=x",
    ],
)
def test_the_archives_spelling_of_an_address_may_differ(spelling: str) -> None:
    """Scheme, ``www.``, port 80 and tracking make no other page."""
    assert isinstance(WaybackMachine(closest(spelling)).fetch(), Fetched)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"archived_snapshots": {}}, "has no copy of the page"),
        (closest(available=False), "no good copy"),
        (closest(available="yes"), "no good copy"),
        (closest(status="404"), "no good copy"),
        (closest(status="302"), "no good copy"),
        (closest(url=f"http://web.archive.org/web/{TAKEN}/https://gone.example/"), "a copy of another page"),
        (closest(url="http://10.0.0.7/"), "a copy of another page"),
        (closest(timestamp="2019"), "a copy of another page"),
        (closest(timestamp="20191399999999"), "a copy of another page"),
        (closest(timestamp="../../20190304"), "a copy of another page"),
        ("<html>Sorry</html>", "cannot be understood"),
        ("[1]", "cannot be understood"),
        ("null", "cannot be understood"),
        ({"archived_snapshots": {"closest": "x"}}, "cannot be understood"),
        ({"archived_snapshots": {"closest": {"available": True}}}, "cannot be understood"),
        ("[" * 100_000, "cannot be understood"),
        (httpx2.Response(429), "does not answer (HTTP 429): try later"),
    ],
)
def test_an_answer_that_names_no_copy_is_said_plainly(answer: object, words: str) -> None:
    """No copy, a bad one, one of another page, or nonsense: one line, and no copy is asked for."""
    machine = WaybackMachine(answer)
    result = machine.fetch()
    assert isinstance(result, FetchError)
    assert words in str(result)
    assert str(result).startswith("gone.example: ")
    assert len(machine.asked) == 1


@pytest.mark.parametrize(
    ("copy", "words"),
    [
        (httpx2.Response(404), "does not give its copy of the page (HTTP 404)"),
        (httpx2.Response(302, headers={"Location": "https://other.example/"}), "leads elsewhere"),
        (
            httpx2.Response(302, headers={"Location": f"/web/{TAKEN}id_/https://other.example/"}),
            "leads elsewhere",
        ),
        (httpx2.Response(302, headers={"Location": "file:///etc/passwd"}), "redirects elsewhere"),
    ],
)
def test_only_a_copy_of_the_page_is_taken(copy: httpx2.Response, words: str) -> None:
    """What the archive redirects to must be its own copy of the same page."""

    class AllElseThere(WaybackMachine):
        def __call__(self, request: httpx2.Request) -> httpx2.Response:
            if request.url.host == "archive.org" or f"/{PAGE}" in str(request.url):
                return super().__call__(request)
            return httpx2.Response(200, text="other words")

    result = AllElseThere(copy=copy).fetch()
    assert isinstance(result, FetchError)
    assert words in str(result)


def test_the_nearest_copy_may_be_of_another_moment() -> None:
    """The archive redirects to the copy that it really has: that one's time counts."""

    class Moved(WaybackMachine):
        def __call__(self, request: httpx2.Request) -> httpx2.Response:
            if f"{TAKEN}id_" in str(request.url):
                return httpx2.Response(302, headers={"Location": f"/web/20180101000000id_/{PAGE}"})
            return super().__call__(request)

    copy = Moved().fetch()
    assert isinstance(copy, Fetched)
    assert copy.snapshot.archived_at == "2018-01-01T00:00:00+00:00"
    assert copy.snapshot.redirects[-1] == f"https://web.archive.org/web/20180101000000id_/{PAGE}"


def test_an_archive_that_is_down_is_tried_once() -> None:
    """Twelve pages, no connection: one line for each, and one request."""
    machine = WaybackMachine(httpx2.ConnectError("refused"))
    urls = [f"https://gone.example/{number}" for number in range(12)]
    told: list[str] = []
    results = machine.archive().fetch_all(urls, on_done=lambda url, _: told.append(url))
    assert all("the web archive cannot be reached" in str(result) for result in results.values())
    assert sorted(told) == sorted(urls)
    assert len(machine.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://wiki.office.example/secret-plan",
        "http://10.0.0.7/secret-plan",
        "http://intranet/secret-plan",
        "http://printer.local/",
        "http://nas.home.arpa/",
        "http://127.0.0.1:8000/x",
        "http://[fd00::1]/x",
        "https://allowed.example/x",
        "https://user:secret@gone.example/",
        "file:///home/me/plan.html",
    ],
)
def test_addresses_inside_the_users_network_are_not_told(url: str) -> None:
    """Neither the name of a private host nor a path on it reaches the archive."""
    machine = WaybackMachine()
    archive = machine.archive(allowed_hosts=frozenset({"allowed.example"}))
    assert isinstance(archive.fetch_all([url])[url], ForbiddenAddressError)
    assert not machine.asked


def test_a_site_whose_name_is_gone_may_be_asked_about() -> None:
    """A name that no longer resolves is what archives are for."""
    url = "https://closed-paper.example/story"
    machine = WaybackMachine(closest(url))
    assert isinstance(machine.fetch(url), Fetched)


def test_an_archive_inside_may_be_told_of_what_is_inside() -> None:
    """Where the archive itself is an allowed host, nothing leaves the network."""
    url = "http://10.0.0.7/plan"
    machine = WaybackMachine(closest(url))
    archive = machine.archive(
        allowed_hosts=frozenset({"archive.org"}),
        api="http://archive.org/available",
        web="http://archive.org.example/web",
    )
    assert isinstance(archive.fetch_all([url])[url], Fetched)
