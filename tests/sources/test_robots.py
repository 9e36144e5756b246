"""robots.txt: kept for pages that are followed, never for those that a person named."""

import threading
from collections import Counter
from collections.abc import Callable

import httpx2
import pytest

from sources.errors import FetchError
from sources.fetch import Fetched, Fetcher
from sources.robots import robot_name

Rules = Callable[[httpx2.Request], httpx2.Response]


class Sites:
    """A web in which every page is there, and one function answers for robots.txt; counts the requests."""

    def __init__(self, robots: str | Rules) -> None:
        self.robots = robots
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """The answer for one request."""
        with self._lock:
            self.asked[str(request.url)] += 1
        if request.url.path == "/robots.txt":
            return (
                httpx2.Response(200, text=self.robots)
                if isinstance(self.robots, str)
                else self.robots(request)
            )
        if request.url.path == "/moved":
            return httpx2.Response(302, headers={"Location": "https://b.example/private"})
        return httpx2.Response(200, text="page")

    def follow(self, *urls: str, user_agent: str = "Reader/1.0 (for people)") -> list[object]:
        """What comes of ``urls`` when the program follows them by itself."""
        fetcher = Fetcher(transport=httpx2.MockTransport(self), user_agent=user_agent)
        return list(fetcher.fetch_all(urls, followed=True).values())


def state(result: object) -> str:
    """How a page ended: ``ok``, or the state of its error."""
    assert isinstance(result, Fetched | FetchError)
    return result.state if isinstance(result, FetchError) else "ok"


RULES = "User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: Greedy\nDisallow: /\n"


def test_what_a_site_does_not_want_read_is_not_read() -> None:
    """The longest rule decides; the refused page is not asked for, and its words say what to do."""
    sites = Sites(RULES)
    urls = [f"https://a.example/{path}" for path in ("private/x", "private/open", "public")]
    results = sites.follow(*urls)
    assert [state(result) for result in results] == ["robots", "ok", "ok"]
    assert urls[0] not in sites.asked
    assert "a.example: the site asks programs not to read this page" in str(results[0])
    assert "wellsourced add URL" in str(results[0])


def test_a_page_that_a_person_named_is_read() -> None:
    """robots.txt is for programs: it is not even asked for."""
    sites = Sites("User-agent: *\nDisallow: /\n")
    assert Fetcher(transport=httpx2.MockTransport(sites)).fetch("https://a.example/x").body == b"page"
    assert list(sites.asked) == ["https://a.example/x"]


def test_each_host_is_asked_once() -> None:
    """Eight pages of two hosts, side by side: two requests for robots.txt."""
    sites = Sites(RULES)
    sites.follow(*(f"https://{host}.example/{number}" for number in range(4) for host in "ab"))
    assert [sites.asked[f"https://{host}.example/robots.txt"] for host in "ab"] == [1, 1]


def test_rules_are_looked_up_by_the_programs_own_name() -> None:
    """A group for our name replaces the group for all."""
    rules = "User-agent: *\nDisallow:\n\nUser-agent: wellsourced\nDisallow: /\n"
    agent = "Mozilla/5.0 (compatible; wellsourced/0.1)"
    assert state(Sites(rules).follow("https://a.example/x", user_agent=agent)[0]) == "robots"
    assert state(Sites(rules).follow("https://a.example/x", user_agent="Other/2")[0]) == "ok"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (compatible; wellsourced/0.1)", "wellsourced"),
        ("Wellsourced/0.1 (reads pages)", "wellsourced"),
        ("  my-reader", "my-reader"),
        ("", "*"),
    ],
)
def test_the_name_in_a_user_agent(agent: str, name: str) -> None:
    """The product after "compatible;", else the first one."""
    assert robot_name(agent) == name


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_file_allows_all(status: int) -> None:
    """RFC 9309, 2.3.1.3: unavailable means that there are no rules."""
    assert state(Sites(lambda request: httpx2.Response(status)).follow("https://a.example/x")[0]) == "ok"


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_file_that_cannot_be_had_forbids_all(status: int) -> None:
    """RFC 9309, 2.3.1.4: a server's own trouble means that nothing is read, and that is said."""
    result = Sites(lambda request: httpx2.Response(status)).follow("https://a.example/x")[0]
    assert state(result) == "robots"
    assert f"(HTTP {status})" in str(result)


def test_a_host_that_is_down_is_unreachable() -> None:
    """Nobody refuses where nobody answers; two attempts say it for all pages of the host."""

    def down(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    sites = Sites(down)
    results = sites.follow("https://a.example/x", "https://a.example/y")
    assert [state(result) for result in results] == ["unreachable", "unreachable"]
    assert sites.asked == {"https://a.example/robots.txt": 2}


def test_a_hiccup_at_the_robots_file_costs_no_page() -> None:
    """A connection that breaks off once is tried once more."""
    failures = [httpx2.ReadError("reset")]

    def once(request: httpx2.Request) -> httpx2.Response:
        if failures:
            raise failures.pop()
        return httpx2.Response(200, text=RULES)

    results = Sites(once).follow("https://a.example/x", "https://a.example/private")
    assert [state(result) for result in results] == ["ok", "robots"]


def test_a_redirect_is_checked_at_the_host_it_leads_to() -> None:
    """The first host allows its page, the second does not allow what it redirects to."""
    sites = Sites(lambda request: httpx2.Response(200, text=RULES if request.url.host == "b.example" else ""))
    result = sites.follow("https://a.example/moved")[0]
    assert state(result) == "robots"
    assert str(result).startswith("b.example: ")
    assert "https://b.example/private" not in sites.asked


def test_a_robots_file_may_be_elsewhere() -> None:
    """Redirects are followed; a file that is always elsewhere is as good as none."""

    def moved(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == "a.example":
            return httpx2.Response(301, headers={"Location": "https://b.example/robots.txt"})
        return httpx2.Response(200, text=RULES)

    assert state(Sites(moved).follow("https://a.example/private")[0]) == "robots"
    endless = Sites(lambda request: httpx2.Response(302, headers={"Location": "/robots.txt"}))
    assert state(endless.follow("https://a.example/private")[0]) == "ok"


def test_only_the_start_of_a_huge_file_is_read() -> None:
    """500 kB are read: a rule after them does not count, and the size is no failure."""
    early = "User-agent: *\nDisallow: /private\n#" + "x" * 600_000
    late = "#" + "x" * 600_000 + "\nUser-agent: *\nDisallow: /private\n"
    assert state(Sites(early).follow("https://a.example/private")[0]) == "robots"
    assert state(Sites(late).follow("https://a.example/private")[0]) == "ok"


def test_a_page_in_place_of_the_file_forbids_nothing() -> None:
    """Sites that answer everything with a page, or with bytes that are no text, have no rules."""
    assert state(Sites("<html><p>Disallow: nothing</p></html>").follow("https://a.example/x")[0]) == "ok"
    noise = Sites(lambda request: httpx2.Response(200, content=bytes(range(256)) * 100))
    assert state(noise.follow("https://a.example/x")[0]) == "ok"
