"""Claims made from claims: one thing changed, or asked as a question."""

import random

import pytest

from assistant.reader.claim_cases import asked, contradicting, shortened


@pytest.mark.parametrize(
    ("claim", "question"),
    [
        ("The quay was opened in 2019.", "Was the quay opened in 2019?"),
        ("Sarn has paid for the lamps.", "Has Sarn paid for the lamps?"),
        ("It will cost 2.3 million crowns.", "Will it cost 2.3 million crowns?"),
        ("Ann Lisle is not the mayor.", "Is Ann Lisle not the mayor?"),
    ],
)
def test_a_claim_becomes_a_yes_no_question(claim: str, question: str) -> None:
    """The auxiliary comes first; names keep their capital."""
    assert asked(claim) == question


@pytest.mark.parametrize(
    "claim",
    [
        "Sarn opened its quay.",
        "Critics who stayed said it was late.",
        "In 2019 the quay was opened.",
        "Maybe",
    ],
)
def test_what_has_no_auxiliary_near_its_start_stays_a_claim(claim: str) -> None:
    """A wrong question would teach nothing."""
    assert asked(claim) is None


def test_a_changed_claim_differs_in_one_place() -> None:
    """The words before and after the change are those of the claim, whichever change is drawn."""
    claim = "The port handled 2.3 million containers in May 2019, more than before."
    for seed in range(30):
        changed = contradicting(claim, random.Random(seed))
        assert changed is not None
        assert changed != claim
        start = next(at for at, (one, other) in enumerate(zip(claim, changed, strict=False)) if one != other)
        tails = zip(reversed(claim), reversed(changed), strict=False)
        end = next(at for at, (one, other) in enumerate(tails) if one != other)
        assert start + end >= len(claim) - 12


def test_what_offers_nothing_to_change_is_left() -> None:
    """No number, no month, no opposite, no auxiliary."""
    assert contradicting("Boats sail.", random.Random(0)) is None


def test_half_a_sentence_stands_by_itself() -> None:
    """What stands before the last comma, unless it depends on what follows."""
    long = "The mayor of Sarn paid for the lamps, which burn all night."
    assert {shortened(long, random.Random(seed)) for seed in range(9)} == {
        long,
        "The mayor of Sarn paid for the lamps.",
    }
    depends = "When the mayor of Sarn paid for lamps, nobody knew."
    assert {shortened(depends, random.Random(seed)) for seed in range(9)} == {depends}
