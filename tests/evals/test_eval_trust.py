"""Calibration against hand-worked figures, and what the report shows of it."""

import pytest

from evals.charts import reliability_diagram
from evals.measures.calibration import Bin, brier, calibration_error, reliability
from evals.outcomes import Outcome
from evals.report_trust import COLUMNS, became, scored

SAID = [0.95, 0.85, 0.05, 1.0]
TRUE = [True, False, False, True]


def outcome_of(*, answerable: bool, status: str, right: bool, score: float | None = None) -> Outcome:
    """What a question came to, as far as these measures look."""
    return Outcome(
        id="q", kind="k", answerable=answerable, status=status, right=right, right_cited=None, score=score
    )


def test_probabilities_fall_into_their_bins() -> None:
    """0.95 and 1 share the last bin; the mean said is 0.975 and both came true."""
    found = reliability(SAID, TRUE)
    assert [(one.low, one.n) for one in found] == [(0.0, 1), (0.8, 1), (0.9, 2)]
    assert (found[2].said, found[2].came_true) == (pytest.approx(0.975), 1.0)


def test_calibration_error_by_hand() -> None:
    """(1 × |0.05 − 0| + 1 × |0.85 − 0| + 2 × |0.975 − 1|) / 4 = 0.95 / 4."""
    assert calibration_error(SAID, TRUE) == pytest.approx(0.2375)


def test_brier_score_by_hand() -> None:
    """(0.05² + 0.85² + 0.05² + 0²) / 4; always a half scores a quarter."""
    assert brier(SAID, TRUE) == pytest.approx((0.0025 + 0.7225 + 0.0025) / 4)
    assert brier([0.5, 0.5], [True, False]) == 0.25


def test_every_outcome_has_its_column() -> None:
    """Right and wrong answers, right and false declining, and errors are told apart."""
    cases = [
        outcome_of(answerable=True, status="answered", right=True),
        outcome_of(answerable=True, status="answered", right=False),
        outcome_of(answerable=False, status="not_found", right=True),
        outcome_of(answerable=True, status="not_found", right=False),
        outcome_of(answerable=True, status="error", right=False),
    ]
    assert [became(case) for case in cases] == list(COLUMNS)


def test_questions_without_a_score_are_left_out() -> None:
    """An overview is answered without reading, so there is nothing to trust or doubt."""
    cases = [
        outcome_of(answerable=True, status="answered", right=True, score=0.9),
        outcome_of(answerable=True, status="answered", right=True),
    ]
    assert scored(cases) == ([0.9], [True])


def test_the_diagram_puts_what_came_true_above_what_was_said() -> None:
    """A bin of which half came true stands half way up, and can be read without seeing it."""
    drawn = reliability_diagram([Bin(0.2, 0.3, 4, 0.25, 0.5)])
    assert 'cx="25.0%" cy="50.0%"' in drawn
    assert "said 0.25, came true 0.50, n 4" in drawn
