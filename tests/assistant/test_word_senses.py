"""Words that mean much the same, and words that mean the opposite."""

import pytest

from assistant.reader.word_senses import Thesaurus, thesaurus
from assistant.words import stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ship", "vessel"),
        ("buy", "purchase"),
        ("bought", "buy"),
        ("bought", "purchased"),
        ("began", "started"),
        ("children", "child"),
        ("car", "automobile"),
        ("ship", "ships"),
    ],
)
def test_words_that_are_alike(one: str, other: str) -> None:
    """Whichever comes first, in any form, irregular ones too."""
    assert thesaurus().are_alike(stem(one), stem(other))
    assert thesaurus().are_alike(stem(other), stem(one))
    assert not thesaurus().are_opposite(stem(one), stem(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("rise", "fall"), ("rose", "fell"), ("increase", "decrease"), ("buy", "sell"), ("old", "new")],
)
def test_words_that_are_opposite(one: str, other: str) -> None:
    """Whichever comes first."""
    assert thesaurus().are_opposite(stem(one), stem(other))
    assert thesaurus().are_opposite(stem(other), stem(one))


@pytest.mark.parametrize(("one", "other"), [("ship", "church"), ("river", "crown"), ("qwxyz", "ship")])
def test_other_words_are_neither(one: str, other: str) -> None:
    """Nor are words that nobody knows."""
    assert not thesaurus().are_alike(stem(one), stem(other))
    assert not thesaurus().are_opposite(stem(one), stem(other))


def test_an_unknown_word_is_like_itself() -> None:
    """Names are in no thesaurus."""
    assert thesaurus().are_alike("oduya", "oduya")


def test_what_may_mean_the_same_is_no_opposite() -> None:
    """A word of many senses may be both; then nothing is said against the statement."""
    words = Thesaurus(
        like={"sanction": frozenset({"permit"})},
        opposite={"sanction": frozenset({"permit", "allow"})},
        bases={"sanctioned": frozenset({"sanction"})},
    )
    assert not words.are_opposite("sanctioned", "permit")
    assert words.are_opposite("sanctioned", "allow")
    assert words.are_alike("permit", "sanctioned")


def test_what_is_shipped_is_in_order() -> None:
    """Lower-case stems, no word its own like or opposite; it is read once."""
    words = thesaurus()
    assert thesaurus() is words
    assert len(words.like) > 10_000
    for word, others in [*words.like.items(), *words.opposite.items()]:
        assert word == word.lower()
        assert word not in others
