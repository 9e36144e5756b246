"""Fetching from a real server on this machine: redirects, limits, deadlines, errors."""

import gzip
import hashlib
import socket
import threading
import time
from collections.abc import Iterator

import httpcore2
import httpx2
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch import Fetched, Fetcher, FetchLimits

LOCAL = frozenset({"127.0.0.1", "localhost"})


@pytest.fixture(scope="module")
def running_server() -> Iterator[HTTPServer]:
    """A server that answers requests side by side, as real ones do; stopping one takes half a second."""
    with HTTPServer(host="127.0.0.1", threaded=True) as running:
        yield running


@pytest.fixture
def server(running_server: HTTPServer) -> HTTPServer:
    """That server without the pages and the log of the test before."""
    running_server.clear()
    return running_server


def local_fetcher(**limits: float) -> Fetcher:
    """A fetcher that may reach this machine."""
    return Fetcher(limits=FetchLimits(**limits), allowed_hosts=LOCAL)  # type: ignore[arg-type]


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server that sends a header line, then one byte each tenth of a second."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection:
            connection.recv(4096)
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not stop.wait(0.1):
                    connection.sendall(b"x")
            except OSError:
                return

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    stop.set()
    listener.close()


def test_a_page_comes_with_its_snapshot(server: HTTPServer) -> None:
    """The snapshot names the bytes by their hash and keeps status, type and headers in lower case."""
    server.expect_request("/a").respond_with_data(
        "hello", content_type="text/plain", headers={"X-Thing": "1"}
    )
    url = server.url_for("/a")
    fetched = local_fetcher().fetch(url + "#part")
    assert fetched.body == b"hello"
    assert fetched.snapshot.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert fetched.snapshot.url == url + "#part"
    assert fetched.snapshot.final_url == url
    assert fetched.snapshot.status == 200
    assert fetched.snapshot.size == 5
    assert fetched.snapshot.content_type.startswith("text/plain")
    assert (fetched.snapshot.address, fetched.snapshot.redirects) == ("127.0.0.1", ())
    assert ("x-thing", "1") in fetched.snapshot.headers


def test_cookies_are_not_kept_in_the_snapshot(server: HTTPServer) -> None:
    """A cookie names the reader, so it stays out of what is stored."""
    server.expect_request("/").respond_with_data("x", headers={"Set-Cookie": "id=1"})
    server.expect_request("/more").respond_with_data(
        "x",
        headers={
            "Set-Cookie2": "a",
            "X-Archive-Orig-Set-Cookie": "b",
            "WWW-Authenticate": "Basic",
            "X-A": "1",
        },
    )
    for path in ("/", "/more"):
        headers = dict(local_fetcher().fetch(server.url_for(path)).snapshot.headers)
        assert not [name for name in headers if "cookie" in name or "auth" in name]
    assert headers["x-a"] == "1"


def test_redirects_are_followed_to_the_final_address(server: HTTPServer) -> None:
    """A relative redirect is resolved, and the snapshot says where it ended."""
    server.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/new?a=1"})
    server.expect_request("/new").respond_with_data("there")
    fetched = local_fetcher().fetch(server.url_for("/old"))
    assert fetched.body == b"there"
    assert fetched.snapshot.final_url == server.url_for("/new?a=1")


def test_the_addresses_passed_on_the_way_are_kept(server: HTTPServer) -> None:
    """HTTP's redirects and a page's own stand in the snapshot in order, without the first and the last."""
    server.expect_request("/a").respond_with_data("", status=302, headers={"Location": "/b"})
    server.expect_request("/b").respond_with_data(
        "<meta http-equiv=refresh content='0;url=/c'>", content_type="text/html"
    )
    server.expect_request("/c").respond_with_data("", status=308, headers={"Location": "/d"})
    server.expect_request("/d").respond_with_data("there", headers={"Refresh": "300; url=/e"})
    snapshot = local_fetcher().fetch(server.url_for("/a")).snapshot
    assert snapshot.redirects == (server.url_for("/b"), server.url_for("/c"))
    assert snapshot.final_url == server.url_for("/d")


def test_pages_that_send_each_other_on_end(server: HTTPServer) -> None:
    """A meta refresh counts as a redirect: two pages that point at each other are given up."""
    for here, there in (("/x", "/y"), ("/y", "/x")):
        server.expect_request(here).respond_with_data(
            f"<meta http-equiv=refresh content='0;url={there}'>", content_type="text/html"
        )
    with pytest.raises(FetchError, match="more than 5 redirects"):
        local_fetcher().fetch(server.url_for("/x"))
    assert len(server.log) == 6


def test_an_error_page_stays_where_it_is(server: HTTPServer) -> None:
    """A 404 that sends its reader to the front page is still a 404."""
    server.expect_request("/gone").respond_with_data(
        "<meta http-equiv=refresh content='0;url=/'>", status=404, content_type="text/html"
    )
    assert local_fetcher().fetch(server.url_for("/gone")).snapshot.status == 404


def test_no_cookie_goes_from_hop_to_hop(server: HTTPServer) -> None:
    """A page is read as a stranger, also by the site that set a cookie a redirect before."""
    server.expect_request("/a").respond_with_data(
        "", status=302, headers={"Location": "/b", "Set-Cookie": "id=1"}
    )
    server.expect_request("/b").respond_with_handler(lambda request: Response(str(dict(request.cookies))))
    assert local_fetcher().fetch(server.url_for("/a")).body == b"{}"


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://a:b@c/",
    ],
)
def test_a_redirect_to_a_forbidden_address_is_refused(server: HTTPServer, target: str) -> None:
    """Each hop is checked again: a public page cannot send us to an inner one."""
    server.expect_request("/out").respond_with_data("", status=302, headers={"Location": target})
    with pytest.raises(ForbiddenAddressError):
        local_fetcher().fetch(server.url_for("/out"))


def test_this_machine_is_refused_unless_allowed(server: HTTPServer) -> None:
    """The guard is in the connection itself: a httpx2 that went around it would fail here."""
    server.expect_request("/").respond_with_data("secret")
    with pytest.raises(ForbiddenAddressError, match="not on the public internet"):
        Fetcher().fetch(server.url_for("/"))
    assert not server.log


def test_the_checked_address_is_connected_to_and_the_name_kept(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once; the connection goes to that address and Host keeps the name."""
    server.expect_request("/").respond_with_handler(lambda request: Response(request.headers["Host"]))
    asked: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with monkeypatch.context() as patched:
        real = socket.getaddrinfo
        patched.setattr(
            socket,
            "getaddrinfo",
            lambda host, port, *a, **k: (
                resolve(host, port) if host == "site.example" else real(host, port, *a, **k)
            ),
        )
        fetcher = Fetcher(allowed_hosts=frozenset({"site.example"}))
        fetched = fetcher.fetch(f"http://site.example:{server.port}/")
    assert fetched.body == f"site.example:{server.port}".encode()
    assert asked == ["site.example"]


def test_endless_redirects_end(server: HTTPServer) -> None:
    """A page that redirects to itself is given up after the allowed hops."""
    server.expect_request("/loop").respond_with_data("", status=302, headers={"Location": "/loop"})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        local_fetcher().fetch(server.url_for("/loop"))
    assert len(server.log) == 6


def test_an_error_status_is_a_page_too(server: HTTPServer) -> None:
    """A 404 comes back with its body, for the gate to judge."""
    server.expect_request("/gone").respond_with_data("not here", status=404)
    fetched = local_fetcher().fetch(server.url_for("/gone"))
    assert (fetched.snapshot.status, fetched.body) == (404, b"not here")


def test_retries_say_nothing(server: HTTPServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output carries JSON only: stamina's own report of a retry must not get there."""
    server.expect_request("/").respond_with_data("", status=503, headers={"Retry-After": "0"})
    local_fetcher().fetch(server.url_for("/"))
    assert capsys.readouterr() == ("", "")


def test_a_slow_drip_ends_at_the_deadline(dripping: str) -> None:
    """A byte now and then does not keep a page open past its time."""
    start = time.monotonic()
    with pytest.raises(FetchError, match="no answer within 1 s") as caught:
        local_fetcher(page_seconds=1.0).fetch(dripping)
    assert time.monotonic() - start < 1.6
    assert caught.value.retryable


def test_a_server_that_never_answers_ends_at_the_deadline() -> None:
    """A connection that is taken and left silent ends in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.monotonic()
        with pytest.raises(FetchError, match=r"no answer within 0\.5 s"):
            local_fetcher(page_seconds=0.5).fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert time.monotonic() - start < 1.0


def test_a_page_that_says_it_is_too_large_is_not_read(server: HTTPServer) -> None:
    """The declared length is enough to refuse it."""
    server.expect_request("/").respond_with_data(b"x" * 20_000)
    with pytest.raises(FetchError, match=r"larger than 0\.01 MB"):
        local_fetcher(wire_bytes=10_000).fetch(server.url_for("/"))


def test_a_page_that_does_not_say_its_length_is_cut_off(server: HTTPServer) -> None:
    """Without a declared length the bytes are counted."""

    def endless(_: Request) -> Response:
        return Response((b"x" * 1000 for _ in range(100_000)), direct_passthrough=True)

    server.expect_request("/").respond_with_handler(endless)
    with pytest.raises(FetchError, match=r"larger than 0\.05 MB"):
        local_fetcher(wire_bytes=50_000).fetch(server.url_for("/"))


def test_a_gzip_bomb_is_refused(server: HTTPServer) -> None:
    """Five megabytes of zeros in five kilobytes are no page."""
    bomb = gzip.compress(bytes(5_000_000))
    server.expect_request("/").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="over 100 times its size"):
        local_fetcher().fetch(server.url_for("/"))


def test_compressed_pages_are_unpacked(server: HTTPServer) -> None:
    """The body and its hash are those of the text, not of its compression."""
    server.expect_request("/").respond_with_data(gzip.compress(b"text"), headers={"Content-Encoding": "gzip"})
    fetched = local_fetcher().fetch(server.url_for("/"))
    assert fetched.body == b"text"
    assert fetched.snapshot.sha256 == hashlib.sha256(b"text").hexdigest()


def test_other_names_of_packing_are_understood(server: HTTPServer) -> None:
    """``x-gzip`` is gzip, and a name that is no packing is passed over."""
    for path, encoding, body in (
        ("/old", "x-gzip", gzip.compress(b"text")),
        ("/slip", "utf-8", b"text"),
    ):
        server.expect_request(path).respond_with_data(body, headers={"Content-Encoding": encoding})
        assert local_fetcher().fetch(server.url_for(path)).body == b"text"


@pytest.mark.parametrize(
    ("encoding", "words"), [("gzip, gzip", "packed 2 times over"), ("zstd", "packed with zstd")]
)
def test_packing_that_is_not_unpacked_is_said(server: HTTPServer, encoding: str, words: str) -> None:
    """Packed bytes are never handed on as if they were the page."""
    server.expect_request("/").respond_with_data(b"x", headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match=words):
        local_fetcher().fetch(server.url_for("/"))


def test_a_large_page_is_whole(server: HTTPServer) -> None:
    """What is more than fits in memory while it comes in is put together again."""
    body = bytes(range(256)) * 10_000
    server.expect_request("/").respond_with_data(body)
    assert local_fetcher().fetch(server.url_for("/")).body == body


def test_a_part_of_a_page_is_no_page(server: HTTPServer) -> None:
    """A 206 that nobody asked for is refused: an answer must not rest on half a page."""
    server.expect_request("/").respond_with_data("half", status=206)
    with pytest.raises(FetchError, match="only a part of the page"):
        local_fetcher().fetch(server.url_for("/"))


def test_damaged_compression_is_said(server: HTTPServer) -> None:
    """Bytes that are not what their encoding says end in one plain line."""
    server.expect_request("/").respond_with_data(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="cannot be unpacked"):
        local_fetcher().fetch(server.url_for("/"))


def test_a_refused_connection_is_said_plainly() -> None:
    """Where nobody listens, the error says so and may be tried later."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FetchError, match=r"^127\.0\.0\.1: the connection was refused$") as caught:
        local_fetcher().fetch(f"http://127.0.0.1:{port}/")
    assert caught.value.retryable


def test_no_network_is_said_in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve pages whose names do not resolve are done after one short retry each."""
    asked: list[str] = []

    def fail(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    urls = [f"https://site{number}.example/" for number in range(12)]
    start = time.monotonic()
    results = Fetcher().fetch_all(urls)
    assert time.monotonic() - start < 3.0
    assert all("does not resolve" in str(result) for result in results.values())
    assert len(asked) == 24


def test_the_other_end_must_be_the_checked_address(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the system connect elsewhere, nothing is sent there."""
    real = httpcore2.SyncBackend.connect_tcp
    monkeypatch.setattr(
        httpcore2.SyncBackend,
        "connect_tcp",
        lambda self, host, *rest: real(self, "127.0.0.1", *rest),
    )
    with pytest.raises(ForbiddenAddressError, match="another address than the one that was checked"):
        Fetcher().fetch(f"http://8.8.8.8:{server.port}/")
    assert not server.log


def test_plain_http_on_a_secure_port_is_said_plainly(server: HTTPServer) -> None:
    """A failed handshake is one line without OpenSSL's words."""
    with pytest.raises(FetchError, match="no secure connection"):
        local_fetcher().fetch(f"https://127.0.0.1:{server.port}/")


def test_all_pages_have_a_result_within_the_total(server: HTTPServer, dripping: str) -> None:
    """Good, bad and endless pages: each has its result in time, and each is reported once."""
    server.expect_request("/ok").respond_with_data("fine")
    ok = server.url_for("/ok")
    slow = [f"{dripping}{number}" for number in range(5)]
    reported: list[str] = []
    start = time.monotonic()
    results = local_fetcher().fetch_all(
        [*slow, ok, ok, "ftp://x/"], total_seconds=1.0, on_done=lambda url, _: reported.append(url)
    )
    assert time.monotonic() - start < 1.5
    assert list(results) == [*slow, ok, "ftp://x/"]
    assert isinstance(results["ftp://x/"], ForbiddenAddressError)
    assert all("no answer within 1 s" in str(results[url]) for url in slow)
    assert sorted(reported) == sorted(results)


def test_at_most_two_at_a_time_ask_one_host(server: HTTPServer) -> None:
    """A site that is cited often is not asked for everything at once."""
    at_work, most, lock = 0, 0, threading.Lock()

    def slow(_: Request) -> Response:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.05)
        with lock:
            at_work -= 1
        return Response("x")

    server.expect_request("/page").respond_with_handler(slow)
    urls = [server.url_for(f"/page?n={number}") for number in range(8)]
    results = local_fetcher().fetch_all(urls)
    assert all(isinstance(result, Fetched) for result in results.values())
    assert most == 2


def test_an_injected_transport_replaces_the_network() -> None:
    """Canned pages come through the same code without a socket."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text=f"page {request.url.path}"))
    fetcher = Fetcher(transport=transport)
    results = fetcher.fetch_all(["https://example.org/a", "https://example.org/b"])
    assert [result.body for result in results.values() if isinstance(result, Fetched)] == [
        b"page /a",
        b"page /b",
    ]


def test_an_unexpected_failure_is_one_page_s_error() -> None:
    """A defect in one page's way does not take the others down."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/bad":
            raise ValueError("surprise")
        return httpx2.Response(200, text="fine")

    results = Fetcher(transport=httpx2.MockTransport(handler)).fetch_all(
        ["https://example.org/bad", "https://example.org/good"]
    )
    assert (
        str(results["https://example.org/bad"]) == "example.org: the page could not be fetched (ValueError)"
    )
    assert isinstance(results["https://example.org/good"], Fetched)


def test_many_pages_may_take_longer_while_they_keep_coming(server: HTTPServer) -> None:
    """Forty pages of one slow site are all read, though together they take longer than nothing may take."""

    def slow(_: Request) -> Response:
        time.sleep(0.06)
        return Response("x")

    server.expect_request("/page").respond_with_handler(slow)
    urls = [server.url_for(f"/page?n={number}") for number in range(40)]
    start = time.monotonic()
    results = local_fetcher().fetch_all(urls, total_seconds=0.9)
    assert all(isinstance(result, Fetched) for result in results.values())
    assert time.monotonic() - start > 1.1


def test_nothing_reached_ends_it_however_many_pages(dripping: str) -> None:
    """Where no page comes, forty of them take no longer than one."""
    start = time.monotonic()
    results = local_fetcher().fetch_all([f"{dripping}{number}" for number in range(40)], total_seconds=0.5)
    assert time.monotonic() - start < 1.0
    assert all("no answer within 0.5 s" in str(result) for result in results.values())
