"""The second way in: the Internet Archive's nearest snapshot of a page that could not be read itself."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from sources.deadline import Deadline
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch import Fetched, Fetcher, NotModified
from sources.fetch_errors import NoConnectionError
from sources.inner_addresses import refuse_inner
from sources.urls import normalise, without_tracking

_TIMESTAMP = re.compile(r"[0-9]{14}")
_ASKING_SHARE = 0.5
Result = Fetched | FetchError


class Archive:
    """Finds pages in a web archive that speaks the Wayback Machine's language.

    ``api`` answers where the nearest snapshot of an address is; ``web`` is where snapshots are, at
    ``{web}/{timestamp}id_/{url}`` in their original bytes. It is never told of addresses inside the
    user's network: neither of hosts that the fetcher was allowed specially nor of names and addresses
    that are not public (unless the archive itself is such a host).
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        api: str = "https://archive.org/wayback/available",
        web: str = "https://web.archive.org/web",
    ) -> None:
        self._fetcher = fetcher
        self._api = api
        self._web = normalise(web).rstrip("/")

    def fetch_all(
        self,
        urls: Sequence[str],
        *,
        total_seconds: float = 30.0,
        on_done: Callable[[str, Result], None] | None = None,
    ) -> dict[str, Result]:
        """The archive's copy of each of ``urls``, or why there is none; time is as in ``Fetcher.fetch_all``.

        A copy's snapshot has the original address as ``url`` and ``final_url``, the archive's as the last
        of ``redirects``, and in ``archived_at`` when it was taken. ``on_done`` is called in the caller's
        thread, once for each. When the archive cannot be connected to, all that is left fails with that
        one attempt.
        """
        deadline = Deadline.after(total_seconds)
        results: dict[str, Result] = {}

        def finish(url: str, result: Result) -> None:
            results[url] = result
            if on_done is not None:
                on_done(url, result)

        allowed = self._fetcher.allowed_hosts
        if _host(self._api) not in allowed:
            for url, refusal in refuse_inner(list(dict.fromkeys(urls)), allowed, deadline).items():
                finish(url, refusal)
        waiting = [url for url in dict.fromkeys(urls) if url not in results]
        try:
            found = self._ask(waiting, deadline, finish)
            self._read(found, deadline, finish)
        except _ArchiveGoneError as gone:
            for url in waiting:
                if url not in results:
                    finish(
                        url, NoConnectionError(f"{_host(url)}: the web archive cannot be reached ({gone})")
                    )
        return {url: results[url] for url in urls}

    def _ask(
        self, urls: list[str], deadline: Deadline, finish: Callable[[str, Result], None]
    ) -> dict[str, str]:
        """The addresses of snapshots, and which of ``urls`` each is of; without one, ``finish`` hears why."""
        asked = {f"{self._api}?url={quote(url, safe='')}": url for url in urls}
        found: dict[str, str] = {}

        def hear(question: str, answer: Fetched | NotModified | FetchError) -> None:
            url = asked[question]
            try:
                timestamp = _nearest(url, _arrived(url, answer))
            except FetchError as error:
                finish(url, error)
            else:
                found[f"{self._web}/{timestamp}id_/{url}"] = url

        asking = deadline.within(deadline.left() * _ASKING_SHARE)
        questions = list(asked)
        # the first goes alone: an archive that is down is found out by one question
        for some in (questions[:1], questions[1:]):
            self._fetcher.fetch_all(some, total_seconds=asking.left(), on_done=hear)
        return found

    def _read(self, found: dict[str, str], deadline: Deadline, finish: Callable[[str, Result], None]) -> None:
        def hear(address: str, answer: Fetched | NotModified | FetchError) -> None:
            url = found[address]
            try:
                finish(url, self._as_original(url, _arrived(url, answer)))
            except FetchError as error:
                finish(url, error)

        self._fetcher.fetch_all(list(found), total_seconds=deadline.left(), on_done=hear)

    def _as_original(self, url: str, fetched: Fetched) -> Fetched:
        snapshot = fetched.snapshot
        prefix, _, rest = snapshot.final_url.partition(f"{self._web}/")
        timestamp, _, original = rest.partition("id_/")
        if prefix or not _TIMESTAMP.fullmatch(timestamp) or not _is_same_page(url, original):
            raise FetchError(
                f"{_host(url)}: the web archive leads elsewhere instead of to a copy of the page"
            )
        if snapshot.status != 200:
            raise FetchError(
                f"{_host(url)}: the web archive does not give its copy of the page (HTTP {snapshot.status})"
            )
        return replace(
            fetched,
            snapshot=replace(
                snapshot,
                url=url,
                final_url=url,
                redirects=(*snapshot.redirects, snapshot.final_url),
                archived_at=_moment(timestamp),
            ),
        )


class _ArchiveGoneError(Exception):
    """No connection to the archive came about; ends the batch that it is raised in."""


def _arrived(url: str, answer: Fetched | NotModified | FetchError) -> Fetched:
    """The answer, if there is one.

    Raises: FetchError for this page; _ArchiveGoneError when no other page would fare better.
    """
    if isinstance(answer, Fetched):
        return answer
    if isinstance(answer, NoConnectionError):
        raise _ArchiveGoneError(str(answer))
    raise FetchError(f"{_host(url)}: its copy in the web archive could not be read ({answer})")


def _nearest(url: str, answer: Fetched) -> str:
    """The timestamp of the snapshot that the archive names.

    Raises: FetchError when it names none that can be used.
    """
    status = answer.snapshot.status
    if status != 200:
        raise FetchError(f"{_host(url)}: the web archive does not answer (HTTP {status}): try later")
    try:
        closest: Any = json.loads(answer.body)["archived_snapshots"].get("closest")
        if closest is None:
            raise FetchError(f"{_host(url)}: the web archive has no copy of the page")
        available, address = closest["available"], str(closest["url"])
        timestamp, archived_status = str(closest["timestamp"]), str(closest["status"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FetchError(f"{_host(url)}: the web archive's answer cannot be understood") from None
    if available is not True or archived_status != "200":
        raise FetchError(f"{_host(url)}: the web archive has no good copy of the page")
    original = re.sub(r"^.*?/[0-9]{14}[a-z_]*/", "", address, count=1)
    if not _TIMESTAMP.fullmatch(timestamp) or not _moment(timestamp) or not _is_same_page(url, original):
        raise FetchError(f"{_host(url)}: the web archive names a copy of another page")
    return timestamp


def _moment(timestamp: str) -> str:
    """A timestamp of 14 digits (UTC) in ISO 8601; ``""`` when it is no moment."""
    try:
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _is_same_page(url: str, other: str) -> bool:
    return _key(url) == _key(other)


def _key(url: str) -> str:
    """What two addresses of one page have in common, as archives see it: no scheme, ``www.`` or last slash."""
    try:
        spelt = without_tracking(normalise(url))
    except ForbiddenAddressError:
        return url
    return re.sub(r"^https?://(www\.)?", "", spelt).replace(":80/", "/", 1).rstrip("/").lower()


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
