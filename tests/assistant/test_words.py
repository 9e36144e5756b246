"""Words of questions: what names something, and what two forms of a word share."""

import pytest

from assistant.words import content_stems, content_words, is_content, stem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What did the US send to Cuba?", ["US", "send", "Cuba"]),
        ("Cuba’s doctors and Cuba's teachers", ["Cuba", "doctors", "Cuba", "teachers"]),
        ("counter-narcotics in 2023", ["counter", "narcotics", "2023"]),
        ("What about it?", []),
        ("", []),
    ],
)
def test_content_words(text: str, words: list[str]) -> None:
    """Words that name something are kept in order, as written; compounds come apart, possessives go."""
    assert content_words(text) == words


def test_us_is_a_country() -> None:
    """ "us" is a country as often as a pronoun, so it is no stop word."""
    assert is_content("us")


def test_may_is_a_month_inside_a_question() -> None:
    """ "May" with a capital inside a sentence names a month; "may", or "May" in front, asks."""
    assert "May" in content_words("What was signed in May 2025?")
    assert content_words("May I ask who may sign?") == ["ask", "sign"]


@pytest.mark.parametrize(
    ("one", "other"), [("extradited", "Extradite"), ("loans", "loan"), ("COUNTRIES", "country")]
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    """Number, tense and case do not keep a question from its answer."""
    assert stem(one) == stem(other)


def test_curly_and_straight_apostrophes_are_one() -> None:
    """Typographic apostrophes make no other word."""
    assert not is_content("don’t")
    assert not is_content("don't")
    assert content_stems("Venezuela’s loans") == content_stems("the loan to Venezuela")
