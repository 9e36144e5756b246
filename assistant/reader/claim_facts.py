"""What a claim says otherwise than its source, found by code: numbers, dates, units, names, direction, negation.

A model that reads well still takes "3.2 million" for "2.3 million" now and then; these comparisons do not.
"""

import re
from dataclasses import dataclass

from assistant.reader.opposites import BOTH_WAYS
from assistant.reader.quantities import Quantity, quantities
from assistant.reader.units import is_measure
from assistant.reader.word_senses import thesaurus
from assistant.words import content_stems, content_words, stem

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nobody|nothing|without|cannot|hardly|refus\w+|den(?:y|ies|ied)"
    r"|fail\w*)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Differences:
    """Counts of what differs between a claim and what is read for it.

    ``conflicts``: numbers of the claim for which the source has another number of the same kind; ``unfounded``:
    numbers that the source does not have at all; ``absent_names`` likewise; ``opposites``: words of which the
    source has the opposite; ``negation``: one side denies, the other does not; ``covered``: the share, in
    [0, 1], of the claim's content words that the source has.
    """

    conflicts: int
    unfounded: int
    absent_names: int
    opposites: int
    negation: bool
    covered: float

    @property
    def numbers_agree(self) -> bool:
        """Whether every number of the claim stands in the source."""
        return self.conflicts == 0 and self.unfounded == 0


def differences(claim: str, sentence: str, passage: str) -> Differences:
    """Compare a claim with the sentence that decides it; names and words may stand anywhere in the passage."""
    conflicts = unfounded = 0
    near, anywhere = quantities(sentence), quantities(passage)
    for quantity in quantities(claim):
        if any(quantity.equals(other) and comparable(quantity, other) for other in near):
            continue
        if any(quantity.may_count_the_same(other) for other in near):
            conflicts += 1
        elif not any(quantity.equals(other) for other in anywhere):
            unfounded += 1
    read = content_stems(passage)
    said = content_stems(claim)
    names = names_in(claim)
    return Differences(
        conflicts=conflicts,
        unfounded=unfounded,
        absent_names=len(names - read),
        opposites=opposites(claim, sentence),
        negation=is_negated(claim) != is_negated(sentence),
        covered=len(said & read) / len(said) if said else 1.0,
    )


def comparable(one: Quantity, other: Quantity) -> bool:
    """Equal values of units that contradict each other are no match: 12 months are not 12 weeks."""
    return one.unit == other.unit or not (is_measure(one.unit) and is_measure(other.unit))


def names_in(text: str) -> set[str]:
    """The stems of the words that are written with a capital, and not only since a sentence begins with them."""
    names = {stem(word) for word in content_words(text) if word[0].isupper()}
    first = re.match(r"\W*([^\W_]+)", text)
    beginning = stem(first[1]) if first else ""
    inside = {stem(word) for word in content_words(text[first.end() :] if first else "") if word[0].isupper()}
    return names - {beginning} | inside if beginning in thesaurus().like else names


def is_negated(text: str) -> bool:
    """Whether a sentence denies something."""
    return _NEGATION.search(text) is not None


def opposites(claim: str, sentence: str) -> int:
    """How many words of the claim the sentence has the opposite of."""
    said, read = _words(claim), _words(sentence)
    return sum(one in said and other in read and one not in read for one, other in BOTH_WAYS)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))
