"""What the sources say of a claim: they support it, contradict it, or do not mention it."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assistant.answer import Citation, Unread
from assistant.citing import cite
from assistant.reader.claims import Decision
from assistant.reader.outputs import LABELS, NOT_MENTIONED
from assistant.shelf import Shelf
from assistant.verdicts import sentence_of

_CLOSEST = 3
_ALSO = 0.9
"""Another passage that decides nearly as surely, and the same way, is cited as well."""
_MOST_CITED = 2


class Verdict(StrEnum):
    """What the sources say of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_MENTIONED = "not_mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A claim with its verdict: ``citations`` are the sentences that decide, ``closest`` those nearest to it
    when none does. ``score``, in [0, 1], is how likely the verdict is held to be.
    """

    claim: str
    verdict: Verdict
    score: float
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    unread: tuple[Unread, ...] = ()
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The check as plain values, in the field order of the contract."""
        plain = asdict(self)
        head = {key: plain.pop(key) for key in ("claim", "verdict", "citations", "score")}
        return head | plain


def judge_claim(claim: str, decisions: Sequence[Decision], shelf: Shelf, began: float) -> Check:
    """The verdict of the passage that decides most surely, which comes first; others may bear it out.

    ``began`` is a time of ``time.perf_counter()``. Raises: SourceError as ``cite`` does.
    """
    best = decisions[0] if decisions else None
    if best is not None and best.label != NOT_MENTIONED:
        same = [one for one in decisions if one.label == best.label]
        sure = [one for one in same if one.probabilities[one.label] >= _ALSO * best.probabilities[best.label]]
        citations = cite(shelf, [sentence_of(one) for one in sure[:_MOST_CITED]])
        if citations:
            return Check(
                claim=claim,
                verdict=Verdict(LABELS[best.label]),
                score=round(best.probabilities[best.label], 4),
                citations=citations,
                unread=shelf.unread(claim, citations),
                seconds=time.perf_counter() - began,
            )
    closest = cite(shelf, [sentence_of(one) for one in decisions[:_CLOSEST]])
    return Check(
        claim=claim,
        verdict=Verdict.NOT_MENTIONED,
        score=round(best.probabilities[NOT_MENTIONED] if best is not None else 1.0, 4),
        closest=closest,
        unread=shelf.unread(claim, closest),
        seconds=time.perf_counter() - began,
    )
