"""A round of reading into a corpus: indexed at its end, and whatever ends it early loses nothing that was stored."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from page_server import PageServer, page

from assistant.workspace import Workspace
from index.embedder import Embedder, Vectors
from sources.errors import BusyError, SourceError, StorageError
from sources.extract.registry import EXTRACTORS
from sources.locking import writing
from sources.records import Source, SourceState

Open = Callable[..., Workspace]

TISZA = (
    "The Tisza is 966 kilometres long and joins the Danube in Serbia.",
    "It rises in the eastern Carpathians, where two small streams meet below a pass.",
    "Barges carry gravel and grain on its lower course between April and November.",
    "The reservoir near Abadin was filled in 1973 and covers 127 square kilometres of land.",
    "Storks come back to the meadows in March, when most of them are still under water.",
    "A ferry for two carts is pulled over by hand, as the bridge would cost too much.",
)
DRAVA = ("The Drava is 725 kilometres long and rises in the Alps.", *TISZA[1:3])
HOW_LONG = "How long is the Tisza?"


@pytest.fixture
def workspace(open_workspace: Open) -> Workspace:
    """A workspace that reads from loopback."""
    return open_workspace(settings={"allowed_hosts": frozenset({"127.0.0.1"}), "archive": False})


def test_pages_that_tell_one_story_are_noted(workspace: Workspace, web: PageServer) -> None:
    """The later one names the first; when the first is removed it tells a story of its own again."""
    first = web.put("/first", page("Rivers", *TISZA))
    copy = web.put("/copy", page("Rivers again", *TISZA, "Our reporter was there."))
    other = web.put("/other", page("The Drava", *DRAVA))
    for url in (first, copy, other):
        workspace.add([url], follow=False)
    ids = {source.url: source.document_id for source in workspace.sources()}
    assert {source.url: source.same_as for source in workspace.sources()} == {
        first: "",
        copy: ids[first],
        other: "",
    }
    workspace.remove(ids[first])
    assert [source.same_as for source in workspace.sources()] == ["", ""]


def test_whoever_listens_may_fail(workspace: Workspace, open_workspace: Open, web: PageServer) -> None:
    """What was stored until then is there, the lock is free, and the next to open the corpus indexes it."""
    urls = [web.put("/tisza", page("The Tisza", *TISZA, links=(web.put("/one", page("One", *DRAVA)),)))]

    def stop(source: Source) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workspace.add(urls, on_progress=stop)
    assert [source.state for source in workspace.sources()] == [SourceState.OK, SourceState.PENDING]
    with writing(workspace.settings.home / "corpora" / "rivers", "a look at the lock"):
        pass
    assert "966" in open_workspace().assistant().ask(HOW_LONG).text


class NoMemory:
    """An embedder that can count, and has no memory for more."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimension = embedder.name, embedder.dimension
        self.count_tokens = embedder.count_tokens

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Fail."""
        raise MemoryError("no memory left")


def test_embedding_ahead_fails(
    workspace: Workspace, open_workspace: Open, web: PageServer, embedder: Embedder
) -> None:
    """All pages are read and stored all the same, and the error is heard; later they are indexed."""
    cited = web.put("/drava", page("The Drava", *DRAVA))
    article = web.put("/tisza", page("The Tisza", *TISZA, links=(cited,)))
    workspace.__dict__["embedder"] = NoMemory(embedder)
    with pytest.raises(MemoryError, match="no memory left"):
        workspace.add([article])
    assert [source.state for source in workspace.sources()] == [SourceState.OK, SourceState.OK]
    assistant = open_workspace().assistant()
    assert "966" in assistant.ask(HOW_LONG).text
    assert "725" in assistant.ask("How long is the Drava?").text


def test_a_disk_that_fills_up_half_way(workspace: Workspace, web: PageServer) -> None:
    """Here a folder stands where the second page would be stored: the first answers, and trying again helps."""
    cited = web.put("/drava", page("The Drava", *DRAVA))
    article = web.put("/tisza", page("The Tisza", *TISZA, links=(cited,)))
    workspace.add([article], follow=False)
    corpus = workspace._corpus("rivers")
    [pending] = [source for source in corpus.sources() if source.state is SourceState.PENDING]
    in_the_way = corpus._document_path(pending.document_id)
    in_the_way.mkdir()
    with pytest.raises(StorageError, match="What was stored before is intact"):
        workspace.fetch_pending()
    assert corpus.source(pending.document_id).state is SourceState.PENDING
    assert "966" in workspace.assistant().ask(HOW_LONG).text
    in_the_way.rmdir()
    workspace.fetch_pending()
    assert "725" in workspace.assistant().ask("How long is the Drava?").text


def test_a_second_writer_asks_for_nothing(workspace: Workspace, web: PageServer) -> None:
    """It is told who writes before any page is fetched."""
    url = web.put("/tisza", page("The Tisza", *TISZA))
    with (
        writing(workspace.settings.home / "corpora" / "rivers", "a long read"),
        pytest.raises(BusyError, match="a long read"),
    ):
        workspace.add([url])
    assert web.asked == []


def _as_earlier_version(workspace: Workspace, path: Path) -> None:
    """Make a data folder what version 1 of the HTML extractor left: another text, and its note of the index."""
    corpus = workspace._corpus("rivers")
    [source] = corpus.sources()
    document = corpus.document(source.document_id)
    older = "Menu Home\n\n" + document.text
    shift = len(older) - len(document.text)
    moved = tuple(
        replace(block, start=block.start + shift, end=block.end + shift) for block in document.blocks
    )
    corpus.put([], [replace(document, extractor="html/1", text=older, blocks=moved)])
    readable = [(source.document_id, source.sha256)]
    path.write_text(hashlib.sha256(repr(readable).encode()).hexdigest())


def test_documents_of_an_earlier_extractor_are_read_anew(
    workspace: Workspace, open_workspace: Open, web: PageServer
) -> None:
    """From the stored bytes, without the web, when the corpus is opened; answers cite the text of today."""
    url = web.put("/tisza", page("The Tisza", *TISZA))
    workspace.add([url], follow=False)
    today = workspace.document(workspace.sources()[0].document_id)
    workspace.close()
    _as_earlier_version(workspace, workspace.settings.home / "corpora" / "rivers" / "indexed")
    with pytest.raises(SourceError, match="is not that of its snapshot"):
        open_workspace().document(today.document_id)
    web.asked.clear()

    later = open_workspace()
    answer = later.assistant().ask(HOW_LONG)
    assert "966" in answer.text
    assert later.verify(answer) == []
    renewed = later._corpus("rivers").document(today.document_id)
    assert renewed == today
    assert renewed.extractor == f"html/{EXTRACTORS['html'][1]}"
    assert web.asked == []


def test_an_index_is_behind_when_an_extractor_is_newer(
    workspace: Workspace, open_workspace: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Once, after an update of the program; opened again, nothing is done."""
    path = tmp_path / "tisza.txt"
    path.write_text(" ".join(TISZA))
    workspace.add([str(path)], follow=False)
    note = workspace.settings.home / "corpora" / "rivers" / "indexed"
    before = note.read_text()
    monkeypatch.setitem(EXTRACTORS, "html", (EXTRACTORS["html"][0], 99))
    assert "966" in open_workspace().assistant().ask(HOW_LONG).text
    after = note.read_text()
    assert after != before
    open_workspace().assistant()
    assert note.read_text() == after


def test_progress_names_every_page_once(workspace: Workspace, web: PageServer) -> None:
    """With the state that it came to, the cited ones after the article."""
    cited = web.put("/drava", page("The Drava", *DRAVA))
    article = web.put("/tisza", page("The Tisza", *TISZA, links=(cited, web.url("/gone"))))
    heard: list[list[str]] = []
    added = workspace.add(
        [article], on_progress=lambda one: heard.append([one.url.removeprefix(web.url("")), one.state.value])
    )
    assert heard[0] == ["/tisza", "ok"]
    assert sorted(heard[1:]) == [["/drava", "ok"], ["/gone", "missing"]]
    assert [source.url for source in added] == [article]


def test_pages_that_point_back_at_the_article(workspace: Workspace, web: PageServer) -> None:
    """Two steps deep the article is cited by what it cites, and it is the article all the same."""
    back = web.put("/back", page("Back", *DRAVA, links=(web.url("/tisza"),)))
    article = web.put("/tisza", page("The Tisza", *TISZA, links=(back,)))
    workspace.add([article], depth=2)
    assert [len(source.cited_by) for source in workspace.sources()] == [1, 1]
    assert [one.title for one in workspace._shelf(workspace._corpus("rivers")).articles()] == ["The Tisza"]
