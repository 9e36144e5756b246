"""What the process that asks for a text and the one that reads the file say to each other, over two pipes.

A request is its fields as JSON and the file's bytes; a reply is JSON. Each piece has its length in front.
Nothing is pickled: whoever parsed hostile bytes may say anything.
"""

import json
import re
import struct
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Protocol

from sources.extract.extracted import Extracted
from sources.records import SourceState

READY = b""
"""What a worker says when it is ready for its first request."""
MOST_REPLY_BYTES = 64 * 2**20
_MOST_REQUEST_BYTES = 2**31
_LENGTH = struct.Struct(">I")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


class Outcome(StrEnum):
    """How the reading of a file ended."""

    READ = "read"
    REFUSED = "refused"
    """By the extractor, with its own words and state."""
    MEMORY = "memory"
    TOO_LONG = "too_long"
    """The text and its blocks are more than ``MOST_REPLY_BYTES``."""
    BROKEN = "broken"
    """The extractor raised what it should not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What ``registry.extract`` takes beside the bytes."""

    name: str
    url: str
    content_type: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """``extracted`` and ``extractor`` when it was read, ``error`` and ``state`` when it was refused.

    ``error`` names place and kind of what broke for developers; ``worn`` asks for another process next time.
    """

    outcome: Outcome
    extracted: Extracted | None = None
    extractor: str = ""
    error: str = ""
    state: SourceState = SourceState.UNSUPPORTED
    worn: bool = False


class Pipe(Protocol):
    """One end of a pipe, unbuffered: as ``io.FileIO``."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Bytes read, 0 at the end."""
        ...

    def write(self, data: memoryview, /) -> int | None:
        """Bytes written, maybe fewer than there are."""
        ...


def encode(message: Request | Reply) -> bytes:
    """The message as JSON; what is no character (half a surrogate pair) becomes U+FFFD, one for one."""
    text = json.dumps(message, default=_fields, ensure_ascii=False)
    return _LONE_SURROGATES.sub("\ufffd", text).encode()


def send(pipe: Pipe, data: bytes) -> None:
    """Write one piece whole. Raises: OSError when nobody reads any more."""
    for part in (_LENGTH.pack(len(data)), data):
        left = memoryview(part)
        while left:
            left = left[pipe.write(left) or 0 :]


def receive(pipe: Pipe, *, most: int = _MOST_REQUEST_BYTES) -> bytes:
    """Read one piece whole.

    Raises:
        EOFError: the other side is gone.
        ValueError: the piece would have more than ``most`` bytes.
    """
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size))
    if length > most:
        raise ValueError(f"{length} bytes are more than the {most} allowed")
    return _read(pipe, length)


def _read(pipe: Pipe, length: int) -> bytes:
    data = bytearray(length)
    left = memoryview(data)
    while left:
        count = pipe.readinto(left)
        if not count:
            raise EOFError
        left = left[count:]
    return bytes(data)


def _fields(value: Any) -> dict[str, Any]:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no part of a message")
    return {field.name: getattr(value, field.name) for field in fields(value)}
