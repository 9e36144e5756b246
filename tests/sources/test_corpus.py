"""A corpus in its folder: sources with their states, documents, and no half of anything."""

from dataclasses import replace
from pathlib import Path

import pytest

from sources.corpus import Corpus, check_corpus_name
from sources.errors import SourceError, StorageError, UnknownCorpusError
from sources.records import Block, BlockKind, Document, Reference, Source, SourceState


def document(document_id: str, text: str = "Öl 😀.\r\n\nשלום.") -> Document:
    """A document of one block, with a reference."""
    return Document(
        document_id=document_id,
        sha256="ab" * 32,
        extractor="plain/1",
        title=f"Of {document_id}",
        url="https://a.example/",
        text=text,
        blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=5, page=2),),
        language="de",
        references=(Reference(url="https://b.example/", start=0, end=2, sentence_start=0, sentence_end=5),),
    )


def source(document_id: str, state: SourceState = SourceState.OK, *cited_by: str) -> Source:
    """A source without a title of its own."""
    return Source(document_id=document_id, url="https://a.example/", title="", state=state, cited_by=cited_by)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two sources that were read, and one that was not."""
    made = Corpus(tmp_path / "oil")
    made.put(
        [source("a"), source("b", SourceState.OK, "a"), source("c", SourceState.BLOCKED, "a", "b")],
        [document("a"), document("b")],
        title="Oil",
    )
    return made


def test_what_was_put_comes_back_in_another_process(corpus: Corpus) -> None:
    """Order, states, title, and documents with every field."""
    again = Corpus(corpus.folder)
    assert again.exists()
    assert (again.name, again.manifest.title) == ("oil", "Oil")
    assert [(one.document_id, one.state.value) for one in again.sources()] == [
        ("a", "ok"),
        ("b", "ok"),
        ("c", "blocked"),
    ]
    assert again.document("a") == document("a")
    assert again.readable_ids() == ("a", "b")


def test_a_corpus_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """Looking makes no folder."""
    corpus = Corpus(tmp_path / "none")
    assert not corpus.exists()
    assert corpus.sources() == ()
    assert not (tmp_path / "none").exists()


def test_a_change_by_another_process_is_seen(corpus: Corpus) -> None:
    """The chat page that is open while a source is added in a terminal."""
    assert len(corpus.sources()) == 3
    Corpus(corpus.folder).put([source("d")], [document("d")])
    assert corpus.readable_ids() == ("a", "b", "d")


def test_putting_again_replaces_in_place_and_keeps_who_cites(corpus: Corpus) -> None:
    """A page that was blocked becomes readable; it stands where it stood, cited by all who cited it."""
    corpus.put([source("c", SourceState.OK, "d", "a")], [document("c")])
    assert [one.document_id for one in corpus.sources()] == ["a", "b", "c"]
    assert corpus.source("c").state is SourceState.OK
    assert corpus.source("c").cited_by == ("a", "b", "d")
    assert corpus.manifest.title == "Oil"


def test_a_removed_source_is_gone_with_its_document_and_its_citing(corpus: Corpus) -> None:
    """b no longer says that a cites it; other documents stay."""
    assert corpus.remove("a").document_id == "a"
    again = Corpus(corpus.folder)
    assert [(one.document_id, one.cited_by) for one in again.sources()] == [("b", ()), ("c", ("b",))]
    with pytest.raises(SourceError):
        again.document("a")
    assert again.document("b") == document("b")


def test_unknown_sources_are_one_line(corpus: Corpus) -> None:
    """It says where to look."""
    for look in (corpus.source, corpus.remove):
        with pytest.raises(SourceError, match="has no source 'x': wellsourced sources lists them"):
            look("x")
    with pytest.raises(SourceError, match="'c' was not read"):
        corpus.document("c")


@pytest.mark.parametrize(
    "ids",
    [
        ("x" * 100 + "a", "x" * 100 + "b"),
        ("ж" * 60 + "1", "ж" * 60 + "2"),
        ("a/b", "a b"),
        ("../a", "a"),
        ("A", "a"),
        ("x" * 5000, "x" * 5001),
        ("é", "e\u0301"),
    ],
    ids=["long", "cyrillic", "slash", "dots", "case", "very long", "composed"],
)
def test_ids_from_outside_never_share_a_file(tmp_path: Path, ids: tuple[str, str]) -> None:
    """Whatever the ids of a bulk file look like, each gives its own text, inside the corpus's folder."""
    corpus = Corpus(tmp_path / "oil")
    corpus.put([source(one) for one in ids], [document(one, text=f"Text of {one}.") for one in ids])
    for one in ids:
        assert corpus.document(one).text == f"Text of {one}."
    assert [path.name for path in tmp_path.iterdir()] == ["oil"]
    assert sorted(path.name for path in (tmp_path / "oil").iterdir()) == ["corpus.json", "documents"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"name": "oil", "sources": [3]}'])
def test_a_damaged_manifest_is_one_line(corpus: Corpus, content: bytes) -> None:
    """It says what to delete, and nothing is read from it."""
    (corpus.folder / "corpus.json").write_bytes(content)
    with pytest.raises(StorageError, match=r"corpus\.json is damaged: delete the folder of corpus 'oil'"):
        Corpus(corpus.folder).sources()


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"\xff\xfe"])
def test_a_damaged_document_is_one_line(corpus: Corpus, content: bytes) -> None:
    """The others can still be read."""
    for path in (corpus.folder / "documents").iterdir():
        if b"Of a" in path.read_bytes():
            path.write_bytes(content)
    with pytest.raises(SourceError, match="stored text of 'a' is damaged: add its source again"):
        corpus.document("a")
    assert corpus.document("b") == document("b")


def test_documents_are_there_before_the_manifest_names_them(corpus: Corpus) -> None:
    """Where a document cannot be written, the old state stays: here a folder stands in its place."""
    blocked = corpus.folder / "documents" / f"{b'e'.hex()}.json"
    blocked.mkdir()
    with pytest.raises(StorageError):
        corpus.put([source("d"), source("e")], [document("d"), document("e")])
    assert Corpus(corpus.folder).readable_ids() == ("a", "b")
    assert [path.name for path in corpus.folder.iterdir() if path.name.startswith(".")] == []


def test_the_number_of_passages_is_not_stored(corpus: Corpus) -> None:
    """It is the index's to know; a stored one would grow stale."""
    corpus.put([replace(source("a"), passages=7)])
    assert corpus.source("a").passages == 0


@pytest.mark.parametrize("name", ["a", "article", "my-corpus_2", "0" * 63])
def test_names_that_a_corpus_can_have(name: str) -> None:
    """Lower-case letters, digits, - and _."""
    assert check_corpus_name(name) == name


@pytest.mark.parametrize("name", ["", "A", "-a", "_a", "a b", "../a", "a/b", "a\n", "é", "0" * 64, "a\0"])
def test_names_that_a_corpus_cannot_have(name: str) -> None:
    """They become folders, so that nothing else is let through; the exit code is that of wrong usage."""
    with pytest.raises(UnknownCorpusError, match="is no corpus name") as caught:
        check_corpus_name(name)
    assert caught.value.exit_code == 2
    assert len(str(caught.value)) < 200
