"""What a model wrote, before it is judged: emphasis off, unsafe forms told, the nearest of many sentences."""

import pytest

from assistant.draft import cleaned, is_plain, nearest
from evals.support_cases import as_passage, cited_sentence

THREE = [
    "A second boat was bought in 2014 for 3.2 million crowns.",
    "In winter there is no service on Sundays.",
    "Ilse Brandt, the captain, has steered it since 1998.",
]


def test_of_many_sentences_the_nearest_are_judged() -> None:
    """Six at most, those that share most words with the statement, in the order in which they were cited."""
    plain = [f"Number {at} is about nothing." for at in range(5)] + THREE
    passage = as_passage("d", plain)
    cited = [cited_sentence(passage, at) for at in range(len(plain))]
    kept = nearest(cited, "The captain bought a boat in winter.")
    assert len(kept) == 6
    assert [one.text for one in kept][-3:] == THREE
    assert nearest(cited[:6], "Anything.") == cited[:6]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("**The boat** was *bought*.", "The boat was bought."),
        ("## The boat", "The boat"),
        ("__The__ _boat_ snake_case", "The boat snake_case"),
        ("The\u200b boat\n was\tbought.", "The boat was bought."),
    ],
)
def test_emphasis_goes(text: str, clean: str) -> None:
    """The words stay."""
    assert cleaned(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "It cost $3.2 million (about £2 million).",
        "“Yes,” she said – 3 < 4 it is not",
        "Größe: 5 m²",
        "Q&A at 8 p.m.",
    ],
)
def test_plain_sentences_are_plain(text: str) -> None:
    """Figures, quotes and letters of other languages do nothing anywhere; a lesser sign might."""
    assert is_plain(text) is ("<" not in text)
