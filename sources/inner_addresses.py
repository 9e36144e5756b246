"""Addresses inside the user's own network, which no service outside is told of."""

from urllib.parse import urlsplit

from sources.addresses import public_addresses
from sources.batch import run_batch
from sources.deadline import Deadline
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch_errors import NoConnectionError
from sources.urls import normalise

# names that only mean something inside a network (RFC 6761, 6762, 8375 and what offices use besides)
_INNER_NAMES = (
    ".local",
    ".localhost",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".private",
    ".arpa",
)
_LOOK_UP_SECONDS = 3.0
_AT_ONCE = 8


def refuse_inner(urls: list[str], allowed_hosts: frozenset[str], deadline: Deadline) -> dict[str, FetchError]:
    """Those of ``urls`` (distinct) that must not be told to anyone outside, and why.

    That is: hosts that were allowed specially, names and addresses that are not public, and names that
    could not be looked up within three seconds. A name that does not exist (any more) may be told.
    """
    looking_up = deadline.within(_LOOK_UP_SECONDS)
    refused: dict[str, FetchError] = {}
    valid = []
    for url in urls:
        try:
            normalise(url)
            valid.append(url)
        except ForbiddenAddressError as error:
            refused[url] = error
    done = dict(
        run_batch(
            valid,
            lambda url: _refusal(url, allowed_hosts, looking_up),
            at_once=_AT_ONCE,
            per_host=_AT_ONCE,
            latest=looking_up,
        )
    )
    for url in valid:
        refusal = done.get(url, _unknown(url))
        if refusal is not None:
            refused[url] = refusal
    return refused


def _refusal(url: str, allowed_hosts: frozenset[str], deadline: Deadline) -> FetchError | None:
    host = urlsplit(normalise(url)).hostname or ""
    refusal = ForbiddenAddressError(f"{host}: not a public site, so the web archive is not asked about it")
    if host in allowed_hosts or host.endswith(_INNER_NAMES) or "." not in host:
        return refusal
    try:
        public_addresses(host, 443, allowed_hosts=frozenset(), seconds=deadline.left())
    except ForbiddenAddressError:
        return refusal
    except NoConnectionError as error:  # retryable: the resolver did answer, and knows no such name
        return None if error.retryable else _unknown(url)
    return None


def _unknown(url: str) -> FetchError:
    host = urlsplit(url).hostname
    return NoConnectionError(f"{host}: the name did not resolve in time, so the web archive is not asked")
