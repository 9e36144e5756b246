"""Whether "not in the sources" is said when it is true, and only then.

The two rates of selective answering (Rajpurkar et al. 2018, "Know What You Don't Know", SQuAD 2.0), and
the area under the ROC curve (Hanley & McNeil 1982) of the score that the decision is taken on.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = Sequence[float] | NDArray[Any]


def declined_rightly(answerable: bool, declined: bool) -> float | None:
    """1 when an unanswerable question was declined, else 0; None for answerable ones. More is better."""
    return None if answerable else float(declined)


def declined_falsely(answerable: bool, declined: bool) -> float | None:
    """1 when an answerable question was declined, else 0; None for unanswerable ones. Less is better."""
    return float(declined) if answerable else None


def auc(answerable: Scores, unanswerable: Scores) -> float | None:
    """The chance that an answerable question scores above an unanswerable one, 0 to 1; ties count half.

    0.5 is no better than a coin. None when either side is empty.
    """
    if len(answerable) == 0 or len(unanswerable) == 0:
        return None
    above = np.asarray(answerable)[:, np.newaxis] - np.asarray(unanswerable)[np.newaxis, :]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))
