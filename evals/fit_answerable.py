"""Fits the model that decides whether the sources answer: ``python -m evals.fit_answerable``.

A logistic regression over the reader's features of questions that the networks never saw: the dev split
of the eval questions, and the dev passages of the reader's data as a corpus of their own. Out-of-fold
predictions set the threshold, so that it holds for questions that were not fitted on: at 2.5 percent of the answerable
dev questions, since from a hundred of them nobody knows whether 5 percent are not 9. The test splits are not touched.
"""

import json
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from assistant.pipeline import Assistant
from assistant.question import Turn
from assistant.reader.answerable import FEATURES
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.questions import load
from evals.reader_data import as_texts, plain_passages

_TARGET = Path(str(files("assistant.reader").joinpath("answerable.json")))
_DEV = Path(__file__).parent / "questions" / "dev.jsonl"
_FOLDS = 10
_STRENGTH = 0.3
"""Inverse regularisation; the features are few and the questions are not many."""

Row = tuple[tuple[float, ...], bool]


def article_rows(workspace: Workspace) -> Iterator[Row]:
    """Features and answerability of the dev questions about the bundled article."""
    assistant = workspace.assistant()
    for question in load(_DEV).questions:
        row = _features(assistant, question.question, question.history)
        if row is not None:
            yield row, bool(question.answers)


def reader_rows(workspace: Workspace) -> Iterator[Row]:
    """The same of the reader's dev passages, all in one corpus, so that the right passage must be found too."""
    passages = plain_passages("dev")
    workspace.add_texts(as_texts(passages), corpus="reader-dev")
    assistant = workspace.assistant("reader-dev")
    for passage in passages:
        for question in passage["questions"]:
            row = _features(assistant, question["question"], ())
            if row is not None:
                yield row, bool(question["answerable"])


def fit(rows: list[Row], groups: list[str], most_falsely_declined: float) -> dict[str, Any]:
    """The fitted model as plain values, with the out-of-fold figures that the threshold rests on."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.preprocessing import StandardScaler

    features, labels = np.asarray([row for row, _ in rows]), np.asarray([label for _, label in rows])
    own = np.asarray([group == "article" for group in groups])
    scaler = StandardScaler().fit(features)
    scaled = scaler.transform(features)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    out_of_fold = np.zeros(len(labels))
    for known, unknown in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(scaled, labels):
        model.fit(scaled[known], labels[known])
        out_of_fold[unknown] = model.predict_proba(scaled[unknown])[:, 1]
    threshold = float(np.quantile(out_of_fold[labels & own], most_falsely_declined))
    model.fit(scaled, labels)
    return {
        "features": list(FEATURES),
        "bias": float(model.intercept_[0]),
        "weights": [round(float(weight), 5) for weight in model.coef_[0]],
        "means": [round(float(mean), 5) for mean in scaler.mean_],
        "deviations": [round(float(scale), 5) for scale in scaler.scale_],
        "threshold": round(threshold, 4),
        "out_of_fold": {
            name: _figures(out_of_fold[among], labels[among], threshold)
            for name, among in (("article dev", own), ("reader dev", ~own))
        },
    }


def _figures(likely: Any, labels: Any, threshold: float) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    return {
        "questions": len(labels),
        "auc": round(float(roc_auc_score(labels, likely)), 3),
        "declined_rightly": round(float((likely[~labels] < threshold).mean()), 3),
        "declined_falsely": round(float((likely[labels] < threshold).mean()), 3),
    }


def _features(
    assistant: Assistant, question: str, history: tuple[Turn, ...] | list[Turn]
) -> tuple[float, ...] | None:
    reading = assistant.read(question, history)
    return reading.features if reading is not None and reading.features else None


def main(
    most_falsely_declined: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="Of the answerable.")
    ] = 0.025,
    target: Annotated[Path, typer.Option(help="Where the model is written.")] = _TARGET,
) -> None:
    """Fit, print the out-of-fold figures, write the model."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        article = list(article_rows(workspace))
        reader = list(reader_rows(workspace))
        workspace.close()
    groups = ["article"] * len(article) + ["reader"] * len(reader)
    model = fit(article + reader, groups, most_falsely_declined)
    target.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    typer.echo(json.dumps(model["out_of_fold"], indent=1))


if __name__ == "__main__":
    typer.run(main)
