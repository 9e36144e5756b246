"""The sentences that the gate goes by: which count, whom they speak to, and which of them tell of others."""

import pytest

from sources.gate_sentences import Said, count_words, is_closed, sentences_of


def only(line: str, *, language: str = "en", own: str = "") -> Said:
    """The one sentence of a line."""
    (said,) = sentences_of(line, language=language, own=frozenset(own.split()))
    return said


@pytest.mark.parametrize(
    ("line", "speaks"),
    [
        ("Please wait here for a moment.", True),
        ("Press the key below the picture.", True),
        ("It is up to you.", True),
        ("They were pleased to wait here.", False),
        ("The press was kept below deck.", False),
    ],
)
def test_a_request_speaks_to_the_reader(line: str, speaks: bool) -> None:
    """By "you", by "please", or by a verb in first place."""
    assert only(line).speaks_to_reader is speaks


def test_words_of_other_languages_speak_to_nobody() -> None:
    """French "du" is German for "you": it counts on a German page, and where the language is not known."""
    line = "Le toit du moulin sera refait."
    assert not only(line, language="fr-FR").speaks_to_reader
    assert only(line, language="de").speaks_to_reader
    assert only(line, language="").speaks_to_reader


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("The bridge was closed by the council of Ostrel last night.", True),
        ("The bridge was closed from 7 in the morning until 4.", True),
        ("The bridge was closed by the people who own it.", False),
        ("The bridge of Skell was closed by the people there.", False),
        ("We closed the bridge for the council of Ostrel last night.", False),
        ("The bridge at Ostrel is closed.", False),
        ("Die Brücke wird vom Rat der Stadt in der Nacht gesperrt.", False),
    ],
)
def test_a_report_names_others_or_counts(line: str, tells: bool) -> None:
    """A name in the middle or two numbers; not the page's own name, nor "we", nor a label, nor German nouns."""
    assert only(line, own="skell").tells is tells


def test_a_report_is_about_no_wall() -> None:
    """A story with the words of a wall has them, and is not about them."""
    story = only("The site of the bank at Ostrel showed an error to its customers.")
    assert story.has("fault")
    assert not story.about("fault")
    assert only("The site has shown an error to its visitors.").about("fault")


def test_menus_labels_and_quoted_words_are_no_sentences() -> None:
    """What is left of a line is what the page itself says."""
    assert sentences_of("Home | News | Sport | Money | Help", language="", own=frozenset()) == []
    assert sentences_of("Read more stories", language="", own=frozenset()) == []
    assert (
        only("She said “please subscribe to read on” and left the room.").text
        == "she said   and left the room."
    )


def test_words_are_counted_with_and_without_blanks() -> None:
    """Two characters of Chinese are a word; numbers and single letters are none."""
    assert count_words("A bell at 7 o'clock") == 3
    assert count_words("橋は閉鎖") == 2


def test_a_line_is_closed_by_a_full_stop_or_a_quotation_mark() -> None:
    """An ellipsis leaves it open."""
    assert is_closed("He left. ")
    assert is_closed("“He left”")
    assert is_closed("彼は去った。")
    assert not is_closed("He left the")
    assert not is_closed("He left the…")
