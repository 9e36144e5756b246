"""Nearest vectors, in a real Chroma, and the digest that tells whether its files are what was written."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from index_material import files_of

from index.dense import ChromaIndex, chroma_digest
from index.embedder import Vectors
from sources.errors import IndexDamagedError, StorageError

COUNT = 1100
"""From a thousand on Chroma writes its graph to files of its own."""


def random_vectors(count: int) -> Vectors:
    """Vectors (count, 64) of length 1, the same at every call."""
    rows = np.random.default_rng(7).standard_normal((count, 64)).astype(np.float32)
    scaled: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def filled(folder: Path, count: int) -> Path:
    """A closed index with the keys k0, k1 and so on."""
    index = ChromaIndex(folder)
    index.add([f"k{at}" for at in range(count)], random_vectors(count))
    index.close()
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty vectors."""
    return filled(tmp_path_factory.mktemp("small"), 20)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough vectors for every kind of file that Chroma writes."""
    return filled(tmp_path_factory.mktemp("large"), COUNT)


def nearest(folder: Path, row: int, k: int = 3) -> list[str]:
    """The keys nearest to a row, from a freshly opened index."""
    index = ChromaIndex(folder)
    try:
        return index.search(random_vectors(COUNT)[row], k)
    finally:
        index.close()


def by_hand(count: int, row: int, k: int) -> list[str]:
    """The same by comparing with every vector."""
    vectors = random_vectors(COUNT)
    return [f"k{at}" for at in np.argsort(-(vectors[:count] @ vectors[row]))[:k]]


def test_what_was_added_is_found_after_reopening(small: Path, large: Path) -> None:
    """The nearest are those that comparing with every vector gives, in that order."""
    assert nearest(small, 3) == by_hand(20, 3, 3)
    for row in (0, 500, COUNT - 1):
        assert nearest(large, row) == by_hand(COUNT, row, 3)


def test_more_than_there_are_gives_all_there_are(small: Path, large: Path) -> None:
    """Neither the number of vectors nor the width of the graph's search is a limit to k."""
    assert sorted(nearest(small, 0, 500)) == sorted(f"k{at}" for at in range(20))
    assert len(set(nearest(large, 0, 900))) == 900


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    """No passages yet is no error."""
    index = ChromaIndex(tmp_path)
    assert len(index) == 0
    assert index.search(random_vectors(1)[0], 5) == []
    index.close()


def test_deleted_keys_are_gone_and_new_vectors_replace_old(tmp_path: Path) -> None:
    """k1 is deleted; k2 is moved to where k0 is not."""
    vectors = random_vectors(4)
    index = ChromaIndex(filled(tmp_path, 3))
    index.delete(["k1"])
    index.add(["k2"], vectors[3:4])
    assert len(index) == 2
    assert index.search(vectors[3], 9) == ["k2", "k0"]
    assert index.search(vectors[1], 1) != ["k1"]
    index.close()


def test_closing_lets_go_of_every_file(small: Path) -> None:
    """A chat that runs for weeks over a changing corpus does not run out of file handles."""
    nearest(small, 0)
    before = len(os.listdir("/proc/self/fd"))
    for row in range(5):
        nearest(small, row)
    assert len(os.listdir("/proc/self/fd")) < before + 5, "less than one for each opening"


def test_the_digest_stays_when_the_index_is_opened_and_searched(small: Path, large: Path) -> None:
    """Reading is no change, however often."""
    for folder in (small, large):
        before = chroma_digest(folder)
        for row in range(3):
            nearest(folder, row)
        assert chroma_digest(folder) == before
        assert before not in {"", "damaged"}


def test_the_digest_changes_with_the_content(tmp_path: Path) -> None:
    """One vector more, then one fewer."""
    digests = [chroma_digest(filled(tmp_path, 3))]
    index = ChromaIndex(tmp_path)
    index.add(["k3"], random_vectors(4)[3:])
    index.close()
    digests.append(chroma_digest(tmp_path))
    index = ChromaIndex(tmp_path)
    index.delete(["k0"])
    index.close()
    digests.append(chroma_digest(tmp_path))
    assert len(set(digests)) == 3


@pytest.mark.parametrize("name", ["50% off", "a#b", "what?mode=ro", "ünï cöde"])
def test_the_digest_reads_the_folder_it_was_given(tmp_path: Path, name: str) -> None:
    """What means something in a URI stands for itself, and no other file is made instead."""
    folder = filled(tmp_path / name, 2)
    assert chroma_digest(folder) != "damaged"
    (folder / "chroma.sqlite3").unlink()
    assert chroma_digest(folder) == "damaged"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(body)


@pytest.mark.parametrize("damage", [_truncate, _flip, Path.unlink])
def test_damage_of_any_file_of_the_graph_is_noticed(
    large: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """Chroma answers wrongly or crashes over such files without a word."""
    sound = chroma_digest(large)
    files = [path for path in files_of(large) if path.name != "chroma.sqlite3"]
    assert len(files) == 5
    for at, file in enumerate(files):
        copy = tmp_path / str(at)
        shutil.copytree(large, copy)
        damage(copy / file)
        assert chroma_digest(copy) != sound, file


def test_damage_of_the_database_is_noticed_page_by_page(large: Path, tmp_path: Path) -> None:
    """A flipped byte in the content of any page that a search reads, sqlite's own indexes included."""
    sound, source = chroma_digest(large), large / "chroma.sqlite3"
    with closing(sqlite3.connect(source)) as database:
        pages = database.execute(
            "SELECT name, pgoffset + pgsize - 9 FROM dbstat WHERE pagetype = 'leaf' AND name IN "
            "('embeddings', 'sqlite_autoindex_embeddings_1', 'collections', 'segments', 'max_seq_id')"
        ).fetchall()
    assert {name for name, _ in pages} >= {"embeddings", "sqlite_autoindex_embeddings_1", "segments"}
    copy = tmp_path / "copy"
    shutil.copytree(large, copy)
    body = source.read_bytes()
    for name, at in random.Random(3).sample(pages, 25):
        damaged = bytearray(body)
        damaged[at] ^= 0xFF
        (copy / "chroma.sqlite3").write_bytes(damaged)
        assert chroma_digest(copy) != sound, f"{name}, byte {at}"


def test_damage_that_the_digest_leaves_out_changes_no_answer(small: Path, tmp_path: Path) -> None:
    """Below a thousand vectors Chroma answers from its database; the graph's files are not read."""
    sound = chroma_digest(small)
    copy = tmp_path / "copy"
    shutil.copytree(small, copy)
    for file in files_of(small):
        if file.name != "chroma.sqlite3":
            (copy / file).write_bytes(b"\xff" * 100)
    assert chroma_digest(copy) == sound
    assert nearest(copy, 3) == by_hand(20, 3, 3)


def test_what_is_no_chroma_folder_is_damage(tmp_path: Path) -> None:
    """Its errors, of three libraries, come out as one of ours."""
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    assert chroma_digest(tmp_path) == "damaged"
    with pytest.raises(IndexDamagedError):
        ChromaIndex(tmp_path)


def test_what_chroma_cannot_write_is_a_storage_error(tmp_path: Path) -> None:
    """A vector of another length stands for a disk that refuses: Chroma's own error does not get out."""
    index = ChromaIndex(filled(tmp_path, 2))
    with pytest.raises(StorageError, match="cannot write"):
        index.add(["k9"], np.ones((1, 3), dtype=np.float32))
    with pytest.raises(IndexDamagedError):
        index.search(np.ones(3, dtype=np.float32), 1)
    index.close()
