"""A real data folder: corpora made, asked, changed, damaged and mended."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Status
from assistant.workspace import Workspace
from index.build import current_generation
from sources.collecting import Collector
from sources.corpus import Corpus
from sources.errors import (
    BusyError,
    ExtractionError,
    SourceError,
    UnknownCorpusError,
    UsageError,
)
from sources.locking import writing
from sources.records import Source, SourceState

Open = Callable[..., Workspace]

TISZA = "# The Tisza\n\nThe Tisza is 966 kilometres long. It joins the Danube in Serbia.\n"
DRAVA = "# The Drava\n\nThe Drava is 725 kilometres long. It rises in the Alps.\n"
HOW_LONG = "How long is the Tisza?"


def _write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def _cited(answer: Answer) -> set[str]:
    return {citation.document_id for citation in (*answer.citations, *answer.closest)}


def _undated(sources: tuple[Source, ...]) -> list[Source]:
    return [replace(source, fetched_at="") for source in sources]


def _put(workspace: Workspace, corpus: Corpus, path: str) -> None:
    """Store a source as a process does that dies before it indexes."""
    Collector(corpus, workspace._reader, total_seconds=0).put([workspace._reader.read_file(Path(path))])


def _renamed(workspace: Workspace, name: str) -> Workspace:
    """A workspace over the same folder whose default corpus has another name."""
    return Workspace(workspace.settings.model_copy(update={"corpus": name}))


def test_bundled_article(article: Workspace) -> None:
    """A new data folder holds the article and the twelve pages it references, each with its state."""
    sources = article.sources("article")
    assert len(sources) == 13
    assert sources[0].document_id == "article"
    assert sources[0].state is SourceState.OK
    assert {source.cited_by for source in sources[1:]} == {("article",)}
    assert article.corpus_names()[0] == "article"
    assert article.corpus_title() == "Venezuela’s Drug Trade and the Geopolitical Chessboard of Latin America"


def test_article_is_asked(article: Workspace) -> None:
    """The article answers, its citations verify, and they name the snapshot that the source list names."""
    answer = article.assistant().ask("When was Ovidio Guzman extradited to the US?")
    assert answer.status is Status.ANSWERED
    assert "September 2023" in answer.text
    assert article.verify(answer) == []
    assert {citation.snapshot for citation in answer.citations} == {f"sha256:{article.sources()[0].sha256}"}


def test_passages_are_counted(article: Workspace) -> None:
    """Once its index is open, a source tells how many passages it has; an unread one has none."""
    article.assistant()
    counts = [source.passages for source in article.sources()]
    assert counts[0] > 20
    assert set(counts[1:]) == {0}


def test_tampered_answer_does_not_verify(article: Workspace) -> None:
    """A saved answer in which one letter was changed is found out."""
    answer = article.assistant().ask("When was Ovidio Guzman extradited to the US?")
    first = replace(answer.citations[0], quote=answer.citations[0].quote.replace("2023", "2024"))
    assert len(article.verify(replace(answer, citations=(first, *answer.citations[1:])))) == 1


def test_file_is_added_asked_and_removed(open_workspace: Open, tmp_path: Path) -> None:
    """A file joins the article's corpus, answers with checked citations, and is gone after its removal."""
    workspace = open_workspace()
    added = workspace.add([_write(tmp_path, "tisza.md", TISZA)], corpus="article", follow=False)
    assert [(source.title, source.state) for source in added] == [("The Tisza", SourceState.OK)]
    answer = workspace.assistant("article").ask(HOW_LONG)
    assert answer.statements[0].text == "The Tisza is 966 kilometres long."
    assert _cited(answer) == {added[0].document_id}
    assert workspace.verify(answer, "article") == []
    assert len(workspace.sources("article")) == 14

    workspace.remove(added[0].document_id, "article")
    after = workspace.assistant("article").ask(HOW_LONG)
    assert added[0].document_id not in _cited(after)
    assert len(workspace.sources("article")) == 13
    # the saved answer can still be audited: its snapshot is kept, and a line says what became of the source
    assert workspace.verify(answer, "article") == []
    [line] = workspace.changed_since(answer, "article")
    assert line.endswith("the source is no longer in the corpus")


def test_same_file_twice_changes_nothing(open_workspace: Open, tmp_path: Path) -> None:
    """Adding a file again makes no second source and no new index."""
    workspace = open_workspace()
    path = _write(tmp_path, "tisza.md", TISZA)
    first = workspace.add([path], follow=False)
    folder = workspace.settings.home / "corpora" / "rivers" / "index"
    generation, sources = current_generation(folder), workspace.sources()
    second = workspace.add([path], follow=False)
    assert current_generation(folder) == generation
    assert _undated(workspace.sources()) == _undated(sources)
    assert [source.document_id for source in second] == [source.document_id for source in first]


def test_changed_file_takes_the_place_of_the_old(open_workspace: Open, tmp_path: Path) -> None:
    """The same path with other text is the same source: the new text answers, the old is gone."""
    workspace = open_workspace()
    workspace.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    before = workspace.assistant().ask(HOW_LONG)
    workspace.add([_write(tmp_path, "tisza.md", TISZA.replace("966", "965"))], follow=False)
    after = workspace.assistant().ask(HOW_LONG)
    assert "965" in after.text
    assert "966" not in after.text
    assert len(workspace.sources()) == 1
    assert workspace.verify(before) == []
    [line] = workspace.changed_since(before)
    assert line.endswith("“The Tisza is 966 kilometres long.” no longer stands there")
    assert workspace.changed_since(after) == []


def test_corpus_of_its_own(open_workspace: Open, tmp_path: Path) -> None:
    """A corpus is made by adding to it, takes its first document's title, and cites nothing from outside."""
    workspace = open_workspace()
    workspace.add([_write(tmp_path, "tisza.md", TISZA)], corpus="rivers", follow=False)
    assert workspace.corpus_names() == ("article", "rivers")
    assert workspace.corpus_title("rivers") == "The Tisza"
    ids = {source.document_id for source in workspace.sources("rivers")}
    for question in (HOW_LONG, "Who was extradited to the US?", "What did China lend?"):
        assert _cited(workspace.assistant("rivers").ask(question)) <= ids


def test_unknown_corpus(open_workspace: Open) -> None:
    """A corpus that is not there is not made by asking; the message names those that are."""
    workspace = open_workspace()
    with pytest.raises(UnknownCorpusError, match="there are: article"):
        workspace.assistant("lakes")
    assert workspace.corpus_names() == ("article",)


@pytest.mark.parametrize("name", ["../x", "a/b", "UPPER", "", " ", ".", "x" * 64, "é"])
def test_corpus_names_stay_in_their_folder(open_workspace: Open, tmp_path: Path, name: str) -> None:
    """A name that is none, or leads out of the data folder, is refused before anything is written."""
    workspace = open_workspace()
    path = _write(tmp_path, "tisza.md", TISZA)
    wanted = _renamed(workspace, name) if not name else workspace
    with pytest.raises(UnknownCorpusError, match="no corpus name"):
        wanted.add([path], corpus=name or None, follow=False)
    assert not (tmp_path / "x").exists()


def test_texts_under_ids_of_their_own(open_workspace: Open) -> None:
    """Plain texts keep the caller's id, title and address, down to the citation."""
    workspace = open_workspace()
    workspace.add_texts(
        [
            ("t-1", "Tisza", "The Tisza is 966 kilometres long.", "https://example.org/tisza"),
            ("ü/../2", "", "The Drava is 725 kilometres long.", ""),
        ]
    )
    assert [source.document_id for source in workspace.sources()] == ["t-1", "ü/../2"]
    tisza = workspace.assistant().ask(HOW_LONG).citations[0]
    assert (tisza.document_id, tisza.title, tisza.url) == ("t-1", "Tisza", "https://example.org/tisza")
    drava = workspace.assistant().ask("How long is the Drava?")
    assert drava.citations[0].document_id == "ü/../2"
    assert workspace.verify(drava) == []


def test_ids_that_are_long_and_alike(open_workspace: Open) -> None:
    """Two ids that differ only after three hundred characters are two sources."""
    workspace = open_workspace()
    one, two = "x" * 300 + "1", "x" * 300 + "2"
    workspace.add_texts(
        [(one, "", "The Tisza is 966 kilometres long.", ""), (two, "", "The Drava is 725.", "")]
    )
    assert workspace.document(one).text.startswith("The Tisza")
    assert workspace.document(two).text.startswith("The Drava")


def test_an_empty_text_stores_nothing(open_workspace: Open) -> None:
    """One empty text among others is refused before any of them is stored."""
    workspace = open_workspace()
    with pytest.raises(ExtractionError, match="'b': the text is empty"):
        workspace.add_texts([("a", "", "The Tisza is long.", ""), ("b", "", " \n", "")])
    assert workspace.corpus_names() == ("article",)


def test_one_bad_file_stores_nothing(open_workspace: Open, tmp_path: Path) -> None:
    """Where one of the files cannot be read, none is stored."""
    workspace = open_workspace()
    with pytest.raises(SourceError, match="is not there"):
        workspace.add([_write(tmp_path, "tisza.md", TISZA), str(tmp_path / "no.md")], follow=False)
    assert workspace.corpus_names() == ("article",)


def test_where_a_saved_page_came_from(open_workspace: Open, tmp_path: Path) -> None:
    """A file may bring the address that it was saved from, which its citations then name."""
    workspace = open_workspace()
    path = _write(tmp_path, "tisza.md", TISZA)
    workspace.add([path], for_url="https://example.org/tisza", follow=False)
    assert workspace.assistant().ask(HOW_LONG).citations[0].url == "https://example.org/tisza"


def test_an_address_that_is_none(open_workspace: Open, tmp_path: Path) -> None:
    """What is given as the address of a saved page has to be one, since the page of answers links to it."""
    workspace = open_workspace()
    with pytest.raises(UsageError, match="only http"):
        workspace.add([_write(tmp_path, "tisza.md", TISZA)], for_url="javascript:alert(1)", follow=False)
    assert workspace.corpus_names() == ("article",)


def test_references_of_an_added_file_are_listed(open_workspace: Open, tmp_path: Path) -> None:
    """The pages that a file links to are sources, not read yet, with the file as what cites them."""
    workspace = open_workspace()
    text = TISZA + "\nFloods are [described elsewhere](https://example.org/floods).\n"
    (added,) = workspace.add([_write(tmp_path, "tisza.md", text)], follow=False)
    listed = {source.url: source for source in workspace.sources()}
    page = listed["https://example.org/floods"]
    assert page.state is SourceState.PENDING
    assert page.cited_by == (added.document_id,)


def test_remove_what_is_not_there(open_workspace: Open, tmp_path: Path) -> None:
    """Removing an unknown id is an error and changes nothing."""
    workspace = open_workspace()
    workspace.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    with pytest.raises(SourceError, match="no source 'danube'"):
        workspace.remove("danube")
    assert len(workspace.sources()) == 1


def test_what_another_process_added_is_found(open_workspace: Open, tmp_path: Path) -> None:
    """An assistant asked for after somebody else's change answers from the new sources."""
    mine, theirs = open_workspace(), open_workspace()
    mine.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    mine.assistant()
    theirs.add([_write(tmp_path, "drava.md", DRAVA)], follow=False)
    assert "725" in mine.assistant().ask("How long is the Drava?").text


def test_one_writer_at_a_time(open_workspace: Open, tmp_path: Path) -> None:
    """While somebody writes, adding says who is at it, and asking goes on."""
    workspace = open_workspace()
    path = _write(tmp_path, "tisza.md", TISZA)
    workspace.add([path], follow=False)
    workspace.assistant()
    with (
        writing(workspace.settings.home / "corpora" / "rivers", "a long read"),
        pytest.raises(BusyError, match="a long read"),
    ):
        workspace.add([_write(tmp_path, "drava.md", DRAVA)], follow=False)
    with writing(workspace.settings.home / "corpora" / "rivers", "a long read"):
        assert "966" in open_workspace().assistant().ask(HOW_LONG).text


@pytest.mark.parametrize(
    "name", ["passages.tsv", "vectors.npy", "lexical.db", "manifest.json", "chroma.sqlite3"]
)
def test_damaged_index_is_built_again(open_workspace: Open, tmp_path: Path, name: str) -> None:
    """Whatever file of the index is damaged, it is built again from the stored sources, with a word about it."""
    first = open_workspace()
    first.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    first.assistant()
    first.close()
    (damaged,) = (first.settings.home / "corpora" / "rivers" / "index").rglob(name)
    damaged.write_bytes(b"damaged" + damaged.read_bytes()[20:])
    said: list[str] = []
    answer = open_workspace(say=said.append).assistant().ask(HOW_LONG)
    assert "966" in answer.text
    assert said == ["the index of 'rivers' is damaged; building it again from the stored sources …"]


def test_missing_index_is_built(open_workspace: Open, tmp_path: Path) -> None:
    """A corpus that was never indexed is indexed when it is first asked, with a word about it."""
    said: list[str] = []
    workspace = open_workspace(say=said.append)
    workspace.assistant("article")
    workspace.assistant("article")
    assert said == ["indexing corpus 'article', once …"]


def test_a_writer_that_died_before_indexing(open_workspace: Open, tmp_path: Path) -> None:
    """Sources stored, or forgotten, by a process killed before it indexed are noticed by the next to open."""
    first = open_workspace()
    (tisza,) = first.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    first.close()
    corpus = first._corpus("rivers")
    _put(first, corpus, _write(tmp_path, "drava.md", DRAVA))
    assert "725" in open_workspace().assistant().ask("How long is the Drava?").text
    corpus.remove(tisza.document_id)
    assert tisza.document_id not in _cited(open_workspace().assistant().ask(HOW_LONG))


def test_an_index_that_is_behind_answers_while_somebody_writes(open_workspace: Open, tmp_path: Path) -> None:
    """What the writer has stored is not searched yet, but what was there before is, without waiting."""
    first = open_workspace()
    first.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    first.close()
    corpus = first._corpus("rivers")
    with writing(corpus.folder, "add"):
        _put(first, corpus, _write(tmp_path, "drava.md", DRAVA))
        assert "966" in open_workspace().assistant().ask(HOW_LONG).text


def test_changed_snapshot_is_not_cited(open_workspace: Open, tmp_path: Path) -> None:
    """When the stored bytes of a source are not those that were read, nothing is cited from it."""
    workspace = open_workspace()
    workspace.add([_write(tmp_path, "tisza.md", TISZA)], follow=False)
    answer = workspace.assistant().ask(HOW_LONG)
    (body,) = (workspace.settings.home / "snapshots").rglob(f"{workspace.sources()[0].sha256}.bin")
    body.write_bytes(body.read_bytes().replace(b"966", b"999"))
    assert open_workspace().verify(answer) != []
    with pytest.raises(SourceError, match="add its source again"):
        open_workspace().assistant().ask(HOW_LONG)
    workspace.rebuild()


def test_rebuild_counts_passages(open_workspace: Open, tmp_path: Path) -> None:
    """Rebuilding says how many passages there are, and answers stay the same."""
    workspace = open_workspace()
    workspace.add([_write(tmp_path, "tisza.md", TISZA), _write(tmp_path, "drava.md", DRAVA)], follow=False)
    before = workspace.assistant().ask(HOW_LONG)
    assert workspace.rebuild() == 2
    assert workspace.assistant().ask(HOW_LONG).citations == before.citations


def test_a_corpus_without_a_readable_source(open_workspace: Open) -> None:
    """When the last source goes, questions are answered with "not found", not with an error."""
    workspace = open_workspace()
    workspace.add_texts([("t-1", "", "The Tisza is 966 kilometres long.", "")])
    workspace.remove("t-1")
    answer = workspace.assistant().ask(HOW_LONG)
    assert answer.status is Status.NOT_FOUND
    assert _cited(answer) == set()
    assert workspace.assistant().examples(3) == ()
    assert workspace.assistant().retrieve(HOW_LONG, 5) == []


def test_closing_twice(open_workspace: Open) -> None:
    """A closed workspace may be closed again, and opens anew when asked."""
    workspace = open_workspace()
    workspace.add_texts([("t-1", "", "The Tisza is 966 kilometres long.", "")])
    workspace.close()
    workspace.close()
    assert "966" in workspace.assistant().ask(HOW_LONG).text
