"""Yes, no, or the sources say otherwise: what the claim model makes of a question that states something."""

import re
from collections.abc import Sequence

from assistant.answer import YesOrNo
from assistant.reader.claims import CONTRADICTED, SUPPORTED, Decision

_SURE = 0.7
"""How likely a verdict must be to stand before a quote; below it the quote speaks for itself."""
_WH_BEFORE_AUXILIARY = re.compile(
    r"^\s*(?:(?:so|and|but|well|then)\W+)?(?:why|when|where|how(?: (?:long ago|often|soon))?)\s+"
    r"(?=(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)",
    re.IGNORECASE,
)


def premise_of(question: str) -> str | None:
    """What a question takes for granted, as a yes/no question; None where that cannot be told by its form.

    "Why did Sarn close its port?" → "did Sarn close its port?"
    """
    found = _WH_BEFORE_AUXILIARY.match(question)
    return question[found.end() :] if found else None


def yes_or_no(decisions: Sequence[Decision]) -> tuple[YesOrNo, Decision] | None:
    """The verdict on a yes/no question read as a claim, with what decides; None where nothing is sure enough."""
    for decision in decisions:
        if decision.probabilities[decision.label] < _SURE:
            continue
        if decision.label == SUPPORTED:
            return YesOrNo.YES, decision
        if decision.label == CONTRADICTED:
            return YesOrNo.NO, decision
    return None


def denies(decisions: Sequence[Decision]) -> Decision | None:
    """What says that a premise is false, surely enough; None where nothing does."""
    found = yes_or_no(decisions)
    return found[1] if found is not None and found[0] is YesOrNo.NO else None
