"""Fits the model that weighs a claim: ``python -m evals.fit_claims``.

A multinomial logistic regression over the features of claims that the network never saw: those of the dev
passages of the reader's data, and of the passages that retrieval finds for each, that which decides it most surely.
Support is said only from a bar on, below which few contradicted claims would be taken for supported.
"""

import json
import random
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from assistant.question import make_query
from assistant.reader.claim_cases import contradicting, shortened
from assistant.reader.claims import FEATURES, ClaimModel
from assistant.reader.outputs import CONTRADICTED, LABELS, NOT_MENTIONED, SUPPORTED
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.reader_data import as_texts, plain_passages

_TARGET = Path(str(files("assistant.reader").joinpath("claims.json")))
_FOLDS = 10
_STRENGTH = 0.3
_CHANGED = 0.6
_MOST_FALSE_SUPPORT = 0.12
"""The share of contradicted claims that may be taken for supported, out of fold."""


def rows(workspace: Workspace, split: str) -> Iterator[tuple[tuple[float, ...], int, str]]:
    """Features of the passage that decides most surely, the label, and the passage of the claim, for every claim."""
    passages = plain_passages(split)
    workspace.add_texts(as_texts(passages), corpus=f"claims-{split}")
    assistant = workspace.assistant(f"claims-{split}")
    chance = random.Random(0)  # noqa: S311 - a draw, not a secret
    for passage in passages:
        for claim in [*passage["claims"], *_sentence_claims(passage, chance)]:
            query = make_query(claim["claim"], ())
            read, found = assistant.passages_for(query)
            best = assistant.claims.read(query, read, found)[0]
            yield best.features, LABELS.index(claim["label"]), passage["id"]


def _sentence_claims(passage: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    """A sentence of the passage as a claim, and the same with one thing changed: people quote what is true, too."""
    for at in chance.sample(range(len(passage["sentences"])), k=1):
        claim = shortened(passage["sentences"][at], chance)
        yield {"claim": claim, "evidence": [at], "label": "supported"}
        changed = contradicting(claim, chance)
        if changed is not None and chance.random() < _CHANGED:
            yield {"claim": changed, "evidence": [at], "label": "contradicted"}


def fit(features: Any, labels: Any, passages: Any) -> dict[str, Any]:
    """The fitted model as plain values, with what it does out of fold, claims of a passage kept together."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(features)
    scaled = scaler.transform(features)
    model = LogisticRegression(C=_STRENGTH, max_iter=3000)
    likely = cross_val_predict(
        model, scaled, labels, groups=passages, cv=GroupKFold(_FOLDS), method="predict_proba"
    )
    least = least_support(likely, labels)
    said = np.where(
        (likely.argmax(1) == SUPPORTED) & (likely[:, SUPPORTED] < least), NOT_MENTIONED, likely.argmax(1)
    )
    model.fit(scaled, labels)
    return {
        "features": list(FEATURES),
        "labels": list(LABELS),
        "weights": [[round(float(weight), 5) for weight in row] for row in model.coef_],
        "biases": [round(float(bias), 5) for bias in model.intercept_],
        "means": [round(float(mean), 5) for mean in scaler.mean_],
        "deviations": [round(float(scale), 5) for scale in scaler.scale_],
        "least_support": least,
        "out_of_fold": {
            "claims": len(labels),
            "right": round(float((said == labels).mean()), 4),
            "contradicted taken for supported": _false_support(said, labels),
        },
    }


def least_support(likely: Any, labels: Any) -> float:
    """The lowest bar, in steps of 0.01, at which few enough contradicted claims are taken for supported."""
    for step in range(33, 100):
        said = np.where(likely[:, SUPPORTED] < step / 100, NOT_MENTIONED, likely.argmax(1))
        if _false_support(said, labels) <= _MOST_FALSE_SUPPORT:
            return step / 100
    return 1.0


def _false_support(said: Any, labels: Any) -> float:
    return round(float((said[labels == CONTRADICTED] == SUPPORTED).mean()), 4)


def _make_loadable() -> None:
    """The features come from a reader that wants a model: where the shipped one is of other features, any will do."""
    try:
        ClaimModel.load()
    except (OSError, ValueError):
        zeros, ones = [0.0] * len(FEATURES), [1.0] * len(FEATURES)
        neutral = {
            "weights": [zeros] * len(LABELS),
            "biases": [0.0] * len(LABELS),
            "means": zeros,
            "deviations": ones,
            "least_support": 0.0,
        }
        plain = {"features": list(FEATURES), "labels": list(LABELS)} | neutral
        _TARGET.write_text(json.dumps(plain), encoding="utf-8")


def main(target: Annotated[Path, typer.Option(help="Where the model is written.")] = _TARGET) -> None:
    """Fit, print the out-of-fold figures, write the model."""
    _make_loadable()
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        features, labels, passages = (
            np.asarray(column) for column in zip(*rows(workspace, "dev"), strict=True)
        )
        workspace.close()
    model = fit(features, labels, passages)
    target.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    typer.echo(json.dumps(model["out_of_fold"], indent=1))


if __name__ == "__main__":
    typer.run(main)
