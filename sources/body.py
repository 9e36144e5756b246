"""The bytes of an answer, read piece by piece under hard limits: a page may be no decompression bomb."""

from urllib.parse import urlsplit

import httpx2

from sources.deadline import Deadline
from sources.errors import FetchError
from sources.fetch_errors import timed_out

_MOST_EXPANSION = 100
_EXPANSION_COUNTS_FROM = 1_000_000


def read_body(
    response: httpx2.Response, url: str, deadline: Deadline, wire_bytes: int, decoded_bytes: int
) -> bytes:
    """The decompressed body.

    Raises:
        FetchError: ``deadline`` passed, more than ``wire_bytes`` sent, more than ``decoded_bytes`` after
            decompression, or over a hundred times as much after it as before.
        httpx2.HTTPError: the connection broke off or the compression is damaged.
    """
    host = urlsplit(url).hostname
    too_large = FetchError(f"{host}: the page is larger than {wire_bytes / 1e6:g} MB")
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > wire_bytes:
        raise too_large
    pieces, size = [], 0
    for piece in response.iter_bytes():  # no chunk size: a slow drip would fill a chunk past the deadline
        pieces.append(piece)
        size += len(piece)
        if response.num_bytes_downloaded > wire_bytes or size > decoded_bytes:
            raise too_large
        if size > _EXPANSION_COUNTS_FROM and size > _MOST_EXPANSION * response.num_bytes_downloaded:
            raise FetchError(f"{host}: the page unpacks to over {_MOST_EXPANSION} times its size")
        if not deadline.left():
            raise timed_out(url, deadline.seconds)
    return b"".join(pieces)
