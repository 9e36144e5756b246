"""Bytes under their hash: what was changed on disk is noticed, and adding again mends it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sources.errors import SourceError
from sources.records import Snapshot
from sources.snapshots import SnapshotStore

BODY = "A page with an emoji 😀.".encode()


def snapshot_of(body: bytes, url: str = "https://a.example/page") -> Snapshot:
    """As the fetcher makes them."""
    return Snapshot(
        sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        final_url=url,
        fetched_at="2026-01-02T03:04:05+00:00",
        status=200,
        content_type="text/html; charset=utf-8",
        headers=(("content-type", "text/html"), ("x-name", "Žluť")),
        size=len(body),
    )


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """A store with one page."""
    made = SnapshotStore(tmp_path)
    made.put(snapshot_of(BODY), BODY)
    return made


def file_of(folder: Path, body: bytes, kind: str = "bin") -> Path:
    """Where the store keeps it: under the first two digits of its hash."""
    sha256 = hashlib.sha256(body).hexdigest()
    return folder / sha256[:2] / f"{sha256}.{kind}"


def test_bytes_and_description_come_back(store: SnapshotStore, tmp_path: Path) -> None:
    """To the byte, headers and all, also for another process with the same folder."""
    again = SnapshotStore(tmp_path)
    assert again.body(snapshot_of(BODY).sha256) == BODY
    assert again.snapshot(snapshot_of(BODY).sha256) == snapshot_of(BODY)


@pytest.mark.parametrize("body", [b"", b"\0\xff" * 5000], ids=["empty", "binary"])
def test_any_bytes_can_be_kept(store: SnapshotStore, body: bytes) -> None:
    """Also those that no extractor reads: they prove what was fetched."""
    store.put(snapshot_of(body), body)
    assert store.body(snapshot_of(body).sha256) == body


def test_bytes_under_a_wrong_hash_are_refused(store: SnapshotStore, tmp_path: Path) -> None:
    """A mistake in our own code, so no error for users; nothing is stored."""
    with pytest.raises(ValueError, match="does not describe these bytes"):
        store.put(snapshot_of(BODY), b"other")
    assert not file_of(tmp_path, b"other").exists()


def test_the_same_bytes_are_stored_once_and_every_fetch_is_described(
    store: SnapshotStore, tmp_path: Path
) -> None:
    """Two addresses, one page: nothing that was known is overwritten, and the last fetch is the one given."""
    newest = snapshot_of(BODY, url="https://b.example/copy")
    store.put(newest, BODY)
    assert store.snapshot(newest.sha256) == newest
    assert store.snapshots(newest.sha256) == (snapshot_of(BODY), newest)
    store.put(snapshot_of(BODY), BODY)
    names = sorted(path.suffixes for path in tmp_path.rglob("*") if path.is_file())
    assert names == [[".2", ".json"], [".bin"], [".json"]]


def test_a_damaged_description_takes_no_other_along(store: SnapshotStore, tmp_path: Path) -> None:
    """It is left as it is, and the next fetch is described beside it."""
    file_of(tmp_path, BODY, "json").write_bytes(b"{")
    with pytest.raises(SourceError, match="is missing"):
        store.snapshot(snapshot_of(BODY).sha256)
    store.put(snapshot_of(BODY), BODY)
    assert store.snapshots(snapshot_of(BODY).sha256) == (snapshot_of(BODY),)
    assert file_of(tmp_path, BODY, "json").read_bytes() == b"{"


def test_two_writers_lose_no_description(store: SnapshotStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process takes the free name between looking and writing, the next one is taken."""
    first, second = snapshot_of(BODY, url="https://b.example/"), snapshot_of(BODY, url="https://c.example/")
    real = SnapshotStore._free_path
    asked: list[str] = []

    def raced(self: SnapshotStore, sha256: str) -> Path:
        asked.append(sha256)
        free = real(self, sha256)
        if len(asked) == 1:
            store.put(second, BODY)
        return free

    monkeypatch.setattr(SnapshotStore, "_free_path", raced)
    store.put(first, BODY)
    assert store.snapshots(first.sha256) == (snapshot_of(BODY), second, first)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "one byte": lambda path: path.write_bytes(path.read_bytes().replace(b"page", b"pace")),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "emptied": lambda path: path.write_bytes(b""),
    "deleted": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_tampered_bytes_are_noticed_and_adding_again_mends_them(
    store: SnapshotStore, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    """The message says to add the source again, so that must help."""
    damage(file_of(tmp_path, BODY))
    with pytest.raises(SourceError, match="add its source again"):
        store.body(snapshot_of(BODY).sha256)
    store.put(snapshot_of(BODY), BODY)
    assert store.body(snapshot_of(BODY).sha256) == BODY


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"sha256": 3}', b"\xff"])
def test_a_damaged_description_is_noticed(store: SnapshotStore, tmp_path: Path, content: bytes) -> None:
    """The same advice."""
    file_of(tmp_path, BODY, "json").write_bytes(content)
    with pytest.raises(SourceError, match="add its source again"):
        store.snapshot(snapshot_of(BODY).sha256)


@pytest.mark.parametrize("sha256", ["0" * 64, "", "../../etc/passwd", "a\0b"])
def test_an_unknown_hash_is_one_line(store: SnapshotStore, sha256: str) -> None:
    """A saved answer may name anything at all."""
    with pytest.raises(SourceError, match="is missing"):
        store.body(sha256)
    with pytest.raises(SourceError, match="is missing"):
        store.snapshot(sha256)


def test_a_page_without_a_status_is_kept_as_such(store: SnapshotStore) -> None:
    """A file has none."""
    local = replace(snapshot_of(BODY), status=None, headers=())
    store.put(local, BODY)
    assert store.snapshot(local.sha256) == local
