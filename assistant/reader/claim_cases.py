"""Claims made from claims and sentences: one thing changed, so that what was supported is contradicted.

A model that has read few figures takes "3.2 million" for "2.3 million". Every change here turns a true
statement into one that its source denies: another number, month, year, direction, quantity, or a negation.
"""

import random
import re
from collections.abc import Callable, Sequence

from assistant.reader.opposites import BOTH_WAYS

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w|[.,]\d)")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MONTHS = "January February March April May June July August September October November December".split()
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_AUXILIARY = re.compile(r"\b(was|were|is|are|has|had|have|will|can|could|would|should|did)\b(?! not)")
_NOT = re.compile(r"\b(was|were|is|are|has|had|have|will|can|could|would|should|did|does|do) not\b")

_WORDS_AT_LEAST = 6
_DEPENDS = re.compile(
    r"(?:if|when|while|although|though|because|since|after|before|as|once|unless|despite|in)\b", re.IGNORECASE
)

_FRONTED = re.compile(
    r"^(?!(?:In|On|At|By|Before|After|Since|From|For|Until|During|Under|With|If|When)\b)"
    r"(?P<subject>\w[\w’'-]*(?: (?!\w+ed\b)\w[\w’'-]*){0,3}?)"
    r" (?P<auxiliary>was|were|is|are|has|had|have|will|can|could|would|should) "
    r"(?P<rest>[^.]+(?:\.\d[^.]*)*)\.$"
)
_NO_NAMES = frozenset(
    "The A An It Its He His She Her They Their There This These That Those No Nobody Nothing Most All".split()
)

Change = Callable[[str, random.Random], str | None]


def contradicting(statement: str, chance: random.Random) -> str | None:
    """The statement with one thing changed; None where nothing in it can be changed safely."""
    changes = list(_CHANGES)
    chance.shuffle(changes)
    for change in changes:
        changed = change(statement, chance)
        if changed is not None and changed != statement:
            return changed
    return None


def shortened(sentence: str, chance: random.Random) -> str:
    """The sentence, or half of the time what stands before its last comma where that is a sentence by itself."""
    first, comma, _ = sentence.rpartition(", ")
    if not comma or len(first.split()) < _WORDS_AT_LEAST or _DEPENDS.match(first) or chance.random() < 0.5:
        return sentence
    return f"{first}."


def asked(claim: str) -> str | None:
    """The claim as a yes/no question, its auxiliary in front; None where it has none near its start."""
    found = _FRONTED.match(claim)
    if found is None:
        return None
    subject = found["subject"]
    first = subject.split(maxsplit=1)[0]
    if first in _NO_NAMES:  # names keep their capital
        subject = subject[0].lower() + subject[1:]
    return f"{found['auxiliary'].capitalize()} {subject} {found['rest']}?"


def _other_number(statement: str, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(statement))
    if not found:
        return None
    match = chance.choice(found)
    return statement[: match.start()] + _changed_number(match.group(), chance) + statement[match.end() :]


def _changed_number(number: str, chance: random.Random) -> str:
    """A number of the same look: digits swapped, or so much more or less; a year some years off."""
    if _YEAR.fullmatch(number):
        return str(int(number) + chance.choice((-10, -3, -2, -1, 1, 2, 3, 10)))
    digits = [at for at, sign in enumerate(number) if sign.isdigit()]
    if len(digits) > 1 and chance.random() < 0.4:
        one, other = digits[0], digits[1]
        if number[one] != number[other] and number[other] != "0":
            swapped = list(number)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            return "".join(swapped)
    at = chance.choice(digits)
    others = [digit for digit in "123456789" if digit != number[at]]
    return number[:at] + chance.choice(others) + number[at + 1 :]


def _other_of(words: Sequence[str]) -> Change:
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b")

    def change(statement: str, chance: random.Random) -> str | None:
        found = list(pattern.finditer(statement))
        if not found:
            return None
        match = chance.choice(found)
        other = chance.choice([word for word in words if word != match.group()])
        return statement[: match.start()] + other + statement[match.end() :]

    return change


def _opposite(statement: str, chance: random.Random) -> str | None:
    fitting = [(said, other) for said, other in BOTH_WAYS if re.search(rf"\b{said}\b", statement)]
    if not fitting:
        return None
    said, other = chance.choice(fitting)
    return re.sub(rf"\b{said}\b", other, statement, count=1)


def _negated(statement: str, chance: random.Random) -> str | None:
    if _NOT.search(statement):
        return _NOT.sub(r"\1", statement, count=1)
    if not _AUXILIARY.search(statement):
        return None
    return _AUXILIARY.sub(r"\1 not", statement, count=1)


_CHANGES: tuple[Change, ...] = (
    _other_number,
    _other_number,
    _other_of(_MONTHS),
    _other_of(_NUMBER_WORDS),
    _opposite,
    _negated,
)
