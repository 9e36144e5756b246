"""Is everything that an answer needs there, and does the language model keep to the rules? One finding a line."""

import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.chat_model import ChatModel
from assistant.prompting import prompt
from assistant.statements import SCHEMA, Finding, StatementParser, Written
from sources.errors import ModelError, WellsourcedError
from sources.records import SourceState

if TYPE_CHECKING:
    from assistant.workspace import Workspace

_LEAST_FREE = 500_000_000
_EVIDENCE = (
    "S1: The ferry to Norrey Island leaves Tallow Quay at eight in the morning.",
    "S2: A second boat was bought in 2014 for 3.2 million crowns.",
    "S3: In winter there is no service on Sundays.",
)
_ANSWERED, _ANSWER = "When was the second boat bought?", ("S2", "2014")
_UNANSWERED = "Who is the captain of the ferry?"


class State(StrEnum):
    """How things stand."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at, how it is, and what to do about it."""

    what: str
    state: State
    told: str


def examine(workspace: "Workspace") -> Iterator[Examined]:
    """Look at one thing after the other."""
    yield _folder(workspace)
    yield from _corpus(workspace)
    yield from _model(workspace)


def _folder(workspace: "Workspace") -> Examined:
    home = workspace.settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".probe-{secrets.token_hex(4)}"
        probe.write_bytes(b"")
        probe.unlink()
        free = shutil.disk_usage(home).free
    except OSError as error:
        return Examined("data folder", State.PROBLEM, f"{home} cannot be written: {error.strerror}")
    if free < _LEAST_FREE:
        return Examined("data folder", State.NOTE, f"{home} has only {free // 10**6} MB left")
    return Examined("data folder", State.OK, f"{home}, {free / 10**9:.0f} GB free")


def _corpus(workspace: "Workspace") -> Iterator[Examined]:
    try:
        sources = workspace.sources()
        read = sum(source.state is SourceState.OK for source in sources)
        state = State.OK if read else State.NOTE
        yield Examined("corpus", state, f"{workspace.settings.corpus}: {read} of {len(sources)} sources read")
        began = time.perf_counter()
        workspace.assistant().retrieve("What is this about?", 1)
        yield Examined("index", State.OK, f"opened in {time.perf_counter() - began:.1f} s")
    except WellsourcedError as error:
        yield Examined("corpus", State.PROBLEM, str(error))


def _model(workspace: "Workspace") -> Iterator[Examined]:
    try:
        model = workspace.language_model
    except WellsourcedError as error:
        yield Examined("language model", State.PROBLEM, str(error))
        return
    if model is None:
        yield Examined(
            "language model",
            State.NOTE,
            "none: answers are sentences of the sources; WELLSOURCED_LLM names one",
        )
        return
    yield from try_model(model)


def try_model(model: ChatModel) -> Iterator[Examined]:
    """Ask a model two questions about three sentences: how fast is it, does it cite, does it decline?"""
    try:
        reply, first, total = _reply(model, _ANSWERED)
        declining, _, _ = _reply(model, _UNANSWERED)
    except ModelError as error:
        yield Examined("language model", State.PROBLEM, str(error))
        return
    words = len(reply.split())
    told = f"{model.name}: first words after {first:.1f} s, {words / max(total, 1e-3):.0f} words a second"
    yield Examined("language model", State.OK, f"{told}, window of {model.window:,} tokens")
    found = _parsed(reply)
    cited = any(
        isinstance(one, Written) and _ANSWER[0] in one.ids and _ANSWER[1] in one.text for one in found
    )
    if cited:
        yield Examined("citation format", State.OK, "kept, with the right sentence cited")
    elif any(isinstance(one, Written) and one.ids for one in found):
        yield Examined(
            "citation format",
            State.NOTE,
            "kept, but the wrong sentence was cited",
        )
    else:
        yield Examined(
            "citation format", State.PROBLEM, "not kept, so its answers are dropped: choose another"
        )
    if Finding.NOT_IN_SOURCES in _parsed(declining):
        yield Examined("declining", State.OK, "says so when the sentences do not answer")
    else:
        yield Examined(
            "declining", State.NOTE, "answers although the sentences do not: what it invents is dropped"
        )


def _reply(model: ChatModel, question: str) -> tuple[str, float, float]:
    """The reply, and the seconds to its first words and to its end."""
    named = "answer-json" if model.keeps_schema else "answer"
    messages = prompt(named).fill(
        fence=f"<{secrets.token_hex(8)}>",
        evidence="\n".join(("Source: Norrey", *_EVIDENCE)),
        question=question,
    )
    began, first, text = time.perf_counter(), 0.0, ""
    for piece in model.stream(messages, schema=SCHEMA if model.keeps_schema else None):
        text += piece
        first = first or (time.perf_counter() - began if piece else 0.0)
    return text, first, time.perf_counter() - began


def _parsed(reply: str) -> list[Written | Finding]:
    parser = StatementParser()
    return [*parser.feed(reply), *parser.end()]
