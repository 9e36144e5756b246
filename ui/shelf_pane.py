"""The left pane: which corpus, its sources, and adding to them. Builds its components and says what they do."""

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui import shelf
from ui.chat import attempt
from ui.corpora import corpus_name, taken
from ui.parts import PRIVATE, fixed, line
from ui.session import Desk, Session

if TYPE_CHECKING:
    from assistant.workspace import Workspace

Shown = tuple[Any, ...]
Lines = Callable[[threading.Event], Iterator[str]]


class ShelfPane:
    """Made inside of the column that it fills."""

    def __init__(self, workspace: "Workspace", desk: gr.State) -> None:
        self._workspace = workspace
        self._desk = desk
        self.list = fixed("shelf", value={})
        with gr.Column(elem_id="ws-add"):
            self.address = gr.Textbox(
                label="Add a source", placeholder="https://…", max_lines=1, elem_id="ws-address"
            )
            self.add = gr.Button("Add", elem_id="ws-add-button", size="sm")
            self.file = _files("Add files", "ws-file", many=True)
            self.follow = gr.Checkbox(label="Also read the pages it cites", value=True, elem_id="ws-follow")
        # The rows of pages that were not read hand their saved copies, and their addresses, to these two, which
        # are never seen: so both come to Python with one event.
        self.saved = _files("Saved copy", "ws-saved", many=False)
        self.saving = gr.Textbox(label="Address of the saved copy", elem_id="ws-saving")
        self.progress = gr.HTML("", elem_id="ws-progress")
        self.stop = gr.Button("Stop", visible=False, size="sm", elem_id="ws-stop")
        self.reading = gr.State(None)

    def wire(self) -> list[Any]:
        """Connect what concerns this pane only; returns the events after which a corpus may hold something else."""
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        seen = [self.list, self.progress, self.stop, self.reading]
        address = [self.address, self.follow, self._desk]
        files = [self.file, self.follow, self._desk]
        copied = [self.saved, self.saving, self._desk]
        self.stop.click(self._stop, self.reading, [self.progress, self.stop], **quiet)
        self.list.too_large(self._too_large, None, self.progress, **quiet)
        self.list.drop_source(self._remove, self._desk, [self.list, self.progress], **quiet)
        return [
            gr.on(
                [self.address.submit, self.add.click], self._add_url, address, [*seen, self.address], **quiet
            ),
            self.file.upload(self._add_files, files, [*seen, self.file], **quiet),
            self.saved.upload(self._add_copy, copied, [*seen, self.saved], **quiet),
            self.list.retry(self._refresh, self._desk, seen, **quiet),
        ]

    def value(self, session: Session) -> dict[str, Any]:
        """What the list shows."""
        return shelf.shelf(self._workspace, session)

    def new_corpus(self, session: Session, title: str) -> tuple[Session, str]:
        """The session over a corpus that is still to be filled, or as it was and a line that says why not."""
        name = corpus_name(title)
        summaries, error = attempt(self._workspace.corpora)
        refused = error or taken(name, summaries or ())
        return (session, refused) if refused else (session.over(name), "")

    def drop_corpus(self, session: Session) -> tuple[Session, str]:
        """The session after its corpus was removed, and a line about it."""
        name = session.corpus
        _, error = attempt(lambda: self._workspace.remove_corpus(name))
        if error:
            return session, error
        bundled = self._workspace.corpus_names()[0]
        return session.without(name, bundled), f"Removed the corpus {name}."

    def _read(self, session: Session, lines: Lines) -> Iterator[Shown]:
        """Each line with the list as it is by then; a reading can be stopped while lines come."""
        stop = threading.Event()
        said = ""
        for said in lines(stop):
            yield self.value(session), line(said), gr.Button(visible=not stop.is_set()), stop
        yield self.value(session), line(said), gr.Button(visible=False), None

    def _add_url(self, address: str, follow: bool, desk: Desk) -> Iterator[Shown]:
        session = desk.session

        def lines(stop: threading.Event) -> Iterator[str]:
            return shelf.add_url(self._workspace, session.corpus, address, follow=follow, stop=stop)

        for shown in self._read(session, lines):
            refused = shown[1] in (line(shelf.NOT_AN_ADDRESS), line(shelf.NOTHING_TO_ADD))
            yield *shown, gr.skip() if refused else ""

    def _add_files(self, paths: list[str], follow: bool, desk: Desk) -> Iterator[Shown]:
        session = desk.session

        def lines(stop: threading.Event) -> Iterator[str]:
            return shelf.add(self._workspace, session.corpus, list(paths or []), follow=follow, stop=stop)

        for shown in self._read(session, lines):
            yield *shown, None

    def _add_copy(self, path: str, address: str, desk: Desk) -> Iterator[Shown]:
        session = desk.session

        def lines(stop: threading.Event) -> Iterator[str]:
            return shelf.add(
                self._workspace, session.corpus, [path], follow=False, for_url=address, stop=stop
            )

        for shown in self._read(session, lines):
            yield *shown, None

    def _refresh(self, desk: Desk) -> Iterator[Shown]:
        session = desk.session
        yield from self._read(session, lambda stop: shelf.refresh(self._workspace, session.corpus, stop))

    def _stop(self, reading: threading.Event | None) -> Shown:
        if reading is None:
            return gr.skip(), gr.Button(visible=False)
        reading.set()
        return line(shelf.STOPPING), gr.Button(visible=False)

    def _too_large(self, chosen: gr.EventData) -> str:
        return line(
            f"{chosen.name} has more than {shelf.MOST_MEGABYTES} MB: add a smaller copy or a part of it."
        )

    def _remove(self, desk: Desk, chosen: gr.EventData) -> Shown:
        said = shelf.remove(self._workspace, desk.session.corpus, str(chosen.document_id), str(chosen.title))
        return self.value(desk.session), line(said)


def _files(label: str, elem_id: str, *, many: bool) -> gr.File:
    return gr.File(
        label=label,
        show_label=False,
        file_count="multiple" if many else "single",
        height=48,
        elem_id=elem_id,
    )
