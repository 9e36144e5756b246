"""How much the network's word should count in the order of sentences: ``python -m evals.fit_order``.

For each weight of a log-odds point of the network beside a point of MaxSim, the share of answerable dev questions whose
first sentence is one that answers: of the reader's dev passages, given the passage, and of the article's dev questions,
among all that retrieval finds. The weight in ``assistant/reader/two_step.py`` was chosen by this table.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from assistant.pipeline import Assistant
from assistant.question import Turn, make_query
from assistant.reader.maxsim import Match
from assistant.reader.training_data import bounds_of
from assistant.reader.two_step import TwoStepReader
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.questions import load
from evals.reader_data import as_texts, plain_passages
from evals.suite import QUESTIONS

_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.15, 0.25, 1.0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The sentences read for a question: MaxSim's score, the network's margin, and whether each answers."""

    scores: tuple[float, ...]
    margins: tuple[float, ...]
    answers: tuple[bool, ...]

    def first_answers(self, weight: float) -> bool:
        """Whether the first one answers when a log-odds point counts so much."""
        best = max(range(len(self.scores)), key=lambda at: self.scores[at] + weight * self.margins[at])
        return self.answers[best]


def of_passages(workspace: Workspace) -> Iterator[Ranked]:
    """The answerable questions of the reader's dev passages, each with its own passage."""
    passages = plain_passages("dev")
    workspace.add_texts(as_texts(passages), corpus="order")
    assistant = workspace.assistant("order")
    for passage in passages:
        bounds = list(bounds_of(passage["sentences"]))
        for question in passage["questions"]:
            gold = {bounds[at][0] for at in question["evidence"]}
            if gold:
                among = frozenset({str(passage["id"])})
                yield _ranked(assistant, question["question"], (), among, lambda one, g=gold: one.start in g)  # type: ignore[misc]


def of_article(workspace: Workspace) -> Iterator[Ranked]:
    """The article's dev questions that name the sentences that answer."""
    assistant = workspace.assistant()
    for question in load(QUESTIONS / "dev.jsonl").questions:
        quotes = question.quotes
        if question.answerable and quotes:
            ranked = _ranked(
                assistant, question.question, question.history, None,
                lambda one, q=quotes: any(quote in one.text or one.text in quote for quote in q),  # type: ignore[misc]
            )  # fmt: skip
            if ranked.scores:
                yield ranked


def _ranked(
    assistant: Assistant,
    question: str,
    history: Sequence[Turn],
    among: frozenset[str] | None,
    answers: Callable[[Match], bool],
) -> Ranked:
    reader = assistant.reader
    assert isinstance(reader, TwoStepReader)  # noqa: S101 - what a workspace assembles
    query = make_query(question, history)
    read, passages = assistant.passages_for(query, among)
    matches, margins = reader.margins(query, read, passages)
    return Ranked(tuple(one.score for one in matches), tuple(margins), tuple(answers(one) for one in matches))


def main() -> None:
    """Print the table as JSON, a line for each weight."""
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        found = {"passages": list(of_passages(workspace)), "article": list(of_article(workspace))}
        workspace.close()
    for weight in _WEIGHTS:
        shares = {
            name: round(sum(one.first_answers(weight) for one in ranked) / len(ranked), 4)
            for name, ranked in found.items()
        }
        typer.echo(json.dumps({"weight": weight} | shares))


if __name__ == "__main__":
    typer.run(main)
