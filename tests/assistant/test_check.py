"""Claims against a corpus: the verdict, the sentence that decides, and numbers that never pass."""

import re
from collections.abc import Callable

import pytest

from assistant.check import Verdict
from assistant.pipeline import Assistant
from assistant.workspace import Workspace
from sources.errors import UsageError
from sources.records import BlockKind
from sources.sentences import split_sentences

SARN = (
    "The port of Sarn handled 2.3 million containers in 2019. The mayor, Ann Lisle, opened a second quay in May 2021. "
    "It was paid for by the ministry of transport, not by the town. No ship has been turned away since then."
)


@pytest.fixture(scope="module")
def assistant(article: Workspace) -> Assistant:
    """Over the bundled article."""
    return article.assistant()


@pytest.fixture
def sarn(open_workspace: Callable[..., Workspace]) -> Assistant:
    """Over one short text."""
    workspace = open_workspace()
    workspace.add_texts([("sarn", "The port of Sarn", SARN, "")], corpus="rivers")
    return workspace.assistant("rivers")


def test_a_claim_in_other_order_is_supported(sarn: Assistant) -> None:
    """With the sentence that says so, exact to the letter, and how sure that is."""
    check = sarn.check("In 2019 the port of Sarn handled 2.3 million containers.")
    assert check.verdict is Verdict.SUPPORTED
    assert check.citations[0].quote == "The port of Sarn handled 2.3 million containers in 2019."
    assert 0.5 < check.score <= 1


@pytest.mark.parametrize(
    "claim",
    [
        "In 2019 the port of Sarn handled 3.2 million containers.",
        "In 2018 the port of Sarn handled 2.3 million containers.",
        "In 2019 the port of Sarn handled 2.3 billion containers.",
        "Ann Lisle opened a second quay in March 2021.",
    ],
)
def test_another_number_or_date_is_never_supported(sarn: Assistant, claim: str) -> None:
    """Whatever the network makes of it, code has compared the numbers."""
    assert sarn.check(claim).verdict is not Verdict.SUPPORTED


def test_no_sentence_of_the_article_with_a_number_changed_passes(
    assistant: Assistant, article: Workspace
) -> None:
    """Every number of the article in turn, its first digit another one: no such sentence is supported."""
    document = article.document("article")
    tried = 0
    for block in document.blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        for start, end in split_sentences(document.text, block.start, block.end, document.language):
            sentence = document.text[start:end]
            for number in re.finditer(r"(?<![\w.,-])\d[\d.,]*", sentence):
                digit = "7" if number.group()[0] != "7" else "4"
                changed = sentence[: number.start()] + digit + sentence[number.start() + 1 :]
                assert assistant.check(changed).verdict is not Verdict.SUPPORTED, changed
                tried += 1
    assert tried >= 10


def test_what_nobody_mentions_is_said_not_to_be(sarn: Assistant) -> None:
    """Without citations, with the sentences that come nearest."""
    check = sarn.check("Iceland exports herring to Portugal.")
    assert check.verdict is Verdict.NOT_MENTIONED
    assert check.citations == ()
    assert check.closest


def test_what_no_source_has_is_not_asked_of_others(sarn: Assistant) -> None:
    """Only the ticked sources count; of none, nothing can be said."""
    check = sarn.check("The port of Sarn handled 2.3 million containers in 2019.", among=frozenset({"other"}))
    assert check.verdict is Verdict.NOT_MENTIONED
    assert check.closest == ()


def test_plain_values_keep_the_order_of_the_contract(sarn: Assistant) -> None:
    """Verdict, citations and score come first, for programs that read along."""
    plain = sarn.check("The ministry of transport paid for the quay.").to_json()
    assert list(plain)[:4] == ["claim", "verdict", "citations", "score"]


@pytest.mark.parametrize("claim", ["", "  ", "?!", "x" * 5000])
def test_no_claim(sarn: Assistant, claim: str) -> None:
    """Nothing, punctuation, or a whole text."""
    with pytest.raises(UsageError):
        sarn.check(claim)


def test_a_yes_no_question_is_answered_with_the_word_first(sarn: Assistant) -> None:
    """When the reader is sure: our yes, then the source's sentence, which stays as it is."""
    answer = sarn.ask("Did the port of Sarn handle 2.3 million containers in 2019?")
    assert answer.statements[0].text == "The port of Sarn handled 2.3 million containers in 2019."
    assert answer.verdict is None or answer.text.startswith(f"{answer.verdict.value.capitalize()}: The port")
