"""Whatever a language model does, the reader gets an answer: failures, inventions, orders, and being stopped."""

import time

import pytest
from scripted_model import Scripted
from written_material import BOAT, ORDER, WHEN, Ask, With, prompts, quotes, until

from assistant.answer import EXTRACTIVE, Answer, Status, Support, YesOrNo


@pytest.mark.parametrize(
    "name",
    ["invents-facts", "other-number", "no-ids", "invents-ids", "malformed-ids", "html", "links", "invalid-json",
     "wrong-json", "blanks"],
)  # fmt: skip
def test_what_is_not_borne_out_gives_way_to_quotes(workspace_with: With, name: str) -> None:
    """The reader gets sentences of the sources, and a word about why."""
    workspace = workspace_with(name)
    answer = workspace.assistant().ask(WHEN)
    assert (answer.engine, answer.status) == (EXTRACTIVE, Status.ANSWERED)
    assert BOAT in quotes(answer)
    assert all(one.support is Support.QUOTED for one in answer.statements)
    assert f"nothing that {name} wrote is borne out by the sources. So these are sentences" in answer.notice
    assert workspace.verify(answer) == []


@pytest.mark.parametrize(
    "name", ["status-401", "status-404", "closes", "cut", "error-event", "empty", "endless-talk"]
)
def test_a_model_that_fails_gives_way_to_quotes(assistant_with: Ask, name: str) -> None:
    """In one notice, which names it; times are told all the same."""
    answer = assistant_with(name).ask(WHEN)
    assert (answer.engine, answer.status) == (EXTRACTIVE, Status.ANSWERED)
    assert BOAT in quotes(answer)
    assert answer.notice.startswith(f"The language model did not help: {name} at http://127.0.0.1")
    assert answer.seconds.first == 0


def test_a_model_that_is_late_gives_way_to_quotes(assistant_with: Ask) -> None:
    """After the seconds that the settings give it."""
    answer = assistant_with("late", llm_first_seconds=0.4).ask(WHEN)
    assert "took longer than 0.4 s. So these are sentences" in answer.notice


def test_stopping_keeps_what_was_written(assistant_with: Ask, server: Scripted) -> None:
    """After the first statement; the server notices, and the notice says so."""
    server.pause = 0.02
    grown: list[Answer] = []
    for answer in assistant_with("three").stream(WHEN, stopped=lambda: bool(grown)):
        grown.append(answer)
    assert len(grown[-1].statements) == 1
    assert "Stopped before its end." in grown[-1].notice
    assert until(lambda: server.open_streams == 0)


def test_stopping_before_anything_was_written(assistant_with: Ask) -> None:
    """Quotes take its place at once, though the model would keep still for long."""
    began = time.monotonic()
    [answer] = assistant_with("late").stream(WHEN, stopped=lambda: True)
    assert time.monotonic() - began < 2.5
    assert "late was stopped before it had written anything. So these are sentences" in answer.notice
    assert BOAT in quotes(answer)


def test_closing_the_answer_stops_the_model(assistant_with: Ask, server: Scripted) -> None:
    """Whoever leaves the page costs nothing more."""
    server.pause = 0.05
    growing = assistant_with("three").stream(WHEN)
    next(growing)
    growing.close()  # type: ignore[attr-defined]
    assert until(lambda: server.open_streams == 0, 1.5)


@pytest.mark.parametrize(
    "question",
    ["Was the tower sold?", "Why was the tower sold?", "What is said of the tower?", "Summarize the article"],
)
def test_an_order_in_a_source_is_not_quoted_either(
    assistant_with: Ask, server: Scripted, question: str
) -> None:
    """Where a model fails, the sentences that stand in for it are none that speak to models, nor decide a yes."""
    answer = assistant_with("status-401").ask(question)
    assert ORDER not in [one.quote for one in (*answer.citations, *answer.closest)]
    assert [one.marker for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.verdict is not YesOrNo.YES
    assert not any(ORDER in prompt for prompt in prompts(server))
