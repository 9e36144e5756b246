"""The page: three panes and what happens between them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui import chat, shelf
from ui.parts import PRIVATE, fixed, line
from ui.session import Desk, Exchange, Session
from ui.shelf_pane import ShelfPane, Shown

if TYPE_CHECKING:
    from assistant.workspace import Workspace

LOOK_AGAIN = 3
"""Seconds between two looks at sources that are still to be read."""
AT_ONCE = 8
"""Answers at the same time; measured: one at a time makes the last of 300 readers wait 22 s."""
_QUIET: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}


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
        self.desk = gr.State(Desk(session=Session(corpus=workspace.settings.corpus)))
        self.header = fixed("header", elem_id="ws-header")
        with gr.Row(elem_id="ws-main"):
            with gr.Column(elem_id="ws-shelf-pane"):
                self.shelf = ShelfPane(workspace, self.desk)
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
            self.check = gr.Button("Check a claim", variant="secondary", elem_id="ws-check")
            self.stop = gr.Button("Stop", variant="secondary", elem_id="ws-stop", visible=False)
        self.hint = gr.HTML("", elem_id="ws-hint")

    def wire(self, blocks: gr.Blocks) -> None:
        """Connect everything."""
        self._wire_conversation()
        self._wire_choices()
        for filled in self.shelf.wire():
            self._introduced(filled)
        # Pages are read in the background after the start: look again while any is still to be read.
        watch = gr.Timer(LOOK_AGAIN)
        self._introduced(blocks.load(self._start, self.desk, [self.shelf.list, watch], **_QUIET))
        watch.tick(self._watched, self.desk, [self.shelf.list, watch], **_QUIET)

    def _introduced(self, event: Any) -> None:
        """After it the corpus introduces itself; that opens its index, which then tells the passages of each source."""
        event.then(self._examples, self.desk, self.welcome, **_QUIET).then(
            self._listed, self.desk, self.shelf.list, **_QUIET
        )

    def _wire_conversation(self) -> None:
        conversation = [self.chat, self.panel, self.question, self.hint]
        outputs = [*conversation, self.stop]
        gr.on(
            [self.question.submit, self.send.click],
            self._ask,
            [self.question, self.desk],
            outputs,
            concurrency_limit=AT_ONCE,
            # The default drops a question that is sent before the last answer has quite ended.
            trigger_mode="always_last",
            **_QUIET,
        )
        self.check.click(
            self._check, [self.question, self.desk], outputs, concurrency_limit=AT_ONCE, **_QUIET
        )
        self.welcome.pick(self._pick, self.desk, outputs, concurrency_limit=AT_ONCE, **_QUIET)
        self.stop.click(self._stop, self.desk, None, **_QUIET)
        self.header.fresh(self._fresh, self.desk, conversation, **_QUIET)

    def _ask(self, question: str, desk: Desk) -> Iterator[Shown]:
        refused = chat.refusal(question)
        if refused:
            yield (*_unchanged(3), line(refused), gr.skip())
            return
        session = desk.session
        exchange = asked = chat.new_exchange(question)
        desk.writing = asked.answer_id
        writes = self.workspace.settings.llm != ""
        yield (*self._typed(question, desk), gr.Button(visible=writes))
        for exchange in chat.growing(
            self.workspace, session, asked, desk.left_out_here, lambda: asked.answer_id in desk.stopped
        ):
            if writes and exchange.answer is not None and desk.session.continues(session):
                yield (
                    chat.messages(desk.session, exchange),
                    chat.panel_value(desk.session, exchange),
                    *_unchanged(3),
                )
        yield (*self._came_back(session, exchange, desk), gr.Button(visible=False))

    def _check(self, claim: str, desk: Desk) -> Iterator[Shown]:
        refused = chat.refusal(claim, is_claim=True)
        if refused:
            yield (*_unchanged(3), line(refused), gr.skip())
            return
        session = desk.session
        yield (*self._typed(claim, desk, is_claim=True), gr.skip())
        after = chat.check(self.workspace, session, claim, desk.left_out_here)
        yield (*self._came_back(session, after.exchanges[-1], desk), gr.skip())

    def _typed(self, said: str, desk: Desk, *, is_claim: bool = False) -> Shown:
        """What was typed stands in the conversation at once, whatever the answer takes."""
        typed = {"role": "user", "content": chat.asked_markdown(said, is_claim=is_claim)}
        return _shown([*chat.messages(desk.session), typed]), gr.skip(), "", line(self._hint(desk))

    def _came_back(self, asked: Session, exchange: Exchange, desk: Desk) -> Shown:
        """The conversation with the answer; unchanged where the reader went to another one meanwhile."""
        desk.session = desk.session.answered(asked, exchange)
        if not desk.session.continues(asked):
            return tuple(_unchanged(4))
        return chat.messages(desk.session), chat.panel_value(desk.session), gr.skip(), gr.skip()

    def _stop(self, desk: Desk) -> None:
        desk.stopped.add(desk.writing)

    def _pick(self, desk: Desk, picked: gr.EventData) -> Iterator[Shown]:
        yield from self._ask(str(picked.question), desk)

    def _fresh(self, desk: Desk) -> Shown:
        desk.session = desk.session.fresh()
        return self._conversation(desk)

    def _conversation(self, desk: Desk) -> Shown:
        """Chat, panel, an empty question box and the line below it."""
        messages: list[Any] = list(chat.messages(desk.session))
        shown = gr.Chatbot(value=messages, visible=bool(messages))
        return shown, chat.panel_value(desk.session), "", line(self._hint(desk))

    def _examples(self, desk: Desk) -> dict[str, Any]:
        corpus = desk.session.corpus
        if corpus and corpus not in self.workspace.corpus_names():
            return {"corpus": corpus, "title": corpus, "examples": [], "empty": True}
        return {"corpus": corpus, "empty": False} | chat.welcome(self.workspace, corpus)

    def _start(self, desk: Desk, request: gr.Request) -> Shown:
        """Over the corpus that the address names, when there is one of that name."""
        asked = str(request.query_params.get("corpus") or "")
        if asked in self.workspace.corpus_names():
            desk.session = desk.session.over(asked)
        listed, watch = self._watched(desk)
        return self._opened(listed), watch

    def _opened(self, listed: dict[str, Any]) -> dict[str, Any]:
        """The list of a corpus that was moved to; others, which may still be reading, are not shown any more."""
        return listed | {"moved": True, "home": self.workspace.settings.corpus}

    def _listed(self, desk: Desk) -> dict[str, Any]:
        return self.shelf.value(desk.session)

    def _watched(self, desk: Desk) -> Shown:
        listed = self._listed(desk)
        return listed, gr.Timer(active=shelf.awaited(listed))

    def _wire_choices(self) -> None:
        """Which corpus, and which of its sources: what changes the left pane and the conversation."""
        conversation = [self.chat, self.panel, self.question, self.hint]
        moved = [*conversation, self.shelf.list, self.shelf.progress]
        for event, choose in (
            (self.shelf.list.pick_corpus, self._pick_corpus),
            (self.shelf.list.new_corpus, self._new_corpus),
            (self.shelf.list.drop_corpus, self._drop_corpus),
        ):
            self._introduced(event(choose, self.desk, moved, **_QUIET))
        # The default would drop a tick that is made before the one before it has been heard.
        self.shelf.list.tick(self._tick, self.desk, self.hint, trigger_mode="always_last", **_QUIET)

    def _pick_corpus(self, desk: Desk, chosen: gr.EventData) -> Shown:
        desk.session = desk.session.over(str(chosen.name))
        return self._moved(desk, "")

    def _new_corpus(self, desk: Desk, chosen: gr.EventData) -> Shown:
        desk.session, said = self.shelf.new_corpus(desk.session, str(chosen.title))
        return self._moved(desk, said)

    def _drop_corpus(self, desk: Desk) -> Shown:
        desk.session, said = self.shelf.drop_corpus(desk.session)
        return self._moved(desk, said)

    def _moved(self, desk: Desk, said: str) -> Shown:
        return *self._conversation(desk), self._opened(self._listed(desk)), line(said)

    def _tick(self, desk: Desk, chosen: gr.EventData) -> str:
        desk.left_out[str(chosen.corpus)] = frozenset(str(one) for one in chosen.left_out)
        return line(self._hint(desk))

    def _hint(self, desk: Desk) -> str:
        if not desk.left_out_here:
            return ""
        sources, error = chat.attempt(lambda: self.workspace.sources(desk.session.corpus or None))
        return error or chat.hint(desk.left_out_here, sources or ())


def _unchanged(number: int) -> list[Any]:
    return [gr.skip() for _ in range(number)]


def _shown(messages: list[Any]) -> Any:
    return gr.Chatbot(value=messages, visible=True)
