"""Corpora side by side: listed, removed whole, taken to another computer and asked there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.corpora import Corpora, CorpusSummary
from assistant.workspace import Workspace
from sources.corpus import Corpus
from sources.errors import BusyError, UnknownCorpusError, UsageError
from sources.extract.registry import extract
from sources.fetch import Fetcher
from sources.locking import writing
from sources.reading import SourceReader
from sources.records import Source, SourceState
from sources.snapshots import SnapshotStore

Open = Callable[..., Workspace]

HOW_LONG = "How long is the Tisza?"
TEXTS = [
    (
        "tisza",
        "The Tisza",
        "The Tisza is 966 kilometres long. It joins the Danube in Serbia.",
        "https://a.example/t",
    ),
    ("drava", "The Drava", "The Drava is 725 kilometres long. It rises in the Alps.", ""),
]


def source(document_id: str, state: SourceState) -> Source:
    """A source of which nothing but its state matters."""
    return Source(document_id=document_id, url="", title="", state=state)


@pytest.fixture
def corpora(tmp_path: Path) -> Corpora:
    """Two corpora beside the bundled one, without documents."""
    folder = tmp_path / "corpora"
    Corpus(folder / "rivers").put(
        [source("a", SourceState.OK), source("b", SourceState.BLOCKED), source("c", SourceState.PENDING)],
        title="Rivers",
    )
    Corpus(folder / "lakes").put([source("a", SourceState.OK)])
    return Corpora(folder, SourceReader(Fetcher(), SnapshotStore(tmp_path / "snapshots"), extract=extract))


def test_every_corpus_is_listed_with_what_was_read(corpora: Corpora) -> None:
    """The bundled one first, with its twelve pages unread; one without a title goes by its name."""
    bundled, *others = corpora.summaries()
    assert (bundled.name, bundled.sources, bundled.read, bundled.bundled) == ("article", 13, 1, True)
    assert others == [
        CorpusSummary(name="lakes", title="lakes", sources=1, read=1, bundled=False),
        CorpusSummary(name="rivers", title="Rivers", sources=3, read=1, bundled=False),
    ]


@pytest.mark.parametrize("name", ["rivers (copy)", "Rivers", ".removed-abc", "rivers.bak"])
def test_folders_that_are_no_corpora_are_left_alone(corpora: Corpora, tmp_path: Path, name: str) -> None:
    """People copy folders: a copy under a name that no corpus can have neither shows nor stops the list."""
    Corpus(tmp_path / "corpora" / name).put([source("a", SourceState.OK)])
    assert [one.name for one in corpora.summaries()] == ["article", "lakes", "rivers"]


def test_a_damaged_corpus_hides_none_of_the_others(corpora: Corpora, tmp_path: Path) -> None:
    """It is listed as such, and can be taken away."""
    (tmp_path / "corpora" / "lakes" / "corpus.json").write_text('{"name": ')
    listed = {one.name: one for one in corpora.summaries()}
    assert (listed["rivers"].title, listed["rivers"].read) == ("Rivers", 1)
    assert (listed["lakes"].title[:9], listed["lakes"].sources) == ("(damaged:", 0)
    corpora.remove("lakes")
    assert corpora.names() == ("article", "rivers")


def test_a_corpus_is_removed_whole(corpora: Corpora, tmp_path: Path) -> None:
    """Nothing of its folder is left, the others are untouched, and its name is free again."""
    corpora.remove("rivers")
    assert corpora.names() == ("article", "lakes")
    assert sorted(path.name for path in (tmp_path / "corpora").iterdir()) == ["lakes"]
    with pytest.raises(UnknownCorpusError, match="there are: article, lakes"):
        corpora.remove("rivers")
    assert not corpora.get("rivers", make=True).exists()


def test_the_bundled_corpus_stays(corpora: Corpora) -> None:
    """It would be laid out again at once; the message says what can be taken out."""
    with pytest.raises(UsageError, match="takes one of its sources out"):
        corpora.remove("article")
    assert len(corpora.get("article").sources()) == 13


def test_a_corpus_that_somebody_writes_is_not_removed(corpora: Corpora, tmp_path: Path) -> None:
    """Who writes is named, and the corpus is whole."""
    with (
        writing(tmp_path / "corpora" / "rivers", "a long read"),
        pytest.raises(BusyError, match="a long read"),
    ):
        corpora.remove("rivers")
    assert len(corpora.get("rivers").sources()) == 3


def test_a_corpus_taken_elsewhere_answers_the_same(open_workspace: Open, tmp_path: Path) -> None:
    """Same text, same citations, which verify there; a taken name is refused and keeps what it has."""
    here = open_workspace()
    here.add_texts(TEXTS)
    before = here.assistant().ask(HOW_LONG)
    assert "966" in before.text
    assert here.export_corpus(tmp_path / "rivers.zip") == 2

    # another data folder, which shares nothing but the converted model
    home = tmp_path / "elsewhere"
    home.mkdir()
    (home / "models").symlink_to(here.settings.home / "models")
    there = open_workspace(settings={"home": home})
    assert there.import_corpus(tmp_path / "rivers.zip", "taken") == 2
    after = there.assistant("taken").ask(HOW_LONG)
    assert (after.text, after.citations) == (before.text, before.citations)
    assert there.verify(after, "taken") == []
    assert there.verify(before, "taken") == []

    sources = there.sources("taken")
    with pytest.raises(UsageError, match="there is a corpus 'taken' already"):
        there.import_corpus(tmp_path / "rivers.zip", "taken")
    assert there.sources("taken") == sources
    with pytest.raises(UsageError, match="is not there"):
        there.import_corpus(tmp_path / "none.zip", "other")
    assert there.corpus_names() == ("article", "taken")

    there.remove_corpus("taken")
    assert there.corpus_names() == ("article",)
    # the snapshots stay, so that a corpus made again of the same file can still be checked against them
    assert there.import_corpus(tmp_path / "rivers.zip", "taken") == 2
    assert there.assistant("taken").ask(HOW_LONG).citations == before.citations
