"""What the commands do, apart from how they are spelt: call the workspace once, print, exit code."""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TextIO

from assistant.answer import Answer, Status
from assistant.bundle import SUFFIX
from assistant.check import Verdict
from assistant.pipeline import Assistant
from assistant.question import Turn, check_question
from assistant.workspace import Workspace
from sources.errors import SourceError, UsageError
from ui.batches import JsonLines, Line, parse_json, read_text
from ui.export import as_html, as_markdown
from ui.export import as_json as as_json_text
from ui.options import tell
from ui.terminal import print_answers, print_check

_DONE, _FAILED, _NOT_FOUND = 0, 1, 3


def ask_one(
    workspace: Workspace,
    question: str,
    history: Path | None,
    *,
    as_json: bool,
    save: bool = False,
    out: Path | None = None,
) -> int:
    """Answer one question; 3 when the sources do not say."""
    if out is not None:
        _check_ending(out)
    asked = check_question(read_text("-") if question == "-" else question)
    turns = read_history(json_of(read_text(str(history)), f"{history}")) if history else []
    assistant = workspace.assistant()
    if as_json:
        answer = assistant.ask(asked, turns)
        print_json(answer.to_json())
    else:
        answer = print_answers(assistant.stream(asked, turns))
    if out is not None:
        _take_along(workspace, answer, out)
    if save:
        tell(f"saved as {workspace.save(answer)}")
    return _DONE if answer.status is Status.ANSWERED else _NOT_FOUND


_FORMS: dict[str, Callable[[list[Answer]], str]] = {
    ".html": as_html,
    ".md": as_markdown,
    ".json": as_json_text,
}


def _check_ending(out: Path) -> None:
    """Raises: UsageError for a file whose ending does not say how it is to be written."""
    if out.suffix.lower() not in {*_FORMS, SUFFIX}:
        endings = ", ".join((*_FORMS, SUFFIX))
        raise UsageError(f"{out} must end in one of {endings}: the ending says how the answer is written")


def _take_along(workspace: Workspace, answer: Answer, out: Path) -> None:
    """Write the answer in the form that the file's ending names; a zip has its snapshots, too."""
    if out.suffix.lower() == SUFFIX:
        readable = {f"answer{ending}": form([answer]) for ending, form in _FORMS.items() if ending != ".json"}
        workspace.write_bundle(out, answer, readable)
        return
    with _output(out) as stream:
        stream.write(_FORMS[out.suffix.lower()]([answer]))


def ask_batch(workspace: Workspace, path: str, out: Path | None) -> int:
    """Answer a question a line; a line that is none is reported with its number, the others are answered."""
    assistant = workspace.assistant()
    return _batch(path, out, lambda line: _answer_line(assistant, line))


def check_one(workspace: Workspace, claim: str, *, as_json: bool) -> int:
    """Check one claim; 3 when the sources do not mention it."""
    checked = workspace.assistant().check(read_text("-") if claim == "-" else claim)
    if as_json:
        print_json(checked.to_json())
    else:
        print_check(checked)
    return _NOT_FOUND if checked.verdict is Verdict.NOT_MENTIONED else _DONE


def check_batch(workspace: Workspace, path: str, out: Path | None) -> int:
    """A verdict for each line; a line that is none is reported with its number, the others are judged."""
    assistant = workspace.assistant()
    return _batch(path, out, lambda line: _check_line(assistant, line))


def retrieve(workspace: Workspace, question: str | None, path: str | None, k: int) -> int:
    """Print the best passages for one question or for a question a line."""
    assistant = workspace.assistant()
    if question is not None:
        print_json(_passages(assistant, question, k))
        return _DONE
    return _batch(
        path or "-",
        None,
        lambda line: {"id": line.value.get("id")} | _passages(assistant, _text(line, "question"), k),
    )


def verify(workspace: Workspace, path: Path, *, as_json: bool) -> int:
    """Check a saved answer; 1 when a citation does not stand."""
    changed: list[str] = []
    if path.suffix.lower() == SUFFIX:  # what a bundle needs is in it; the corpus may be another one, or none
        answer, problems = workspace.verify_bundle(path)
    else:
        answer = saved_answer(path)
        problems, changed = workspace.verify(answer), workspace.changed_since(answer)
    checked = len(answer.citations) + len(answer.closest)
    if as_json:
        print_json({"citations": checked, "problems": problems, "changed": changed, "ok": not problems})
    else:
        for line in (*problems, *changed):
            tell(line)
        found = f"{len(problems)} problems" if problems else "all stand"
        sys.stdout.write(f"{checked} citations checked: {found}\n")
    return _FAILED if problems else _DONE


def saved_answer(path: Path) -> Answer:
    """An answer from a file, as ``ask --json`` prints it.

    Raises: UsageError.
    """
    from pydantic import ValidationError

    try:
        return Answer.from_json(json_of(read_text(str(path)), str(path)))
    except (ValidationError, TypeError) as error:
        raise UsageError(
            f"{path} is no saved answer: save one with wellsourced ask … --json > {path}"
        ) from error


def read_history(turns: Any) -> list[Turn]:
    """The turns of a conversation from plain values.

    Raises: UsageError.
    """
    if turns is None:
        return []
    try:
        return [_turn(turn["role"], turn["content"]) for turn in turns]
    except (TypeError, KeyError) as error:
        raise UsageError(
            'the history must be a list of {"role": "user" or "assistant", "content": …}'
        ) from error


def _turn(role: Any, content: Any) -> Turn:
    if role not in {"user", "assistant"} or not isinstance(content, str):
        raise TypeError
    return Turn(role=role, content=content)


def json_of(text: str, name: str) -> Any:
    """Parsed JSON.

    Raises: UsageError that names the place.
    """
    try:
        return parse_json(text)
    except ValueError as error:
        raise UsageError(f"{name} is no JSON: {error}") from error


def _batch(path: str, out: Path | None, answer: Callable[[Line], dict[str, Any]]) -> int:
    """A line out for each line in; what cannot be answered is reported with its number."""
    bad: list[int] = []

    def report(number: int, why: str) -> None:
        bad.append(number)
        tell(f"line {number}: {why}")

    with _output(out) as stream:
        for line in JsonLines(path, report):
            try:
                value = answer(line)
            except UsageError as error:
                report(line.number, str(error))
                value = {"id": line.value.get("id"), "error": str(error)}
            _write_line(stream, value)
    return _FAILED if bad else _DONE


def _output(out: Path | None) -> AbstractContextManager[TextIO]:
    if out is None:
        return nullcontext(sys.stdout)
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{out} cannot be written: {error.strerror}") from error


def _answer_line(assistant: Assistant, line: Line) -> dict[str, Any]:
    answer = assistant.ask(_text(line, "question"), read_history(line.value.get("history")))
    return {"id": line.value.get("id")} | answer.to_json()


def _check_line(assistant: Assistant, line: Line) -> dict[str, Any]:
    return {"id": line.value.get("id")} | assistant.check(_text(line, "claim")).to_json()


def _text(line: Line, name: str) -> str:
    value = line.value.get(name)
    if not isinstance(value, str):
        raise UsageError(f'there is no "{name}" in it')
    return value


def _passages(assistant: Assistant, question: str, k: int) -> dict[str, Any]:
    found = assistant.retrieve(question, k)
    return {
        "passages": [
            {
                "document_id": one.passage.document_id,
                "start": one.passage.start,
                "end": one.passage.end,
                "score": round(one.score, 6),
                "text": one.passage.text,
            }
            for one in found
        ]
    }


def print_json(value: Any) -> None:
    """JSON for programs, on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write_line(stream: TextIO, value: dict[str, Any]) -> None:
    stream.write(json.dumps(value, ensure_ascii=False) + "\n")
    stream.flush()
