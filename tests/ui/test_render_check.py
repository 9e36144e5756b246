"""A checked claim as people read it. Every expectation is worked out by hand."""

import pytest
from fake_workspace import FakeAssistant, FakeWorkspace, citation

from assistant.check import Check, Verdict
from sources.errors import UsageError
from ui import chat
from ui.render_check import check_markdown, check_text, claim_markdown, how_sure
from ui.session import Session

MONEY = citation("China lent over $50 billion.")
LENT = Check(
    claim="China lent much.", verdict=Verdict.SUPPORTED, score=0.912, citations=(MONEY,), seconds=0.05
)
SILENT = Check(claim="Cuba lent <b>much</b>.", verdict=Verdict.NOT_MENTIONED, score=0.7, closest=(MONEY,))


def test_the_verdict_stands_over_the_sentence_that_decides() -> None:
    """A heading, the quote with a marker that opens it, and that the reading is ours."""
    shown = check_markdown(LENT, "k1")
    assert shown.startswith("#### The sources support this\n\n“China lent over &#36;50 billion&#46;”")
    assert "(#cite-k1-1" in shown
    assert "Our reading, clearly (91 %) · 50 ms" in shown


def test_a_claim_that_nobody_mentions_shows_the_closest_passages() -> None:
    """No verdict is claimed, nothing can be copied."""
    shown = check_markdown(SILENT, "k1")
    assert "#### The sources do not say" in shown
    assert "Closest passages:" in shown
    assert "#copy-" not in shown


def test_a_claim_is_shown_as_typed() -> None:
    """Its mark-up does nothing."""
    assert claim_markdown(SILENT.claim) == "<em>Check:</em> Cuba lent &#60;b&#62;much&#60;&#47;b&#62;&#46;"


@pytest.mark.parametrize(("score", "said"), [(0.9, "clearly"), (0.7, "probably"), (0.5, "perhaps")])
def test_how_sure_the_verdict_is(score: float, said: str) -> None:
    """A word and the number behind it."""
    check = Check(claim="a", verdict=Verdict.SUPPORTED, score=score)
    assert how_sure(check) == f"{said} ({score:.0%})".replace("%", " %")


def test_a_copied_check_names_claim_verdict_and_source() -> None:
    """Plain text, with the address of the sentence."""
    lines = check_text(LENT).splitlines()
    assert lines[:2] == ["Claim: China lent much.", "The sources support this."]
    assert lines[3].startswith(
        "[1] “China lent over $50 billion.” Oil and debt https://example.org/oil#:~:text="
    )


def test_checks_stand_in_the_conversation_and_not_in_the_history() -> None:
    """A claim can be opened and copied like an answer; a follow-up question is not read as following it."""
    home = FakeWorkspace(replies=FakeAssistant(checks=[LENT, UsageError("No.")]))
    session = chat.check(home, Session(), " China lent much. ")  # type: ignore[arg-type]
    assert chat.messages(session)[1]["content"] == check_markdown(LENT, session.exchanges[0].answer_id)
    panel = chat.panel_value(session)
    assert [entry["key"] for entry in panel["entries"]] == [f"{session.exchanges[0].answer_id}-1"]
    assert list(panel["copies"].values()) == [check_text(LENT)]
    assert session.answers == ()
    failed = chat.check(home, session, "x")  # type: ignore[arg-type]
    assert chat.messages(failed)[3]["content"] == "No&#46;"


def test_an_empty_claim_is_refused_in_words() -> None:
    """It says what a claim is."""
    assert chat.refusal(" ", is_claim=True) == chat.EMPTY_CLAIM
