"""JSON lines in, with their numbers, read as they come so that answers stream."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.errors import SourceError

_MOST_BYTES = 50_000_000
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Where an escaped surrogate may stand; whole pairs are fine."""


@dataclass(frozen=True, slots=True)
class Line:
    """A JSON object and the number of its line, counted from 1."""

    number: int
    value: dict[str, Any]


class JsonLines:
    """The objects of a file of JSON lines, or of standard input for ``-``."""

    def __init__(self, path: str, on_bad: Callable[[int, str], None]) -> None:
        """``on_bad`` is told the number of a line that is no JSON object, and why."""
        self._path = path
        self._on_bad = on_bad

    def __iter__(self) -> Iterator[Line]:
        """Raises: SourceError when the file cannot be read."""
        stream = nullcontext(sys.stdin.buffer) if self._path == "-" else _opened(self._path)
        with stream as lines:
            for number, raw in enumerate(lines, start=1):
                if raw.strip():
                    yield from self._parsed(number, raw)

    def _parsed(self, number: int, raw: bytes) -> Iterator[Line]:
        try:
            value = parse_json(raw.decode("utf-8-sig"))
        except ValueError as error:
            self._on_bad(number, f"no JSON ({error})")
            return
        if isinstance(value, dict):
            yield Line(number, value)
        else:
            self._on_bad(number, "no JSON object")


def parse_json(text: str) -> Any:
    """The value of a JSON text, every string in it such that it can be written again.

    Raises: ValueError that says what is wrong, also for values nested too deep and for halves of characters.
    """
    try:
        value = json.loads(text)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    except UnicodeEncodeError:
        raise ValueError("a string in it has half of a surrogate pair") from None
    return value


def read_text(path: str) -> str:
    """The text of a file, or of standard input for ``-``.

    Raises: SourceError in one line.
    """
    stream = nullcontext(sys.stdin.buffer) if path == "-" else _opened(path)
    with stream as file:
        body = file.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise SourceError(f"{path} is larger than {_MOST_BYTES // 10**6} MB")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text") from error


def _opened(path: str) -> Any:
    try:
        return Path(path).open("rb")
    except IsADirectoryError as error:
        raise SourceError(f"{path} is a folder: name a file") from error
    except FileNotFoundError as error:
        raise SourceError(f"{path} is not there: check the name") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
