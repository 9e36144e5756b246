"""No page leads the program inside: spellings, redirects and names, against a canary that counts."""

import ipaddress
import itertools
import socket
from collections.abc import Iterator

import httpcore2
import pytest
from inner_services import Canary, LeadingSite
from tricky_addresses import NAMES, led_to, looked_up, written

from sources.archive import Archive
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch import Fetched, Fetcher, FetchLimits

PORT = 8099  # stands for the canary's while the cases are listed: pytest wants them before it runs
TARGETS = led_to(PORT)
WRITTEN = [*dict.fromkeys(written(PORT))]
LOOKED_UP = [*dict.fromkeys(looked_up(PORT))]
WAYS = ["301", "302", "303", "307", "308", "meta", "header", "chain"]
LED = [*itertools.product(WAYS, range(len(TARGETS)))]
LIMITS = FetchLimits(page_seconds=5.0, connect_seconds=2.0)
REAL_GETADDRINFO = socket.getaddrinfo


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """The server inside."""
    running = Canary()
    yield running
    running.close()


@pytest.fixture(scope="module")
def site(canary: Canary) -> Iterator[LeadingSite]:
    """The server outside, which is on loopback too but counts as allowed."""
    with LeadingSite([target.replace(str(PORT), str(canary.port)) for target in TARGETS]) as running:
        yield running
        running.shutdown()


@pytest.fixture(scope="module")
def fetcher() -> Fetcher:
    """A fetcher for which only the leading site is allowed."""
    robots = {f"robots-{number}.example" for number in range(len(TARGETS))}
    return Fetcher(limits=LIMITS, allowed_hosts=frozenset({"start.example", "archive.example"} | robots))


def resolve(host: str, port: int, *rest: object, **named: object) -> list[object]:
    """What a hostile resolver says: its own names, addresses as they are, and no other name."""
    if host in NAMES or (host.endswith(".example") and host.startswith(("start", "archive", "robots"))):
        found = [(ip, port) for ip in NAMES.get(host, ["127.0.0.1"])]
        # the canonical name is one of the ways in which an answer can mislead
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "public.example", address) for address in found]
    try:
        socket.inet_aton(host)
    except OSError:
        if host not in {"localhost", "localhost."}:
            ipaddress.ip_address(host.partition("%")[0])
    return list(REAL_GETADDRINFO(host, port, *rest, **named))  # type: ignore[call-overload]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """That resolver in place of the system's."""

    def answer(host: str, port: int, *rest: object, **named: object) -> list[object]:
        try:
            return resolve(host, port, *rest, **named)
        except ValueError:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def error_of(fetcher: Fetcher, url: str, *, followed: bool = False) -> FetchError:
    """What the program says of a page that it must not fetch."""
    result = fetcher.fetch_all([url], total_seconds=6.0, followed=followed)[url]
    assert isinstance(result, FetchError), result
    return result


def shown(url: str) -> str:
    """A case's name: the address with what cannot be printed spelt out."""
    return ascii(url)[1:-1]


def test_there_are_over_300_cases() -> None:
    """The number that was promised; a list that shrinks by a slip is noticed."""
    assert len(WRITTEN) + len(LOOKED_UP) + len(LED) + 2 * len(TARGETS) >= 300


@pytest.mark.parametrize("url", WRITTEN, ids=shown)
def test_an_inner_address_is_refused_however_it_is_spelt(fetcher: Fetcher, canary: Canary, url: str) -> None:
    """Notations of IPv4 and IPv6, mixed-up parts, foreign digits and dots: a clear refusal, no connection."""
    error = error_of(fetcher, url.replace(str(PORT), str(canary.port)))
    assert isinstance(error, ForbiddenAddressError)
    assert canary.connections() == 0


@pytest.mark.parametrize("url", LOOKED_UP, ids=shown)
def test_a_name_that_leads_inside_is_refused(fetcher: Fetcher, canary: Canary, url: str) -> None:
    """One answer that is not public refuses the name, wherever it stands among public ones."""
    error = error_of(fetcher, url.replace(str(PORT), str(canary.port)))
    assert isinstance(error, ForbiddenAddressError)
    assert "not on the public internet" in str(error)
    assert canary.connections() == 0


@pytest.mark.parametrize(("way", "number"), LED, ids=str)
def test_no_redirect_leads_inside(
    fetcher: Fetcher, canary: Canary, site: LeadingSite, way: str, number: int
) -> None:
    """Each hop is checked like the first: HTTP's redirects, a page's own, the header's, and chains of them."""
    error = error_of(fetcher, f"http://start.example:{site.server_port}/{way}/{number}")
    assert isinstance(error, ForbiddenAddressError)
    assert canary.connections() == 0


@pytest.mark.parametrize("number", range(len(TARGETS)))
def test_no_robots_file_leads_inside(
    fetcher: Fetcher, canary: Canary, site: LeadingSite, number: int
) -> None:
    """A robots.txt is fetched through the same guard as a page."""
    url = f"http://robots-{number}.example:{site.server_port}/page"
    assert isinstance(error_of(fetcher, url, followed=True), ForbiddenAddressError)
    assert canary.connections() == 0


def archive_of(fetcher: Fetcher, site: LeadingSite) -> Archive:
    """The leading site as a web archive."""
    home = f"http://archive.example:{site.server_port}"
    return Archive(fetcher, api=f"{home}/available", web=f"{home}/web")


def test_no_archive_leads_inside(fetcher: Fetcher, canary: Canary, site: LeadingSite) -> None:
    """Copies that redirect inside are refused, each with its reason."""
    urls = [f"https://gone.example/{number}" for number in range(len(TARGETS))]
    results = archive_of(fetcher, site).fetch_all(urls, total_seconds=20.0)
    for result in results.values():
        assert isinstance(result, FetchError)
        assert "its copy in the web archive could not be read" in str(result)
        assert "redirects elsewhere" in str(result) or "not on the public internet" in str(result)
    assert canary.connections() == 0


def test_a_name_that_changes_its_mind_gets_nobody_in(
    fetcher: Fetcher, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: public at the first look-up, inside at the second. Every look-up is checked."""
    answers = ["8.8.8.8"]

    def rebinding(host: str, port: int, *rest: object, **named: object) -> list[object]:
        if host != "rebinding.example":
            return resolve(host, port, *rest, **named)
        ip = answers.pop() if answers else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    real = httpcore2.SyncBackend.connect_tcp
    tried: list[str] = []

    def connect(self: httpcore2.SyncBackend, host: str, *rest: object) -> httpcore2.NetworkStream:
        tried.append(host)
        if host == "8.8.8.8":  # the address outside does not answer, which brings a second attempt
            raise httpcore2.ConnectError("refused")
        return real(self, host, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    error = error_of(fetcher, f"http://rebinding.example:{canary.port}/")
    assert isinstance(error, ForbiddenAddressError)
    assert tried == ["8.8.8.8"]
    assert canary.connections() == 0


def test_the_connection_goes_to_the_address_that_was_checked(
    site: LeadingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is looked up once for each connection: what it says a moment later is never heard."""
    asked: list[str] = []

    def counting(host: str, port: int, *rest: object, **named: object) -> list[object]:
        asked.append(host)
        return resolve(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", counting)
    fetcher = Fetcher(limits=LIMITS, allowed_hosts=frozenset({"start.example"}))
    error_of(fetcher, f"http://start.example:{site.server_port}/302/0")
    assert asked.count("start.example") == 1


def test_the_canary_does_count(site: LeadingSite) -> None:
    """The other side of it: where the inside is allowed, every way leads there, and is counted."""
    own = Canary()
    site.targets = [f"http://127.0.0.1:{own.port}/", *site.targets[1:]]
    fetcher = Fetcher(
        limits=LIMITS,
        allowed_hosts=frozenset({"127.0.0.1", "start.example", "robots-0.example", "archive.example"}),
    )
    urls = [f"http://start.example:{site.server_port}/{way}/0" for way in WAYS]
    results = fetcher.fetch_all([f"http://127.0.0.1:{own.port}/", *urls])
    assert [result.body for result in results.values() if isinstance(result, Fetched)] == [b"secret"] * 9
    assert own.connections() == 9
    fetcher.fetch_all([f"http://robots-0.example:{site.server_port}/404/0"], followed=True)
    assert own.connections() == 1
    archive_of(fetcher, site).fetch_all(["https://gone.example/0"])
    assert own.connections() == 1
    own.close()
