"""What code finds different between a claim and its source, whatever the network thinks."""

import pytest

from assistant.reader.claim_facts import differences

SOURCE = "The port of Sarn handled 2.3 million containers in 2019, 4 percent more than in 2018."


@pytest.mark.parametrize(
    "claim",
    [
        "The port handled 3.2 million containers in 2019.",
        "The port handled 2.3 million containers in 2020.",
        "The port handled 2.3 billion containers in 2019.",
        "Sarn handled 14 percent more containers than in 2018.",
    ],
)
def test_another_number_is_a_conflict(claim: str) -> None:
    """A number, a year, a power or a share that the source has otherwise."""
    found = differences(claim, SOURCE, SOURCE)
    assert not found.numbers_agree
    assert found.conflicts + found.unfounded == 1


@pytest.mark.parametrize(
    "claim",
    [
        "In 2019 the port of Sarn handled 2.3 million containers.",
        "Sarn handled 2,300,000 containers.",
        "It was four percent more than the year before.",
        "Sarn handled more containers than in 2018.",
    ],
)
def test_the_same_numbers_in_other_words_agree(claim: str) -> None:
    """Digits or words, long or short: the value counts."""
    assert differences(claim, SOURCE, SOURCE).numbers_agree


def test_a_name_that_is_not_there_is_told() -> None:
    """Brem is nowhere in the source; the first word of a claim has a capital anyway."""
    assert differences("The port of Brem handled containers.", SOURCE, SOURCE).absent_names == 1
    assert differences("Containers were handled in Sarn.", SOURCE, SOURCE).absent_names == 0


def test_negation_and_opposites_are_told() -> None:
    """One side denies, or says the opposite word."""
    assert differences("The port did not handle containers.", SOURCE, SOURCE).negation
    assert not differences("The port handled containers.", SOURCE, SOURCE).negation
    assert differences("It handled less than in 2018.", SOURCE, SOURCE).opposites == 1


def test_the_share_of_words_that_the_source_has() -> None:
    """Port and containers are there, bananas are not: two of three."""
    assert differences("port containers bananas", SOURCE, SOURCE).covered == pytest.approx(2 / 3)
