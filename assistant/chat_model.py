"""What a language model has to be, whoever makes it: text in, pieces of text out, cancelled at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took, as far as the model tells: tokens read and written, and money in US dollars."""

    read: int = 0
    written: int = 0
    dollars: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to the first token and in all."""

    first: float = 20.0
    total: float = 60.0


class Stream(Protocol):
    """A reply as it is written. Closing it, at any time, cancels the rest."""

    usage: Usage

    def __iter__(self) -> Iterator[str]:
        """Pieces of the text, empty ones among them while nothing comes, so that whoever reads can look up.

        Raises: ModelError, before or after some of them.
        """
        ...

    def close(self) -> None:
        """Stop; harmless when it has ended."""
        ...


class ChatModel(Protocol):
    """What writes answers."""

    name: str
    window: int
    """How many tokens prompt and reply may have together."""
    keeps_schema: bool
    """Whether it is asked for JSON by a schema rather than for lines."""

    limits: Limits

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: dict[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> Stream:
        """Begin to write; ``schema`` is a JSON schema to keep to, ``limits`` are others than its own.

        Never raises: the stream does.
        """
        ...
