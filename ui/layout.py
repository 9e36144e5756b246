"""The page: three panes and what happens between them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui import chat, shelf
from ui.parts import PRIVATE, fixed, line
from ui.session import Session
from ui.shelf_pane import ShelfPane

if TYPE_CHECKING:
    from assistant.workspace import Workspace

LOOK_AGAIN = 3
"""Seconds between two looks at sources that are still to be read."""
AT_ONCE = 8
"""Answers at the same time; measured: one at a time makes the last of 300 readers wait 22 s."""


def theme() -> gr.themes.Base:
    """System fonts first; the fallback is bundled with Gradio, nothing comes from outside."""
    sans = ["-apple-system", "BlinkMacSystemFont", "Segoe UI", "Roboto", "Helvetica Neue"]
    mono = ["ui-monospace", "SF Mono", "Cascadia Mono", "Menlo", "Consolas"]
    return gr.themes.Base(
        font=[
            *map(gr.themes.Font, sans),
            # Weights 400 and 700: the bundled file of weight 600 holds a handful of letters only.
            gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)),
            gr.themes.Font("system-ui"),
        ],
        font_mono=[*map(gr.themes.Font, mono), gr.themes.Font("monospace")],
    )


class Page:
    """The components by name; one method wires each group of events."""

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.session = gr.State(Session())
        self.header = fixed("header", elem_id="ws-header")
        with gr.Row(elem_id="ws-main"):
            with gr.Column(elem_id="ws-shelf-pane"):
                self.shelf = ShelfPane(workspace, self.session)
            with gr.Column(elem_id="ws-chat-pane"):
                self._build_chat()
            with gr.Column(elem_id="ws-panel"):
                self.panel = fixed(
                    "panel", server_functions=[self._view()], value=chat.panel_value(Session())
                )

    def _view(self) -> Any:
        def view(request: dict[str, Any]) -> dict[str, Any]:
            return chat.open_source(self.workspace, request)

        return view

    def _build_chat(self) -> None:
        self.welcome = fixed("welcome", value={"title": "", "examples": []}, elem_id="ws-welcome")
        self.chat = gr.Chatbot(
            elem_id="ws-chat",
            visible=False,
            show_label=False,
            label="Conversation",
            container=False,
            latex_delimiters=[],
            buttons=[],
            feedback_options=None,
            layout="bubble",
            allow_tags=False,
            height=None,
            group_consecutive_messages=False,
        )
        with gr.Row(elem_id="ws-ask"):
            self.question = gr.Textbox(
                label="Your question",
                show_label=False,
                placeholder="Ask a question",
                lines=1,
                max_lines=6,
                container=False,
                autofocus=False,
                elem_id="ws-question",
            )
            self.send = gr.Button("Ask", variant="primary", elem_id="ws-send")
        self.hint = gr.HTML("", elem_id="ws-hint")

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect everything."""
        self._wire_conversation()
        self._wire_choices()
        self.shelf.wire()
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        # Pages are read in the background after the start: look again while any is still to be read.
        watch = gr.Timer(LOOK_AGAIN)
        blocks.load(self._start, self.session, [self.session, self.shelf.list, watch], **quiet).then(
            self._examples, self.session, self.welcome, **quiet
        ).then(self.shelf.value, self.session, self.shelf.list, **quiet)
        watch.tick(self._watched_shelf, self.session, [self.shelf.list, watch], **quiet)

    def _wire_conversation(self) -> None:
        outputs = [self.session, self.chat, self.panel, self.question, self.hint]
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        gr.on(
            [self.question.submit, self.send.click],
            self._ask,
            [self.question, self.session],
            outputs,
            concurrency_limit=AT_ONCE,
            # The default drops a question that is sent before the last answer has quite ended.
            trigger_mode="always_last",
            **quiet,
        )
        self.welcome.pick(self._pick, self.session, outputs, concurrency_limit=AT_ONCE, **quiet)
        self.header.fresh(self._fresh, self.session, outputs, **quiet)

    def _ask(self, question: str, session: Session) -> Iterator[tuple[Any, ...]]:
        refused = chat.refusal(question)
        if refused:
            yield (*_unchanged(4), line(refused))
            return
        # The question stands in the conversation at once, whatever the answer takes.
        asked = [*chat.messages(session), {"role": "user", "content": chat.question_markdown(question)}]
        yield gr.skip(), _shown(asked), gr.skip(), "", gr.skip()
        session = chat.ask(self.workspace, session, question)
        hint = line(self._hint(session))
        yield session, chat.messages(session), chat.panel_value(session), gr.skip(), hint

    def _pick(self, session: Session, picked: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from self._ask(str(picked.question), session)

    def _fresh(self, session: Session) -> tuple[Any, ...]:
        empty = session.fresh()
        return *self._conversation(empty), ""

    def _conversation(self, session: Session) -> tuple[Any, ...]:
        """Session, chat, panel and an empty question box."""
        messages: list[Any] = list(chat.messages(session))
        return session, gr.Chatbot(value=messages, visible=bool(messages)), chat.panel_value(session), ""

    def _examples(self, session: Session) -> dict[str, Any]:
        if session.corpus and session.corpus not in self.workspace.corpus_names():
            return {"corpus": session.corpus, "title": session.corpus, "examples": []}
        return {"corpus": session.corpus} | chat.welcome(self.workspace, session.corpus)

    def _start(self, session: Session, request: gr.Request) -> tuple[Any, ...]:
        """Over the corpus that the address names, when there is one of that name."""
        asked = str(request.query_params.get("corpus") or "")
        session = session.over(asked) if asked in self.workspace.corpus_names() else session
        return session, *self._watched_shelf(session)

    def _watched_shelf(self, session: Session) -> tuple[Any, ...]:
        listed = self.shelf.value(session)
        return listed, gr.Timer(active=shelf.awaited(listed))

    def _wire_choices(self) -> None:
        """Which corpus, and which of its sources: what changes the left pane and the conversation."""
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        conversation = [self.session, self.chat, self.panel, self.question, self.hint]
        moved = [*conversation, self.shelf.list, self.shelf.progress]
        for event, choose in (
            (self.shelf.list.pick_corpus, self._pick_corpus),
            (self.shelf.list.new_corpus, self._new_corpus),
            (self.shelf.list.drop_corpus, self._drop_corpus),
        ):
            event(choose, self.session, moved, **quiet).then(
                self._examples, self.session, self.welcome, **quiet
            ).then(self.shelf.value, self.session, self.shelf.list, **quiet)
        self.shelf.list.tick(self._tick, self.session, [self.session, self.hint], **quiet)

    def _pick_corpus(self, session: Session, chosen: gr.EventData) -> tuple[Any, ...]:
        return self._moved(session.over(str(chosen.name)), "")

    def _new_corpus(self, session: Session, chosen: gr.EventData) -> tuple[Any, ...]:
        return self._moved(*self.shelf.new_corpus(session, str(chosen.title)))

    def _drop_corpus(self, session: Session) -> tuple[Any, ...]:
        return self._moved(*self.shelf.drop_corpus(session))

    def _moved(self, session: Session, said: str) -> tuple[Any, ...]:
        hint = line(self._hint(session))
        return *self._conversation(session), hint, self.shelf.value(session), line(said)

    def _tick(self, session: Session, chosen: gr.EventData) -> tuple[Any, ...]:
        session = replace(session, left_out=frozenset(str(one) for one in chosen.left_out))
        return session, line(self._hint(session))

    def _hint(self, session: Session) -> str:
        if not session.left_out:
            return ""
        sources, error = chat.attempt(lambda: self.workspace.sources(session.corpus or None))
        return error or chat.hint(session, sources or ())


def _unchanged(number: int) -> list[Any]:
    return [gr.skip() for _ in range(number)]


def _shown(messages: list[Any]) -> Any:
    return gr.Chatbot(value=messages, visible=True)
