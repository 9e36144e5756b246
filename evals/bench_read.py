"""How long reading takes: ``python -m evals.bench_read`` (make bench-read).

The reader's dev passages as a corpus; each of their questions is read with eight passages, sorted out and crossed by
the network in both rounds (the early exit is put out of reach), then as it is used. "First" pays for the token vectors
of passages that were not read before, "again" finds them kept. Medians and 95th percentiles in milliseconds.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, quantiles

import typer

from assistant.pipeline import Assistant
from assistant.question import make_query
from assistant.reader.two_step import TwoStepReader
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.machine import machine
from evals.reader_data import as_texts, plain_passages

_QUESTIONS = 200
_PASSAGES = 8


def _over_dev_passages(workspace: Workspace) -> Assistant:
    workspace.add_texts(as_texts(plain_passages("dev")), corpus="bench-read")
    return workspace.assistant("bench-read")


def times(workspace: Workspace, assistant: Assistant) -> dict[str, dict[str, float]]:
    """Milliseconds of the first and the second reading of every question."""
    asked = [question["question"] for one in plain_passages("dev") for question in one["questions"]]
    asked = asked[:_QUESTIONS]
    first, again, lengths = [], [], []
    for question in asked:
        query = make_query(question, ())
        read, found = assistant.passages_for(query)
        found = found[:_PASSAGES]
        lengths += [workspace.embedder.count_tokens(one.passage.text) for one in found]
        first.append(_milliseconds(lambda q=query, r=read, f=found: assistant.reader.read(q, r, f)))  # type: ignore[misc]
        again.append(_milliseconds(lambda q=query, r=read, f=found: assistant.reader.read(q, r, f)))  # type: ignore[misc]
    return {
        "first": _spread(first),
        "again": _spread(again),
        "passages": {"each": _PASSAGES, "tokens, mean": round(fmean(lengths), 1), "questions": len(asked)},
    }


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _spread(values: list[float]) -> dict[str, float]:
    cuts = quantiles(values, n=20)
    return {"median": round(cuts[9], 1), "p95": round(cuts[18], 1)}


def main() -> None:
    """Measure and write JSON to standard output."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        assistant = _over_dev_passages(workspace)
        used = times(workspace, assistant)
        reader = assistant.reader
        assert isinstance(reader, TwoStepReader)  # noqa: S101 - what a workspace assembles
        reader.clearly_best = float("inf")
        every = times(workspace, assistant)
        workspace.close()
    typer.echo(json.dumps({"all eight crossed": every, "as used": used, "machine": machine()}, indent=1))


if __name__ == "__main__":
    typer.run(main)
