"""URL → snapshot and its bytes: checked addresses, hard limits, few retries, errors in one plain line."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina

from sources.batch import run_batch
from sources.body import read_body
from sources.deadline import Deadline
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch_errors import explain, timed_out
from sources.guard import GuardedTransport
from sources.records import Snapshot, now
from sources.urls import normalise

_USER_AGENT = "Mozilla/5.0 (compatible; wellsourced/0.1)"
_ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,*/*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 502, 503, 504})
_LONGEST_RETRY_AFTER = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a page may cost: seconds, bytes on the wire and after decompression, hops, attempts, threads."""

    page_seconds: float = 30.0
    connect_seconds: float = 8.0
    wire_bytes: int = 10_000_000
    decoded_bytes: int = 30_000_000
    redirects: int = 5
    at_once: int = 8
    per_host: int = 2
    attempts: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it came; ``snapshot.sha256`` is that of ``body``, decompressed. Any HTTP status."""

    snapshot: Snapshot
    body: bytes


class _BusyServerError(Exception):
    """A 429, 502, 503 or 504 that is worth another attempt after ``seconds``."""

    def __init__(self, fetched: Fetched, seconds: float) -> None:
        super().__init__(f"HTTP {fetched.snapshot.status}")
        self.fetched = fetched
        self.seconds = seconds


class Fetcher:
    """Reads pages from the public internet.

    ``allowed_hosts`` are reached whatever their address; ``transport`` replaces the network
    altogether, address checks included (tests, a proxy of the caller's own).
    """

    def __init__(
        self,
        *,
        limits: FetchLimits | None = None,
        allowed_hosts: frozenset[str] = frozenset(),
        user_agent: str = _USER_AGENT,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._allowed_hosts = allowed_hosts
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT}
        self._transport = transport
        self._context = httpx2.create_ssl_context(trust_env=False)
        # by default stamina reports each retry through structlog, which prints on standard output
        stamina.instrumentation.set_on_retry_hooks([])

    def fetch(self, url: str) -> Fetched:
        """The page at ``url``, redirects followed, whatever its HTTP status.

        Raises:
            ForbiddenAddressError: it, or where it redirects to, is no public http(s) address.
            FetchError: not reached, too large, or not there within ``page_seconds``.
        """
        result = self.fetch_all([url], total_seconds=self._limits.page_seconds)[url]
        if isinstance(result, FetchError):
            raise result
        return result

    def fetch_all(
        self,
        urls: Sequence[str],
        *,
        total_seconds: float = 30.0,
        on_done: Callable[[str, Fetched | FetchError], None] | None = None,
    ) -> dict[str, Fetched | FetchError]:
        """All of ``urls`` at once; each has its page or its error after ``total_seconds`` at the latest.

        ``on_done`` is called in the caller's thread, once for each, as they finish.
        """
        total = Deadline.after(total_seconds)
        results: dict[str, Fetched | FetchError] = {}

        def finish(url: str, result: Fetched | FetchError) -> None:
            results[url] = result
            if on_done is not None:
                on_done(url, result)

        valid = []
        for url in dict.fromkeys(urls):
            try:
                normalise(url)
                valid.append(url)
            except ForbiddenAddressError as error:
                finish(url, error)
        batch = run_batch(
            valid,
            lambda url: self._page_or_error(url, total),
            at_once=self._limits.at_once,
            per_host=self._limits.per_host,
            deadline=total,
        )
        with closing(batch):
            for url, result in batch:
                finish(url, result)
        for url in valid:
            if url not in results:
                finish(url, timed_out(url, total_seconds))
        return {url: results[url] for url in urls}

    def _page_or_error(self, url: str, total: Deadline) -> Fetched | FetchError:
        deadline = total.within(self._limits.page_seconds)
        try:
            return self._with_retries(url, deadline)
        except FetchError as error:
            return error
        except Exception as error:  # one page must never take the others down with it
            return explain(error, url, self._limits.connect_seconds, deadline.seconds)

    def _with_retries(self, url: str, deadline: Deadline) -> Fetched:
        try:
            for attempt in stamina.retry_context(
                on=_wait_before_retry,
                attempts=self._limits.attempts,
                timeout=deadline.left(),
                wait_initial=0.2,
                wait_jitter=0.3,
            ):
                with attempt:
                    fetched = self._attempt(url, deadline)
                    _raise_if_busy(fetched)
        except _BusyServerError as error:
            return error.fetched
        return fetched

    def _attempt(self, url: str, deadline: Deadline) -> Fetched:
        current = normalise(url)
        with self._client(deadline) as client:
            for _ in range(self._limits.redirects + 1):
                try:
                    reached = self._hop(client, url, current, deadline)
                except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                    raise explain(error, current, self._limits.connect_seconds, deadline.seconds) from None
                if isinstance(reached, Fetched):
                    return reached
                current = _next_hop(current, reached)
        raise FetchError(f"{urlsplit(url).hostname}: more than {self._limits.redirects} redirects")

    def _hop(self, client: httpx2.Client, url: str, current: str, deadline: Deadline) -> Fetched | str:
        """The page at ``current``, or the address that it redirects to."""
        limits = self._limits
        with closing(client.send(client.build_request("GET", current), stream=True)) as response:
            target = response.headers.get("location", "")
            if response.status_code in _REDIRECTS and target:
                return target
            body = read_body(response, current, deadline, limits.wire_bytes, limits.decoded_bytes)
            return _fetched(url, current, response, body)

    @contextmanager
    def _client(self, deadline: Deadline) -> Iterator[httpx2.Client]:
        seconds = max(0.01, deadline.left())
        client = httpx2.Client(
            transport=self._transport
            or GuardedTransport(context=self._context, deadline=deadline, allowed_hosts=self._allowed_hosts),
            headers=self._headers,
            timeout=httpx2.Timeout(seconds, connect=min(seconds, self._limits.connect_seconds)),
            trust_env=False,
        )
        try:
            yield client
        finally:
            if self._transport is None:  # an injected transport is its owner's to close
                client.close()


def _fetched(url: str, final_url: str, response: httpx2.Response, body: bytes) -> Fetched:
    headers = tuple(
        (name.lower(), value)
        for name, value in response.headers.multi_items()
        if name.lower() != "set-cookie"  # it names the reader, not the page
    )
    snapshot = Snapshot(
        sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        final_url=final_url,
        fetched_at=now(),
        status=response.status_code,
        content_type=response.headers.get("content-type", ""),
        headers=headers,
        size=len(body),
    )
    return Fetched(snapshot=snapshot, body=body)


def _next_hop(current: str, target: str) -> str:
    try:
        return normalise(urljoin(current, target))
    except (ForbiddenAddressError, ValueError) as error:
        raise ForbiddenAddressError(f"{urlsplit(current).hostname}: redirects elsewhere: {error}") from None


def _raise_if_busy(fetched: Fetched) -> None:
    if fetched.snapshot.status not in _BUSY:
        return
    after = dict(fetched.snapshot.headers).get("retry-after", "")
    seconds = float(after) if after.isdecimal() else 0.5
    if seconds <= _LONGEST_RETRY_AFTER:
        raise _BusyServerError(fetched, seconds)


def _wait_before_retry(error: Exception) -> float | bool:
    """Stamina's question after a failure: again, and after how many seconds."""
    if isinstance(error, _BusyServerError):
        return error.seconds
    return isinstance(error, FetchError) and error.retryable
