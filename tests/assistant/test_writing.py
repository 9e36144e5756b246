"""From a question to an answer that a language model writes, over a small corpus and real HTTP."""

import re
from itertools import pairwise

import pytest
from scripted_model import Scripted, question_in, shown_to
from written_material import BOAT, FERRY, KEPT_BACK, SUNDAYS, TOWER, WHEN, Ask, With, prompts, quotes

from assistant.answer import Status, Support
from assistant.question import Turn


@pytest.mark.parametrize(
    "name",
    ["steady", "json-in-fence", "thinks-aloud", "introduces", "emphasises", "numbered", "marker-below", "over-cites",
     "repeats"],
)  # fmt: skip
def test_a_model_that_knows_its_task(workspace_with: With, name: str) -> None:
    """However it dresses its answer: one sentence, cited, and checked against its snapshot."""
    workspace = workspace_with(name)
    answer = workspace.assistant().ask(WHEN)
    assert answer.status is Status.ANSWERED
    assert answer.engine == name
    assert answer.text == f"{BOAT} [1]"
    assert answer.statements[0].support is Support.QUOTED
    assert workspace.verify(answer) == []
    assert answer.notice == KEPT_BACK


def test_what_is_told_of_an_answer(assistant_with: Ask) -> None:
    """Tokens as the server tells them; times that add up; how sure the reader was."""
    answer = assistant_with("steady").ask(WHEN)
    assert answer.usage is not None
    assert (answer.usage.read, answer.usage.dollars) == (900, None)
    assert answer.score is not None
    seconds = answer.seconds
    assert 0 < seconds.first <= seconds.total
    assert 0 < seconds.write <= seconds.total


def test_a_model_that_writes_json(assistant_with: Ask, server: Scripted) -> None:
    """It is asked for a schema, with the prompt for it."""
    answer = assistant_with("json", llm_format="json").ask(WHEN)
    assert answer.text == f"{BOAT} [1]"
    assert "response_format" in server.requests[0]
    assert '"found": false' in server.requests[0]["messages"][0]["content"]


def test_the_answer_grows(assistant_with: Ask) -> None:
    """A statement at a time, each with its citation; what stood before stays, and the last is the whole."""
    grown = list(assistant_with("three").stream(WHEN))
    assert [len(one.statements) for one in grown] == [1, 2, 3, 3]
    for before, after in pairwise(grown):
        assert after.statements[: len(before.statements)] == before.statements
        assert after.citations[: len(before.citations)] == before.citations
    assert quotes(grown[-1]) == [one.text for one in grown[-1].statements]


def test_what_the_model_is_shown(assistant_with: Ask, server: Scripted) -> None:
    """Numbered sentences under their titles and the question; not the sentence that orders, nor its neighbour."""
    assistant_with("steady").ask(WHEN)
    [prompt] = prompts(server)
    assert set(shown_to(prompt).values()) == {FERRY, BOAT, SUNDAYS, TOWER, "It has 312 steps."}
    assert question_in(prompt) == WHEN
    assert "Source: Norrey" in prompt


@pytest.mark.parametrize(("name", "written_as"), [("declines", "lines"), ("declines-json", "json")])
def test_a_model_that_declines(assistant_with: Ask, name: str, written_as: str) -> None:
    """Not found, with the closest sentences, although the quotes would have answered."""
    answer = assistant_with(name, llm_format=written_as).ask(WHEN)
    assert answer.status is Status.NOT_FOUND
    assert (answer.text, answer.citations, answer.engine) == ("", (), name)
    assert answer.reason
    assert answer.closest[0].quote == BOAT


def test_what_was_left_out_is_counted(assistant_with: Ask) -> None:
    """Of five lines three are quotes, one is invented, and one cites nothing."""
    answer = assistant_with("mixed").ask(WHEN)
    assert len(answer.statements) == 3
    assert re.match(r"(?:One sentence was|2 sentences were) left out, since", answer.notice)
    marked = assistant_with("mixed", llm_unsupported="mark").ask(WHEN)
    assert [one.support for one in marked.statements][3:] == [Support.UNSUPPORTED]
    assert len(marked.statements) == 4


def test_at_most_ten_statements(assistant_with: Ask, server: Scripted) -> None:
    """The model is stopped then."""
    server.said["say:much"] = "".join(
        f"- {'The ' * at}{BOAT} [S1, S2, S3, S4, S5]\n" for at in range(1, 30)
    ) + "never read"  # fmt: skip
    answer = assistant_with("say:much", llm_unsupported="mark").ask(WHEN)
    assert len(answer.statements) == 10


def test_a_follow_up_is_rewritten_by_the_model(assistant_with: Ask, server: Scripted) -> None:
    """The question as it would be asked alone is searched and shown to the model; two requests in all."""
    server.said["say:both"] = lambda prompt: (
        f"- {BOAT} [{next(number for number, text in shown_to(prompt).items() if text == BOAT)}]\n"
        if shown_to(prompt)
        else "When was the second boat of Norrey bought?"
    )
    history = [
        Turn(role="user", content="Where does the ferry leave?"),
        Turn(role="assistant", content=FERRY),
    ]
    answer = assistant_with("say:both").ask("And when was the second boat bought?", history)
    assert answer.question == "And when was the second boat bought?"
    assert answer.standalone_question == "When was the second boat of Norrey bought?"
    assert answer.text == f"{BOAT} [1]"
    assert len(server.requests) == 2
