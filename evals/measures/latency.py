"""How long one waits, in seconds of wall-clock time; less is better."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def median(seconds: NDArray[Any]) -> NDArray[Any]:
    """The median along the last axis, ``(…, n)`` to ``(…)``."""
    return np.asarray(np.median(seconds, axis=-1))


def p95(seconds: NDArray[Any]) -> NDArray[Any]:
    """The time that 95 % stay within, interpolated between neighbours, ``(…, n)`` to ``(…)``."""
    return np.asarray(np.percentile(seconds, 95, axis=-1))
