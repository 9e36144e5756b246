"""Evidence sentences → the sentences of an answer: as many as the question calls for, nothing twice."""

import re
from collections.abc import Callable, Sequence

from assistant.reader.evidence import Evidence
from assistant.shape import ROOM, Shape
from assistant.words import content_stems, content_words
from sources.records import BlockKind

Span = tuple[int, int]
SentenceBefore = Callable[[str, int], Span | None]
"""``(document_id, start of a sentence)`` → the sentence before it in its section, or the head of its table."""

_POINTS_BACK = re.compile(
    r"^(?:(?:However|But|And|Yet|Still|Indeed|Moreover|Also|Then|Thus|So|Here|Meanwhile|Notably"
    r"|For example|In turn),?\s+)?"
    r"(?:he|she|they|it|this|these|those|that|such|his|her|their|its|both|the former|the latter|"
    r"the (?:two|three|result|same|agency|company|ministry|group|report|partnership|deal|latter))\b",
    re.IGNORECASE,
)
_ALL_THAT_ANSWER = frozenset((Shape.LIST, Shape.REASON, Shape.COMPARISON))
"""What wants every sentence that answers, not the best alone."""
_ALONE_ENOUGH = 0.97
"""A sentence that stands alone is taken instead when its score comes this near."""
_SAME = 0.75
"""Share of shared stems from which two sentences say the same."""


def choose(shape: Shape, evidence: Sequence[Evidence], question: str) -> list[Evidence]:
    """The sentences that an answer of this shape is made of, most direct first.

    ``evidence`` is sorted, best first, and not empty.
    """
    if shape is Shape.COMPARISON:
        return _for_each_side(evidence, question)
    return _nearest(shape, _standing_alone_first(evidence))


def in_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Sentences of one document in its order, documents in the order of their best sentence."""
    documents = list(dict.fromkeys(evidence.passage.document_id for evidence in chosen))
    return sorted(chosen, key=lambda one: (documents.index(one.passage.document_id), one.start))


def with_antecedents(
    chosen: Sequence[Evidence], sentence_before: SentenceBefore, head_of_table: SentenceBefore
) -> list[tuple[Evidence, Span | None]]:
    """Each sentence with what it cannot be understood without: the one before it where it starts by pointing
    back, the row that names the columns for a table's row; None where it stands alone or that is there already.
    """
    there = {(evidence.passage.document_id, evidence.start) for evidence in chosen}
    paired = []
    for evidence in chosen:
        owner, before = evidence.passage.document_id, None
        if evidence.passage.kind is BlockKind.TABLE_ROW:
            before = head_of_table(owner, evidence.start)
        elif points_back(evidence.text):
            before = sentence_before(owner, evidence.start)
        if before is not None and (owner, before[0]) in there:
            before = None
        there |= {(owner, before[0])} if before is not None else set()
        paired.append((evidence, before))
    return paired


def points_back(sentence: str) -> bool:
    """Whether a sentence starts with a word whose meaning stands in the sentence before it."""
    return bool(_POINTS_BACK.match(sentence))


def _standing_alone_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Pass over a leading sentence that points back when another that does not is about as good."""
    best = evidence[0]
    if not points_back(best.text):
        return list(evidence)
    for other in evidence[1:4]:
        if other.score >= _ALONE_ENOUGH * best.score and not points_back(other.text):
            return [other, *(one for one in evidence if one is not other)]
    return list(evidence)


def _nearest(shape: Shape, evidence: Sequence[Evidence]) -> list[Evidence]:
    room, best = ROOM[shape], evidence[0].score
    chosen: list[Evidence] = []
    words = 0
    for one in evidence:
        length = len(one.text.split())
        near = one.score >= room.near * best or (one.answers and shape in _ALL_THAT_ANSWER)
        if chosen and (not near or words + length > room.words):
            continue
        if any(_says_the_same(one, other) for other in chosen):
            continue
        chosen.append(one)
        words += length
        if len(chosen) == room.sentences:
            break
    return chosen


def _for_each_side(evidence: Sequence[Evidence], question: str) -> list[Evidence]:
    """The best sentences for each name compared, then whatever else is near the best."""
    sides = _sides(question)
    chosen: list[Evidence] = []
    for side in sides:
        fitting = [one for one in evidence if side & content_stems(one.text)]
        fresh = [one for one in fitting[:3] if one not in chosen]
        chosen += fresh[:1]
    for one in _nearest(Shape.COMPARISON, evidence):
        if len(chosen) < ROOM[Shape.COMPARISON].sentences and one not in chosen:
            chosen.append(one)
    return chosen


def _sides(question: str) -> list[set[str]]:
    """The names in a question that are compared; one name alone is no comparison."""
    named = [word for word in content_words(question)[0:] if word[0].isupper()]
    sides = [content_stems(word) for word in dict.fromkeys(named)]
    return sides if len(sides) > 1 else []


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    left, right = content_stems(one.text), content_stems(other.text)
    smaller = min(len(left), len(right))
    return smaller > 0 and len(left & right) / smaller >= _SAME
