"""An answer: statements that hold citations. The text with its [1] [2] is derived from them."""

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from assistant.chat_model import Usage
from sources.records import Via

EXTRACTIVE = "extractive"
"""The engine of an answer that is made of sentences of the sources."""


class Status(StrEnum):
    """Whether the sources answer the question."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class YesOrNo(StrEnum):
    """The verdict on a yes/no question."""

    YES = "yes"
    NO = "no"


class Support(StrEnum):
    """How well a statement is carried by what it cites; an exact sentence of a source is ``QUOTED``."""

    QUOTED = "quoted"
    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """``quote == document.text[start:end]``, whole sentences; ``highlight`` is a span inside it.

    ``snapshot`` is ``"sha256:"`` and 64 hex digits. Offsets are those of the document's text. ``via`` says
    how the page was come by (``""``: from its site), ``archived_at`` when an archive took it.
    """

    marker: int
    document_id: str
    title: str
    url: str
    quote: str
    start: int
    end: int
    page: int | None = None
    snapshot: str
    fetched_at: str
    highlight: tuple[int, int] | None = None
    via: Via = Via.LIVE
    archived_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer and the markers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A source that might have known, had it been readable."""

    url: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """Wall-clock seconds spent in each step."""

    retrieve: float = 0.0
    read: float = 0.0
    compose: float = 0.0
    write: float = 0.0
    """What a language model took, its checks included."""
    first: float = 0.0
    """From the question to the first sentence that a language model wrote and that passed its check."""
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the sources say to a question, or that they do not; ``closest`` only when not found."""

    question: str
    standalone_question: str
    status: Status
    reason: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    verdict: YesOrNo | None = None
    """The answer to a yes/no question in one word, where the reader is sure: our word, not the source's."""
    unread: tuple[Unread, ...] = ()
    engine: str = EXTRACTIVE
    score: float | None = None
    """How likely, in [0, 1], the reader found it that the sources answer; None where it was not asked."""
    notice: str = ""
    """What the reader should know of how this answer came about: a model that failed, sentences that were dropped."""
    usage: Usage | None = None
    """What a language model read and wrote for it; None where none was asked."""
    seconds: Seconds = field(default_factory=Seconds)

    @property
    def text(self) -> str:
        """The statements joined, each followed by its markers, after the verdict; empty when nothing was found."""
        said = " ".join(
            statement.text + "".join(f" [{marker}]" for marker in statement.citations)
            for statement in self.statements
        )
        return f"{self.verdict.value.capitalize()}: {said}" if self.verdict and said else said

    @property
    def was_completed(self) -> bool:
        """Whether the conversation made another question of what was asked, beyond leaving words out."""
        return self.standalone_question not in self.question

    def with_seconds(self, seconds: Seconds) -> "Answer":
        """The same answer with its times."""
        return replace(self, seconds=seconds)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values, in the field order of the contract."""
        plain = asdict(self)
        head = {key: plain.pop(key) for key in ("question", "standalone_question", "status", "reason")}
        return head | {"text": self.text} | plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read what ``to_json`` wrote; unknown fields are ignored.

        Raises: pydantic.ValidationError, which names the field that is wrong.
        """
        from pydantic import TypeAdapter

        return TypeAdapter(cls).validate_python(data)
