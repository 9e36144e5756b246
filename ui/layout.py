"""The page: three panes and what happens between them. The only file that builds Gradio components.

Gradio fills a template with Handlebars and then evaluates the result as a JavaScript template literal:
a ``${…}`` in a source's text would run. So no value ever goes through a template. Templates here are fixed
HTML, values travel as JSON, and the scripts put them in as text.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui import chat, shelf
from ui.chat import Session
from ui.render import escape

if TYPE_CHECKING:
    from assistant.workspace import Workspace

PRIVATE = "private"
LOOK_AGAIN = 3
"""Seconds between two looks at sources that are still to be read."""
AT_ONCE = 8
"""Answers at the same time; measured: one at a time makes the last of 300 readers wait 22 s."""


def asset(name: str) -> str:
    """The text of a file of this package."""
    return files("ui").joinpath("assets", name).read_text(encoding="utf-8")


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
        self.header = _fixed("header", elem_id="ws-header")
        with gr.Row(elem_id="ws-main"):
            with gr.Column(elem_id="ws-shelf-pane"):
                self._build_shelf()
            with gr.Column(elem_id="ws-chat-pane"):
                self._build_chat()
            with gr.Column(elem_id="ws-panel"):
                self.panel = _fixed(
                    "panel", server_functions=[self._view()], value=chat.panel_value(Session())
                )

    def _view(self) -> Any:
        def view(request: dict[str, Any]) -> dict[str, Any]:
            return chat.open_source(self.workspace, request)

        return view

    def _build_shelf(self) -> None:
        self.shelf = _fixed("shelf", value={})
        with gr.Column(elem_id="ws-add"):
            self.address = gr.Textbox(
                label="Add a source", placeholder="https://…", max_lines=1, elem_id="ws-address"
            )
            self.add = gr.Button("Add", elem_id="ws-add-button", size="sm")
            self.file = gr.File(
                label="Add files",
                show_label=False,
                file_types=list(shelf.FILE_TYPES),
                file_count="multiple",
                height=48,
                elem_id="ws-file",
            )
        self.progress = gr.HTML("", elem_id="ws-progress")

    def _build_chat(self) -> None:
        self.welcome = _fixed("welcome", value={"title": "", "examples": []}, elem_id="ws-welcome")
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
        self._wire_shelf()
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        # Pages are read in the background after the start: look again while any is still to be read.
        watch = gr.Timer(LOOK_AGAIN)
        watched = [self.shelf, watch]
        blocks.load(self._watched_shelf, self.session, watched, **quiet)
        watch.tick(self._watched_shelf, self.session, watched, **quiet)
        blocks.load(self._examples, self.session, self.welcome, **quiet)

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
            yield (*_unchanged(4), _line(refused))
            return
        # The question stands in the conversation at once, whatever the answer takes.
        asked = [*chat.messages(session), {"role": "user", "content": chat.question_markdown(question)}]
        yield gr.skip(), _shown(asked), gr.skip(), "", ""
        session = chat.ask(self.workspace, session, question)
        yield session, chat.messages(session), chat.panel_value(session), gr.skip(), ""

    def _pick(self, session: Session, picked: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from self._ask(str(picked.question), session)

    def _fresh(self, session: Session) -> tuple[Any, ...]:
        empty = Session(corpus=session.corpus)
        hidden = gr.Chatbot(value=[], visible=False)
        return empty, hidden, chat.panel_value(empty), "", ""

    def _examples(self, session: Session) -> dict[str, Any]:
        return chat.welcome(self.workspace, session.corpus)

    def _watched_shelf(self, session: Session) -> tuple[Any, ...]:
        listed = self._shelf_value(session)
        return listed, gr.Timer(active=shelf.awaited(listed))

    def _shelf_value(self, session: Session) -> dict[str, Any]:
        return shelf.shelf(self.workspace, session.corpus)

    def _wire_shelf(self) -> None:
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        seen = [self.shelf, self.progress]
        gr.on(
            [self.address.submit, self.add.click],
            self._add_url,
            [self.address, self.session],
            [*seen, self.address],
            **quiet,
        )
        self.file.upload(self._add_files, [self.file, self.session], [*seen, self.file], **quiet)
        self.shelf.retry(self._refresh, self.session, seen, **quiet)
        self.shelf.drop_source(self._remove, self.session, seen, **quiet)

    def _add_url(self, address: str, session: Session) -> Iterator[tuple[Any, ...]]:
        line = ""
        for line in shelf.add_url(self.workspace, session.corpus, address):
            yield gr.skip(), _line(line), gr.skip()
        kept = address if line in (shelf.NOT_AN_ADDRESS, shelf.NOTHING_TO_ADD) else ""
        yield self._shelf_value(session), _line(line), kept

    def _add_files(self, paths: list[str], session: Session) -> Iterator[tuple[Any, ...]]:
        line = ""
        for line in shelf.add(self.workspace, session.corpus, list(paths or [])):
            yield gr.skip(), _line(line), gr.skip()
        yield self._shelf_value(session), _line(line), None

    def _refresh(self, session: Session) -> Iterator[tuple[Any, ...]]:
        for line in shelf.refresh(self.workspace, session.corpus):
            yield self._shelf_value(session), _line(line)

    def _remove(self, session: Session, chosen: gr.EventData) -> tuple[Any, ...]:
        line = shelf.remove(self.workspace, session.corpus, str(chosen.document_id), str(chosen.title))
        return self._shelf_value(session), _line(line)


def _fixed(name: str, **options: Any) -> gr.HTML:
    """A component of our own: fixed HTML and a script of the same name."""
    return gr.HTML(
        html_template=asset(f"{name}.html"),
        js_on_load=asset(f"{name}.js"),
        apply_default_css=False,
        **options,
    )


def _line(text: str) -> str:
    """One escaped line that a screen reader announces."""
    return f'<p role="status">{escape(text)}</p>' if text else ""


def _unchanged(number: int) -> list[Any]:
    return [gr.skip() for _ in range(number)]


def _shown(messages: list[Any]) -> Any:
    return gr.Chatbot(value=messages, visible=True)
