"""One attempt at one page: the address, and whatever it redirects to, each hop checked like the first."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2

from sources.body import read_body, read_start
from sources.deadline import Deadline
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch_errors import explain
from sources.fetched import Fetched, FetchLimits, NotModified, conditions, kept_headers, snapshot_of
from sources.guard import GuardedTransport, admit_body
from sources.meta_refresh import refresh_target
from sources.records import Snapshot
from sources.robots import ROBOTS_BYTES, Robots, RobotsFile
from sources.urls import normalise

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
Arrived = TypeVar("Arrived")
Read = Callable[[httpx2.Response, str, tuple[str, ...]], Arrived]
"""Makes something of an answer, given its address and those passed on the way to it."""


class TooManyRedirectsError(FetchError):
    """The page is always somewhere else."""


class Hops:
    """Goes to a page by way of its redirects: those of HTTP, and those that stand in a page."""

    def __init__(
        self,
        *,
        limits: FetchLimits,
        allowed_hosts: frozenset[str],
        headers: dict[str, str],
        transport: httpx2.BaseTransport | None,
    ) -> None:
        self._limits = limits
        self._allowed_hosts = allowed_hosts
        self._headers = headers
        self._transport = transport
        self._context: ssl.SSLContext = httpx2.create_ssl_context(trust_env=False)

    def page(
        self, url: str, deadline: Deadline, *, known: Snapshot | None = None, robots: Robots | None = None
    ) -> Fetched | NotModified:
        """The page at ``url``, whatever its status.

        ``known`` is what was fetched before, to be asked for only if it changed; ``robots`` are the rules
        to keep at each hop, None for a page that a person named.

        Raises:
            ForbiddenAddressError: it, or where it redirects to, is no public http(s) address.
            FetchError: not reached, too large, not allowed, or not there by ``deadline``.
        """

        def read(response: httpx2.Response, current: str, passed: tuple[str, ...]) -> Fetched | NotModified:
            if response.status_code == 304:
                if known is None or not conditions(known, current):
                    raise FetchError(f"{urlsplit(current).hostname}: answers 'not modified' without a page")
                return NotModified(snapshot=known)
            if response.status_code == 206:
                raise FetchError(f"{urlsplit(current).hostname}: sent only a part of the page")
            headers = kept_headers(response)
            limits = self._limits
            body = read_body(response, current, deadline, limits.wire_bytes, limits.decoded_bytes)
            return Fetched(snapshot=snapshot_of(url, current, passed, response, headers, body), body=body)

        def check(current: str) -> None:
            if robots is not None:
                robots.check(current, deadline)

        return self._follow(url, deadline, read, onward=_sent_on, known=known, check=check)

    def robots_file(self, url: str, deadline: Deadline) -> RobotsFile:
        """What stands at ``url``, a robots.txt: no more of it than RFC 9309 asks to be read.

        Raises: as ``page``, but too many redirects are no failure.
        """

        def read(response: httpx2.Response, current: str, _: tuple[str, ...]) -> RobotsFile:
            start = read_start(response, current, deadline, ROBOTS_BYTES) if response.is_success else b""
            return RobotsFile(status=response.status_code, start=start)

        try:
            return self._follow(url, deadline, read)
        except TooManyRedirectsError:
            return RobotsFile(status=None, start=b"")

    def _follow(
        self,
        url: str,
        deadline: Deadline,
        read: Read[Arrived],
        *,
        onward: Callable[[Arrived], str] = lambda arrived: "",
        known: Snapshot | None = None,
        check: Callable[[str], None] = lambda current: None,
    ) -> Arrived:
        limits = self._limits
        hops = [normalise(url)]
        with self._client(deadline) as client:
            while len(hops) <= limits.redirects + 1:
                current = hops[-1]
                check(current)
                try:
                    reached = _hop(client, current, tuple(hops[1:-1]), read, conditions(known, current))
                except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                    raise explain(error, current, limits.connect_seconds, deadline.seconds) from None
                target = reached if isinstance(reached, str) else onward(reached)
                if not isinstance(reached, str) and not target:
                    return reached
                hops.append(_next_hop(current, target))
        raise TooManyRedirectsError(f"{urlsplit(url).hostname}: more than {limits.redirects} redirects")

    @contextmanager
    def _client(self, deadline: Deadline) -> Iterator[httpx2.Client]:
        seconds = max(0.01, deadline.left())
        limits = self._limits
        client = httpx2.Client(
            transport=self._transport
            or GuardedTransport(
                context=self._context,
                deadline=deadline,
                allowed_hosts=self._allowed_hosts,
                connect_seconds=limits.connect_seconds,
                wire_bytes=limits.wire_bytes,
            ),
            headers=self._headers,
            timeout=httpx2.Timeout(seconds, connect=min(seconds, limits.connect_seconds)),
            trust_env=False,
        )
        try:
            yield client
        finally:
            if self._transport is None:  # an injected transport is its owner's to close
                client.close()


def _hop(
    client: httpx2.Client,
    current: str,
    passed: tuple[str, ...],
    read: Read[Arrived],
    headers: dict[str, str],
) -> Arrived | str:
    """What ``read`` makes of the answer at ``current``, or the address that it redirects to."""
    # no cookie of one hop goes to the next: a page is read as a stranger
    client.cookies.clear()
    with closing(client.send(client.build_request("GET", current, headers=headers), stream=True)) as response:
        target = response.headers.get("location", "")
        if response.status_code in _REDIRECTS and target:
            return target
        admit_body(response)
        return read(response, current, passed)


def _sent_on(page: Fetched | NotModified) -> str:
    """Where a page that did come sends its reader; an error's page is an error, wherever it points."""
    if isinstance(page, NotModified) or page.snapshot.status != 200:
        return ""
    return refresh_target(
        page.snapshot.final_url,
        page.body,
        content_type=page.snapshot.content_type,
        refresh_header=dict(page.snapshot.headers).get("refresh", ""),
    )


def _next_hop(current: str, target: str) -> str:
    try:
        return normalise(urljoin(current, target))
    except (ForbiddenAddressError, ValueError) as error:
        raise ForbiddenAddressError(f"{urlsplit(current).hostname}: redirects elsewhere: {error}") from None
