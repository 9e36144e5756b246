"""Servers that do a reader harm, each on a loopback address of its own, with what must come of it."""

import functools
import gzip
import itertools
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import brotli
from hostile_web import Asked, Serve

GOOD = b"".join(b"<p>Line %d of a page that is as it should be.</p>\n" % number for number in range(4_000))
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One server: what it does, and a pattern for the error that must come of it, or ``page``."""

    name: str
    serve: Serve
    outcome: str
    scheme: str = "http"


def _send(data: bytes) -> Serve:
    """Send that and hang up."""
    return lambda connection, stop: connection.sendall(data)


def _stream(head: bytes, pieces: Callable[[], Iterator[bytes]], every: float = 0.0) -> Serve:
    """Send ``head``, then one piece after another, ``every`` so many seconds."""

    def serve(connection: Asked, stop: threading.Event) -> None:
        connection.sendall(head)
        for piece in pieces():
            if stop.wait(every) if every else stop.is_set():
                return
            connection.sendall(piece)

    return serve


def _silent(connection: Asked, stop: threading.Event) -> None:
    stop.wait()


def _reset(connection: Asked, stop: threading.Event) -> None:
    connection.sendall(_OK + b"Content-Length: 5000\r\n\r\nthe beginning")
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _redirect(there: Callable[[bytes], bytes]) -> Serve:
    """Redirect each path to what ``there`` makes of it."""

    def serve(connection: Asked, stop: threading.Event) -> None:
        head = b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: "
        connection.sendall(head + there(connection.path) + b"\r\n\r\n")

    return serve


def _page(body: bytes, *headers: bytes, length: int | None = None) -> bytes:
    lines = [
        *headers,
        b"Content-Length: %d" % (len(body) if length is None else length),
        b"Connection: close",
    ]
    return _OK + b"\r\n".join(lines) + b"\r\n\r\n" + body


def _encoded(body: bytes, encoding: bytes) -> bytes:
    return _page(body, b"Content-Encoding: " + encoding)


@functools.cache
def _bomb() -> bytes:
    """50 MB of zeros."""
    return gzip.compress(bytes(50_000_000), 9)


@functools.cache
def _swelling() -> bytes:
    """45 MB that shrink to about a fiftieth: below what counts as a bomb, above what a page may be."""
    noise = random.Random(5)
    blocks = (noise.randbytes(1_000) + bytes(59_000) for _ in range(750))
    return gzip.compress(b"".join(blocks), 6)


def _empty_blocks() -> bytes:
    """A gzip stream of nine megabytes that unpacks to nothing at all."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\0\0\0\xff\xff" * 1_800_000


def _endless(piece: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.repeat(piece)


def _numbered(template: bytes, count: int) -> bytes:
    return b"".join(template % number for number in range(count))


LATE = "no answer within 3 s"
BROKEN = "the connection broke off"
HOSTILE = (
    Hostile(name="drips headers", serve=_stream(_OK, _endless(b"X-More: y\r\n"), 0.1), outcome=LATE),
    Hostile(
        name="drips a header's letters", serve=_stream(_OK + b"X-A: ", _endless(b"a"), 0.05), outcome=LATE
    ),
    Hostile(name="drips its body", serve=_stream(_OK + b"\r\n", _endless(b"x"), 0.1), outcome=LATE),
    Hostile(name="never answers", serve=_silent, outcome=LATE),
    Hostile(name="endless headers", serve=_stream(_OK, _endless(b"X-More: y\r\n" * 500)), outcome=BROKEN),
    Hostile(
        name="endless body",
        serve=_stream(_OK + b"\r\n", _endless(b"x" * 60_000)),
        outcome="larger than 10 MB",
    ),
    Hostile(
        name="endless chunks",
        serve=_stream(
            _OK + b"Transfer-Encoding: chunked\r\n\r\n", _endless(b"ea60\r\n" + b"x" * 60_000 + b"\r\n")
        ),
        outcome="larger than 10 MB",
    ),
    Hostile(
        name="chunks of one byte",
        serve=_stream(_OK + b"Transfer-Encoding: chunked\r\n\r\n", _endless(b"1\r\nx\r\n" * 10_000)),
        outcome=f"does not end|{LATE}",
    ),
    Hostile(
        name="gzip bomb", serve=lambda c, s: c.sendall(_encoded(_bomb(), b"gzip")), outcome="over 100 times"
    ),
    Hostile(
        name="bomb in a bomb",
        serve=lambda c, s: c.sendall(_encoded(gzip.compress(_bomb()), b"gzip, gzip")),
        outcome="packed 2 times over",
    ),
    Hostile(
        name="packed thrice",
        serve=lambda c, s: c.sendall(_encoded(b"x", b"gzip, br, deflate")),
        outcome="packed 3 times over",
    ),
    Hostile(
        name="unpacks to nothing",
        serve=lambda c, s: c.sendall(_encoded(_empty_blocks(), b"gzip")),
        outcome="page",
    ),
    Hostile(
        name="swells",
        serve=lambda c, s: c.sendall(_encoded(_swelling(), b"gzip")),
        outcome="unpacks to more than 30 MB",
    ),
    Hostile(
        name="brotli bomb",
        serve=lambda c, s: c.sendall(_encoded(brotli.compress(bytes(50_000_000), quality=5), b"br")),
        outcome="over 100 times",
    ),
    Hostile(
        name="zstd unasked",
        serve=_send(_encoded(b"\x28\xb5\x2f\xfd" * 9, b"zstd")),
        outcome="packed with zstd",
    ),
    Hostile(
        name="damaged gzip",
        serve=_send(_encoded(b"\x1f\x8b nonsense", b"gzip")),
        outcome="cannot be unpacked",
    ),
    Hostile(name="sends more than it says", serve=_send(_page(b"x" * 500_000, length=5)), outcome="page"),
    Hostile(name="sends less than it says", serve=_send(_page(b"x" * 10, length=1_000)), outcome=BROKEN),
    Hostile(
        name="says a huge length",
        serve=_send(_page(b"x", length=10**30)),
        outcome="larger than 10 MB|broke off",
    ),
    Hostile(name="says a negative length", serve=_send(_page(b"x", length=-1)), outcome=BROKEN),
    Hostile(
        name="says two lengths", serve=_send(_page(b"xx", b"Content-Length: 1", length=2)), outcome=BROKEN
    ),
    Hostile(
        name="chunked nonsense",
        serve=_send(_OK + b"Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n0\r\n\r\n"),
        outcome=BROKEN,
    ),
    Hostile(
        name="negative chunk",
        serve=_send(_OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"),
        outcome=BROKEN,
    ),
    Hostile(
        name="endless chunk size",
        serve=_stream(_OK + b"Transfer-Encoding: chunked\r\n\r\n", _endless(b"f" * 10_000)),
        outcome=BROKEN,
    ),
    Hostile(
        name="header of a megabyte", serve=_send(_page(b"x", b"X-A: " + b"a" * 1_000_000)), outcome=BROKEN
    ),
    Hostile(
        name="100,000 headers",
        serve=lambda c, s: c.sendall(_OK + _numbered(b"X-%d: y\r\n", 100_000) + b"\r\nx"),
        outcome=BROKEN,
    ),
    Hostile(
        name="10,000 cookies",
        serve=lambda c, s: c.sendall(_OK + _numbered(b"Set-Cookie: c%d=1\r\n", 10_000) + b"\r\nx"),
        outcome=BROKEN,
    ),
    Hostile(name="redirects to itself", serve=_redirect(lambda path: path), outcome="more than 5 redirects"),
    Hostile(
        name="redirects further",
        serve=_redirect(lambda path: path + b"further/" * 100),
        outcome="more than 5 redirects",
    ),
    Hostile(
        name="redirects far",
        serve=_redirect(lambda path: b"/" + b"a" * 90_000),
        outcome="cannot be asked for",
    ),
    Hostile(
        name="sends itself on",
        serve=lambda c, s: c.sendall(_page(b"<meta http-equiv=refresh content='0;url=%sx'>" % c.path)),
        outcome="more than 5 redirects",
    ),
    Hostile(name="no handshake", serve=_silent, outcome="no connection within 2 s", scheme="https"),
    Hostile(
        name="drips a handshake",
        serve=_stream(b"\x16\x03\x03\x40\x00", _endless(b"\x02"), 0.1),
        outcome="no connection within 2 s|no secure connection",
        scheme="https",
    ),
    Hostile(name="hangs up at once", serve=lambda c, s: None, outcome=BROKEN),
    Hostile(name="reset in its body", serve=_reset, outcome=BROKEN),
    Hostile(
        name="interim answers only",
        serve=_stream(b"", _endless(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 500)),
        outcome="does not end",
    ),
    Hostile(name="HTTP/0.9", serve=_send(b"<html>no headers</html>"), outcome=BROKEN),
    Hostile(name="no number for a status", serve=_send(b"HTTP/1.1 9999 X\r\n\r\nx"), outcome=BROKEN),
    Hostile(name="NUL in a header", serve=_send(_page(b"x", b"X-A: a\0b")), outcome=BROKEN),
    Hostile(
        name="unknown charset",
        serve=_send(_page(b"<p>refresh", b"Content-Type: text/html; charset=klingon-8")),
        outcome="page",
    ),
    Hostile(name="unknown packing", serve=_send(_encoded(b"plain", b"rot13")), outcome="page"),
    Hostile(
        name="half a page",
        serve=_send(_page(b"x").replace(b"200 OK", b"206 Partial Content")),
        outcome="only a part",
    ),
    Hostile(
        name="not modified",
        serve=_send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n"),
        outcome="'not modified' without a page",
    ),
    Hostile(
        name="come back next year",
        serve=_send(_page(b"x", b"Retry-After: 31536000").replace(b"200 OK", b"429 Too Many Requests")),
        outcome="page",
    ),
)
GOOD_PAGE = _send(_page(GOOD))
