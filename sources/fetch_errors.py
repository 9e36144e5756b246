"""What went wrong on the network, said in one plain line; httpx2's exceptions stop here."""

import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2

from sources.errors import FetchError


class NoConnectionError(FetchError):
    """No connection to the host came about at all: another page of it would fare no better."""


_PLAIN: tuple[tuple[type[Exception], str, type[FetchError], bool], ...] = (
    # the first that is among the causes says it; then whether another attempt is worth making
    (
        ssl.SSLCertVerificationError,
        "its certificate does not check, so the page is not read",
        FetchError,
        False,
    ),
    (ssl.SSLError, "no secure connection could be made", FetchError, False),
    (ConnectionRefusedError, "the connection was refused", NoConnectionError, True),
    (httpx2.ConnectTimeout, "no connection within {connect_seconds:g} s", NoConnectionError, False),
    (httpx2.TimeoutException, "no answer within {page_seconds:g} s", FetchError, True),
    (httpx2.ConnectError, "no connection could be made (no network?)", NoConnectionError, True),
    (httpx2.InvalidURL, "the address cannot be asked for as it stands", FetchError, False),
    (httpx2.DecodingError, "the page is damaged: it cannot be unpacked", FetchError, False),
    (httpx2.TransportError, "the connection broke off, or what came was not HTTP", FetchError, True),
)


def explain(error: Exception, url: str, connect_seconds: float, page_seconds: float) -> FetchError:
    """The error to show for ``error``, which came up while ``url`` was fetched."""
    causes = list(_chain(error))
    seconds = {"connect_seconds": min(connect_seconds, page_seconds), "page_seconds": page_seconds}
    for cause_type, words, error_type, retryable in _PLAIN:
        if any(isinstance(cause, cause_type) for cause in causes):
            return error_type(f"{_host(url)}: {words.format(**seconds)}", retryable=retryable)
    return FetchError(f"{_host(url)}: the page could not be fetched ({type(error).__name__})")


def timed_out(url: str, seconds: float) -> FetchError:
    """The error for a page that did not come in time."""
    return FetchError(f"{_host(url)}: no answer within {seconds:g} s", retryable=True)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
