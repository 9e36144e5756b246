"""The left pane: which corpus, its sources, and adding to them. Builds its components and says what they do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui import shelf
from ui.chat import attempt
from ui.corpora import corpus_name, taken
from ui.parts import PRIVATE, fixed, line
from ui.session import Session

if TYPE_CHECKING:
    from assistant.workspace import Workspace

Shown = tuple[Any, ...]


class ShelfPane:
    """Made inside of the column that it fills."""

    def __init__(self, workspace: "Workspace", session: gr.State) -> None:
        self._workspace = workspace
        self._session = session
        self.list = fixed("shelf", value={})
        with gr.Column(elem_id="ws-add"):
            self.address = gr.Textbox(
                label="Add a source", placeholder="https://…", max_lines=1, elem_id="ws-address"
            )
            self.add = gr.Button("Add", elem_id="ws-add-button", size="sm")
            self.file = _files("Add files", "ws-file", many=True)
            self.follow = gr.Checkbox(
                label="Read the pages it references, too", value=True, elem_id="ws-follow"
            )
        # The rows of pages that were not read hand their saved copies, and their addresses, to these two, which
        # are never seen: so both come to Python with one event.
        self.saved = _files("Saved copy", "ws-saved", many=False)
        self.saving = gr.Textbox(label="Address of the saved copy", elem_id="ws-saving")
        self.progress = gr.HTML("", elem_id="ws-progress")

    def wire(self) -> None:
        """Connect what concerns this pane only."""
        quiet: dict[str, Any] = {"api_visibility": PRIVATE, "show_progress": "hidden"}
        seen = [self.list, self.progress]
        gr.on(
            [self.address.submit, self.add.click],
            self._add_url,
            [self.address, self.follow, self._session],
            [*seen, self.address],
            **quiet,
        )
        given = [self.file, self.follow, self._session]
        self.file.upload(self._add_files, given, [*seen, self.file], **quiet)
        copied = [self.saved, self.saving, self._session]
        self.saved.upload(self._add_copy, copied, [*seen, self.saved], **quiet)
        self.list.retry(self._refresh, self._session, seen, **quiet)
        self.list.drop_source(self._remove, self._session, seen, **quiet)

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
        return (session, error) if error else (session.without(name), f"Removed the corpus {name}.")

    def _add_url(self, address: str, follow: bool, session: Session) -> Iterator[Shown]:
        said = ""
        for said in shelf.add_url(self._workspace, session.corpus, address, follow=follow):
            yield self.value(session), line(said), gr.skip()
        kept = address if said in (shelf.NOT_AN_ADDRESS, shelf.NOTHING_TO_ADD) else ""
        yield self.value(session), line(said), kept

    def _add_files(self, paths: list[str], follow: bool, session: Session) -> Iterator[Shown]:
        said = ""
        for said in shelf.add(self._workspace, session.corpus, list(paths or []), follow=follow):
            yield self.value(session), line(said), gr.skip()
        yield self.value(session), line(said), None

    def _add_copy(self, path: str, address: str, session: Session) -> Iterator[Shown]:
        said = ""
        for said in shelf.add(self._workspace, session.corpus, [path], follow=False, for_url=address):
            yield self.value(session), line(said), gr.skip()
        yield self.value(session), line(said), None

    def _refresh(self, session: Session) -> Iterator[Shown]:
        for said in shelf.refresh(self._workspace, session.corpus):
            yield self.value(session), line(said)

    def _remove(self, session: Session, chosen: gr.EventData) -> Shown:
        said = shelf.remove(self._workspace, session.corpus, str(chosen.document_id), str(chosen.title))
        return self.value(session), line(said)


def _files(label: str, elem_id: str, *, many: bool) -> gr.File:
    return gr.File(
        label=label,
        show_label=False,
        file_types=list(shelf.FILE_TYPES),
        file_count="multiple" if many else "single",
        height=48,
        elem_id=elem_id,
    )
