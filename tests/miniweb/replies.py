"""What a path of the mini-web answers: a whole body, a redirect, a refusal or a body that never ends."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event

import brotli

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One response. ``stream`` replaces ``body``; ``declared`` is a Content-Length that need not be true."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    declared: int | None = None
    stream: Callable[[Event], Iterator[bytes]] | None = None


Route = Callable[[int], Reply]
"""From the number of earlier requests for the path to the reply."""


def text(content: str, content_type: str = HTML, status: int = 200, codec: str = "utf-8") -> Route:
    """The same text each time, in any codec; the header says what ``content_type`` says, true or not."""
    reply = Reply(status=status, headers=(("Content-Type", content_type),), body=content.encode(codec))
    return lambda _earlier: reply


def data(body: bytes, content_type: str) -> Route:
    """The same bytes each time."""
    reply = Reply(headers=(("Content-Type", content_type),), body=body)
    return lambda _earlier: reply


def gzipped(content: str) -> Route:
    """HTML sent with Content-Encoding gzip, whatever the client accepts."""
    headers = (("Content-Type", HTML), ("Content-Encoding", "gzip"))
    reply = Reply(headers=headers, body=gzip.compress(content.encode(), mtime=0))
    return lambda _earlier: reply


def brotlied(content: str) -> Route:
    """HTML sent with Content-Encoding br, whatever the client accepts."""
    headers = (("Content-Type", HTML), ("Content-Encoding", "br"))
    reply = Reply(headers=headers, body=brotli.compress(content.encode()))
    return lambda _earlier: reply


def redirect(location: str, status: int) -> Route:
    """A redirect with the short HTML body that servers usually send along."""
    body = f'<html><body><p>Moved <a href="{location}">here</a>.</p></body></html>'.encode()
    reply = Reply(status=status, headers=(("Location", location), ("Content-Type", HTML)), body=body)
    return lambda _earlier: reply


def busy_once(content: str, retry_after_s: int) -> Route:
    """429 with Retry-After for the first request, the page for every later one."""
    headers = (("Content-Type", HTML), ("Retry-After", str(retry_after_s)))
    busy = Reply(status=429, headers=headers, body=b"<html><body><h1>Too many requests</h1></body></html>")
    page = Reply(headers=(("Content-Type", HTML),), body=content.encode())
    return lambda earlier: page if earlier else busy


def lying(content: str, cut_after: str, content_type: str) -> Route:
    """All of an HTML page, under another type and with a Content-Length that ends after ``cut_after``.

    Raises:
        ValueError: the text to cut after does not stand in the page.
    """
    body = content.encode()
    declared = body.index(cut_after.encode()) + len(cut_after.encode())
    reply = Reply(headers=(("Content-Type", content_type),), body=body, declared=declared)
    return lambda _earlier: reply


def endless(content: str) -> Route:
    """The page, then more paragraphs without end, about 6 MB a second, until the server stops."""
    filler = b"<p>Reading: nominal. Reading: nominal. Reading: nominal.</p>\n" * 1024

    def stream(stopped: Event) -> Iterator[bytes]:
        yield content.encode()
        while not stopped.wait(0.01):
            yield filler

    reply = Reply(headers=(("Content-Type", HTML),), stream=stream)
    return lambda _earlier: reply


def drip(content: str) -> Route:
    """The page at one byte a second, with an honest Content-Length."""
    body = content.encode()

    def stream(stopped: Event) -> Iterator[bytes]:
        for position in range(len(body)):
            yield body[position : position + 1]
            if stopped.wait(1.0):
                return

    reply = Reply(headers=(("Content-Type", HTML),), stream=stream, declared=len(body))
    return lambda _earlier: reply
