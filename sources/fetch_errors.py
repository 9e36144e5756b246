"""What went wrong on the network, said in one plain line; httpx2's exceptions stop here."""

import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2

from sources.errors import FetchError

_PLAIN = (  # the first that is among the causes says it
    (ssl.SSLCertVerificationError, "its certificate does not check, so the page is not read", False),
    (ssl.SSLError, "no secure connection could be made", False),
    (ConnectionRefusedError, "the connection was refused", True),
    (httpx2.ConnectTimeout, "no connection within {connect_seconds:g} s", True),
    (httpx2.TimeoutException, "no answer within {page_seconds:g} s", True),
    (httpx2.ConnectError, "no connection could be made (no network?)", True),
    (httpx2.DecodingError, "the page is damaged: it cannot be unpacked", False),
    (httpx2.TransportError, "the connection broke off", True),
)


def explain(error: Exception, url: str, connect_seconds: float, page_seconds: float) -> FetchError:
    """The error to show for ``error``, which came up while ``url`` was fetched."""
    causes = list(_chain(error))
    for kind, words, retryable in _PLAIN:
        if any(isinstance(cause, kind) for cause in causes):
            said = words.format(connect_seconds=connect_seconds, page_seconds=page_seconds)
            return FetchError(f"{urlsplit(url).hostname}: {said}", retryable=retryable)
    return FetchError(f"{urlsplit(url).hostname}: the page could not be fetched ({type(error).__name__})")


def timed_out(url: str, seconds: float) -> FetchError:
    """The error for a page that did not come in time."""
    return FetchError(f"{urlsplit(url).hostname}: no answer within {seconds:g} s", retryable=True)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
