"""The conversation: one question in, one answer out, and what the page shows for it. No Gradio here.

Saved conversations and exports read the same answers, so nothing that a page needs is kept anywhere else.
"""

import logging
import secrets
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.question import MOST_CHARACTERS
from sources.errors import WellsourcedError
from sources.records import Source, SourceState
from ui.render import answer_markdown, answer_text, count, escape, plain, turns
from ui.session import Exchange, Session, asked_among
from ui.viewer import StaleCitationError, blocks_between, entries, mark_of, view, where_cited

if TYPE_CHECKING:
    from assistant.workspace import Workspace

Result = TypeVar("Result")

log = logging.getLogger(__name__)

# Questions as long as the assistant takes are a sentence or two; whole texts belong among the sources.
EXAMPLES = 4
EMPTY_QUESTION = "Type a question first."
NOTHING_TO_ASK = "This corpus holds nothing yet: add an article first."
NONE_TICKED = "No source is ticked in the list: tick one or more to ask them."
NEUTRAL = "Something went wrong here. Please try again; the details are in the terminal."
STALE = "This source was read again since the answer, so the quote can no longer be shown. Please ask again."

Message = dict[str, str]


def refusal(question: str) -> str:
    """Why a question is not asked at all, for people; empty when it may be asked."""
    if not question.strip():
        return EMPTY_QUESTION
    if len(question) > MOST_CHARACTERS:
        return (
            f"That is {count(len(question))} characters; please ask in at most {count(MOST_CHARACTERS)}. "
            "A longer text can be added as a source."
        )
    return ""


def ask(workspace: "Workspace", session: Session, question: str, left_out: Set[str] = frozenset()) -> Session:
    """The session with one more exchange; whatever fails becomes a line of the conversation.

    ``left_out`` are the ids of the sources that are not asked.
    """
    exchange = Exchange(answer_id=secrets.token_hex(4), question=question.strip())

    def answered() -> Exchange:
        if session.corpus and session.corpus not in workspace.corpus_names():
            return replace(exchange, error=NOTHING_TO_ASK)
        among = asked_among(left_out, workspace.sources(session.corpus or None)) if left_out else None
        if among is not None and not among:
            return replace(exchange, error=NONE_TICKED)
        assistant = workspace.assistant(session.corpus or None)
        return replace(exchange, answer=assistant.ask(exchange.question, turns(session.answers), among=among))

    outcome, error = attempt(answered)
    return replace(session, exchanges=(*session.exchanges, outcome or replace(exchange, error=error)))


def attempt(work: Callable[[], Result]) -> tuple[Result | None, str]:
    """What the work returned, or a line that may be shown. Only our own errors speak for themselves."""
    try:
        return work(), ""
    except WellsourcedError as error:
        return None, str(error)
    except StaleCitationError:
        return None, STALE
    except Exception:  # the page must stay usable; the log has the rest
        log.exception("the chat page failed")
        return None, NEUTRAL


def messages(session: Session) -> list[Message]:
    """The conversation as Gradio's chat shows it. Questions are shown as typed, never as Markdown."""
    shown: list[Message] = []
    for each in session.exchanges:
        said = answer_markdown(each.answer, each.answer_id) if each.answer else escape(each.error)
        shown.append({"role": "user", "content": question_markdown(each.question)})
        shown.append({"role": "assistant", "content": said})
    return shown


def question_markdown(question: str) -> str:
    """A question as typed, line by line."""
    return "<br>".join(escape(line) for line in question.strip().splitlines())


def hint(left_out: Set[str], sources: Sequence[Source]) -> str:
    """The line at the question box when not every source is asked; ``""`` when all are."""
    among = asked_among(left_out, sources)
    if among is None:
        return ""
    readable = sum(source.state is SourceState.OK for source in sources)
    return f"Asking {count(len(among))} of {count(readable)} sources" if among else NONE_TICKED


def panel_value(session: Session) -> dict[str, Any]:
    """What the source panel has to know: every citation of the conversation, and the answers to copy."""
    answered = [each for each in session.exchanges if each.answer]
    return {
        "entries": [
            entry
            for each in answered
            if each.answer
            for entry in entries(each.answer, each.answer_id, session.corpus)
        ],
        "copies": {each.answer_id: answer_text(each.answer) for each in answered if each.answer},
    }


def open_source(workspace: "Workspace", request: dict[str, Any]) -> dict[str, Any]:
    """The view that the panel asks for; ``{"error": …}`` when it cannot be shown.

    ``request`` comes from the page: a document, a span with its quote or none, and a range of blocks or none.
    """

    def opened() -> dict[str, Any]:
        document = workspace.document(str(request["document_id"]), str(request.get("corpus") or "") or None)
        mark = (
            where_cited(document, str(request["citing"]))
            if request.get("citing")
            else mark_of(document, request)
        )
        if request.get("first") is None:
            return view(document, mark)
        return blocks_between(document, mark, int(request["first"]), int(request["last"]))

    outcome, error = attempt(opened)
    return outcome if outcome is not None else {"error": error}


def welcome(workspace: "Workspace", corpus: str = "") -> dict[str, Any]:
    """What the page shows before the first question: the corpus and a few questions to start with.

    No questions when the assistant cannot be had; asking will then say why.
    """
    title, _ = attempt(lambda: workspace.corpus_title(corpus or None))
    examples, _ = attempt(lambda: workspace.assistant(corpus or None).examples(EXAMPLES))
    return {"title": plain(title or ""), "examples": list(examples or ())}
