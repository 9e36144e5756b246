"""URLs → snapshots and their bytes: checked addresses, hard limits, few retries, errors in one plain line."""

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

import httpx2

from sources.batch import run_batch
from sources.deadline import Deadline
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch_errors import explain, timed_out
from sources.fetched import Fetched, FetchLimits, NotModified
from sources.hops import Hops
from sources.records import Snapshot
from sources.retry import page_with_retries, with_retries
from sources.robots import Robots, RobotsFile, robot_name
from sources.urls import normalise

__all__ = ["FetchLimits", "Fetched", "Fetcher", "NotModified"]

_USER_AGENT = "Mozilla/5.0 (compatible; wellsourced/0.1)"
_ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,*/*;q=0.5"

Result = Fetched | NotModified | FetchError


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
        self.allowed_hosts = allowed_hosts
        self._limits = limits or FetchLimits()
        self._robot = robot_name(user_agent)
        self._hops = Hops(
            limits=self._limits,
            allowed_hosts=allowed_hosts,
            headers={"User-Agent": user_agent, "Accept": _ACCEPT},
            transport=transport,
        )

    def fetch(self, url: str) -> Fetched:
        """The page at ``url``, redirects followed, whatever its HTTP status.

        Raises:
            ForbiddenAddressError: it, or where it redirects to, is no public http(s) address.
            FetchError: not reached, too large, or not there within ``page_seconds``.
        """
        result = self.fetch_all([url], total_seconds=self._limits.page_seconds)[url]
        if isinstance(result, Fetched):
            return result
        raise result if isinstance(result, FetchError) else FetchError(f"{url}: there is no page")

    def fetch_all(
        self,
        urls: Sequence[str],
        *,
        total_seconds: float = 30.0,
        on_done: Callable[[str, Result], None] | None = None,
        followed: bool = False,
        known: Mapping[str, Snapshot] | None = None,
    ) -> dict[str, Result]:
        """All of ``urls`` at once; when nothing is reached for ``total_seconds``, what is left has an error.

        Many pages may take longer while they keep coming: ``total_seconds`` for as many as are fetched at once.
        ``on_done`` is called in the caller's thread, once for each, as they finish; what it raises ends the
        batch. ``followed`` pages are those that no person named: their sites' robots.txt is honoured (state
        ``robots``). ``known`` are snapshots of an earlier time by URL: a page that its server still calls
        the same becomes NotModified.
        """
        robots = Robots(self._robots_file, self._robot) if followed else None
        known = known or {}
        results: dict[str, Result] = {}

        def finish(url: str, result: Result) -> None:
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
        rounds = max(1, math.ceil(len(valid) / self._limits.at_once))
        latest = Deadline.after(total_seconds * rounds)
        page_seconds = min(total_seconds, self._limits.page_seconds)
        batch = run_batch(
            valid,
            lambda url: self._page_or_error(url, latest.within(page_seconds), known.get(url), robots),
            at_once=self._limits.at_once,
            per_host=self._limits.per_host,
            patience=total_seconds,
            latest=latest,
            is_reached=lambda result: not isinstance(result, FetchError),
        )
        with closing(batch):
            for url, result in batch:
                finish(url, result)
        for url in valid:
            if url not in results:
                finish(url, timed_out(url, total_seconds))
        return {url: results[url] for url in urls}

    def _page_or_error(
        self, url: str, deadline: Deadline, known: Snapshot | None, robots: Robots | None
    ) -> Result:
        try:
            return page_with_retries(
                lambda: self._hops.page(url, deadline, known=known, robots=robots),
                attempts=self._limits.attempts,
                deadline=deadline,
            )
        except FetchError as error:
            return error
        except Exception as error:  # one page must never take the others down with it
            return explain(error, url, self._limits.connect_seconds, deadline.seconds)

    def _robots_file(self, url: str, deadline: Deadline) -> RobotsFile:
        return with_retries(
            lambda: self._hops.robots_file(url, deadline), attempts=self._limits.attempts, deadline=deadline
        )
