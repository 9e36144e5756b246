"""The left panel's work: adding sources, removing one, trying unread pages again. No Gradio here.

Reading pages takes seconds to minutes, so it runs in a thread and reports each source as it is done.
"""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

from sources.errors import WellsourcedError
from sources.records import Source, SourceState
from ui.chat import attempt
from ui.corpora import corpus_options
from ui.fragments import is_web
from ui.render import count, host, plain
from ui.session import Session
from ui.sourcelist import source_list, source_title

if TYPE_CHECKING:
    from assistant.workspace import Workspace

NOT_AN_ADDRESS = "That is no web address. It should start with https://; a file can be dropped below."
NOTHING_YET = "Nothing in it yet: add an article below."
NOTHING_TO_ADD = "Paste an address, or drop a file."
STOPPING = "Stopping as soon as the next page is done…"
MOST_MEGABYTES = 20
"""The largest file that the page takes."""

_BARE_ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|\?|$)")

Report = Callable[[Source], None]
Work = Callable[[Report], tuple[Source, ...]]

_STOPPED = "Stopped."


class StoppedError(WellsourcedError):
    """Raised into the reading when somebody pressed "Stop"; what was stored by then stays."""


def shelf(workspace: "Workspace", session: Session) -> dict[str, Any]:
    """What the left panel lists; an unreadable corpus lists nothing and says why."""
    corpus = session.corpus
    options, _ = attempt(lambda: corpus_options(workspace.corpora(), corpus))
    known = {"corpora": options or [], "most_megabytes": MOST_MEGABYTES}

    def listed() -> dict[str, Any]:
        name = corpus or None
        return source_list(workspace.corpus_title(name), workspace.sources(name), corpus)

    if corpus and corpus not in workspace.corpus_names():
        return source_list(corpus, (), corpus) | known | {"summary": NOTHING_YET}
    outcome, error = attempt(listed)
    return (outcome or source_list("", (), corpus) | {"summary": error}) | known


def awaited(listed: dict[str, Any]) -> bool:
    """Whether a listed source is still to be read."""
    return any(group["state"] == SourceState.PENDING for group in listed["groups"])


def add_url(
    workspace: "Workspace",
    corpus: str,
    typed: str,
    *,
    follow: bool = True,
    stop: threading.Event | None = None,
) -> Iterator[str]:
    """Read one address; yields lines about how far it is.

    Only web addresses: a path typed into a page must not read this computer's files.
    """
    address = typed.strip()
    if not address:
        yield NOTHING_TO_ADD
        return
    if _BARE_ADDRESS.match(address):
        address = f"https://{address}"
    if not is_web(address):
        yield NOT_AN_ADDRESS
        return
    yield from add(workspace, corpus, [address], follow=follow, stop=stop)


def add(
    workspace: "Workspace",
    corpus: str,
    locations: list[str],
    *,
    follow: bool = True,
    for_url: str = "",
    stop: threading.Event | None = None,
) -> Iterator[str]:
    """Read addresses or uploaded files, and with ``follow`` the pages that they reference, until ``stop`` is set.

    With ``for_url`` the file is a saved copy of that page.
    """

    def work(report: Report) -> tuple[Source, ...]:
        return workspace.add(
            locations, corpus=corpus or None, follow=follow, for_url=for_url, on_progress=report
        )

    names = ", ".join(host(each) if is_web(each) else Path(each).name for each in locations)
    what = f"{names} as {host(for_url)}" if for_url else names
    reading = _Reading(workspace, corpus, work, stop or threading.Event())
    yield from reading.narrated(f"Reading {plain(what)}…")


def refresh(workspace: "Workspace", corpus: str, stop: threading.Event | None = None) -> Iterator[str]:
    """Ask for every page again, until ``stop`` is set; the last line says what changed."""

    def work(report: Report) -> tuple[Source, ...]:
        refreshed = workspace.refresh(corpus or None, on_progress=report)
        changed.extend(refreshed.changed)
        return tuple(source for source in refreshed.sources if is_web(source.url))

    changed: list[str] = []
    reading = _Reading(workspace, corpus, work, stop or threading.Event())
    yield from reading.narrated("Asking for the pages again…")
    if changed:
        yield f"{count(len(changed))} pages changed: {plain('; '.join(changed[:3]))}"


def remove(workspace: "Workspace", corpus: str, document_id: str, title: str) -> str:
    """Take one source out; returns the line that says so."""
    _, error = attempt(lambda: workspace.remove(document_id, corpus or None))
    return error or f"Removed “{plain(title)}”."


class _Reading:
    """Work in a thread of its own, told in lines: one at the start, one for each source, one at the end."""

    def __init__(self, workspace: "Workspace", corpus: str, work: Work, stop: threading.Event) -> None:
        self._workspace = workspace
        self._corpus = corpus or None
        self._work = work
        self._stop = stop
        self._news: Queue[Source | str] = Queue()
        self._seen: dict[str, Source] = {}

    def narrated(self, beginning: str) -> Iterator[str]:
        """The lines, as they come."""
        threading.Thread(target=self._run, name="wellsourced-reading", daemon=True).start()
        yield beginning
        while True:
            news = _next(self._news)
            if isinstance(news, str):
                yield news
                return
            if news is not None:
                yield STOPPING if self._stop.is_set() else self._so_far(news)

    def _run(self) -> None:
        sources, error = attempt(lambda: self._work(self._told))
        if error == _STOPPED:
            # What was stored is not indexed yet; the corpus may be open, and would not look again.
            _, error = attempt(lambda: self._workspace.rebuild(self._corpus))
            error = error or self._stopped()
        self._news.put(error or conclusion(tuple(self._seen.values()) or sources or ()))

    def _told(self, source: Source) -> None:
        self._seen[source.document_id] = source
        self._news.put(source)
        if self._stop.is_set():
            raise StoppedError(_STOPPED)

    def _so_far(self, news: Source) -> str:
        done, waiting = len(self._seen), self._waiting()
        mark = "read" if news.state == SourceState.OK else "not read"
        so_far = f"{count(done)} of {count(done + waiting)} done" if waiting else f"{count(done)} done"
        return f"{so_far} · {source_title(news)}: {mark}"

    def _stopped(self) -> str:
        waiting = self._waiting()
        left = f"; not read yet: {count(waiting)}" if waiting else ""
        return f"Stopped. What was read stays{left}."

    def _waiting(self) -> int:
        """How many referenced pages are still to be read."""
        listed, _ = attempt(lambda: self._workspace.sources(self._corpus))
        return sum(source.state is SourceState.PENDING for source in listed or ())


def _next(done: "Queue[Source | str]") -> Source | str | None:
    """The next piece of news, or None after a moment: a generator that never yields cannot be cancelled."""
    try:
        return done.get(timeout=5)
    except Empty:
        return None


def conclusion(sources: tuple[Source, ...]) -> str:
    """What came of it, in one line."""
    read = sum(source.state == SourceState.OK for source in sources)
    missed = [source for source in sources if source.state != SourceState.OK]
    if not sources:
        return "Nothing new to read."
    if not missed:
        return f"Read {count(read)} source{'s' if read > 1 else ''}."
    if len(sources) == 1:
        return f"Not read: {plain(missed[0].reason) or missed[0].state.value}"
    return f"Read {count(read)}; {count(len(missed))} could not be read, see the reasons in the list."
