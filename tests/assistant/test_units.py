"""Units: which measure the same thing, and how many of one make another."""

import pytest

from assistant.reader.quantities import quantities
from assistant.reader.units import is_measure, scaled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2 kilometres", "2,000 metres"),
        ("2 km", "2,000 meters"),
        ("1 mile", "1.60934 kilometres"),
        ("12 inches", "1 foot"),
        ("3 feet", "1 yard"),
        ("1.5 tonnes", "1,500 kilograms"),
        ("3 years", "36 months"),
        ("2 centuries", "20 decades"),
        ("a dozen", "12"),
        ("2 weeks", "14 days"),
        ("90 minutes", "1.5 hours"),
        ("2 gigawatts", "2,000 megawatts"),
        ("1 gigabyte", "8 gigabits"),
        ("5 litres", "5,000 millilitres"),
    ],
)
def test_so_many_of_one_are_so_many_of_the_other(one: str, other: str) -> None:
    """As one reads them in a sentence, in the plural and in both spellings."""
    [first], [second] = quantities(one), quantities(other)
    (value, kind), (same, same_kind) = scaled(first.value, first.unit), scaled(second.value, second.unit)
    assert kind == same_kind
    assert value == pytest.approx(same, rel=1e-3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2 kilometres", "2 kilograms"),
        ("2 weeks", "2 percent"),
        ("2 pounds", "2 kilograms"),
        ("2 boats", "2 houses"),
    ],
)
def test_other_kinds_are_not_compared(one: str, other: str) -> None:
    """Nor are pounds with kilograms: they may be money."""
    [first], [second] = quantities(one), quantities(other)
    assert scaled(first.value, first.unit)[1] != scaled(second.value, second.unit)[1]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("2 kilometres", True),
        ("2 pounds", True),
        ("£2", True),
        ("2 percent", True),
        ("2 crowns", True),
        ("May", True),
        ("2019", True),
        ("2 boats", False),
        ("2", False),
    ],
)
def test_what_is_a_measure(text: str, measure: bool) -> None:
    """What says what kind of thing is counted, so that another one counts another thing."""
    [found] = quantities(text)
    assert is_measure(found.unit) is measure


def test_what_is_no_measure_stays_as_it_is() -> None:
    """Boats are counted in boats."""
    assert scaled(2, "boat") == (2, "boat")
