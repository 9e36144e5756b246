"""When a page is asked for again, and after how long: the server's own word first, else a short back-off."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import stamina

from sources.deadline import Deadline
from sources.errors import FetchError
from sources.fetched import Fetched, NotModified

Result = TypeVar("Result")

_BUSY = frozenset({429, 502, 503, 504})
_LONGEST_WAIT = 20.0

# by default stamina reports each retry through structlog, which prints on standard output
stamina.instrumentation.set_on_retry_hooks([])


class _BusyServerError(Exception):
    """A 429, 502, 503 or 504 that is worth another attempt; ``seconds`` is the wait that it asks for."""

    def __init__(self, fetched: Fetched, seconds: float | None) -> None:
        super().__init__(f"HTTP {fetched.snapshot.status}")
        self.fetched = fetched
        self.seconds = seconds


def page_with_retries(
    attempt: Callable[[], Fetched | NotModified], *, attempts: int, deadline: Deadline
) -> Fetched | NotModified:
    """As ``with_retries``, also where a server is busy; one that stays so gives its last answer.

    Raises: FetchError, that of the last attempt.
    """

    def unless_busy() -> Fetched | NotModified:
        result = attempt()
        _raise_if_busy(result, deadline)
        return result

    try:
        return with_retries(unless_busy, attempts=attempts, deadline=deadline)
    except _BusyServerError as error:
        return error.fetched


def with_retries(attempt: Callable[[], Result], *, attempts: int, deadline: Deadline) -> Result:
    """What ``attempt`` gives, after up to ``attempts`` of them where it fails in a way that may pass.

    Raises: whatever the last attempt did.
    """
    for one in stamina.retry_context(
        on=_wait_before_retry,
        attempts=attempts,
        timeout=max(0.01, deadline.left()),
        wait_initial=0.3,
        wait_jitter=0.2,
    ):
        with one:
            result = attempt()
    return result


def retry_after(value: str) -> float | None:
    """The seconds that a Retry-After header asks for, given as seconds or as a date; None if it says neither."""
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _raise_if_busy(result: Fetched | NotModified, deadline: Deadline) -> None:
    if isinstance(result, NotModified) or result.snapshot.status not in _BUSY:
        return
    seconds = retry_after(dict(result.snapshot.headers).get("retry-after", ""))
    if (seconds or 0.0) <= min(_LONGEST_WAIT, deadline.left()):
        raise _BusyServerError(result, seconds)


def _wait_before_retry(error: Exception) -> float | bool:
    """Stamina's question after a failure: again, and after how many seconds (True: by its own back-off)."""
    if isinstance(error, _BusyServerError):
        return True if error.seconds is None else error.seconds
    return isinstance(error, FetchError) and error.retryable
