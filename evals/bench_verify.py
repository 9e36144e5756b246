"""What checking adds to an answer that a language model writes: ``make bench-verify``.

Five statements, each a sentence of the bundled article without its last words, so that it is no quote and has to be
judged, and each citing two sentences, so that one of them may be left out. The passages were read before, as they are
when a question is answered. A first round is not counted. Prints JSON.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import typer

from assistant.draft import fewest_that_carry
from assistant.pipeline import Assistant
from assistant.question import make_query
from assistant.reader.support import CitedSentence, SupportJudge, SupportModel
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.fit_support import judge_with
from evals.machine import machine
from evals.questions import load
from evals.suite import Split, split_files
from index.retriever import ScoredPassage

_STATEMENTS = 5
_LEFT_OUT = 2
_FEWEST_WORDS = 8

Statement = tuple[str, list[CitedSentence]]


def statements(assistant: Assistant, question: str) -> list[Statement]:
    """Five statements about the passages that are found for a question."""
    _, passages = assistant.passages_for(make_query(question))
    cited = [one for passage in passages for one in _sentences(passage)][: 2 * _STATEMENTS]
    return [
        (" ".join(one.text.split()[:-_LEFT_OUT]), [one, other])
        for one, other in zip(cited[::2], cited[1::2], strict=False)
    ]


def _sentences(passage: ScoredPassage) -> Iterator[CitedSentence]:
    for start, end in passage.passage.sentences:
        one = CitedSentence(passage=passage, start=start, end=end)
        if len(one.text.split()) > _FEWEST_WORDS:
            yield one


def seconds_for(judge: SupportJudge, answer: list[Statement]) -> float:
    """How long an answer's statements take to be judged, and their citations to be made few."""
    began = time.perf_counter()
    for text, cited in answer:
        read = judge.read(text, cited)
        fewest_that_carry(read, cited, read.judge(cited))
    return time.perf_counter() - began


def main(most: Annotated[int, typer.Option(help="How many answers.")] = 80) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home), llm=""))
        assistant = workspace.assistant()
        judge = judge_with(SupportModel.load())
        asked = load(*split_files(Split.DEV)).questions[:most]
        answers = [one for each in asked if len(one := statements(assistant, each.question)) == _STATEMENTS]
        for _ in range(2):
            taken = [seconds_for(judge, answer) for answer in answers]
        workspace.close()
    cuts = quantiles(taken, n=20)
    report = {
        "answers": len(taken),
        "statements each": _STATEMENTS,
        "median ms": round(1000 * cuts[9], 1),
        "p95 ms": round(1000 * cuts[18], 1),
        "machine": machine(),
    }
    typer.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    typer.run(main)
