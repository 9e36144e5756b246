"""One reader's page as a value: the corpus, the conversation over it, and which sources are asked.

Each exchange and each choice returns a new session. Conversations over other corpora are kept in it, so that a
reader who comes back to one finds it as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.answer import Answer
from sources.records import Source, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and what came back: an answer, or a line that says why there is none."""

    answer_id: str
    question: str
    answer: Answer | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was asked over one corpus, and the ids of the sources that were left out."""

    corpus: str = ""
    exchanges: tuple[Exchange, ...] = ()
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One conversation over one corpus; the empty name is the bundled corpus.

    ``left_out`` are ids of sources that are not asked. ``others`` are the conversations over other corpora.
    """

    corpus: str = ""
    exchanges: tuple[Exchange, ...] = ()
    left_out: frozenset[str] = frozenset()
    others: tuple[Conversation, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers so far, oldest first."""
        return tuple(each.answer for each in self.exchanges if each.answer)

    def fresh(self) -> "Session":
        """The same page with nothing asked yet."""
        return replace(self, exchanges=())

    def over(self, corpus: str) -> "Session":
        """The page over another corpus, with the conversation that was had there, if any."""
        if corpus == self.corpus:
            return self
        own = Conversation(corpus=self.corpus, exchanges=self.exchanges, left_out=self.left_out)
        there = next((one for one in self.others if one.corpus == corpus), Conversation(corpus=corpus))
        others = (*(one for one in self.others if one.corpus not in {corpus, self.corpus}), own)
        return Session(corpus=corpus, exchanges=there.exchanges, left_out=there.left_out, others=others)

    def without(self, corpus: str) -> "Session":
        """The page after a corpus was removed: over the bundled one when it was this."""
        moved = self.over("") if corpus == self.corpus else self
        return replace(moved, others=tuple(one for one in moved.others if one.corpus != corpus))


def asked_among(session: Session, sources: Iterable[Source]) -> frozenset[str] | None:
    """The ids of the sources that are asked; None when all are."""
    readable = {source.document_id for source in sources if source.state is SourceState.OK}
    return frozenset(readable - session.left_out) if readable & session.left_out else None
