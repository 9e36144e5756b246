"""A moment by which something must be done, handed down to whatever waits."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """``at`` on the clock of ``time.monotonic()``; ``seconds`` is the time allowed, for messages."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline ``seconds`` from now."""
        return cls(time.monotonic() + seconds, seconds)

    def left(self) -> float:
        """Seconds until then, 0 when it has passed."""
        return max(0.0, self.at - time.monotonic())

    def within(self, seconds: float) -> "Deadline":
        """This deadline, or the one ``seconds`` from now if that is earlier."""
        return Deadline(min(self.at, time.monotonic() + seconds), min(self.seconds, seconds))
