"""How far a figure may be off because these questions were asked and not others.

The percentile bootstrap (Efron 1979) with questions as the unit. Where all questions agree it would give
a width of zero, however few they are; there the exact bound of Clopper & Pearson (1934) takes its place.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
OUTSIDE = 0.05
"""The share of resamples left outside of the interval, half of it on each side: 95 % intervals."""

Statistic = Callable[[NDArray[Any]], NDArray[Any]]
"""Question numbers ``(b, n)`` to a figure for each of ``b`` resamples, ``(b,)``; NaN where it has none."""


def interval(n: int, statistic: Statistic, *, seed: int = 0) -> tuple[float, float]:
    """The 95 % percentile interval, low to high, of a statistic of ``n`` questions; the same for a seed.

    With few questions the interval of an extreme quantile, such as a 95th percentile, is too narrow.
    """
    draws = np.random.default_rng(seed).integers(0, n, size=(RESAMPLES, n))
    low, high = np.nanquantile(statistic(draws), [OUTSIDE / 2, 1 - OUTSIDE / 2])
    return float(low), float(high)


def share_interval(values: Sequence[float], *, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean of values between 0 and 1, one for each question."""
    bound = float((OUTSIDE / 2) ** (1 / len(values)))
    if min(values) == 1:
        return bound, 1.0
    if max(values) == 0:
        return 0.0, 1 - bound
    scores = np.asarray(values, dtype=float)
    return interval(len(values), lambda draws: scores[draws].mean(axis=1), seed=seed)
