"""Hand-written stand-ins: a document, answers about it, and an assistant whose answers are queued."""

from collections.abc import Sequence

from assistant.answer import Answer, Citation, Statement, Status, Support
from evals.questions import Question, QuestionSet
from sources.errors import SourceError, WellsourcedError
from sources.records import Document

TEXT = "The bridge opened in 1932. It cost 4,200 pounds. Nobody paid a toll. The mayor cut the ribbon."
"""Sentences at 0 to 26, 27 to 48, 49 to 68 and 69 to 94."""

OPENED, COST, TOLL, RIBBON = TEXT[0:26], TEXT[27:48], TEXT[49:68], TEXT[69:94]


def document(document_id: str) -> Document:
    """The one document, "bridge"."""
    if document_id != "bridge":
        raise SourceError(f"there is no source {document_id!r}")
    return Document(
        document_id="bridge", sha256="0" * 64, extractor="t", title="T", url="", text=TEXT, blocks=()
    )


def text_of(document_id: str) -> str:
    """Its text; empty for any other id."""
    return TEXT if document_id == "bridge" else ""


def cite(marker: int, quote: str, start: int | None = None, document_id: str = "bridge") -> Citation:
    """A citation of the quote, where it stands or at ``start``."""
    at = TEXT.index(quote) if start is None else start
    return Citation(
        marker=marker, document_id=document_id, title="Bridge", url="https://example.org/b", quote=quote,
        start=at, end=at + len(quote), snapshot="sha256:" + "0" * 64, fetched_at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip


def answered(*quotes: str, closest: tuple[Citation, ...] = ()) -> Answer:
    """An extractive answer: each quote is a statement that cites itself."""
    return Answer(
        question="", standalone_question="", status=Status.ANSWERED, closest=closest,
        statements=tuple(
            Statement(text=quote, citations=(n,), support=Support.QUOTED) for n, quote in enumerate(quotes, 1)
        ),
        citations=tuple(cite(n, quote) for n, quote in enumerate(quotes, 1)),
    )  # fmt: skip


def declined(*closest: Citation) -> Answer:
    """An answer that finds nothing."""
    return Answer(
        question="", standalone_question="", status=Status.NOT_FOUND, reason="nothing said", closest=closest
    )


def asks(
    number: int, *answers: tuple[str, ...], quotes: tuple[str, ...] = (), kind: str = "date"
) -> Question:
    """A question with its expectation; none without answers."""
    return Question(
        id=f"q{number}", kind=kind, question=f"Question {number}?", answers=answers, quotes=quotes
    )


def question_set(*questions: Question) -> QuestionSet:
    """A set as if read from one file."""
    return QuestionSet(questions=questions, files=(("small.jsonl", "ab" * 32),))


class QueuedAssistant:
    """Gives the queued answers in turn, after one for the warm-up; raises those that are errors."""

    def __init__(self, *replies: Answer | WellsourcedError) -> None:
        self.replies = [declined(), *replies]
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    def ask(self, question: str, history: Sequence[object] = ()) -> Answer:
        """The next reply."""
        self.asked.append((question, tuple(history)))
        reply = self.replies.pop(0)
        if isinstance(reply, WellsourcedError):
            raise reply
        return reply


class Clock:
    """Tells 0, then 1 second more for the first span, 2 for the second, and so on."""

    def __init__(self) -> None:
        self.calls = 0
        self.now = 0.0

    def __call__(self) -> float:
        """The time in seconds."""
        self.calls += 1
        if self.calls % 2 == 0:
            self.now += self.calls // 2
        return self.now
