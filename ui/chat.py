"""The conversation: one question in, one answer out, and what the page shows for it. No Gradio here.

Saved conversations and exports read the same answers, so nothing that a page needs is kept anywhere else.
"""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.answer import Answer
from assistant.check import Check
from assistant.question import MOST_CHARACTERS
from sources.errors import WellsourcedError
from sources.records import Source, SourceState
from ui.render import answer_markdown, answer_text, count, escape, plain, turns
from ui.render_check import check_markdown, check_text, claim_markdown
from ui.session import Exchange, Session, asked_among
from ui.viewer import StaleCitationError, blocks_between, entries, mark_of, view, where_cited

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from assistant.workspace import Workspace

Result = TypeVar("Result")

log = logging.getLogger(__name__)

# Questions as long as the assistant takes are a sentence or two; whole texts belong among the sources.
EXAMPLES = 4
EMPTY_QUESTION = "Type a question first."
EMPTY_CLAIM = "Type a claim first: a whole sentence that is true or false."
NOTHING_TO_ASK = "This corpus holds nothing yet: add an article first."
NONE_TICKED = "No source is ticked in the list: tick one or more to ask them."
NEUTRAL = "Something went wrong here. Please try again; the details are in the terminal."
STALE = "This source was read again since the answer, so the quote can no longer be shown. Please ask again."

Message = dict[str, str]


def refusal(question: str, *, is_claim: bool = False) -> str:
    """Why a question is not asked, or a claim not checked, for people; empty when it may be."""
    if not question.strip():
        return EMPTY_CLAIM if is_claim else EMPTY_QUESTION
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
    *_, last = growing(workspace, session, new_exchange(question), left_out)
    return replace(session, exchanges=(*session.exchanges, last))


def new_exchange(said: str, *, is_claim: bool = False) -> Exchange:
    """A question, or a claim, that nothing came back to yet."""
    return Exchange(answer_id=secrets.token_hex(4), question=said.strip(), is_claim=is_claim)


def growing(
    workspace: "Workspace",
    session: Session,
    exchange: Exchange,
    left_out: Set[str] = frozenset(),
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Exchange]:
    """The exchange as its answer grows; the last one is the whole. ``left_out`` and failures are as for ``ask``.

    Once ``stopped`` says so, the model is stopped, and what it wrote so far is the answer.
    """

    def begin() -> Iterator[Answer] | str:
        assistant, among, refused = _asked(workspace, session, left_out)
        if assistant is None:
            return refused
        return assistant.stream(exchange.question, turns(session.answers), among=among, stopped=stopped)

    begun, error = attempt(begin)
    if begun is None or isinstance(begun, str):
        yield replace(exchange, error=begun or error)
        return
    while True:
        answer, error = attempt(lambda: next(begun, None))
        if error:
            yield replace(exchange, error=error)
        if answer is None:
            return
        yield replace(exchange, answer=answer)


def check(workspace: "Workspace", session: Session, claim: str, left_out: Set[str] = frozenset()) -> Session:
    """The session with one more claim checked; ``left_out`` and failures as for ``ask``."""
    exchange = new_exchange(claim, is_claim=True)

    def carried_out() -> Exchange:
        assistant, among, refused = _asked(workspace, session, left_out)
        if assistant is None:
            return replace(exchange, error=refused)
        return replace(exchange, check=assistant.check(exchange.question, among=among))

    outcome, error = attempt(carried_out)
    return replace(session, exchanges=(*session.exchanges, outcome or replace(exchange, error=error)))


def _asked(
    workspace: "Workspace", session: Session, left_out: Set[str]
) -> tuple["Assistant | None", frozenset[str] | None, str]:
    """The assistant, and which documents it is to ask; or why it is not asked."""
    if session.corpus and session.corpus not in workspace.corpus_names():
        return None, None, NOTHING_TO_ASK
    among = asked_among(left_out, workspace.sources(session.corpus or None)) if left_out else None
    if among is not None and not among:
        return None, None, NONE_TICKED
    return workspace.assistant(session.corpus or None), among, ""


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


def messages(session: Session, growing: Exchange | None = None) -> list[Message]:
    """The conversation as Gradio's chat shows it, with the exchange that is still growing, if any, at its end.

    Questions are shown as typed, never as Markdown.
    """
    shown: list[Message] = []
    for each in (*session.exchanges, *([growing] if growing else [])):
        shown.append({"role": "user", "content": asked_markdown(each.question, is_claim=each.is_claim)})
        shown.append({"role": "assistant", "content": _came_back(each, still_growing=each is growing)})
    return shown


def _came_back(exchange: Exchange, *, still_growing: bool = False) -> str:
    if exchange.answer:
        return answer_markdown(exchange.answer, exchange.answer_id, growing=still_growing)
    return check_markdown(exchange.check, exchange.answer_id) if exchange.check else escape(exchange.error)


def asked_markdown(question: str, *, is_claim: bool = False) -> str:
    """A question, or a claim, as typed, line by line."""
    return claim_markdown(question) if is_claim else question_markdown(question)


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


def panel_value(session: Session, growing: Exchange | None = None) -> dict[str, Any]:
    """What the source panel has to know: every citation of the conversation, and the answers to copy."""
    exchanges = (*session.exchanges, *([growing] if growing else []))
    shown = [(each.answer_id, each.answer or each.check) for each in exchanges]
    return {
        "entries": [entry for key, found in shown if found for entry in entries(found, key, session.corpus)],
        "copies": {key: _copied(found) for key, found in shown if found},
    }


def _copied(found: Answer | Check) -> str:
    return answer_text(found) if isinstance(found, Answer) else check_text(found)


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
