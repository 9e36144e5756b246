"""Floors and the hash of the questions."""

from pathlib import Path

import pytest

from evals.gate import FLOORS, check, load_floors
from sources.errors import UsageError

SHA = "a" * 64


def figures(**values: float | None) -> dict[str, object]:
    """A summary with the same figures for all questions and for the kind "why"."""
    named = {name: None if value is None else {"value": value} for name, value in values.items()}
    return {"overall": {"errors": 1} | named, "kinds": {"why": named}}


def floors(**scopes: object) -> dict[str, object]:
    """Floors set on the questions of hash ``SHA``."""
    return {"sha256": SHA} | scopes


def test_a_floor_holds_at_its_very_value() -> None:
    """0.1 + 0.2 is 0.3 but for floating point, and 0.3 keeps a floor of 0.3, from above and from below."""
    bounds = floors(at_least={"right": 0.1 + 0.2}, at_most={"declined_falsely": 0.3})
    assert check(figures(right=0.3, declined_falsely=0.1 + 0.2), bounds, SHA) == []


def test_each_broken_floor_is_one_line() -> None:
    """Too low, too high, and a count, each with what was measured and what is required."""
    bounds = floors(at_least={"right": 0.8}, at_most={"declined_falsely": 0.1, "errors": 0})
    assert check(figures(right=0.75, declined_falsely=0.25), bounds, SHA) == [
        "overall: right is 0.75, at least 0.8 is required",
        "overall: declined_falsely is 0.25, at most 0.1 is allowed",
        "overall: errors is 1, at most 0 is allowed",
    ]


def test_a_kind_can_have_floors_of_its_own() -> None:
    """Those of a kind that was not asked are broken."""
    bounds = floors(kinds={"why": {"at_least": {"right": 0.9}}, "how": {"at_least": {"right": 0.1}}})
    assert check(figures(right=0.5), bounds, SHA) == [
        "why: right is 0.5, at least 0.9 is required",
        "how: right is not measured, at least 0.1 is required",
    ]


def test_what_was_not_measured_keeps_no_floor() -> None:
    """Neither a lower bound nor an upper one."""
    broken = check(figures(right=None), floors(at_least={"right": 0.0}, at_most={"unheard_of": 9}), SHA)
    assert [line.partition(",")[0] for line in broken] == [
        "overall: right is not measured",
        "overall: unheard_of is not measured",
    ]


def test_other_questions_are_a_violation() -> None:
    """A changed file of questions without its new hash breaks the gate, however good the figures."""
    broken = check(figures(right=1.0), floors(at_least={"right": 0.5}), "b" * 64)
    assert len(broken) == 1
    assert "the questions are not those that the floors were set on" in broken[0]
    assert "bbbbbbbbbbbb" in broken[0]
    assert len(check(figures(right=1.0), {"at_least": {"right": 0.5}}, SHA)) == 1


def test_the_floors_of_the_project_never_let_a_quote_fall() -> None:
    """Every quote stands: that floor is 1 and no other figure may be put in its place."""
    assert load_floors(FLOORS)["at_least"]["quote_fidelity"] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sha256 = ", "is not TOML"),
        ('[at_leats]\nright = 1', "unknown entry 'at_leats'"),
        ('[at_least]\nright = "high"', "the floor of 'right' must be a number"),
        ('[kinds.why.at_most]\nerrors = "none"', "the floor of 'errors' must be a number"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """A typing mistake must not switch the gate off."""
    path = tmp_path / "floors.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=told):
        load_floors(path)
