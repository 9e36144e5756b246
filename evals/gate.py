"""Floors that a run must keep: pinned figures, and the hash of the questions that they were measured on."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sources.errors import UsageError

FLOORS = Path(__file__).with_name("floors.toml")
EPSILON = 1e-9
"""Slack for floating point only: 18 of 20 keeps a floor of 0.9."""


def load_floors(path: Path = FLOORS) -> dict[str, Any]:
    """Read ``sha256``, ``at_least`` and ``at_most``; ``[kinds.NAME.at_least]`` holds the floors of one kind.

    Raises: UsageError when the file cannot be read, is not TOML, or a floor is not a number.
    """
    try:
        floors = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}") from error
    if unknown := sorted(floors.keys() - {"sha256", "at_least", "at_most", "kinds"}):
        raise UsageError(f"{path}: unknown entry {', '.join(map(repr, unknown))}")
    for scope in (floors, *floors.get("kinds", {}).values()):
        for name, bound in (scope.get("at_least", {}) | scope.get("at_most", {})).items():
            if not isinstance(bound, int | float):
                raise UsageError(f"{path}: the floor of {name!r} must be a number")
    return floors


def check(summary: Mapping[str, Any], floors: Mapping[str, Any], sha256: str) -> list[str]:
    """One line for every floor that the summary breaks; none when all hold.

    ``sha256`` is that of the questions that were asked. Other questions than the floors were set on are a
    violation, and so is a floor on a figure that the summary does not have.
    """
    broken = []
    if sha256 != floors.get("sha256"):
        broken.append(
            f"the questions are not those that the floors were set on (sha256 {sha256[:12]}…, "
            f"pinned {str(floors.get('sha256'))[:12]}…): measure again and pin the new hash"
        )
    broken += _broken("overall", summary["overall"], floors)
    for kind, bounds in floors.get("kinds", {}).items():
        broken += _broken(kind, summary["kinds"].get(kind, {}), bounds)
    return broken


def _broken(scope: str, figures: Mapping[str, Any], bounds: Mapping[str, Any]) -> Iterator[str]:
    for name, least in bounds.get("at_least", {}).items():
        value = _value(figures.get(name))
        if value is None or value < least - EPSILON:
            yield f"{scope}: {name} is {_shown(value)}, at least {least:g} is required"
    for name, most in bounds.get("at_most", {}).items():
        value = _value(figures.get(name))
        if value is None or value > most + EPSILON:
            yield f"{scope}: {name} is {_shown(value)}, at most {most:g} is allowed"


def _value(figure: dict[str, float] | float | None) -> float | None:
    """A count as it is, the value of a figure with its interval, None when there is neither."""
    return figure["value"] if isinstance(figure, dict) else figure


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.4g}"
