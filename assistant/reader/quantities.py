"""Numbers in sentences, with what they count: "2.3 million", "forty percent", "two-fifths", "May 2019"."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.words import is_content, stem

_ONES = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_POWERS = {
    "dozen": 12, "hundred": 100, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9,
    "bn": 1e9, "trillion": 1e12,
}  # fmt: skip
_PARTS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6,
    "seventh": 1 / 7, "eighth": 1 / 8, "ninth": 1 / 9, "tenth": 1 / 10,
}  # fmt: skip
_TIMES = {
    "halved": 0.5, "halving": 0.5, "twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "thrice": 3,
    "triple": 3, "tripled": 3, "triples": 3, "tripling": 3, "quadruple": 4, "quadrupled": 4, "quadrupling": 4,
}  # fmt: skip
_CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_MONTHS = "january february march april may june july august september october november december".split()
_SMALL = "|".join(sorted(_ONES, key=len, reverse=True))  # fourteen before four
_TEN = "|".join(_TENS)
_POWER = "|".join(sorted(_POWERS, key=len, reverse=True))
_PART = "|".join(f"{part}s?" for part in _PARTS)
_SPOKEN = rf"(?:(?:{_TEN})(?:[- ](?:{_SMALL}))?|{_SMALL})\b"
_NUMBER = re.compile(
    rf"(?P<currency>[$€£¥])?\s?(?<![\w.])"
    rf"(?:(?P<digits>\d+(?:,\d{{3}})*(?:\.\d+)?)|(?P<spoken>{_SPOKEN}|an?(?=\s(?:{_POWER})\b)))"
    rf"(?:[\s-]?(?P<power>{_POWER})\b)?(?:[-\s](?P<part>{_PART})\b)?"
    r"(?P<percent>\s?(?:%|per ?cent\b|percentage points?\b))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?:a|one) )?(?P<part>half|third|quarter|fifth|sixth|eighth|tenth)\b", re.IGNORECASE
)
_AND_A_HALF = re.compile(r" and a half\b", re.IGNORECASE)
_SHARE = re.compile(
    rf"\b({_SPOKEN}|\d{{1,2}})(?: [a-z]+)? (?:in|out of) (?:every )?({_SPOKEN}|\d{{1,3}})\b"
    r"(?! (?:years?|months?|weeks?|days?))",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(rf"\b(?:{'|'.join(_TIMES)})\b", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s-]+(?:more |fewer |new |other |square |cubic |different |additional |working |full )?([^\W\d_]{2,})"
)
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|some|over|under|more than|less than|fewer than|at least"
    r"|at most|up to|just|close to|well over|upwards of)\s+[$€£¥]?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence: its value, what it counts (a stem, ``percent``, ``calendar year``; ``""``: unknown),
    its span, and whether it is only said to be about right. ``step`` is the last place of a decimal fraction.
    """

    value: float
    unit: str
    start: int
    end: int
    roughly: bool = False
    step: float = 0.0

    def equals(self, other: "Quantity") -> bool:
        """Whether both say the same value, a rough one within six percent."""
        slack = 0.06 if self.roughly or other.roughly else 1e-9
        return math.isclose(self.value, other.value, rel_tol=slack)

    def is_about(self, exact: "Quantity") -> bool:
        """Whether this is the other value, or what it is when rounded to the places that are given here."""
        return self.equals(exact) or abs(self.value - exact.value) <= self.step / 2 * (1 + 1e-9)

    def may_count_the_same(self, other: "Quantity") -> bool:
        """Whether both count the same thing, as far as their units tell."""
        return self.unit == other.unit


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order; years and months are quantities of their own."""
    shares = list(_shares(text))
    found = [*_months(text), *shares]
    found += [one for one in _numbers(text) if not any(s.start <= one.start < s.end for s in shares)]
    taken = [(one.start, one.end) for one in found]
    for pattern, values in ((_FRACTION, _PARTS), (_MULTIPLE, _TIMES)):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                word = (match["part"] if "part" in match.re.groupindex else match.group()).lower()
                unit = "percent" if values is _PARTS else "times"
                value = 100 * values[word] if values is _PARTS else float(values[word])
                roughly = values is _PARTS or _is_rough(text, match.start())
                found.append(Quantity(value, unit, *match.span(), roughly))
    return sorted(found, key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        digits = match["digits"]
        value = float(digits.replace(",", "")) if digits else float(_spoken(match["spoken"].lower()))
        if digits and _YEAR.fullmatch(digits) and text[match.end() : match.end() + 1] == "s":
            continue  # a decade is no year
        if (
            digits
            and _YEAR.fullmatch(digits)
            and not (match["power"] or match["percent"] or match["currency"])
        ):
            yield Quantity(value, "calendar year", *_span(match))
            continue
        power = _POWERS[match["power"].lower()] if match["power"] else 1
        value, step = value * power, _last_place(digits or "") * power
        and_a_half = _AND_A_HALF.match(text, match.end())
        if and_a_half:
            value += power / 2
        unit = _unit(text, match.end() if and_a_half is None else and_a_half.end(), match)
        if match["part"]:
            value, unit = 100 * value * _part(match["part"]), "percent"
        roughly = bool(match["part"]) or _is_rough(text, match.start())
        yield Quantity(value, unit, *_span(match), roughly, step)


def _shares(text: str) -> Iterator[Quantity]:
    """One in five, nine out of ten: percentages, roughly."""
    for match in _SHARE.finditer(text):
        part, whole = (float(one) if one.isdigit() else _spoken(one.lower()) for one in match.groups())
        if 0 < part < whole:
            yield Quantity(100 * part / whole, "percent", *match.span(), roughly=True)


def _months(text: str) -> Iterator[Quantity]:
    for match in re.finditer(rf"\b(?:{'|'.join(_MONTHS)})\b", text, re.IGNORECASE):
        if match.group()[0].isupper():
            yield Quantity(float(1 + _MONTHS.index(match.group().lower())), "calendar month", *match.span())


def _unit(text: str, end: int, match: re.Match[str]) -> str:
    if match["percent"]:
        return "percent"
    if match["currency"]:
        return _CURRENCY[match["currency"]]
    following = _UNIT.match(text, end)
    return stem(following.group(1)) if following and is_content(following.group(1)) else ""


def _last_place(digits: str) -> float:
    """The value of the last place of a decimal fraction: 0.01 in 3.14; 0 for a whole number."""
    return 10.0 ** -len(digits.partition(".")[2]) if "." in digits else 0.0


def _span(match: re.Match[str]) -> tuple[int, int]:
    """Without a blank at its start."""
    return match.start() + len(match.group()) - len(match.group().lstrip()), match.end()


def _spoken(words: str) -> float:
    total = 0
    for word in re.split(r"[-\s]", words):
        total += 1 if word in {"a", "an"} else _ONES.get(word, _TENS.get(word, 0))
    return total


def _part(word: str) -> float:
    return _PARTS.get(word.lower(), _PARTS.get(word.lower().removesuffix("s"), 1.0))


def _is_rough(text: str, start: int) -> bool:
    return _ROUGHLY.search(text[:start].rstrip() + " ") is not None
