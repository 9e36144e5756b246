"""Outcomes in, the figures of each kind of question and of all of them out, with 95 % intervals."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.measures import latency
from evals.measures.bootstrap import interval, share_interval
from evals.measures.declining import auc
from evals.outcomes import FAILED, Outcome

Figure = dict[str, float]
"""``value``, ``low``, ``high`` (the 95 % interval) and ``n``, the questions that it was taken over."""

SHARES: dict[str, Callable[[Outcome], float | None]] = {
    "right": lambda o: float(o.right),
    "right_cited": lambda o: None if o.right_cited is None else float(o.right_cited),
    "citation_support": lambda o: o.citation_precision,
    "citation_recall": lambda o: o.citation_recall,
    "declined_rightly": lambda o: o.declined_rightly,
    "declined_falsely": lambda o: o.declined_falsely,
}
"""Means over the questions that a measure applies to, 0 to 1."""


def summarise(outcomes: Sequence[Outcome], *, seed: int = 0) -> dict[str, Any]:
    """``{"overall": group, "kinds": {kind: group}}``; kinds that are never answerable come last."""
    answerable = {outcome.kind for outcome in outcomes if outcome.answerable}
    kinds = sorted({outcome.kind for outcome in outcomes}, key=lambda kind: (kind not in answerable, kind))
    return {
        "overall": group(outcomes, seed=seed),
        "kinds": {kind: group([o for o in outcomes if o.kind == kind], seed=seed) for kind in kinds},
    }


def group(outcomes: Sequence[Outcome], *, seed: int = 0) -> dict[str, Any]:
    """Counts, and for every measure its figure, or None where no question of the group has it."""
    words = [float(o.words) for o in outcomes if o.words is not None]
    seconds = [o.seconds for o in outcomes if o.seconds is not None]
    counts: dict[str, Any] = {
        "n": len(outcomes),
        "answerable": sum(o.answerable for o in outcomes),
        "errors": sum(o.status == FAILED for o in outcomes),
        "citations": sum(o.cited for o in outcomes),
        "citations_standing": sum(o.standing for o in outcomes),
    }
    shares = {name: _share([measure(o) for o in outcomes], seed) for name, measure in SHARES.items()}
    return counts | shares | {
        "quote_fidelity": _fidelity(outcomes, seed),
        "words_median": _quantile(words, latency.median, seed),
        "seconds_median": _quantile(seconds, latency.median, seed),
        "seconds_p95": _quantile(seconds, latency.p95, seed),
        "score_auc": _auc(outcomes, seed),
    }  # fmt: skip


def _share(values: Sequence[float | None], seed: int) -> Figure | None:
    scores = [value for value in values if value is not None]
    if not scores:
        return None
    return _figure(sum(scores) / len(scores), share_interval(scores, seed=seed), len(scores))


def _fidelity(outcomes: Sequence[Outcome], seed: int) -> Figure | None:
    """The share of all citations that stand; the interval resamples questions, as theirs go together."""
    citing = [o for o in outcomes if o.cited]
    if not citing:
        return None
    cited = np.array([o.cited for o in citing])
    standing = np.array([o.standing for o in citing])
    bounds = interval(len(citing), lambda d: standing[d].sum(axis=1) / cited[d].sum(axis=1), seed=seed)
    if (standing == cited).all() or not standing.any():
        bounds = share_interval([float(standing.any())] * len(citing), seed=seed)
    return _figure(float(standing.sum() / cited.sum()), bounds, len(citing))


def _quantile(
    values: Sequence[float], quantile: Callable[[NDArray[Any]], NDArray[Any]], seed: int
) -> Figure | None:
    if not values:
        return None
    array = np.asarray(values)
    bounds = interval(len(array), lambda draws: quantile(array[draws]), seed=seed)
    return _figure(float(quantile(array)), bounds, len(array))


def _auc(outcomes: Sequence[Outcome], seed: int) -> Figure | None:
    scored = [o for o in outcomes if o.score is not None]
    scores = np.array([o.score for o in scored], dtype=float)
    answerable = np.array([o.answerable for o in scored], dtype=bool)
    value = auc(scores[answerable], scores[~answerable])
    if value is None:
        return None

    def of(draw: NDArray[Any]) -> float:
        resampled = auc(scores[draw][answerable[draw]], scores[draw][~answerable[draw]])
        return float("nan") if resampled is None else resampled

    bounds = interval(len(scored), lambda draws: np.array([of(draw) for draw in draws]), seed=seed)
    return _figure(value, bounds, len(scored))


def _figure(value: float, bounds: tuple[float, float], n: int) -> Figure:
    return {"value": value, "low": bounds[0], "high": bounds[1], "n": n}
