"""Yes, no, or the sources say otherwise: what the claim model makes of a question that states something."""

import re
from collections.abc import Callable, Sequence

from assistant.answer import YesOrNo
from assistant.citing import Pick, pick
from assistant.question import Query
from assistant.reader.claims import ClaimReader, Decision
from assistant.reader.outputs import CONTRADICTED, SUPPORTED
from index.embedder import Embedder, TokenVectors
from index.retriever import ScoredPassage

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


class Verdicts:
    """Asks the claim reader about questions."""

    def __init__(
        self, claims: ClaimReader, embedder: Embedder, may_quote: Callable[[str], bool] = lambda text: True
    ) -> None:
        """A sentence for which ``may_quote`` says no decides nothing."""
        self._claims = claims
        self._embedder = embedder
        self._may_quote = may_quote

    def on_question(
        self, query: Query, read: TokenVectors, passages: Sequence[ScoredPassage]
    ) -> tuple[YesOrNo, Pick] | None:
        """Yes or no to a question, and the sentence that decides; None where nothing is sure enough."""
        found = yes_or_no(self._deciding(query, read, passages))
        return (found[0], sentence_of(found[1])) if found is not None else None

    def denial(self, query: Query, passages: Sequence[ScoredPassage]) -> Pick | None:
        """The sentence that says that what the question takes for granted is not so, where one does."""
        premise = premise_of(query.own)
        if premise is None:
            return None
        stated = Query(text=premise, context_start=len(premise))
        read = self._embedder.embed_tokens([premise])[0]
        found = denies(self._deciding(stated, read, passages))
        return sentence_of(found) if found is not None else None

    def _deciding(
        self, query: Query, read: TokenVectors, passages: Sequence[ScoredPassage]
    ) -> list[Decision]:
        return [one for one in self._claims.read(query, read, passages) if self._may_quote(one.match.text)]


def sentence_of(decision: Decision) -> Pick:
    """The sentence that decides, to be cited."""
    match = decision.match
    return pick(match.passage.passage, match.start, match.end)


def yes_or_no(decisions: Sequence[Decision]) -> tuple[YesOrNo, Decision] | None:
    """The verdict on a yes/no question read as a claim, with what decides; None where it is not sure enough."""
    best = decisions[0] if decisions else None
    if best is None or best.probabilities[best.label] < _SURE:
        return None
    if best.label == SUPPORTED:
        return YesOrNo.YES, best
    return (YesOrNo.NO, best) if best.label == CONTRADICTED else None


def denies(decisions: Sequence[Decision]) -> Decision | None:
    """What says that a premise is false, surely enough; None where nothing does."""
    found = yes_or_no(decisions)
    return found[1] if found is not None and found[0] is YesOrNo.NO else None
