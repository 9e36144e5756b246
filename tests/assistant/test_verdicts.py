"""When yes or no is said, and when a premise is denied."""

from collections.abc import Sequence

import pytest

from assistant.answer import Answer, Statement, Status, Support, YesOrNo
from assistant.reader.claims import Decision
from assistant.verdicts import denies, premise_of, yes_or_no


def _decisions(*probabilities: tuple[float, float, float]) -> list[Decision]:
    return [Decision(match=None, features=(), probabilities=one) for one in probabilities]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "premise"),
    [
        ("Why did Sarn close its port?", "did Sarn close its port?"),
        ("When was the quay sold?", "was the quay sold?"),
        ("And how often does it rain?", "does it rain?"),
        ("Who closed the port?", None),
        ("Did Sarn close its port?", None),
        ("How many boats are there?", None),
    ],
)
def test_what_a_question_takes_for_granted(question: str, premise: str | None) -> None:
    """Why, when, where and how take the rest for granted."""
    assert premise_of(question) == premise


@pytest.mark.parametrize(
    ("decisions", "verdict"),
    [
        ([(0.9, 0.05, 0.05)], YesOrNo.YES),
        ([(0.1, 0.8, 0.1)], YesOrNo.NO),
        ([(0.6, 0.3, 0.1)], None),
        ([(0.1, 0.1, 0.8)], None),
        ([(0.4, 0.3, 0.3), (0.05, 0.9, 0.05)], None),
        ([], None),
    ],
)
def test_only_a_sure_verdict_is_said(
    decisions: Sequence[tuple[float, float, float]], verdict: YesOrNo | None
) -> None:
    """The passage that decides most surely decides; where it is not sure, the quote speaks for itself."""
    found = yes_or_no(_decisions(*decisions))
    assert (found[0] if found else None) == verdict


def test_a_premise_is_denied_by_no_only() -> None:
    """A yes supports it."""
    assert denies(_decisions((0.1, 0.8, 0.1))) is not None
    assert denies(_decisions((0.9, 0.05, 0.05))) is None


def test_the_verdict_stands_before_the_quote_and_is_read_back() -> None:
    """In the text only: the statement stays a sentence of the source."""
    answer = Answer(
        question="Is it?", standalone_question="Is it?", status=Status.ANSWERED, verdict=YesOrNo.NO,
        statements=(Statement(text="It is not.", citations=(1,), support=Support.QUOTED),),
    )  # fmt: skip
    assert answer.text == "No: It is not. [1]"
    assert answer.statements[0].text == "It is not."
    assert Answer.from_json(answer.to_json()).verdict is YesOrNo.NO
