"""How well claims are judged: ``python -m evals.claims_eval --split dev`` (make claims-eval).

The claims of one split of the reader's data, checked against the passages of all splits in one corpus: the
right passage must be found, and what it says must be weighed. Beside it the same with the claim's own passage
alone. ``contradicted taken for supported`` is the error that does harm.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Annotated, Any

import typer

from assistant.pipeline import Assistant
from assistant.reader.outputs import LABELS
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.measures.bootstrap import share_interval
from evals.reader_data import SPLITS, as_texts, plain_passages

Judged = tuple[str, str]
"""The label that is right, and the verdict."""


def check_all(assistant: Assistant, split: str, *, given: bool) -> Iterator[tuple[Judged, float]]:
    """Label, verdict and seconds for every claim of a split, asked of its own passage alone when ``given``."""
    for passage in plain_passages(split):
        among = frozenset({str(passage["id"])}) if given else None
        for claim in passage["claims"]:
            check = assistant.check(claim["claim"], among=among)
            yield (claim["label"], check.verdict.value), check.seconds


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """Accuracy with its 95 % interval, macro F1, and the confusion, rows by label."""
    right = [float(label == verdict) for label, verdict in judged]
    low, high = share_interval(right)
    pairs = Counter(judged)
    contradicted = sum(count for (label, _), count in pairs.items() if label == "contradicted")
    return {
        "claims": len(judged),
        "accuracy": {"mean": round(fmean(right), 4), "low": round(low, 4), "high": round(high, 4)},
        "macro F1": round(fmean(_f1(pairs, label) for label in LABELS), 4),
        "contradicted taken for supported": round(
            pairs["contradicted", "supported"] / max(1, contradicted), 4
        ),
        "confusion": {label: {verdict: pairs[label, verdict] for verdict in LABELS} for label in LABELS},
    }


def _f1(pairs: Counter[Judged], label: str) -> float:
    hit = pairs[label, label]
    said = sum(count for (_, verdict), count in pairs.items() if verdict == label)
    true = sum(count for (one, _), count in pairs.items() if one == label)
    return 2 * hit / (said + true) if hit else 0.0


def main(split: Annotated[str, typer.Option(help="dev, test or train.")] = "dev") -> None:
    """Measure and write JSON to standard output."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        pool = [one for each in SPLITS for one in plain_passages(each)]
        workspace.add_texts(as_texts(pool), corpus="pool")
        assistant = workspace.assistant("pool")
        given = list(check_all(assistant, split, given=True))
        found = list(check_all(assistant, split, given=False))
        workspace.close()
    report = {
        "split": split,
        "own passage": figures([judged for judged, _ in given]),
        "pool": figures([judged for judged, _ in found])
        | {"median ms": round(1000 * median(seconds for _, seconds in found), 1)},
    }
    typer.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    typer.run(main)
