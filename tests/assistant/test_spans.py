"""What kind of thing a question asks for, and where in a sentence such a thing stands."""

import pytest

from assistant.reader.spans import Ask, direct_span, find_ask, spans_of_kind

GUZMAN = "Ovidio Guzman was extradited to the US in September 2023."
LOAN = "Over the last 15 years, Beijing has loaned Venezuela over $50 billion in exchange for oil."


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("How much did China lend?", Ask.NUMBER),
        ("What percentage of the oil goes to China?", Ask.NUMBER),
        ("When was the treaty signed?", Ask.DATE),
        ("In which year did it start?", Ask.DATE),
        ("Why did Mexico send troops?", Ask.REASON),
        ("Who was extradited?", Ask.NAME),
        ("Which company built the network?", Ask.NAME),
        ("Did Russia sign a treaty?", Ask.YES_NO),
        ("What is said about drones?", Ask.ANYTHING),
    ],
)
def test_find_ask(question: str, ask: Ask) -> None:
    """The question words tell what kind of thing is asked for."""
    assert find_ask(question) is ask


@pytest.mark.parametrize(
    ("sentence", "ask", "question", "span"),
    [
        (GUZMAN, Ask.DATE, "When was Ovidio Guzman extradited?", "September 2023"),
        (GUZMAN, Ask.NAME, "Who was extradited to the US?", "Ovidio Guzman"),
        ("Mexico sent 10,000 troops in 2024.", Ask.NUMBER, "How many troops did Mexico send?", "10,000"),
        ("Maduro’s government fell.", Ask.NAME, "Whose government fell?", "Maduro"),
        (
            "Iran helps because sanctions hurt its oil income, too.",
            Ask.REASON,
            "Why does Iran help?",
            "because sanctions hurt its oil income",
        ),
    ],
)
def test_direct_span(sentence: str, ask: Ask, question: str, span: str) -> None:
    """The span of the right kind that is nearest to the question's words, without what surrounds it."""
    found = direct_span(sentence, ask, question)
    assert found is not None
    assert sentence[found[0] : found[1]] == span


def test_what_was_said_in_the_question_is_no_answer() -> None:
    """A date that the question names does not answer when."""
    assert list(spans_of_kind(GUZMAN, Ask.DATE, "When in September 2023 was he extradited?")) == []


@pytest.mark.parametrize("ask", [Ask.ANYTHING, Ask.YES_NO])
def test_no_span_where_any_thing_would_do(ask: Ask) -> None:
    """Nothing is highlighted when the question asks for no kind of thing."""
    assert direct_span(GUZMAN, ask, "What is said?") is None


def test_no_span_of_that_kind() -> None:
    """A sentence without a date has no date to highlight."""
    assert direct_span("It was never settled.", Ask.DATE, "When was it settled?") is None


@pytest.mark.parametrize("ask", list(Ask))
@pytest.mark.parametrize("sentence", ["", " ", ".", GUZMAN, LOAN, "“A”, B’s; C, 5/6 — 1.", "😀 7 % of X"])
def test_spans_stand_in_the_sentence(sentence: str, ask: Ask) -> None:
    """Every span lies inside the sentence, is not empty, and has no blank at its ends."""
    for start, end in spans_of_kind(sentence, ask, "of what?"):
        assert 0 <= start < end <= len(sentence)
        assert sentence[start:end] == sentence[start:end].strip()
