"""Questions with what a right answer holds, read from JSON lines; every mistake names its file and line.

A line: ``{"id", "kind", "question", "history": [{"role", "content"}…], "answers": [[alternative, …], …],
"quotes": [exact text of a source, …]}``. No ``answers``: the sources do not answer the question.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sources.errors import UsageError

if TYPE_CHECKING:
    from assistant.question import Turn

REQUIRED = {"id", "kind", "question", "answers"}
OPTIONAL = {"history", "quotes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, and what is expected: one alternative of every group, cited from one of the quotes.

    ``answers`` is a tuple of groups, a group a tuple of alternatives; empty when the right thing to say
    is that the sources do not tell. ``quotes`` are exact passages of the sources, in any of them.
    """

    id: str
    kind: str
    question: str
    history: tuple["Turn", ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    quotes: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the sources answer it."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The questions of one or more files, and each file's name with its SHA-256 (64 hex digits)."""

    questions: tuple[Question, ...]
    files: tuple[tuple[str, str], ...]


def load(*paths: Path) -> QuestionSet:
    """Read files of questions, in order.

    Raises: UsageError, naming file and line, on a missing file, a malformed line, or an id used twice.
    """
    questions: list[Question] = []
    places: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(_text(path).split("\n"), start=1):
            if not line.strip():
                continue
            place = f"{path}, line {number}"
            question = _question(line, place)
            if question.id in places:
                raise UsageError(f"{place}: the id {question.id!r} was used before, in {places[question.id]}")
            places[question.id] = place
            questions.append(question)
    if not questions:
        raise UsageError(f"no questions in {', '.join(map(str, paths))}")
    return QuestionSet(
        questions=tuple(questions), files=tuple((path.name, file_sha256(path)) for path in paths)
    )


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, 64 hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text: byte {error.start} cannot be decoded") from error


def _question(line: str, place: str) -> Question:
    data = _fields(line, place)
    for name in ("id", "kind", "question"):
        if not isinstance(data[name], str) or not data[name].strip():
            raise UsageError(f"{place}: {name!r} must be a text that is not empty")
    answers = _list(data, "answers", place)
    quotes = _texts(_list(data, "quotes", place), "quotes", place)
    if bool(answers) != bool(quotes):
        raise UsageError(f"{place}: 'answers' and 'quotes' must both be given, or both be empty")
    return Question(
        id=data["id"],
        kind=data["kind"],
        question=data["question"],
        history=tuple(_turn(turn, place) for turn in _list(data, "history", place)),
        answers=tuple(_texts(group, "answers", place) for group in answers),
        quotes=quotes,
    )


def _fields(line: str, place: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"{place}: not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(data, dict):
        raise UsageError(f"{place}: a JSON object is wanted, not {type(data).__name__}")
    if missing := sorted(REQUIRED - data.keys()):
        raise UsageError(f"{place}: {', '.join(map(repr, missing))} missing")
    if unknown := sorted(data.keys() - REQUIRED - OPTIONAL):
        raise UsageError(f"{place}: unknown field {', '.join(map(repr, unknown))}")
    return data


def _list(data: dict[str, Any], name: str, place: str) -> list[Any]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise UsageError(f"{place}: {name!r} must be a list")
    return value


def _texts(value: object, name: str, place: str) -> tuple[str, ...]:
    """A list of texts; an empty text is refused, as it would be found in everything."""
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise UsageError(f"{place}: {name!r} must hold texts that are not empty")
    if name == "answers" and not value:
        raise UsageError(f"{place}: a group of 'answers' has no alternatives")
    return tuple(value)


def _turn(data: object, place: str) -> "Turn":
    from assistant.question import Turn

    match data:
        case {"role": "user" | "assistant" as role, "content": str(content), **rest} if not rest:
            return Turn(role=role, content=content)
    raise UsageError(f"{place}: a turn of 'history' is {{'role': 'user' or 'assistant', 'content': text}}")
