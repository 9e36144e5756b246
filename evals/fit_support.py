"""Fits the model that judges whether a statement follows from what it cites: ``python -m evals.fit_support``.

A logistic regression over the features of statements written for this, dev half, and of the dev claims of the
reader's data; the network saw neither. The bar for "supported" lets through few that do not follow, the bar for
"partial" drops few that do, both out of fold and on the written statements alone. ``--split test`` prints the
figures of the other half with the model as it stands, and fits nothing.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from assistant.answer import Support
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.maxsim import MaxSim
from assistant.reader.support import FEATURES, SupportJudge, SupportModel
from assistant.settings import Settings
from evals.support_cases import SupportCase, cases_in, claim_cases
from index.embedder import load_embedder

_TARGET = Path(str(files("assistant.reader").joinpath("support.json")))
_WRITTEN = Path(__file__).with_name("support")
_FOLDS = 10
_STRENGTH = 0.3
_MOST_PASSED = 0.02
"""The share of statements that do not follow which may be called supported, out of fold."""
_MOST_DROPPED = 0.035
"""The share of statements that follow which may be dropped, out of fold; numbers that differ included."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a case: its features, whether code has doubts, and whether it has settled it."""

    features: tuple[float, ...]
    doubtful: bool
    settled: bool


def judge_with(model: SupportModel) -> SupportJudge:
    """A judge that reads with what is shipped."""
    settings = Settings()
    embedder = load_embedder(settings.model, settings.home / "models")
    return SupportJudge(MaxSim(embedder, lambda word: 1, 100), CrossEncoder(), model)


def look_at(judge: SupportJudge, cases: list[SupportCase]) -> Iterator[Seen]:
    """What is seen of each case."""
    for case in cases:
        read = judge.read(case.statement, case.cited)
        found = read.compare(case.cited)
        yield Seen(read.features(case.cited, found), found.doubtful, found.settled)


def fit(cases: list[SupportCase], seen: list[Seen], written: int) -> dict[str, Any]:
    """The model as plain values; the first ``written`` cases are those that the bars are chosen on."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.preprocessing import StandardScaler

    rows = np.asarray([one.features for one in seen])
    labels = np.asarray([case.supported for case in cases])
    groups = np.asarray([case.group for case in cases])
    settled = np.asarray([one.settled for one in seen])
    scaler = StandardScaler().fit(rows[~settled])
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    scaled = scaler.transform(rows[~settled])
    likely = np.zeros(len(cases))
    likely[~settled] = cross_val_predict(
        model,
        scaled,
        labels[~settled],
        groups=groups[~settled],
        cv=GroupKFold(_FOLDS),
        method="predict_proba",
    )[:, 1]
    sure = np.where([one.doubtful for one in seen], 0.0, likely)[:written]
    right = labels[:written]
    supported = float(np.quantile(sure[~right], 1 - _MOST_PASSED, method="higher")) + 1e-4
    partial = max(float(np.quantile(likely[:written][right], _MOST_DROPPED, method="lower")), 1e-4)
    model.fit(scaled, labels[~settled])
    return {
        "features": list(FEATURES),
        "weights": [round(float(one), 5) for one in model.coef_[0]],
        "bias": round(float(model.intercept_[0]), 5),
        "means": [round(float(one), 5) for one in scaler.mean_],
        "deviations": [round(float(one), 5) for one in scaler.scale_],
        "supported": round(supported, 4),
        "partial": round(partial, 4),
        "out_of_fold": figures(
            cases[:written],
            [_said(*pair, supported, partial) for pair in zip(sure, likely[:written], strict=True)],
        ),
    }


def _said(sure: float, likely: float, supported: float, partial: float) -> Support:
    if sure >= supported:
        return Support.SUPPORTED
    return Support.PARTIAL if likely >= partial else Support.UNSUPPORTED


def figures(cases: list[SupportCase], said: list[Support]) -> dict[str, Any]:
    """The shares that count, and the verdicts by kind."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for case, one in zip(cases, said, strict=True):
        by_kind[f"{'follows' if case.supported else 'does not'}: {case.kind}"][one.value] += 1
    follow = [one for case, one in zip(cases, said, strict=True) if case.supported]
    others = [one for case, one in zip(cases, said, strict=True) if not case.supported]
    return {
        "follow": len(follow),
        "of them dropped": round(follow.count(Support.UNSUPPORTED) / len(follow), 4),
        "of them called supported": round(follow.count(Support.SUPPORTED) / len(follow), 4),
        "do not follow": len(others),
        "of those called supported": round(others.count(Support.SUPPORTED) / len(others), 4),
        "of those dropped": round(others.count(Support.UNSUPPORTED) / len(others), 4),
        "by kind": {kind: dict(counts) for kind, counts in sorted(by_kind.items())},
    }


def _neutral() -> SupportModel:
    zeros = np.zeros(len(FEATURES))
    return SupportModel(zeros, 0.0, zeros, zeros + 1, 1.0, 0.0)


def main(
    split: Annotated[str, typer.Option(help="dev fits; test only measures.")] = "dev",
    target: Annotated[Path, typer.Option(help="Where the model is written.")] = _TARGET,
) -> None:
    """Fit and write the model, or measure the one that is there; JSON on standard output."""
    written = [one for path in sorted(_WRITTEN.glob(f"{split}*.jsonl")) for one in cases_in(path)]
    if split == "test":
        judge = judge_with(SupportModel.load())
        said = [judge.judge(case.statement, case.cited).support for case in written]
        typer.echo(json.dumps(figures(written, said), indent=1))
        return
    cases = [*written, *claim_cases("dev")]
    plain = fit(cases, list(look_at(judge_with(_neutral()), cases)), len(written))
    target.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    typer.echo(json.dumps(plain["out_of_fold"], indent=1))


if __name__ == "__main__":
    typer.run(main)
