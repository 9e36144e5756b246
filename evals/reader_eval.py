"""How well the reader reads: ``python -m evals.reader_eval --split dev`` (make reader-eval).

Over the reader's own passages, all splits in one corpus, asked with the questions of one split:

- evidence: given its passage, the best sentence is one of those that answer; MaxSim alone beside it;
- answerable: the area under the ROC curve of the reader's probability, from what retrieval finds;
- span: token F1 of the lit words with the marked ones (Rajpurkar et al. 2016), given the passage.
"""

import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Annotated, Any

import typer

from assistant.pipeline import Assistant
from assistant.question import make_query
from assistant.reader.evidence import Evidence, Reading
from assistant.reader.training_data import bounds_of
from assistant.reader.two_step import TwoStepReader
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.measures.bootstrap import share_interval
from evals.measures.declining import auc
from evals.reader_data import SPLITS, as_texts, plain_passages

_PIECES = 8
"""The most passages that the index makes of one text of the data."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what was read for it given its passage, and how likely it is answerable, of the pool."""

    answerable: bool
    wording: str
    first: bool
    first_maxsim: bool
    span_f1: float | None
    likely: float
    seconds: float


def ask_all(workspace: Workspace, split: str) -> Iterator[Asked]:
    """Every question of a split, its passage among those of all splits."""
    pool = [one for each in SPLITS for one in plain_passages(each)]
    workspace.add_texts(as_texts(pool), corpus="reader-pool")
    assistant = workspace.assistant("reader-pool")
    for passage in plain_passages(split):
        bounds = list(bounds_of(passage["sentences"]))
        for question in passage["questions"]:
            yield _asked(assistant, passage["id"], bounds, question)


def _asked(
    assistant: Assistant, passage_id: str, bounds: Sequence[tuple[int, int]], question: dict[str, Any]
) -> Asked:
    began = time.perf_counter()
    reading = assistant.read(question["question"])
    seconds = time.perf_counter() - began
    likely = reading.answerable if reading is not None else 0.0
    given, by_maxsim = _given(assistant, passage_id, question["question"])
    gold = [bounds[number] for number in question["evidence"]]
    return Asked(
        answerable=question["answerable"],
        wording=question["wording"],
        first=bool(given.evidence) and _inside(given.evidence[0].start, gold),
        first_maxsim=by_maxsim is not None and _inside(by_maxsim, gold),
        span_f1=_span_f1(given.evidence, question["span"]) if question["answerable"] else None,
        likely=likely,
        seconds=seconds,
    )


def _given(assistant: Assistant, passage_id: str, question: str) -> tuple[Reading, int | None]:
    """The reading of one text alone, and where the sentence starts that MaxSim alone finds best."""
    query = make_query(question, ())
    reader = assistant.reader
    assert isinstance(reader, TwoStepReader)  # noqa: S101 - what a workspace assembles
    read = reader.maxsim.embedder.embed_tokens([query.text])[0]
    pieces = assistant.retriever.retrieve_read(query.text, read, _PIECES, among=frozenset({passage_id}))
    matches = reader.maxsim.match(read, reader.maxsim.word_weights(query, read), pieces)
    return reader.read(query, read, pieces), matches[0].start if matches else None


def _inside(start: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= start < last for first, last in spans)


def _span_f1(evidence: Sequence[Evidence], span: str) -> float:
    if not evidence or evidence[0].highlight is None:
        return 0.0
    best = evidence[0]
    start, end = (at - best.start for at in evidence[0].highlight or (0, 0))
    return token_f1(best.text[start:end], span)


def token_f1(said: str, expected: str) -> float:
    """Harmonic mean of the shares of shared words, in [0, 1]; articles and punctuation do not count."""
    left, right = _tokens(said), _tokens(expected)
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / (len(left) + len(right)) if shared else 0.0


def _tokens(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in {"a", "an", "the"}]


def figures(asked: Sequence[Asked]) -> dict[str, Any]:
    """What was measured, with 95 % intervals where the measure is a mean."""
    answerable = [one for one in asked if one.answerable]
    unanswerable = [one for one in asked if not one.answerable]
    table: dict[str, Any] = {
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "evidence first": _mean([float(one.first) for one in answerable]),
        "evidence first, MaxSim alone": _mean([float(one.first_maxsim) for one in answerable]),
        "answerable AUC": round(
            auc([o.likely for o in answerable], [o.likely for o in unanswerable]) or 0.0, 4
        ),
        "span F1": _mean([one.span_f1 for one in answerable if one.span_f1 is not None]),
        "read, median ms": round(1000 * median(one.seconds for one in asked), 1),
    }
    for wording in ("near", "far"):
        among = [float(one.first) for one in answerable if one.wording == wording]
        table[f"evidence first, {wording}"] = round(fmean(among), 4) if among else None
    return table


def _mean(values: Sequence[float]) -> dict[str, float]:
    low, high = share_interval(values)
    return {"mean": round(fmean(values), 4), "low": round(low, 4), "high": round(high, 4)}


def main(split: Annotated[str, typer.Option(help="dev, test or train.")] = "dev") -> None:
    """Measure and write JSON to standard output."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        asked = list(ask_all(workspace, split))
        workspace.close()
    typer.echo(json.dumps({"split": split} | figures(asked), indent=1))


if __name__ == "__main__":
    typer.run(main)
