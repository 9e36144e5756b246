"""The bytes of an answer, read piece by piece under hard limits: a page may be no decompression bomb."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from urllib.parse import urlsplit

import httpx2

from sources.deadline import Deadline
from sources.errors import FetchError
from sources.fetch_errors import timed_out

_MOST_EXPANSION = 100
_EXPANSION_COUNTS_FROM = 1_000_000
_IN_MEMORY = 1_000_000
_ENCODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "identity": "identity"}
# ways of packing that are in use and that we did not offer; other names are servers' slips ("utf-8",
# "none"), which browsers pass over, and the bytes tell what they are
_NOT_UNPACKED = frozenset({"zstd", "compress", "x-compress", "dcb", "dcz", "xz", "lzma", "bzip2", "x-bzip2"})


def read_body(
    response: httpx2.Response, url: str, deadline: Deadline, wire_bytes: int, decoded_bytes: int
) -> bytes:
    """The decompressed body.

    While it comes in, what is more than a megabyte waits on disk: eight endless pages at once must not
    fill the memory before their limits stop them.

    Raises:
        FetchError: ``deadline`` passed, more than ``wire_bytes`` sent, more than ``decoded_bytes`` after
            decompression, over a hundred times as much after it as before, or packed in a way that
            cannot be unpacked.
        httpx2.HTTPError: the connection broke off or the compression is damaged.
    """
    host = urlsplit(url).hostname
    too_large = FetchError(f"{host}: the page is larger than {wire_bytes / 1e6:g} MB")
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > wire_bytes:
        raise too_large
    size = 0
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        for piece in _pieces(response, host, deadline):
            size += len(piece)
            if response.num_bytes_downloaded > wire_bytes:
                raise too_large
            if size > decoded_bytes:
                raise FetchError(f"{host}: the page unpacks to more than {decoded_bytes / 1e6:g} MB")
            if size > _EXPANSION_COUNTS_FROM and 0 < _MOST_EXPANSION * response.num_bytes_downloaded < size:
                raise FetchError(f"{host}: the page unpacks to over {_MOST_EXPANSION} times its size")
            kept.write(piece)
        kept.seek(0)
        return kept.read()


def read_start(response: httpx2.Response, url: str, deadline: Deadline, most_bytes: int) -> bytes:
    """The first ``most_bytes`` of the decompressed body; what comes after them is not waited for.

    Raises: as ``read_body``, but no size is too large.
    """
    start = b""
    for piece in _pieces(response, urlsplit(url).hostname, deadline):
        start += piece[: most_bytes - len(start)]
        if len(start) >= most_bytes:
            break
    return start


def _pieces(response: httpx2.Response, host: str | None, deadline: Deadline) -> Iterator[bytes]:
    _name_encodings(response, host)
    for piece in response.iter_bytes():  # no chunk size: a slow drip would fill a chunk past the deadline
        yield piece
        if not deadline.left():
            raise timed_out(str(response.url), deadline.seconds)


def _name_encodings(response: httpx2.Response, host: str | None) -> None:
    """Name the body's packing as httpx2 knows it, or refuse it.

    A second layer multiplies what a bomb can do, between two looks at the clock, and no honest site has one.
    """
    given = response.headers.get("content-encoding", "").lower()
    if not given:
        return
    names = [name.strip() for name in given.split(",") if name.strip()]
    if len(names) > 1:
        raise FetchError(f"{host}: the page is packed {len(names)} times over, so it is not unpacked")
    refused = _NOT_UNPACKED.intersection(names)
    if refused:
        raise FetchError(
            f"{host}: the page is packed with {min(refused)}, which was not asked for and cannot be unpacked"
        )
    response.headers["content-encoding"] = ", ".join(_ENCODINGS[name] for name in names if name in _ENCODINGS)
