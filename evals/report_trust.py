"""What a sceptical reader asks: what was answered and declined of each kind, and how far a score can be trusted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from assistant.answer import Status
from evals.charts import reliability_diagram
from evals.measures.calibration import brier, calibration_error, reliability
from evals.outcomes import FAILED, Outcome
from evals.runs import Run

COLUMNS = ("answered, right", "answered, wrong", "declined, rightly", "declined, falsely", "error")
"""What may become of a question."""


def confusion(run: Run) -> str:
    """A table: a row for each kind of question, a column for what became of its questions."""
    kinds = list(run.summary["kinds"])
    counts = {kind: Counter(became(o) for o in run.outcomes if o.kind == kind) for kind in kinds}
    used = [column for column in COLUMNS if any(counts[kind][column] for kind in kinds)]
    head = "".join(f"<th>{escape(column)}</th>" for column in used)
    rows = "".join(
        f"<tr><th>{escape(kind.replace('_', ' '))}</th>"
        + "".join(f"<td>{counts[kind][column] or '·'}</td>" for column in used)
        + "</tr>"
        for kind in kinds
    )
    total = "".join(f"<td>{sum(counts[kind][column] for kind in kinds)}</td>" for column in used)
    return (
        "<section><h2>What became of the questions</h2><div class='wide'><table>"
        f"<thead><tr><th>kind</th>{head}</tr></thead><tbody>{rows}</tbody>"
        f"<tfoot><tr><th>all</th>{total}</tr></tfoot></table></div></section>"
    )


def became(outcome: Outcome) -> str:
    """One of ``COLUMNS``."""
    if outcome.status == FAILED:
        return COLUMNS[4]
    if outcome.status == Status.NOT_FOUND.value:
        return COLUMNS[3] if outcome.answerable else COLUMNS[2]
    return COLUMNS[0] if outcome.right else COLUMNS[1]


def trust(run: Run) -> str:
    """The reliability diagram of the assistant's own score; empty where it gave none."""
    scores, answerable = scored(run.outcomes)
    if not scores:
        return ""
    said = (
        f"Of {len(scores)} questions with a score, how many of those given each score the sources do answer. On the "
        f"diagonal a score means what it says; calibration error {calibration_error(scores, answerable):.3f}, Brier "
        f"score {brier(scores, answerable):.3f}."
    )
    drawn = reliability_diagram(reliability(scores, answerable))
    return f"<section><h2>How far the score can be trusted</h2><p class='quiet'>{escape(said)}</p>{drawn}</section>"


def scored(outcomes: Sequence[Outcome]) -> tuple[list[float], list[bool]]:
    """The scores that were given, and whether the sources answer those questions."""
    pairs = list(_pairs(outcomes))
    return [score for score, _ in pairs], [answerable for _, answerable in pairs]


def _pairs(outcomes: Sequence[Outcome]) -> Iterator[tuple[float, bool]]:
    for outcome in outcomes:
        if outcome.score is not None:
            yield outcome.score, outcome.answerable
