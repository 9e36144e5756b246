"""Prompts: what is put in, and that it stays what it is."""

from dataclasses import replace

import pytest

from assistant.chat_model import Message
from assistant.prompting import NAMES, Prompt, prompt, tokens_in


@pytest.mark.parametrize(
    ("name", "placeholders"),
    [
        ("answer", ("fence", "evidence", "question")),
        ("answer-json", ("fence", "evidence", "question")),
        ("standalone", ("fence", "conversation", "question")),
    ],
)
def test_each_prompt_says_what_goes_in(name: str, placeholders: tuple[str, ...]) -> None:
    """A name that is misspelt in a file would stand in the prompt as it is."""
    assert prompt(name).placeholders == placeholders
    told, asked = prompt(name).fill(**dict.fromkeys(placeholders, "x"))
    assert "$" not in told.content + asked.content


def test_these_are_all() -> None:
    """Every prompt there is stands in the table above."""
    assert set(NAMES) == {"answer", "answer-json", "standalone"}


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_from_documents_stands_between_fences(name: str) -> None:
    """Between two lines of their own in the message of the user; none of it is in what the model is told."""
    own = "conversation" if name == "standalone" else "evidence"
    told, asked = prompt(name).fill(**{"fence": "<f3nce>", own: "the documents", "question": "Who?"})
    assert told.role == "system"
    assert asked.role == "user"
    assert "<f3nce>\nthe documents\n<f3nce>\n" in asked.content
    assert asked.content.endswith("uestion: Who?")
    assert "<f3nce>" in told.content
    assert "the documents" not in told.content


def test_the_json_in_a_prompt_survives() -> None:
    """Braces are no placeholders."""
    told, _ = prompt("answer-json").fill(fence="-", evidence="-", question="-")
    assert '{"found": false, "statements": []}' in told.content


@pytest.mark.parametrize(
    "value", ["$question", "${fence}", "$$", "it cost $5 or ${6}", "{question}", "{0} %s %(x)s", "\\1 \\g<0>"]
)
def test_what_is_put_in_is_no_template(value: str) -> None:
    """A source may hold dollars and braces; it cannot pull the fence out."""
    _, asked = prompt("answer").fill(fence="<f3nce>", evidence=value, question=value)
    assert asked.content == f"<f3nce>\n{value}\n<f3nce>\n\nQuestion: {value}"


def test_a_value_that_is_missing_is_an_error() -> None:
    """Rather than a prompt with a hole."""
    with pytest.raises(KeyError, match="evidence"):
        prompt("answer").fill(fence="-", question="-")


def test_the_version_changes_with_every_letter() -> None:
    """Of either part, and with where one ends; the same text has the same."""
    one = Prompt("p", "You answer.", "Question: $question")
    assert len(one.version) == 8
    assert int(one.version, 16) >= 0
    assert one.version == replace(one, name="q").version
    others = [replace(one, system="You answer!"), replace(one, user="Question: $questions")]
    others.append(replace(one, system="You answer.Q", user="uestion: $question"))
    assert len({one.version, *(other.version for other in others)}) == 4


def test_the_messages_in_their_order() -> None:
    """What it is told, then what it is asked."""
    one = Prompt("p", "Be brief, $name.", "$name?")
    assert one.placeholders == ("name",)
    assert one.fill(name="Ann") == [Message("system", "Be brief, Ann."), Message("user", "Ann?")]


def test_tokens_are_counted_cautiously() -> None:
    """A token for three bytes and one for each text: 2 for four letters, 5 for four Chinese characters."""
    assert tokens_in(["abcd"]) == 2
    assert tokens_in(["河流很长"]) == 5
    assert tokens_in(["abcd", "河流很长", ""]) == 8
    assert tokens_in([]) == 0
