"""Files, texts and pages become sources, documents and snapshots that give the same text again."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from sources.documents import identify, pending_sources
from sources.errors import ExtractionError, SourceError
from sources.fetch import Fetcher, FetchLimits
from sources.reading import Reading, SourceReader
from sources.records import BlockKind, Document, SourceState
from sources.snapshots import SnapshotStore

MARKDOWN = "# Oil\n\nIt is *black* and sold by the [barrel](https://a.example/barrel).\n"
SENTENCE = "The river rises in the hills and runs for many miles through meadows to the sea. "
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Rivers</title></head><body><main><h1>Rivers</h1>"
    + "".join(f"<p>Of part {number}. {SENTENCE * 4}</p>" for number in range(12))
    + "</main></body></html>"
)
Answer = Callable[[httpx2.Request], httpx2.Response]


def reader(folder: Path, answer: Answer | None = None) -> SourceReader:
    """A reader whose web is one function."""
    web = answer or (lambda _: httpx2.Response(404))
    fetcher = Fetcher(limits=FetchLimits(attempts=1), transport=httpx2.MockTransport(web))
    return SourceReader(fetcher, SnapshotStore(folder / "snapshots"))


def read(reading: Reading) -> Document:
    """The document of a source that was read."""
    assert reading.document is not None
    assert reading.source.state is SourceState.OK
    return reading.document


def written(path: Path, content: str | bytes) -> Path:
    """A file with that content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_file_is_read_with_its_snapshot(tmp_path: Path) -> None:
    """The document names the bytes by their hash; a file without a title is called by its name."""
    path = written(tmp_path / "my notes.txt", "It rained all day.")
    reading = reader(tmp_path).read_file(path)
    document = read(reading)
    sha256 = hashlib.sha256(b"It rained all day.").hexdigest()
    assert (document.sha256, document.title, document.text) == (sha256, "my notes", "It rained all day.")
    assert document.url == path.resolve().as_uri()
    assert reading.source.document_id == document.document_id == identify(document.url)
    assert SnapshotStore(tmp_path / "snapshots").body(sha256) == b"It rained all day."


def test_a_file_may_be_given_its_address_title_and_id(tmp_path: Path) -> None:
    """The address is what citations show; an id alone leaves no address, least of all one of this machine."""
    path = written(tmp_path / "a.txt", "It rained.")
    named = read(reader(tmp_path).read_file(path, url="https://a.example/x", title="Rain"))
    assert (named.url, named.title) == ("https://a.example/x", "Rain")
    assert named.document_id == identify("https://a.example/x")
    bundled = read(reader(tmp_path).read_file(path, document_id="article"))
    assert (bundled.document_id, bundled.url) == ("article", "")


@pytest.mark.parametrize("url", ["", "https://a.example/x", "https://a.example/x.html"])
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", MARKDOWN), ("a.md", MARKDOWN), ("a.html", PAGE), ("a", PAGE), ("a.rst", "Text.")],
)
def test_the_snapshot_gives_the_same_text_again(tmp_path: Path, name: str, content: str, url: str) -> None:
    """Every citation is checked against it, so that text and blocks are the same whatever the file was called."""
    made = reader(tmp_path)
    document = read(made.read_file(written(tmp_path / name, content), url=url))
    assert made.document_again(document) == document


def test_the_same_bytes_under_two_names_stay_two_documents(tmp_path: Path) -> None:
    """As Markdown and as plain text they differ; storing one again does not make the other's citations wrong."""
    made = reader(tmp_path)
    first = read(made.read_file(written(tmp_path / "a.md", MARKDOWN)))
    second = read(made.read_file(written(tmp_path / "a.txt", MARKDOWN)))
    assert first.sha256 == second.sha256
    assert first.blocks != second.blocks
    assert made.document_again(first) == first
    assert made.document_again(second) == second


def test_a_declared_charset_is_used_again(tmp_path: Path) -> None:
    """A page in Windows-1251 that does not say so itself reads the same from its snapshot."""
    body = ("Нефть дорожает. " * 100).encode("cp1251")
    made = reader(
        tmp_path,
        lambda _: httpx2.Response(
            200, content=body, headers={"content-type": "text/plain; charset=windows-1251"}
        ),
    )
    [reading] = made.read_urls(["https://a.example/x.txt"], total_seconds=10)
    document = read(reading)
    assert document.text.startswith("Нефть дорожает.")
    assert made.document_again(document) == document


def test_a_changed_snapshot_is_no_text(tmp_path: Path) -> None:
    """A citation is never checked against bytes that were tampered with."""
    made = reader(tmp_path)
    document = read(made.read_text("rain", "Rain", "It rained."))
    next((tmp_path / "snapshots").glob("*/*.bin")).write_bytes(b"It snowed.")
    with pytest.raises(SourceError, match="changed on disk"):
        made.document_again(document)
    with pytest.raises(SourceError, match="is missing"):
        made.document_again(replace(document, sha256="0" * 64))


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """The title that was given wins over the one found, which wins over the id; HTML-like text stays text."""
    made = reader(tmp_path)
    text = "A heading\r\n\r\nשלום 😀, a < b.\n"
    document = read(made.read_text("t-1", "Given", text, "https://a.example/"))
    assert (document.document_id, document.title, document.url, document.text) == (
        "t-1",
        "Given",
        "https://a.example/",
        text,
    )
    assert read(made.read_text("t-2", "", text)).title == "A heading"
    assert read(made.read_text("t-3", "", "Just a sentence.")).title == "t-3"
    assert made.document_again(document) == document


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_text_is_one_line(tmp_path: Path, text: str) -> None:
    """It names the text."""
    with pytest.raises(ExtractionError, match="'t-1': the text is empty") as caught:
        reader(tmp_path).read_text("t-1", "Title", text)
    assert caught.value.state == "empty"


@pytest.mark.parametrize(
    ("content", "state"),
    [(b"", "empty"), (b" \n", "empty"), (b"%PDF-1.4", "unsupported"), (b"\0\1\2" * 99, "unsupported")],
)
def test_a_file_without_text_is_one_line(tmp_path: Path, content: bytes, state: str) -> None:
    """It names the file, and says which state that is."""
    with pytest.raises(ExtractionError, match=r"a\.txt: ") as caught:
        reader(tmp_path).read_file(written(tmp_path / "a.txt", content))
    assert caught.value.state == state


def test_paths_that_are_no_file_are_one_line(tmp_path: Path) -> None:
    """A folder, a missing file, a name that no file can have, and one that is too large."""
    made = reader(tmp_path)
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(31_000_000)
    for path, why in (
        (tmp_path, "is a folder: name the files in it"),
        (tmp_path / "none.txt", "is not there: check the name"),
        (tmp_path / "a\0b", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (large, "31 MB, more than the 30 MB"),
    ):
        with pytest.raises(SourceError, match=why) as caught:
            made.read_file(path)
        assert "\n" not in str(caught.value)


def test_pages_come_in_the_order_asked_for_each_with_its_state(tmp_path: Path) -> None:
    """One is read, one is missing, one cannot be reached; the same address is read once, a wrong one never."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/down":
            raise httpx2.ConnectError("refused")
        if request.url.path == "/ok":
            return httpx2.Response(200, html=PAGE)
        return httpx2.Response(404, html="<html><body>Not found</body></html>")

    done: list[str] = []
    urls = [f"https://a.example/{name}" for name in ("down", "ok", "gone", "ok")] + ["http://[your-site]/"]
    made = reader(tmp_path, answer)
    readings = made.read_urls(urls, total_seconds=20, on_done=lambda one: done.append(one.source.url))
    assert [(one.source.url, one.source.state.value) for one in readings] == [
        ("https://a.example/down", "unreachable"),
        ("https://a.example/ok", "ok"),
        ("https://a.example/gone", "missing"),
        ("http://[your-site]/", "unreachable"),
    ]
    assert sorted(done) == sorted(set(urls))
    assert [one.document is not None for one in readings] == [False, True, False, False]
    assert all(one.source.reason for one in readings if one.document is None)
    document = read(readings[1])
    assert document.title == "Rivers"
    assert made.document_again(document) == document


def test_the_bytes_of_a_page_that_is_not_cited_are_kept_too(tmp_path: Path) -> None:
    """They show why it was not."""
    made = reader(tmp_path, lambda _: httpx2.Response(404, html="<p>gone</p>"))
    [reading] = made.read_urls(["https://a.example/x"], total_seconds=10)
    assert SnapshotStore(tmp_path / "snapshots").body(reading.source.sha256) == b"<p>gone</p>"


def test_what_an_article_references_is_pending(tmp_path: Path) -> None:
    """Each with an id of its own and the article that cites it, even what only looks like an address."""
    text = "Read https://a.example/one and https://[your-site]/two today."
    document = read(reader(tmp_path).read_text("article", "Article", text))
    pending = list(pending_sources(document))
    assert [one.url for one in pending] == ["https://a.example/one", "https://[your-site]/two"]
    assert len({one.document_id for one in pending}) == 2
    assert {one.state for one in pending} == {SourceState.PENDING}
    assert {one.cited_by for one in pending} == {("article",)}


def test_an_id_is_readable_and_follows_from_the_address() -> None:
    """Fragment and closing slash make no other page; a query does; no id is too long for a file's name."""
    one = identify("https://www.a.example/News/oil-price.html")
    assert one.startswith("www-a-example-oil-price-")
    assert identify("https://www.a.example/News/oil-price.html/#top") == one
    assert identify("https://www.a.example/News/oil-price.html?p=2") != one
    assert len(identify("https://a.example/" + "x" * 500)) <= 69
    assert identify("https://石油.example/油").isascii()
    assert identify("").startswith("source-")


def test_blocks_of_a_bundled_like_article_are_kept(tmp_path: Path) -> None:
    """The reader adds nothing to what the extractor found, and finds the references."""
    text = "My title\n\nIt rained.\n\nReferences\n\nhttps://a.example/one"
    document = read(reader(tmp_path).read_file(written(tmp_path / "a.txt", text), document_id="a"))
    assert [block.kind for block in document.blocks] == [
        BlockKind.TITLE,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.REFERENCE,
    ]
    assert [reference.url for reference in document.references] == ["https://a.example/one"]
    assert document.title == "My title"
