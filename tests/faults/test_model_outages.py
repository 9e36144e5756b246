"""A language model that fails in whatever way: the reader gets sentences of the sources, soon, and one line why."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from scale import of
from scripted_model import KEY, Scripted
from town import QUESTIONS, Town

from assistant.answer import EXTRACTIVE, Answer, Status, Support
from assistant.chat_model import Limits

OUTAGES = (
    "status-401", "status-403", "status-404", "status-429", "status-500", "status-503", "late", "stalls", "cut",
    "no-json", "closes", "error-event",
)  # fmt: skip
NONSENSE = (
    "empty",
    "blanks",
    "endless-letter",
    "endless-talk",
    "invalid-json",
    "wrong-json",
    "invents-ids",
    "no-ids",
)
ASKED = (*QUESTIONS, *(f"Can you tell me {question[0].lower()}{question[1:]}" for question in QUESTIONS))
SHORT = Limits(first=0.3, total=0.6)
AT_ONCE = 8
SERVER_WORDS = ("says the server", "It works!", "the model crashed", "Traceback", "{", "<")


def ask_all(town: Town, name: str, questions: Sequence[str]) -> list[tuple[Answer, float]]:
    """The answers with the seconds that each took; each question has a model of its own, which nobody rests from."""

    def ask(question: str) -> tuple[Answer, float]:
        assistant = town.written_by(town.model(name, limits=SHORT))
        began = time.perf_counter()
        return assistant.ask(question), time.perf_counter() - began

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, questions))


def check(town: Town, answer: Answer) -> None:
    """Sentences of the sources whose citations stand, and one line of ours why."""
    assert answer.status is Status.ANSWERED
    assert answer.engine == EXTRACTIVE
    assert answer.statements
    assert all(one.support is Support.QUOTED and one.citations for one in answer.statements)
    assert town.workspace.verify(answer) == []
    assert answer.notice.startswith("The language model did not help: ")
    assert answer.notice.endswith(" So these are sentences of the sources.")
    assert "\n" not in answer.notice
    assert KEY not in str(answer.to_json())
    assert not any(word in answer.notice for word in SERVER_WORDS)


def test_there_are_600() -> None:
    """The number that was promised: twelve kinds of outage, fifty questions each."""
    assert (len(OUTAGES), len(set(ASKED)), len(OUTAGES) * len(ASKED)) == (12, 50, 600)


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_leaves_the_extractive_answer(town: Town, scripted: Scripted, name: str) -> None:
    """Every question is answered within ten seconds, and nearly all had asked the model; fifty in the long run."""
    before = len(scripted.requests)
    asked = ASKED[: of(50, 6)]
    found = ask_all(town, name, asked)
    for answer, seconds in found:
        check(town, answer)
        assert seconds < 10
    assert len(found) == len(asked)
    # on a busy machine a few are out of time before they get there
    assert len(scripted.requests) - before >= 0.6 * len(asked)


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_leaves_the_extractive_answer(town: Town, name: str) -> None:
    """A model that writes, but nothing that can be shown, is no worse than one that is out."""
    for answer, seconds in ask_all(town, name, QUESTIONS[:10]):
        check(town, answer)
        assert seconds < 10


def test_what_cannot_be_reached_leaves_the_extractive_answer(town: Town) -> None:
    """Where no server listens the answer is the same, and the line says where it was looked for."""
    nowhere = Town(town.workspace, "http://127.0.0.1:9/v1", KEY)
    for answer, _ in ask_all(nowhere, "steady", QUESTIONS[:5]):
        check(town, answer)
        assert "http://127.0.0.1:9/v1 cannot be reached" in answer.notice


def test_a_model_that_fails_three_times_is_left_alone(town: Town, scripted: Scripted) -> None:
    """The first three questions ask it; the others are answered without, and say when it is tried again."""
    scripted.requests.clear()
    assistant = town.written_by(town.model("status-401", limits=SHORT))
    answers = [assistant.ask(question) for question in QUESTIONS[:8]]
    for answer in answers:
        check(town, answer)
    assert len(scripted.requests) == 3
    assert all("refused the key" in one.notice for one in answers[:3])
    assert all("failed 3 times in a row and is tried again in" in one.notice for one in answers[3:])
