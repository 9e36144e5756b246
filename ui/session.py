"""One reader's page as a value: the corpus, and the conversation over it.

Each exchange and each choice of a corpus returns a new session. Conversations over other corpora are kept in it,
so that a reader who comes back to one finds it as it was.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace

from assistant.answer import Answer
from assistant.check import Check
from sources.records import Source, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question, or a claim to be checked, and what came back; or a line that says why nothing did."""

    answer_id: str
    question: str
    answer: Answer | None = None
    check: Check | None = None
    is_claim: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was asked over one corpus since it was last begun anew, which was ``begun`` times."""

    corpus: str = ""
    exchanges: tuple[Exchange, ...] = ()
    begun: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One conversation over one corpus; the empty name is the one that is asked when none is named.

    ``begun`` is as in ``Conversation``; ``others`` are the conversations over other corpora.
    """

    corpus: str = ""
    exchanges: tuple[Exchange, ...] = ()
    begun: int = 0
    others: tuple[Conversation, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers so far, oldest first."""
        return tuple(each.answer for each in self.exchanges if each.answer)

    def fresh(self) -> "Session":
        """The same page with nothing asked yet."""
        return replace(self, exchanges=(), begun=self.begun + 1)

    def over(self, corpus: str) -> "Session":
        """The page over another corpus, with the conversation that was had there, if any."""
        if corpus == self.corpus:
            return self
        own = Conversation(corpus=self.corpus, exchanges=self.exchanges, begun=self.begun)
        there = next((one for one in self.others if one.corpus == corpus), Conversation(corpus=corpus))
        others = (*(one for one in self.others if one.corpus not in {corpus, self.corpus}), own)
        return Session(corpus=corpus, exchanges=there.exchanges, begun=there.begun, others=others)

    def answered(self, asked: "Session", exchange: Exchange) -> "Session":
        """With one more exchange in the conversation in which it was asked; as it was when that is gone by now."""
        if self.continues(asked):
            return replace(self, exchanges=(*self.exchanges, exchange))
        others = (
            replace(one, exchanges=(*one.exchanges, exchange)) if _is_same(one, asked) else one
            for one in self.others
        )
        return replace(self, others=tuple(others))

    def continues(self, asked: "Session") -> bool:
        """Whether the page is still at the conversation at which it was."""
        return _is_same(self, asked)

    def without(self, corpus: str, instead: str) -> "Session":
        """The page after a corpus was removed: over another when it was this."""
        moved = self.over(instead) if corpus == self.corpus else self
        return replace(moved, others=tuple(one for one in moved.others if one.corpus != corpus))


def _is_same(conversation: Conversation | Session, asked: Session) -> bool:
    return (conversation.corpus, conversation.begun) == (asked.corpus, asked.begun)


@dataclass(slots=True, kw_only=True)
class Desk:
    """What one reader's page holds at this moment.

    A page's events run side by side, so each asks here anew: while a question is being answered a corpus may be
    chosen, or a box be ticked. ``left_out`` has for each corpus the ids of the sources that are not asked.
    """

    session: Session = field(default_factory=Session)
    left_out: dict[str, frozenset[str]] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    """The ids of answers that the reader does not want to wait for."""
    writing: str = ""
    """The id of the answer that is being written; empty: none is."""

    @property
    def left_out_here(self) -> frozenset[str]:
        """The sources of the corpus at hand that are not asked."""
        return self.left_out.get(self.session.corpus, frozenset())


def asked_among(left_out: Set[str], sources: Iterable[Source]) -> frozenset[str] | None:
    """The ids of the sources that are asked; None when all are."""
    readable = {source.document_id for source in sources if source.state is SourceState.OK}
    return frozenset(readable - left_out) if readable & left_out else None
