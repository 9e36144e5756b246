"""Numbers in sentences, with what they count."""

import pytest

from assistant.reader.quantities import quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost 2.3 million crowns.", [(2_300_000, "crown")]),
        ("It cost $50 billion.", [(50e9, "dollar")]),
        ("forty-two percent of voters", [(42, "percent")]),
        ("18% fewer, 3 per cent more", [(18, "percent"), (3, "percent")]),
        ("In May 2019 it ended.", [(5, "calendar month"), (2019, "calendar year")]),
        ("a third of them", [(100 / 3, "percent")]),
        ("twelve weeks", [(12, "week")]),
        ("It doubled.", [(2, "times")]),
        ("1,204 soldiers", [(1204, "soldier")]),
        ("Nobody may leave.", []),
    ],
)
def test_what_is_counted(text: str, expected: list[tuple[float, str]]) -> None:
    """Digits, words, powers, shares, years and months, each with its unit."""
    found = quantities(text)
    assert [(pytest.approx(one.value), one.unit) for one in found] == expected


def test_a_rough_number_equals_one_nearby() -> None:
    """About 200 is 205, but not 230; a plain 200 is neither."""
    (about,) = quantities("about 200 ships")
    (plain,) = quantities("200 ships")
    (near,) = quantities("205 ships")
    (far,) = quantities("230 ships")
    assert about.equals(near)
    assert not about.equals(far)
    assert not plain.equals(near)


def test_the_same_thing_is_counted_by_the_same_unit() -> None:
    """Ships are compared with ships, not with crowns."""
    (ships,) = quantities("200 ships")
    (more,) = quantities("300 ships")
    (crowns,) = quantities("200 crowns")
    assert ships.may_count_the_same(more)
    assert not ships.may_count_the_same(crowns)
