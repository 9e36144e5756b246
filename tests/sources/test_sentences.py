"""Sentences with their offsets."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.sentences import split_sentences


def sentences(text: str, language: str = "") -> list[str]:
    """The sentences themselves."""
    return [text[start:end] for start, end in split_sentences(text, language=language)]


@pytest.mark.parametrize(
    "parts",
    [
        ["This is it, i.e. the end.", "Then more came."],
        [
            "Venezuela once bankrolled clients (i.e. PetroCaribe program), buying influence.",
            "Today it does not.",
        ],
        ["Prices (e.g. rents) rose.", "They fell later."],
        ["The U.S. Army came.", "It left."],
        ["He left the U.S.", "Then he returned."],
        ["See Eq. 2.1 for it.", "Fine."],
        ["As Fig. 3 and No. 5 show, it grew.", "See pp. 12 and 13."],
        ["Smith et al. (2020) found it.", "Others did not."],
        ["It cost approx. 40 dollars, cf. the table.", "It was dear."],
        ["It cost $3.5 million.", "Version 1.2.3 was free."],
        ["Dr. Smith met Mr. Jones at 5 p.m. on Monday.", "They left."],
        ["J. K. Rowling wrote it.", "He likes vitamin C.", "She does too."],
        ['He said "Stop. Now."', "She left."],
        ["He said, “Stop!” and left.", "“No.”", "“Yes,” she said."],
        ["It was “over.”", "Nobody came."],
        ["Is it so?", "yes it is.", "lower case starts too."],
        ["iPhones sold well.", "eBay did too."],
        ["Wait… what?", "Yes!"],
        ["over 100k died.", "3 men left."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_text_is_cut_where_its_sentences_end(parts: list[str]) -> None:
    """Not at abbreviations, initials and decimals; before quotes, figures and lower case."""
    assert sentences(" ".join(parts)) == parts


def test_line_ends_within_a_sentence_stay_in_it() -> None:
    """A hard-wrapped sentence is one, its line ends included."""
    assert sentences("One goes\non here.\nTwo follows.") == ["One goes\non here.", "Two follows."]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("de", ["Das ist z. B. Öl.", "Dann kam Gas."]),
        ("es", ["¿Qué pasó?", "Nada."]),
        ("ja", ["これは文です。", "次の文です。"]),
        ("ar", ["مرحبا.", "كيف حالك؟"]),
        ("xx", ["An unknown language.", "It is read all the same."]),
    ],
)
def test_other_languages_have_their_own_marks(language: str, parts: list[str]) -> None:
    """The language is a code; one that nobody knows is no error."""
    text = ("" if language == "ja" else " ").join(parts)
    assert sentences(text, language) == parts


def test_only_the_part_that_was_asked_for_is_cut() -> None:
    """Offsets are those of the whole text: 'Two.' stands at 5, 'Three.' is cut off at 14."""
    text = "One. Two. Three. Four."
    assert split_sentences(text, 5, 14) == [(5, 9), (10, 14)]


@pytest.mark.parametrize("text", ["", " ", "\n \t\u00a0"])
def test_blanks_hold_no_sentence(text: str) -> None:
    """No span is empty."""
    assert split_sentences(text) == []


_PIECES = st.sampled_from(
    [
        "Word",
        "word",
        "U.S.",
        "i.e.",
        "Eq.",
        "No.",
        "2.1",
        "Mr.",
        ".",
        "!",
        "?",
        "…",
        "...",
        '"',
        "“",
        "”",
        "(",
        ")",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\xa0",
        "\u200b",
        "\u2028",
        "\x1c",
        "😀",
        "é",
        "。",
        "؟",
        "é",
        "İ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(_PIECES, max_size=50).map("".join), st.text(max_size=80)), st.integers(0, 20))
def test_spans_are_in_order_apart_and_leave_out_only_blanks(text: str, start: int) -> None:
    """Whatever the text: no character of it is lost or said twice, and no span has blanks around it."""
    first = min(start, len(text))
    spans = split_sentences(text, first)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    kept = "".join(text[left:right] for left, right in spans)
    assert "".join(kept.split()) == "".join(text[first:].split())
    for left, right in spans:
        assert first <= left < right <= len(text)
        assert text[left:right] == text[left:right].strip()
