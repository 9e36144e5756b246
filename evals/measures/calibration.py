"""Whether "90 % sure" is right nine times in ten.

Reliability by equally wide bins and the expected calibration error (Naeini et al. 2015; Guo et al. 2017), and the
Brier score (Brier 1950), which also sees how well the probabilities tell the two outcomes apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The probabilities that fall between two tenths: their mean, and the share of what came true; 0 to 1."""

    low: float
    high: float
    n: int
    said: float
    came_true: float


def reliability(probabilities: Sequence[float], true: Sequence[bool], *, bins: int = BINS) -> list[Bin]:
    """The bins that are not empty, from low to high; 1 belongs to the last one."""
    slots = [min(int(probability * bins), bins - 1) for probability in probabilities]
    found = []
    for slot in range(bins):
        own = [at for at, one in enumerate(slots) if one == slot]
        if own:
            said = sum(probabilities[at] for at in own) / len(own)
            came_true = sum(true[at] for at in own) / len(own)
            found.append(Bin(slot / bins, (slot + 1) / bins, len(own), said, came_true))
    return found


def calibration_error(probabilities: Sequence[float], true: Sequence[bool], *, bins: int = BINS) -> float:
    """The mean distance, 0 to 1, of what was said and what came true, weighted by how often it was said."""
    found = reliability(probabilities, true, bins=bins)
    return sum(one.n * abs(one.said - one.came_true) for one in found) / len(probabilities)


def brier(probabilities: Sequence[float], true: Sequence[bool]) -> float:
    """The mean squared distance of the probability and what came true, 0 to 1; 0.25 for always a half."""
    return sum((p - t) ** 2 for p, t in zip(probabilities, true, strict=True)) / len(probabilities)
