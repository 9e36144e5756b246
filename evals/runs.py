"""Questions put to an assistant one after the other; a run is a folder that tells all about it.

answers.jsonl   each answer as it was given, with the id of its question
results.jsonl   what each measure says about it
summary.json    the figures of each kind and of all, with what they were measured on
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from assistant.answer import Answer
from evals.machine import machine, versions
from evals.measures.citing import TextOf
from evals.outcomes import Outcome, Verify, failure, judge
from evals.questions import Question, QuestionSet
from evals.summary import summarise
from sources.errors import UsageError, WellsourcedError
from sources.records import Document, now
from sources.storage import storage_errors, write_atomically

if TYPE_CHECKING:
    from assistant.question import Turn

WARM_UP = "Which subjects are treated here, and by whom?"
"""Asked once before the clock starts, so that no question pays for loading the models."""


class Asker(Protocol):
    """Whatever answers questions: the assistant, or a peer to compare it with."""

    def ask(self, question: str, history: Sequence["Turn"] = ()) -> Answer:
        """Answer one question, given the turns before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run: question by question in the order asked, None where no answer came."""

    folder: Path
    questions: tuple[Question, ...]
    answers: tuple[Answer | None, ...]
    outcomes: tuple[Outcome, ...]
    summary: dict[str, Any]


def run(
    assistant: Asker,
    questions: QuestionSet,
    *,
    folder: Path,
    documents: Callable[[str], Document],
    verify: Verify,
    about: Mapping[str, Any] | None = None,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> Run:
    """Ask every question, judge every answer, and leave all of it in ``folder``.

    ``documents`` gives the document of an id, ``verify`` the problems of an answer's citations, ``about``
    what else the summary shall tell. An error of one question is its outcome; one at warm-up ends the run.

    Raises: UsageError when the folder is in use or the warm-up question is in the set; StorageError when
    the folder cannot be written.
    """
    _check_warm_up(questions.questions)
    started, folder = now(), _new_folder(folder)
    warm_up = _timed(assistant, WARM_UP, (), clock)[1]
    text_of = _texts(documents)
    answers: list[Answer | None] = []
    outcomes: list[Outcome] = []
    with (
        storage_errors(folder),
        _file(folder, "answers") as answer_file,
        _file(folder, "results") as result_file,
    ):
        for question in questions.questions:
            answer, outcome = _one(assistant, question, text_of, verify, clock)
            answers.append(answer)
            outcomes.append(outcome)
            given = answer.to_json() if answer else {"error": outcome.error}
            _line(answer_file, {"id": question.id} | given)
            _line(result_file, asdict(outcome))
            on_outcome(outcome)
    told = _told(questions, started, warm_up, seed, about or {})
    summary = {"run": told} | summarise(outcomes, seed=seed)
    text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / "summary.json", text.encode())
    return Run(
        folder=folder,
        questions=questions.questions,
        answers=tuple(answers),
        outcomes=tuple(outcomes),
        summary=summary,
    )


def _one(
    assistant: Asker, question: Question, text_of: TextOf, verify: Verify, clock: Callable[[], float]
) -> tuple[Answer | None, Outcome]:
    try:
        answer, seconds = _timed(assistant, question.question, question.history, clock)
    except WellsourcedError as error:
        return None, failure(question, error)
    return answer, judge(question, answer, seconds, text_of=text_of, verify=verify)


def _timed(
    assistant: Asker, question: str, history: Sequence["Turn"], clock: Callable[[], float]
) -> tuple[Answer, float]:
    start = clock()
    answer = assistant.ask(question, history)
    return answer, clock() - start


def _texts(documents: Callable[[str], Document]) -> TextOf:
    """Document texts by id, each read once; empty for an id that no document has."""
    kept: dict[str, str] = {}

    def text_of(document_id: str) -> str:
        if document_id not in kept:
            try:
                kept[document_id] = documents(document_id).text
            except WellsourcedError:
                kept[document_id] = ""
        return kept[document_id]

    return text_of


def _check_warm_up(questions: Sequence[Question]) -> None:
    for question in questions:
        if question.question.strip() == WARM_UP:
            raise UsageError(
                f"Question {question.id!r} is the warm-up question of every run: word it differently"
            )


def _new_folder(folder: Path) -> Path:
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty: name a new folder, so that no run is overwritten")
    return folder


def _file(folder: Path, name: str) -> TextIO:
    return (folder / f"{name}.jsonl").open("x", encoding="utf-8")


def _line(file: TextIO, data: Mapping[str, Any]) -> None:
    file.write(json.dumps(data, ensure_ascii=False) + "\n")
    file.flush()


def _told(
    questions: QuestionSet, started: str, warm_up: float, seed: int, about: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "started": started,
        "finished": now(),
        "files": dict(questions.files),
        "warm_up": {"question": WARM_UP, "seconds": round(warm_up, 3), "counted": False},
        "intervals": {"level": 0.95, "method": "percentile bootstrap over questions", "seed": seed},
        "machine": machine(),
        "versions": versions(),
    } | dict(about)
