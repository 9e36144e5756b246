"""What a language model writes, as it comes → statements with the ids that they cite. Nothing of it is believed here.

Two forms are read, whichever the model was asked for: a statement a line, its ids in square brackets at its end,
or a JSON object with a list of statements. Text comes in pieces of any size, so nothing is a statement before its
end has come.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from json import JSONDecoder
from typing import Any

from assistant.orders import visible

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "found": {"type": "boolean"},
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "sentences": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["text", "sentences"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["found", "statements"],
    "additionalProperties": False,
}
"""What a model is asked to keep to, where it can."""

_ID = r"[Ss]\d{1,4}"
_IDS = re.compile(rf"(?:\s*\[\s*{_ID}(?:\s*[,;]\s*{_ID})*\s*\])+")
_ONE_ID = re.compile(_ID)
_ANY_MARKER = re.compile(
    r"\s*(?:\[\s*\^?\s*(?:[Ss]?\d{1,4}|[Ss]\d+)(?:\s*[-–,;]\s*\^?[Ss]?\d{1,4})*\s*\]|[【〔［][^】〕］]{0,20}[】〕］]"
    r"|\(\s*[Ss]\d{1,4}(?:\s*[,;]\s*[Ss]\d{1,4})*\s*\))"
)
_NO_BRACKETS = str.maketrans("", "", "[]()【】〔〕［］")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_THOUGHT_BEGINS = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_THOUGHT_ENDS = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_PART_OF_TAG = re.compile(r"</?[a-z]{0,8}\Z", re.IGNORECASE)
_FENCED = re.compile(r"^```\w*\s*")
_PART_OF_FENCE = re.compile(r"`{0,2}|```\w*\s*")
_NO_ANSWER = re.compile(r"^\W*not in (?:the )?sources\W*$", re.IGNORECASE)
_STATEMENTS = re.compile(r'"statements"\s*:\s*\[')
_NOTHING_FOUND = re.compile(r'"found"\s*:\s*false')
_SEPARATOR = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as written: one line of text without its markers, and the ids it cites, ``S4``, in order."""

    text: str
    ids: tuple[str, ...]


class Finding(Enum):
    """What a model says of the whole."""

    NOT_IN_SOURCES = auto()


class _Form(Enum):
    UNKNOWN = auto()
    LINES = auto()
    JSON = auto()
    OVER = auto()


class StatementParser:
    """Takes pieces of text, gives whole statements."""

    def __init__(self) -> None:
        self._text = ""
        self._held = ""
        """What is not yet known to be said aloud, or thought."""
        self._thinks = False
        self._form = _Form.UNKNOWN
        self._inside = False
        self._waiting: str | None = None
        """A line that has no ids yet: they may stand on the next."""

    def feed(self, piece: str) -> Iterator[Written | Finding]:
        """What the text so far says for certain and was not given before."""
        self._text += self._aloud(piece)
        if self._form is _Form.UNKNOWN:
            self._form = self._look()
        if self._form is _Form.JSON:
            yield from self._objects()
        elif self._form is _Form.LINES:
            while "\n" in self._text:
                line, self._text = self._text.split("\n", 1)
                yield from self._line(line)

    def end(self) -> Iterator[Written | Finding]:
        """What is left when nothing more comes. A JSON object that was cut off says nothing."""
        self._text += "" if self._thinks else self._held
        if self._form is _Form.UNKNOWN and self._text.strip():
            self._form = _Form.LINES
        if self._form is _Form.LINES:
            yield from self._line(self._text)
            yield from self._give_up_waiting()
        self._text, self._held, self._waiting = "", "", None

    def _aloud(self, piece: str) -> str:
        """What a piece brings that is no thought, but for an end that may become a tag."""
        self._held += piece
        aloud = ""
        while tag := (_THOUGHT_ENDS if self._thinks else _THOUGHT_BEGINS).search(self._held):
            aloud += "" if self._thinks else self._held[: tag.start()]
            self._held = self._held[tag.end() :]
            self._thinks = not self._thinks
        part = _PART_OF_TAG.search(self._held)
        known = part.start() if part else len(self._held)
        aloud += "" if self._thinks else self._held[:known]
        self._held = self._held[known:]
        return aloud

    def _look(self) -> _Form:
        begin = self._text.lstrip()
        if _PART_OF_FENCE.fullmatch(begin):
            return _Form.UNKNOWN
        return _Form.JSON if _FENCED.sub("", begin).startswith("{") else _Form.LINES

    def _line(self, line: str) -> Iterator[Written | Finding]:
        if _NO_ANSWER.match(line):
            yield Finding.NOT_IN_SOURCES
            return
        line = _BULLET.sub("", " ".join(line.split()))
        if line.startswith("```"):
            return
        at = 0
        for found in _IDS.finditer(line):
            text, at = line[at : found.start()], found.end()
            if _says(text):
                yield from self._give_up_waiting()
            elif self._waiting is not None:
                text, self._waiting = self._waiting, None
            if _says(text):
                yield Written(_unmarked(text), tuple(dict.fromkeys(_ids(found.group()))))
        if _says(line[at:]):
            yield from self._give_up_waiting()
            self._waiting = line[at:]

    def _give_up_waiting(self) -> Iterator[Written]:
        """The line that waits for its ids will not get any."""
        if self._waiting is not None:
            yield Written(_unmarked(self._waiting), ())
        self._waiting = None

    def _objects(self) -> Iterator[Written | Finding]:
        if not self._inside:
            begin = _STATEMENTS.search(self._text)
            if _NOTHING_FOUND.search(self._text[: begin.start()] if begin else self._text):
                self._form = _Form.OVER
                yield Finding.NOT_IN_SOURCES
                return
            if begin is None:
                return
            self._inside, self._text = True, self._text[begin.end() :]
        while True:
            self._text = self._text[_SEPARATOR.match(self._text).end() :]  # type: ignore[union-attr]
            if self._text.startswith("]") and _NOTHING_FOUND.search(self._text):
                self._form = _Form.OVER
                yield Finding.NOT_IN_SOURCES
                return
            try:
                value, end = JSONDecoder().raw_decode(self._text)
            except (ValueError, RecursionError):  # or a number of too many digits
                return
            self._text = self._text[end:]
            written = _of_json(value)
            if written is not None:
                yield written


def _of_json(value: Any) -> Written | None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    named = value.get("sentences")
    ids = [str(one).strip() for one in named] if isinstance(named, list) else []
    known = tuple(one.upper() for one in ids if re.fullmatch(_ID, one))
    return Written(_unmarked(value["text"]), tuple(dict.fromkeys(known)))


def _says(text: str) -> bool:
    """Whether there is more than blanks and stops."""
    return bool(text.strip(" \t.,;"))


def _ids(group: str) -> tuple[str, ...]:
    return tuple(one.upper() for one in _ONE_ID.findall(group))


def _unmarked(text: str) -> str:
    """The text on one line, without anything that looks like a marker: those are ours to set."""
    shown = _ANY_MARKER.sub("", visible(text))
    if _ANY_MARKER.search(shown):  # what stood around a marker made another
        shown = shown.translate(_NO_BRACKETS)
    return " ".join(shown.split())
