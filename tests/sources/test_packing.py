"""A corpus in one zip: it comes back whole, and nothing comes in that was changed on the way."""

import hashlib
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from collecting_material import Collected
from page_server import PageServer, page

from sources import packing
from sources.corpus import Corpus
from sources.errors import SourceError, StorageError, UsageError
from sources.packing import export_corpus, import_corpus
from sources.snapshots import SnapshotStore

TISZA = (
    "The Tisza is 966 kilometres long and joins the Danube in Serbia.",
    "It rises in the eastern Carpathians, where two small streams meet below a pass.",
    "Barges carry gravel and grain on its lower course between April and November.",
)
Members = dict[str, bytes]


@pytest.fixture
def corpus(collected: Collected, web: PageServer) -> Collected:
    """An article, a page of it that was read, one that is walled, one that was never tried."""
    one = web.put("/one", page("One", *TISZA[::-1]))
    wall = web.put("/wall", "<p>Members only</p>", status=403)
    article = page("The Tisza", *TISZA, links=(one, wall, web.url("/later")))
    collected.add(web.put("/article", article), most_pages=2)
    assert list(collected.states().values()) == ["ok", "ok", "blocked", "pending"]
    return collected


@pytest.fixture
def exported(corpus: Collected, tmp_path: Path) -> Path:
    """That corpus as a zip."""
    path = tmp_path / "rivers.zip"
    assert export_corpus(corpus.corpus, corpus.snapshots, path) == 2
    return path


class Elsewhere:
    """Another computer."""

    def __init__(self, folder: Path) -> None:
        self.corpus = Corpus(folder / "tisza")
        self.snapshots = SnapshotStore(folder / "snapshots")
        self._folder = folder

    def take(self, path: Path) -> int:
        """Import a zip."""
        return import_corpus(path, self.corpus, self.snapshots)

    def refuses(self, path: Path) -> str:
        """Why a zip is refused; nothing of it is kept."""
        with pytest.raises(UsageError) as caught:
            self.take(path)
        assert not [file for file in self._folder.rglob("*") if file.is_file()]
        said = str(caught.value)
        assert "\n" not in said
        return said


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    """Where the zip is taken to."""
    return Elsewhere(tmp_path / "elsewhere")


def members_of(path: Path) -> Members:
    """Every file in a zip by its name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, members: Members) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def vouched(members: Members) -> Members:
    """The files with a list of contents that vouches for them as they are now, as a forger makes it."""
    hashes = {
        name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "contents.json"
    }
    return members | {"contents.json": json.dumps({"format": 1, "files": hashes}).encode()}


def test_it_comes_back_whole(corpus: Collected, exported: Path, elsewhere: Elsewhere) -> None:
    """Sources with their states and reasons, documents, and every byte, under a name of its own."""
    assert elsewhere.take(exported) == 2
    assert elsewhere.corpus.sources() == corpus.corpus.sources()
    assert elsewhere.corpus.manifest.title == "The Tisza"
    assert elsewhere.corpus.name == "tisza"
    for source in corpus.corpus.sources():
        if source.sha256:
            assert elsewhere.snapshots.body(source.sha256) == corpus.snapshots.body(source.sha256)
            assert elsewhere.snapshots.snapshots(source.sha256) == corpus.snapshots.snapshots(source.sha256)
    for document_id in corpus.corpus.readable_ids():
        assert elsewhere.corpus.document(document_id) == corpus.corpus.document(document_id)


def test_the_same_corpus_gives_the_same_file(corpus: Collected, exported: Path, tmp_path: Path) -> None:
    """To the byte, so that two exports can be compared; nothing else is left beside it."""
    export_corpus(corpus.corpus, corpus.snapshots, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == exported.read_bytes()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_damaged_corpus_is_not_exported(corpus: Collected, exported: Path) -> None:
    """An earlier export stays what it was."""
    before = exported.read_bytes()
    sha256 = corpus.corpus.sources()[0].sha256
    (corpus.folder / "snapshots" / sha256[:2] / f"{sha256}.bin").write_bytes(b"other")
    with pytest.raises(SourceError, match="was changed on disk"):
        export_corpus(corpus.corpus, corpus.snapshots, exported)
    assert exported.read_bytes() == before
    assert [path.name for path in exported.parent.iterdir() if path.suffix == ".zip"] == ["rivers.zip"]


def test_a_place_that_cannot_be_written(corpus: Collected, tmp_path: Path) -> None:
    """One line that names it."""
    with pytest.raises(StorageError, match="nowhere"):
        export_corpus(corpus.corpus, corpus.snapshots, tmp_path / "nowhere" / "rivers.zip")


def _without(kind: str) -> Callable[[Members], Members]:
    """Leave out the last file of a kind, from the list of contents as well."""

    def forge(members: Members) -> Members:
        last = max(name for name in members if kind in name)
        return vouched({name: data for name, data in members.items() if name != last})

    return forge


def _edited(kind: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    """Change what stands in the files of a kind, and vouch for that."""

    def forge(members: Members) -> Members:
        changed = {name: data.replace(old, new) if kind in name else data for name, data in members.items()}
        assert changed != members
        return vouched(changed)

    return forge


def _contents(content: bytes) -> Callable[[Members], Members]:
    return lambda members: members | {"contents.json": content}


FORGERIES: dict[str, Callable[[Members], Members]] = {
    "a body is missing": _without(".bin"),
    "a description is missing": _without("snapshots/"),
    "a document is missing": _without("documents/"),
    "the list of sources is missing": _without("corpus.json"),
    "the contents are missing": lambda members: {
        name: data for name, data in members.items() if name != "contents.json"
    },
    "a body is another": _edited(".bin", b"966", b"999"),
    "a document is of bytes that are not there": _edited("documents/", b'"sha256":"', b'"sha256":"0'),
    "a description is of other bytes": _edited("snapshots/", b'"sha256":"', b'"sha256":"0'),
    "a document has another id": _edited("documents/", b'"document_id":"', b'"document_id":"x'),
    "a source was read that has no document": _edited("corpus.json", b'"blocked"', b'"ok"'),
    "a file too many": lambda members: vouched(members | {"notes.txt": b"x"}),
    "a file too many that is not listed": lambda members: members | {"notes.txt": b"x"},
    "a name that leads out of the folder": lambda members: vouched(members | {"../evil.json": b"x"}),
    "an absolute name": lambda members: vouched(members | {"/etc/evil.json": b"x"}),
    "a name that only begins well": lambda members: vouched(members | {"documents/000009.json/../x": b"x"}),
    "documents that are none": lambda members: vouched(members | {"documents/000009.json": b"[]"}),
    "sources that are none": lambda members: vouched(members | {"corpus.json": b"{"}),
    "contents that are a list": _contents(b"[]"),
    "contents without files": _contents(b'{"format": 1}'),
    "contents with a list of files": _contents(b'{"format": 1, "files": ["corpus.json"]}'),
    "contents without end": _contents(b"[" * 100_000),
    "contents that are no text": _contents(b"\xff\xfe"),
    "a later format": lambda members: (
        members | {"contents.json": members["contents.json"].replace(b'"format":1', b'"format":2')}
    ),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_is_refused(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path, forge: Callable[[Members], Members]
) -> None:
    """However well it vouches for itself, one line says so, and nothing of it is kept."""
    forged = zipped(tmp_path / "forged.zip", forge(members_of(exported)))
    assert "or was changed since" in elsewhere.refuses(forged)


@pytest.mark.parametrize("kind", [".bin", "documents/", "snapshots/", "corpus.json"])
def test_one_letter_that_was_changed_is_found(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path, kind: str
) -> None:
    """Every file's hash is compared, whatever kind it is of."""
    members = members_of(exported)
    name = next(name for name in members if kind in name)
    members[name] = members[name].replace(b"e", b"E", 1)
    assert "or was changed since" in elsewhere.refuses(zipped(tmp_path / "changed.zip", members))


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"no zip at all" * 100])
def test_what_is_no_zip(elsewhere: Elsewhere, tmp_path: Path, content: bytes) -> None:
    """An empty file, an empty zip, a text."""
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert "is no exported corpus" in elsewhere.refuses(path)


def test_what_cannot_be_read(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """A name that is not there, and a folder."""
    assert "is not there: check the name" in elsewhere.refuses(tmp_path / "none.zip")
    assert "cannot be read" in elsewhere.refuses(tmp_path)


def test_a_byte_changed_anywhere_is_one_line_or_nothing(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """Headers, compressed data and directory of the zip: no other error than ours, and never other content."""
    whole, chance = exported.read_bytes(), random.Random(7)
    path, refused = tmp_path / "damaged.zip", 0
    for _ in range(300):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        other = Elsewhere(tmp_path / f"elsewhere-{refused}")
        try:
            assert other.take(path) == 2
        except UsageError:
            refused += 1
    assert refused > 200
    for cut in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:cut])
        elsewhere.refuses(path)


def test_an_encrypted_file_is_refused(exported: Path, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """The flag that asks for a password is no reason for a traceback."""
    whole = bytearray(exported.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + flags] |= 1
            at = whole.find(mark, at + 4)
    (tmp_path / "locked.zip").write_bytes(whole)
    assert "is no exported corpus" in elsewhere.refuses(tmp_path / "locked.zip")


@pytest.mark.parametrize(
    ("limit", "most", "says"),
    [
        ("_MOST_BYTES", 100, "too large for a corpus"),
        ("_MOST_FILES", 3, "too large for a corpus"),
        ("_LARGEST_FILE", 100, "is no exported corpus"),
    ],
)
def test_sizes_are_looked_at_before_anything_is_unpacked(
    exported: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, says: str
) -> None:
    """A bomb tells its size in its directory; a lie about it ends at the size that was told."""
    monkeypatch.setattr(packing, limit, most)
    read: list[str] = []
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda _, name, **__: read.append(name))
    assert says in elsewhere.refuses(exported)
    assert read == []


def test_a_size_that_is_a_lie(exported: Path, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """A megabyte that calls itself a hundred bytes is not unpacked to its end."""
    path = tmp_path / "lie.zip"
    members = vouched(members_of(exported))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data if name != "contents.json" else b"[" * 1_000_000)
    whole = path.read_bytes()
    size = (1_000_000).to_bytes(4, "little")
    assert whole.count(size) == 2
    path.write_bytes(whole.replace(size, (100).to_bytes(4, "little")))
    elsewhere.refuses(path)


def test_a_number_of_passages_is_not_taken_over(
    corpus: Collected, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """It is the index's to know."""
    counted = [replace(source, passages=9) for source in corpus.corpus.sources()]
    corpus.corpus._write(replace(corpus.corpus.manifest, sources=tuple(counted)))
    export_corpus(corpus.corpus, corpus.snapshots, tmp_path / "x.zip")
    elsewhere.take(tmp_path / "x.zip")
    assert {source.passages for source in elsewhere.corpus.sources()} == {0}
