"""What a statement says otherwise than the sentences that it cites, found by code: numbers, names, opposites, negation.

A statement in other words may say "more than doubled" for 12 and 26, or "about 40 percent" for 412 of 1,030: a number
that follows from those cited is none of its own.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from assistant.compose import points_back
from assistant.reader.claim_facts import comparable, is_negated, names_in, opposites
from assistant.reader.quantities import Quantity, quantities
from assistant.reader.units import is_measure, scaled
from assistant.reader.word_senses import thesaurus
from assistant.words import content_stems, content_words, stem

_POINTS = re.compile(
    r"\b(?:he|she|they|it|his|her|their|its|him|them|this|these|those"
    r"|the (?:\w+ )?(?:company|firm|agency|group|ministry|team|court|report|study|authors?|city|town|country|museum"
    r"|school|church|club|board|council|project|plant|ship|bridge|law|treaty|two|three|former|latter|same))\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\W+(?:[\w'’-]+\s+){0,3}?(?:(?:a|an|per|each|every)\s+(?P<period>hour|day|week|month|quarter|year)"
    r"|(?P<adverb>hour|dai|week|month|year|annual)ly)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more than|over|above|at least|no fewer than|no less than|upwards of|exceed\w*)$", re.IGNORECASE
)
_LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|at most|no more than|just short of|up to|within)$", re.IGNORECASE
)
_CHANGED = re.compile(
    r"\b(?:f[ae]ll\w*|r[io]s[ei]\w*|increas\w+|decreas\w+|drop\w*|grew|grow\w*|shr[aiu]nk\w*|los[ets]+|cut\w*|reduc\w+"
    r"|declin\w+|up|down|high\w*|low\w*|more|less|fewer|larger|smaller|longer|shorter|faster|slower|cheap\w*|jump\w*"
    r"|climb\w*|went|gain\w*|change\w*|above|below|since|between)\b",
    re.IGNORECASE,
)
"""Words of a sentence that tells how something changed: only there is a percentage a difference."""
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+)?\w+(?:ed|en|wn|ught|ld|t|de)\b(?:\W+\w+){0,6}?\W+by\b",
    re.IGNORECASE,
)
_MOST_ADDED = 2
_REPORTING = frozenset(
    stem(word)
    for word in """says argues contends reports finds found states notes writes believes thinks claims explains adds
    percent number total according around roughly nearly""".split()
)
"""What a statement may have of its own: that somebody says it, and that something is counted."""
_FEW = 0.15
_LEAST_COVERED = 0.15
_UNSURE = re.compile(
    r"\b(?:may|might|could|plan(?:s|ned|ning)?|intend\w*|hop(?:e|es|ed|ing)|consider\w*|propos\w+|expect\w*|aims?|aimed"
    r"|probabl[ey]|possibl[ey]|perhaps|likely|believ\w+|alleg\w+|reported(?:ly)?|accus\w+|suspect\w*|claim\w*|appear\w*"
    r"|seem\w*|if|unless|wants?|wish\w*|promis\w+|pledg\w+|forecast\w*|predict\w*)\b",
    re.IGNORECASE,
)
"""What makes of a fact a plan, a guess or an allegation."""
_MULTIPLES = frozenset({"times", "time"})
_PERIODS = {
    ("month", "year"): 12, ("quarter", "year"): 4, ("week", "year"): 52, ("day", "week"): 7, ("day", "year"): 365,
    ("hour", "day"): 24, ("month", "quarter"): 3,
}  # fmt: skip
_EXTENTS = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "all": "all|every|each|everyone|everybody|whole|entire|entirely|always|both",
        "some": "some|several|part|partly|certain|many|others|various|one of",
        "none": "none|no|nobody|neither|never",
        "only": "only|sole|solely|exclusively|alone",
        "most": "most|majority|mostly|mainly|largely",
    }.items()
}
_NEAR_BOUND = 1.25
_ROUGH = 0.06
_MOST_DERIVED = 8
"""Numbers of the cited sentences that are set against each other; beyond it nobody would follow."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``numbers_differ``: a number of the statement is not in what it cites, nor follows from it; ``covered`` and
    ``covered_nearby``: the share, in [0, 1], of its content words that the cited sentences have, and their passages, or
    one much like it; ``added_words``: how many they have not;
    ``absent_names``: names of it that are nowhere near, ``resolved_names``: that stand before a cited sentence that
    points back, ``names_elsewhere``: that stand in a passage otherwise; ``opposites``, ``negation`` as in
    ``claim_facts``; ``exchanged``: two names stand in the other order, and not since one of the two is in the passive;
    ``replaced_names``: resolved ones that may stand for a name of the cited sentences rather than for a "he";
    ``counts_others``: a number counts something that the cited sentences do not have; ``surer``: they say that
    something may be, or is planned, and the statement that it is; ``other_extent``: one says all, the other some.
    """

    numbers_differ: bool
    covered: float
    covered_nearby: float
    added_words: int
    absent_names: int
    resolved_names: int
    names_elsewhere: int
    opposites: int
    negation: bool
    exchanged: bool
    replaced_names: int
    counts_others: bool
    surer: bool
    other_extent: bool

    @property
    def settled(self) -> bool:
        """Whether it cannot follow: a number, more than one name, or nearly every word comes from nowhere."""
        return self.numbers_differ or self.absent_names > 1 or self.covered < _LEAST_COVERED

    @property
    def doubtful(self) -> bool:
        """Whether something was found that keeps a careful reader from saying that the statement follows."""
        return (
            self.numbers_differ
            or self.negation
            or self.exchanged
            or self.counts_others
            or self.surer
            or self.other_extent
            or self.replaced_names > 0
            or self.opposites > 0
            or self.absent_names + self.names_elsewhere > 0
            or self.added_words > _MOST_ADDED
        )


def compare(statement: str, cited: Sequence[str], passages: Sequence[str], titles: Sequence[str]) -> Compared:
    """Compare a statement with the sentences it cites, their passages, and the titles of their documents."""
    together = " ".join(cited)
    nearby = " ".join(dict.fromkeys([*passages, *titles]))
    said, there, near = content_stems(statement), content_stems(together), content_stems(nearby)
    found, found_near = _found(said, there), _found(said, near)
    names = names_in(statement) - there
    own_names = set().union(*map(names_in, cited)) - said
    back = any(_POINTS.search(one) or points_back(one) for one in cited)
    return Compared(
        numbers_differ=not all(
            _has(quantity, statement, together, nearby) for quantity in quantities(statement)
        ),
        covered=len(found) / len(said) if said else 1.0,
        covered_nearby=len(found_near) / len(said) if said else 1.0,
        added_words=len(said - found - found_near - names - _counting(statement) - _REPORTING),
        absent_names=len(names - near),
        resolved_names=len(names & near) if back else 0,
        names_elsewhere=0 if back else len(names & near),
        opposites=min((opposites(statement, one) for one in cited), default=0) + _opposed(said, there),
        negation=all(is_negated(one) != is_negated(statement) for one in cited),
        exchanged=_exchanged(statement, together),
        replaced_names=min(len(names & near), len(own_names)) if back else 0,
        counts_others=_counts_others(statement, together, there),
        surer=bool(_UNSURE.search(together)) and not _UNSURE.search(statement),
        other_extent=_other_extent(statement, together),
    )


def _found(said: set[str], there: set[str]) -> set[str]:
    """The words that are there, or one much like them."""
    words = thesaurus()
    return {one for one in said if one in there or any(words.are_alike(one, other) for other in there)}


def _counting(statement: str) -> set[str]:
    """The words of its numbers, which are compared as numbers."""
    return {
        one
        for quantity in quantities(statement)
        for one in (*content_stems(statement[quantity.start : quantity.end]), quantity.unit)
    }


def _opposed(said: set[str], there: set[str]) -> int:
    """How many words that are not there have their opposite there."""
    words = thesaurus()
    missing = said - there
    return sum(any(words.are_opposite(one, other) for other in there - said) for one in missing)


def _has_value(quantity: Quantity, cited: Sequence[Quantity]) -> bool:
    return any(quantity.is_about(one) for one in cited)


def _exchanged(statement: str, together: str) -> bool:
    """Whether names change places: "Kestle buys Fennimore" for "Fennimore buys Kestle"; or any words do, where the
    statement has hardly any of its own.
    """
    if bool(_PASSIVE.search(statement)) != bool(_PASSIVE.search(together)):
        return False
    said, there = _first_places(statement), _first_places(together)
    shared = sorted((one for one in said if one in there), key=said.__getitem__)
    own = sum(one not in there for one in said)
    named = [one for one in shared if said[one][1]]
    return _out_of_order(named, there) or (own <= _FEW * len(said) and _out_of_order(shared, there))


def _out_of_order(words: Sequence[str], there: Mapping[str, tuple[int, bool]]) -> bool:
    return any(there[one][0] > there[other][0] for one, other in pairwise(words))


def _first_places(text: str) -> dict[str, tuple[int, bool]]:
    """Where each content word stands first, by its stem, and whether it is a name or a number."""
    places: dict[str, tuple[int, bool]] = {}
    for at, word in enumerate(content_words(text)):
        places.setdefault(stem(word), (at, word[0].isupper() or word[0].isdigit()))
    return places


def _other_extent(statement: str, together: str) -> bool:
    """Whether the statement says all, some, none, most or only where the cited sentences say another of these."""
    said = {name for name, words in _EXTENTS.items() if words.search(statement)}
    there = {name for name, words in _EXTENTS.items() if words.search(together)}
    return bool(said - there) and bool(there - said or said & {"all", "only", "most"})


def _counts_others(statement: str, together: str, there: set[str]) -> bool:
    words = thesaurus()
    cited = quantities(together)
    for quantity in quantities(statement):
        unit = quantity.unit
        own = [one for one in cited if one.unit == unit]
        if unit and own and not any(quantity.is_about(one) for one in own) and _has_value(quantity, cited):
            return True  # 240 passengers where there are 240 cars, and 1,100 passengers
        if not unit or is_measure(unit) or unit in there or any(words.are_alike(unit, one) for one in there):
            continue
        counted = [
            one.unit for one in cited if quantity.is_about(one) and one.unit and not is_measure(one.unit)
        ]
        if counted:
            return True
    return False


def _has(quantity: Quantity, statement: str, together: str, nearby: str) -> bool:
    """Whether the cited sentences have a number, in other units, rounded or reckoned, or the passage a date of it."""
    there = quantities(together)
    if any(_same(quantity, statement, other, together) for other in there):
        return True
    if quantity.unit.startswith("calendar"):  # whose year stood at the head of the paragraph
        same = [one for one in there if one.unit == quantity.unit]
        return not same and any(
            quantity.equals(one) and one.unit == quantity.unit for one in quantities(nearby)
        )
    if quantity.value == 1 and not any(one.unit == quantity.unit for one in there):
        return True  # "one" counts nothing as often as not
    return any(
        math.isclose(quantity.value, value, rel_tol=slack)
        for value, slack in _derived(quantity, statement, there)
    )


def _same(quantity: Quantity, statement: str, other: Quantity, together: str) -> bool:
    """Whether a number of the statement is that of the source, said perhaps in another way."""
    if not comparable(quantity, other) and scaled(1, quantity.unit)[1] != scaled(1, other.unit)[1]:
        return False
    period, cited_period = _period(statement, quantity), _period(together, other)
    if period and cited_period and period != cited_period:
        factor = _PERIODS.get((cited_period, period), 0)
        return bool(factor) and math.isclose(quantity.value, factor * other.value, rel_tol=0.02)
    (said, _), (there, _) = scaled(quantity.value, quantity.unit), scaled(other.value, other.unit)
    bound = _bound(quantity, statement)
    if bound:
        near = said <= there <= said * _NEAR_BOUND if bound > 0 else said / _NEAR_BOUND <= there <= said
        return near or math.isclose(said, there)
    if quantity.is_about(other) and comparable(quantity, other):
        return True
    step = scaled(quantity.step, quantity.unit)[0]
    slack = _ROUGH if quantity.roughly or other.roughly else 1e-9
    is_near = math.isclose(said, there, rel_tol=slack) or abs(said - there) <= step / 2
    return quantity.unit != other.unit and is_near and is_measure(quantity.unit) and is_measure(other.unit)


def _bound(quantity: Quantity, statement: str) -> int:
    """1 for "more than a quarter", -1 for "under 30", which hold of 27 percent and of 28; 0 for a plain number."""
    before = statement[: quantity.start].rstrip(" $€£¥")
    if _LESS.search(before):
        return -1
    return 1 if _MORE.search(before) else 0


def _period(text: str, quantity: Quantity) -> str:
    """Per what a number is: hour, day, month, year; "" where it does not say."""
    found = _RATE.match(text, quantity.end)
    if found is None:
        return ""
    period = (found["period"] or found["adverb"]).lower()
    return {"dai": "day", "annual": "year"}.get(period, period)


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers may count the same, as far as one can tell."""
    return one.unit == other.unit or not (is_measure(one.unit) and is_measure(other.unit))


def _derived(quantity: Quantity, statement: str, there: Sequence[Quantity]) -> Iterator[tuple[float, float]]:
    """What can be reckoned from the cited numbers, with how far off a rounding of it may be."""
    values = [one for one in there if not one.unit.startswith("calendar")][:_MOST_DERIVED]
    years = [one for one in there if one.unit == "calendar year"][:_MOST_DERIVED]
    rough = _ROUGH if quantity.roughly or quantity.step else 1e-9
    if quantity.unit == "percent":
        yield from ((100 - one.value, rough) for one in values if one.unit == "percent")
        yield from ((100 / one.value, 1e-9) for one in values if one.unit in _MULTIPLES and one.value)
    for one, other in permutations(values, 2):
        if quantity.unit in _MULTIPLES and other.value:
            yield one.value / other.value, 0.25
        elif quantity.unit == "percent" and _alike(one, other) and "percent" not in (one.unit, other.unit):
            yield from _share(one, other, changed=bool(_CHANGED.search(statement)))
        elif quantity.unit in (one.unit, other.unit) and _alike(one, other):
            yield abs(one.value - other.value), rough
            yield one.value + other.value, rough
        yield from _scaled_by(one, other, rough)
    yield from ((one.value - other.value, rough) for one, other in permutations(years, 2))


def _share(one: Quantity, other: Quantity, *, changed: bool) -> Iterator[tuple[float, float]]:
    """One as a percentage of the other, and how much it differs from it where the statement tells of a change."""
    if not other.value:
        return
    yield 100 * one.value / other.value, _ROUGH
    if changed:
        yield abs(100 * (one.value - other.value) / other.value), _ROUGH


def _scaled_by(one: Quantity, other: Quantity, rough: float) -> Iterator[tuple[float, float]]:
    """So many of each, so many times as much, a percentage of it, or what it is a percentage of."""
    if one.unit != other.unit:
        yield one.value * other.value, rough
    if other.unit in _MULTIPLES and other.value:
        yield one.value / other.value, rough
    if other.unit == "percent" and other.value:
        yield 100 * one.value / other.value, rough
        if one.unit != "percent":
            yield one.value * other.value / 100, _ROUGH
            yield one.value * (100 - other.value) / 100, _ROUGH
