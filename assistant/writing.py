"""Answers that a language model writes, under the rules of this house: every sentence cited, every citation checked.

Whatever the model does, the reader gets an answer: what passed its check, or else sentences of the sources and a word
about why.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.answer import Answer, Status
from assistant.chat_model import ChatModel, Message, Stream
from assistant.draft import Draft, Highlights
from assistant.evidence_list import DocumentFacts, EvidenceList, list_evidence
from assistant.orders import visible
from assistant.prompting import prompt, tokens_in
from assistant.reader.support import SupportJudge
from assistant.shelf import Shelf
from assistant.statements import SCHEMA, Finding, StatementParser, Written
from index.retriever import ScoredPassage
from sources.errors import ModelError

_MOST_STATEMENTS = 10
_MOST_EVIDENCE_TOKENS = 3000
_LEAST_EVIDENCE_TOKENS = 200
_REPLY_TOKENS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be answered, from which passages, and the answers that there are without a model.

    ``extractive`` is made of sentences of the sources; ``declined`` says that the sources do not say.
    ``began`` is when the question came, on ``time.perf_counter``.
    """

    question: str
    passages: tuple[ScoredPassage, ...]
    facts: Mapping[str, DocumentFacts]
    highlights: Highlights
    extractive: Answer
    declined: Answer
    began: float


class Writer:
    """Writes answers with one language model."""

    def __init__(
        self, model: ChatModel, judge: SupportJudge, shelf: Shelf, *, keep_unsupported: bool = False
    ) -> None:
        """``keep_unsupported`` shows, marked, what the sources do not bear out, rather than dropping it."""
        self.model = model
        self._judge = judge
        self._shelf = shelf
        self._keep_unsupported = keep_unsupported

    def answers(self, task: Task, stopped: Callable[[], bool] = lambda: False) -> Iterator[Answer]:
        """The answer as it grows, sentence by sentence; the last one is the whole.

        Closing the iterator stops the model, as does ``stopped`` when it says so.
        """
        evidence = list_evidence(task.passages, task.facts, self._room(task.question))
        if not evidence.sentences:
            yield _noted(task.extractive, _kept_back(evidence))
            return
        draft = Draft(
            evidence.sentences,
            task.highlights,
            self._judge,
            self._shelf,
            keep_unsupported=self._keep_unsupported,
        )
        schema = SCHEMA if self.model.keeps_schema else None
        stream = self.model.stream(self._messages(task.question, evidence), schema=schema)
        work = _Work(self.model.name, task, evidence, draft, stream, self._shelf)
        try:
            yield from work.grow(stopped)
        finally:
            stream.close()
        yield work.whole()

    def _messages(self, question: str, evidence: EvidenceList) -> list[Message]:
        return prompt(self._prompt_name).fill(
            fence=f"<{secrets.token_hex(8)}>", evidence=evidence.text, question=visible(question)
        )

    @property
    def _prompt_name(self) -> str:
        return "answer-json" if self.model.keeps_schema else "answer"

    def _room(self, question: str) -> int:
        """The tokens that are left for evidence."""
        told = prompt(self._prompt_name)
        left = self.model.window - _REPLY_TOKENS - tokens_in([told.system, told.user, question])
        return max(min(left, _MOST_EVIDENCE_TOKENS), _LEAST_EVIDENCE_TOKENS)


class _Work:
    """One answer on its way."""

    def __init__(
        self, name: str, task: Task, evidence: EvidenceList, draft: Draft, stream: Stream, shelf: Shelf
    ) -> None:
        self._name, self._task, self._evidence = name, task, evidence
        self._draft, self._stream, self._shelf = draft, stream, shelf
        self._began = time.perf_counter()
        self._first = 0.0
        self._failed = ""
        self._stopped = self._not_found = False

    def grow(self, stopped: Callable[[], bool]) -> Iterator[Answer]:
        """The answer after each statement that passed its check. A model's failure ends it, and is remembered."""
        try:
            for found in self._findings(stopped):
                if found is Finding.NOT_IN_SOURCES:
                    self._not_found = not self._draft.statements
                    return
                if isinstance(found, Written) and self._draft.take(found):
                    self._first = self._first or time.perf_counter() - self._task.began
                    yield self._written()
                if len(self._draft.statements) >= _MOST_STATEMENTS:
                    return
        except ModelError as error:
            self._failed = str(error)

    def _findings(self, stopped: Callable[[], bool]) -> Iterator[Written | Finding]:
        parser = StatementParser()
        for piece in self._stream:
            if stopped():
                self._stopped = True
                return
            yield from parser.feed(piece)
        yield from parser.end()

    def whole(self) -> Answer:
        """What stands at the end: what was written, that the sources do not say, or what there is without a model."""
        kept_back = _kept_back(self._evidence)
        if self._draft.statements and not self._failed:
            stopped = "Stopped before its end." if self._stopped else ""
            return _noted(self._written(), stopped, _dropped(self._draft), kept_back)
        if self._not_found and not self._failed:
            declined = replace(self._task.declined, engine=self._name)
            return self._timed(_noted(declined, kept_back))
        why = self._failed or f"nothing that {self._name} wrote is borne out by the sources"
        if self._stopped:
            why = f"{self._name} was stopped before it had written anything"
        told = f"The language model did not help: {why.rstrip('.')}."
        if self._task.extractive.status is Status.ANSWERED:
            told = f"{told} So these are sentences of the sources."
        self._first = 0.0
        return self._timed(_noted(self._task.extractive, told, kept_back))

    def _written(self) -> Answer:
        citations = tuple(self._draft.citations)
        known = self._task.extractive
        return self._timed(
            Answer(
                question=known.question,
                standalone_question=known.standalone_question,
                status=Status.ANSWERED,
                statements=tuple(self._draft.statements),
                citations=citations,
                unread=self._shelf.unread(self._task.question, citations),
                engine=self._name,
                score=known.score,
            )
        )

    def _timed(self, answer: Answer) -> Answer:
        now = time.perf_counter()
        seconds = replace(
            self._task.extractive.seconds,
            write=now - self._began,
            first=self._first,
            total=now - self._task.began,
        )
        return replace(answer, usage=self._stream.usage).with_seconds(seconds)


def _noted(answer: Answer, *notes: str) -> Answer:
    return replace(answer, notice=" ".join(note for note in (answer.notice, *notes) if note))


def _dropped(draft: Draft) -> str:
    number = draft.counts.dropped
    if not number:
        return ""
    if number == 1:
        return "One sentence was left out, since the sources do not bear it out."
    return f"{number} sentences were left out, since the sources do not bear them out."


def _kept_back(evidence: EvidenceList) -> str:
    number = evidence.kept_back
    if not number:
        return ""
    if number == 1:
        return "One sentence of the sources may speak to a language model, and was kept from it."
    return f"{number} sentences of the sources may speak to a language model, and were kept from it."
