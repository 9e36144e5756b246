"""A question as typed → the question as searched."""

import pytest

from assistant.question import MOST_CHARACTERS, Turn, check_question, is_follow_up, make_query, strip_lead_in
from sources.errors import UsageError

RUSSIA = Turn(role="user", content="What does Russia sell to Venezuela?")
EXTRADITED = Turn(role="user", content="Who was extradited to the US?")


@pytest.mark.parametrize(
    ("typed", "core"),
    [
        ("Who was extradited?", "Who was extradited?"),
        ("Hi, could you please tell me who was extradited?", "who was extradited?"),
        ("According to the article, what did Cuba send?", "what did Cuba send?"),
        ("What does Cuba provide, please?", "What does Cuba provide?"),
        ("I was wondering whether China lent money?", "whether China lent money?"),
        ("So, do you know when the treaty was signed?", "when the treaty was signed?"),
        ("I write for a paper. My editor is waiting. Who was extradited?", "Who was extradited?"),
        ("Just one thing for my notes: who was extradited?", "who was extradited?"),
        ("Who was extradited? Thanks!", "Who was extradited?"),
    ],
)
def test_lead_in_goes(typed: str, core: str) -> None:
    """Greeting, politeness and what is said around a question are no part of it."""
    assert strip_lead_in(typed) == core


@pytest.mark.parametrize("typed", ["please", "Hello!", "Tell me", "thank you"])
def test_nothing_but_lead_in_stays(typed: str) -> None:
    """What would leave nothing to look for is kept as it was typed."""
    assert strip_lead_in(typed) == typed


def test_a_name_takes_the_place_of_the_one_before() -> None:
    """ "And China?" after a question about Russia is that question about China, and all of it is asked now."""
    query = make_query("And China?", [RUSSIA, Turn(role="assistant", content="Weapons.")])
    assert query.text == "What does China sell to Venezuela?"
    assert query.own == query.text


def test_a_bare_question_word_takes_the_topic_along() -> None:
    """ "When?" alone is searched with what the question before was about, which weighs less."""
    query = make_query("When?", [EXTRADITED])
    assert query.text == "When? (about: extradited to the US)"
    assert query.own == "When?"


def test_a_person_is_looked_up_in_the_answer_before() -> None:
    """ "he" after a question that names nobody is the second name of the answer, the first being its subject."""
    history = [
        Turn(role="user", content="Who was extradited?"),
        Turn(role="assistant", content="Mexico captured Ovidio Guzman. [1]"),
    ]
    assert make_query("Why did he do it?", history).text == (
        "Why did he do it? (about: extradited, Ovidio Guzman)"
    )


def test_follow_up_of_a_follow_up() -> None:
    """A chain of follow-ups is taken back to the question it started from."""
    history = [RUSSIA, Turn(role="assistant", content="…"), Turn(role="user", content="And China?")]
    assert make_query("Why?", history).text == "Why? (about: China sell to Venezuela)"


@pytest.mark.parametrize(
    "question",
    [
        "What does Cuba provide to Venezuela?",
        "Is there a treaty between Russia and Venezuela?",
        "What did Mexico say about its own troops?",
    ],
)
def test_standalone_question_is_left_alone(question: str) -> None:
    """A question that names what it is about takes nothing from the conversation."""
    assert make_query(question, [EXTRADITED]).text == question
    assert not is_follow_up(question)


@pytest.mark.parametrize("question", ["When?", "And China?", "Why did they do that?", "How much?", "It?"])
def test_without_a_conversation_nothing_is_added(question: str) -> None:
    """The first question of a conversation is searched as it stands, whatever it points to."""
    query = make_query(question)
    assert query.own == query.text
    assert query.text in question


def test_only_the_user_s_turns_are_questions() -> None:
    """An assistant's turn, or a blank one, is nothing to follow up on."""
    history = [Turn(role="assistant", content="Welcome."), Turn(role="user", content="  ")]
    assert make_query("When?", history).text == "When?"


def test_blanks_are_one() -> None:
    """Line breaks and blanks around and inside a question do not matter."""
    assert check_question("  Who\n was\t extradited? \n") == "Who was extradited?"


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("?!… –", "no words"),
        ("😀🎉", "no words"),
        ("a" * (MOST_CHARACTERS + 1), "4,001 characters, more than the 4,000"),
        ("bad \udcff byte", "not UTF-8"),
    ],
)
def test_no_question(question: str, why: str) -> None:
    """What cannot be answered is refused with a reason, in one line."""
    with pytest.raises(UsageError, match=why) as refused:
        check_question(question)
    assert "\n" not in str(refused.value)


def test_the_longest_question_passes() -> None:
    """The limit itself is allowed, in any script."""
    assert check_question("问" * MOST_CHARACTERS) == "问" * MOST_CHARACTERS
