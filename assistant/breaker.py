"""A circuit breaker (Nygard 2007, Release It!): what fails again and again is left alone for a while.

Written here since the breakers that the registry has hold their lock for as long as a call takes, so that
streams would wait for each other.
"""

import threading
import time
from collections.abc import Callable

from sources.errors import ModelError

_MOST_FAILURES = 3
_REST_SECONDS = 30.0


class Breaker:
    """Opens after three failures in a row; half a minute later one call may try again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    def check(self, what: str) -> None:
        """Raises: ModelError while ``what`` is left alone."""
        with self._lock:
            left = self._open_until - self._clock()
            if self._failures < _MOST_FAILURES:
                return
            if left > 0:
                raise RestingError(
                    f"{what} failed {self._failures} times in a row and is tried again in {left:.0f} s"
                )
            self._open_until = self._clock() + _REST_SECONDS  # the others wait for the one that tries

    def succeeded(self) -> None:
        """The call went well: closed again."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The call failed."""
        with self._lock:
            self._failures += 1
            if self._failures >= _MOST_FAILURES:
                self._open_until = self._clock() + _REST_SECONDS


class RestingError(ModelError):
    """Not asked: the breaker is open."""
