"""Units in sentences: which measure the same thing, and how many of one make another."""

from assistant.words import stem

_SCALES: dict[str, dict[str, float]] = {
    "length": {
        "millimetre": 0.001, "millimeter": 0.001, "centimetre": 0.01, "centimeter": 0.01, "metre": 1, "meter": 1,
        "kilometre": 1000, "kilometer": 1000, "km": 1000, "cm": 0.01, "mm": 0.001, "mile": 1609.34, "foot": 0.3048,
        "feet": 0.3048, "yard": 0.9144, "inch": 0.0254, "inches": 0.0254,
    },
    "mass": {
        "gram": 1, "milligram": 0.001, "mg": 0.001, "kilogram": 1000, "kilo": 1000, "kg": 1000, "tonne": 1e6,
        "ton": 1e6, "pound": 453.592, "ounce": 28.35,
    },
    "time": {
        "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600,
        "month": 2_629_800, "year": 31_557_600, "decade": 315_576_000, "century": 3_155_760_000,
        "centuries": 3_155_760_000,
    },
    "volume": {"litre": 1, "liter": 1, "millilitre": 0.001, "milliliter": 0.001, "gallon": 3.785, "barrel": 158.99},
    "area": {"hectare": 1, "acre": 0.404686},
    "power": {"watt": 1, "kilowatt": 1e3, "megawatt": 1e6, "gigawatt": 1e9},
    "data": {"kilobit": 1e3, "megabit": 1e6, "gigabit": 1e9, "kilobyte": 8e3, "megabyte": 8e6, "gigabyte": 8e9},
}  # fmt: skip
_BY_STEM = {
    stem(unit): (kind, factor) for kind, units in _SCALES.items() for unit, factor in units.items()
} | {stem("pound"): ("pound", 1.0)}  # money or weight, who knows
_ALONE = frozenset(
    stem(word)
    for word in "percent dollar euro yen crown mark franc rupee degree volt celsius fahrenheit".split()
) | {"percent", "times", "calendar year", "calendar month"}


def scaled(value: float, unit: str) -> tuple[float, str]:
    """A value in the smallest terms of its kind: 2, ``kilometr`` → 2000, ``length``; others as they are."""
    kind, factor = _BY_STEM.get(unit, (unit, 1.0))
    return value * factor, kind


def is_measure(unit: str) -> bool:
    """Whether a unit says what kind of thing is counted, so that another unit counts another thing."""
    return unit in _BY_STEM or unit in _ALONE
