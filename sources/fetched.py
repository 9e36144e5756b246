"""What fetching takes and gives: limits, pages as they came, and the snapshot of an answer."""

import hashlib
from dataclasses import dataclass

import httpx2

from sources.guard import peer_address
from sources.records import Snapshot, now

# by parts of names: archives hand on a page's own headers under longer ones (x-archive-orig-set-cookie)
_NOT_KEPT = ("cookie", "authorization", "authentication-info", "www-authenticate", "proxy-authenticate")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The page is still the one that was fetched before; ``snapshot`` is that one, unchanged."""

    snapshot: Snapshot


def kept_headers(response: httpx2.Response) -> tuple[tuple[str, str], ...]:
    """The headers of an answer, names in lower case, without those that tell of the reader, not the page."""
    return tuple(
        (name.lower(), value)
        for name, value in response.headers.multi_items()
        if not any(part in name.lower() for part in _NOT_KEPT)
    )


def snapshot_of(
    url: str,
    current: str,
    passed: tuple[str, ...],
    response: httpx2.Response,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
) -> Snapshot:
    """The snapshot of the page that answered at ``current`` when ``url`` was asked for, by way of ``passed``."""
    return Snapshot(
        sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        final_url=current,
        fetched_at=now(),
        status=response.status_code,
        content_type=response.headers.get("content-type", ""),
        headers=headers,
        size=len(body),
        redirects=passed,
        address=peer_address(response),
    )


def conditions(known: Snapshot | None, url: str) -> dict[str, str]:
    """The headers that ask for ``url`` only if it changed since ``known``; none where that says nothing of it."""
    if known is None or known.final_url != url or known.status != 200 or known.archived_at:
        return {}
    before = dict(known.headers)
    asked = {"If-None-Match": before.get("etag"), "If-Modified-Since": before.get("last-modified")}
    # a snapshot may come from someone else's export: nothing but plain words goes into a request
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}
