"""Building beside the index in use: nothing twice, nothing half, no damage searched."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index_material import TEXTS, CountingEmbedder, files_of, passage, passages
from killed_build import NEW

import index.manifest
from index.build import Index, build, current_generation, open_index
from index.embedder import Embedder
from index.manifest import read_manifest, write_manifest
from index.retriever import Retriever
from sources.errors import IndexDamagedError, IndexMismatchError, StorageError

PROBES = list(index.manifest._PROBES)
MANY = [f"item {at}" for at in range(1050)]
"""From a thousand on Chroma writes its graph to files of its own."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of an index with every kind of file; tests work on copies."""
    folder = tmp_path_factory.mktemp("large") / "mine"
    build(folder, passages(MANY), embedder)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of an index of six passages; tests work on copies."""
    folder = tmp_path_factory.mktemp("small") / "mine"
    build(folder, passages(), embedder)
    return folder


@pytest.fixture
def copied(small: Path, tmp_path: Path) -> Path:
    """A copy of the small one."""
    return Path(shutil.copytree(small, tmp_path / "mine"))


def texts_in(folder: Path, embedder: Embedder) -> set[str]:
    """All texts of an index that opens, found by searching both ways."""
    opened = open_index(folder, embedder, corpus=folder.name)
    try:
        return _searched(opened, embedder)
    finally:
        opened.close()


def _searched(opened: Index, embedder: Embedder) -> set[str]:
    found = Retriever(opened, embedder).retrieve("anything", len(opened.store))
    stored = [opened.store.passage(row) for row in range(len(opened.store))]
    for one in stored:  # every passage is found by its own words too
        assert one.text in {
            stored[opened.store.row(key) or 0].text for key, _ in opened.lexical.search(one.text, 99)
        }
    assert len(opened.dense) == len(stored)
    assert {one.passage.text for one in found} == {one.text for one in stored}
    return {one.text for one in stored}


def generations(folder: Path) -> list[str]:
    """The generations that lie in a folder."""
    return sorted(path.name for path in folder.glob("generation-*"))


def test_what_was_built_can_be_searched(copied: Path, embedder: Embedder) -> None:
    """Six passages in, the same six out, and the files of one generation."""
    assert texts_in(copied, embedder) == set(TEXTS)
    assert generations(copied) == [current_generation(copied)]


def test_the_same_passages_are_not_built_again(copied: Path, embedder: Embedder) -> None:
    """No file is touched, and no text but the three probes is embedded."""
    before = {path: (copied / path).stat().st_mtime_ns for path in files_of(copied)}
    counting = CountingEmbedder(embedder)
    assert build(copied, passages(), counting) is False
    assert counting.embedded == PROBES
    assert {path: (copied / path).stat().st_mtime_ns for path in files_of(copied)} == before


def test_only_new_passages_are_embedded(copied: Path, embedder: Embedder) -> None:
    """One is added, one removed, one moved in the order: one text is embedded, once."""
    counting = CountingEmbedder(embedder)
    added = passage("Tourism pays little.", document_id="other")
    said: list[tuple[int, int]] = []
    wanted = [added, *passages()[::-1][:-1]]
    assert build(copied, wanted, counting, on_progress=lambda done, total: said.append((done, total)))
    assert [text for text in counting.embedded if text not in PROBES] == ["Tourism pays little."]
    assert said == [(1, 1)]
    assert texts_in(copied, embedder) == {"Tourism pays little.", *TEXTS[1:]}
    opened = open_index(copied, embedder, corpus="mine")
    vectors = embedder.embed([one.text for one in wanted])
    assert np.allclose((opened.store.vectors * vectors).sum(axis=1), 1, atol=1e-3)
    opened.close()


def test_removed_passages_are_gone_from_every_search(copied: Path, embedder: Embedder) -> None:
    """Neither the vectors nor the words bring back what is not in the corpus any more."""
    assert build(copied, [one for one in passages() if "Cuba" not in one.text], embedder)
    opened = open_index(copied, embedder, corpus="mine")
    assert opened.lexical.search("Cuba doctors", 10) == []
    assert len(opened.dense) == 5
    found = Retriever(opened, embedder).retrieve("Cuba sends doctors and teachers", 10)
    assert "Cuba sends doctors and teachers to Venezuela." not in {one.passage.text for one in found}
    opened.close()


def test_a_text_that_changes_replaces_the_old_one(copied: Path, embedder: Embedder) -> None:
    """The same document, the same place, another wording."""
    changed = passages([TEXTS[0].replace("doctors", "nurses"), *TEXTS[1:]])
    assert build(copied, changed, embedder)
    assert texts_in(copied, embedder) == {one.text for one in changed}


def test_a_corpus_may_become_empty_and_full_again(copied: Path, embedder: Embedder) -> None:
    """Removing the last source leaves an index that opens."""
    assert build(copied, [], embedder)
    assert texts_in(copied, embedder) == set()
    assert build(copied, [], embedder) is False
    assert build(copied, passages(), embedder)
    assert texts_in(copied, embedder) == set(TEXTS)


def test_an_open_index_goes_on_while_the_next_is_built(copied: Path, embedder: Embedder) -> None:
    """Whoever has the old generation open reads it to the end; a later build sweeps it."""
    opened = open_index(copied, embedder, corpus="mine")
    build(copied, passages(NEW), embedder)
    assert _searched(opened, embedder) == set(TEXTS)
    assert opened.generation != current_generation(copied)
    opened.close()
    build(copied, passages(TEXTS[:2]), embedder)
    assert len(generations(copied)) == 2


@pytest.mark.parametrize("name", ["50% off", "a#b", "what?"])
def test_the_data_folder_may_have_any_name(tmp_path: Path, embedder: Embedder, name: str) -> None:
    """All files lie inside it, and damage is noticed there as anywhere."""
    folder = tmp_path / name / "mine"
    build(folder, passages(), embedder)
    assert texts_in(folder, embedder) == set(TEXTS)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    next(folder.glob("*/chroma/chroma.sqlite3")).unlink()
    with pytest.raises(IndexDamagedError):
        open_index(folder, embedder, corpus="mine")


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    places = range(len(body)) if path.name == "chroma.sqlite3" else [len(body) // 3]
    for at in places[:: 512 if len(places) > 1 else 1]:  # a page in SQLite may be free: flip some of each
        body[at] ^= 0xFF
    path.write_bytes(body)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_truncate, _flip, _empty, Path.unlink])
def test_damage_of_any_file_is_noticed_and_mended(
    large: Path, tmp_path: Path, embedder: Embedder, damage: Callable[[Path], None]
) -> None:
    """Whatever happened to whichever file: it is never searched, and a build makes all good."""
    files = files_of(large)
    assert len(files) == 11, files  # CURRENT, the manifest, passages, vectors, words, Chroma's six
    for at, file in enumerate(files):
        folder = tmp_path / str(at) / "mine"
        shutil.copytree(large, folder)
        damage(folder / file)
        with pytest.raises(IndexDamagedError):
            open_index(folder, embedder, corpus="mine")
        if damage is Path.unlink or file.name in {"CURRENT", "manifest.json"}:
            _assert_mended(folder, file, embedder)
        shutil.rmtree(folder)


def _assert_mended(folder: Path, file: Path, embedder: Embedder) -> None:
    counting = CountingEmbedder(embedder)
    assert build(folder, passages(MANY), counting), file
    again = [text for text in counting.embedded if text not in PROBES]
    is_a_cache = "chroma" in file.parts or file.name == "lexical.db"
    assert again == ([] if is_a_cache else MANY), f"{file}: what is sound is not embedded again"
    opened = open_index(folder, embedder, corpus="mine")
    assert len(opened.store) == len(opened.dense) == 1050
    assert Retriever(opened, embedder).retrieve("item 77", 1)[0].passage.text == "item 77"
    opened.close()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\0b", b"../../etc", b"generation-000000000000", b" \n"])
def test_a_pointer_to_nowhere_is_damage(copied: Path, embedder: Embedder, content: bytes) -> None:
    """Bytes that are no text, and names of nothing, are no crash, and a build mends them."""
    (copied / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError):
        open_index(copied, embedder, corpus="mine")
    assert build(copied, passages(), embedder)
    assert texts_in(copied, embedder) == set(TEXTS)


def test_no_index_yet_is_damage(tmp_path: Path, embedder: Embedder) -> None:
    """The caller builds one and tells the user so."""
    with pytest.raises(IndexDamagedError, match="no index yet"):
        open_index(tmp_path, embedder, corpus="mine")


def test_another_model_is_refused_and_a_build_mends_it(copied: Path, embedder: Embedder) -> None:
    """The message names the command; building with the other model embeds everything anew."""
    other = CountingEmbedder(embedder, name="other-model")
    with pytest.raises(IndexMismatchError, match="wellsourced rebuild --corpus mine"):
        open_index(copied, other, corpus="mine")
    assert build(copied, passages(), other)
    assert [text for text in other.embedded if text not in PROBES] == list(TEXTS)
    open_index(copied, other, corpus="mine").close()


def test_other_rules_are_refused_and_a_build_mends_it(copied: Path, embedder: Embedder) -> None:
    """An index cut by the rules of another version is not searched."""
    path = copied / current_generation(copied) / "manifest.json"
    write_manifest(path, replace(read_manifest(path), rules="passages/0"))
    with pytest.raises(IndexMismatchError, match="wellsourced rebuild --corpus mine"):
        open_index(copied, embedder, corpus="mine")
    assert build(copied, passages(), embedder)
    assert texts_in(copied, embedder) == set(TEXTS)


def test_an_embedder_that_fails_leaves_the_old_index(copied: Path, embedder: Embedder) -> None:
    """The error comes through, and of the half-built generation nothing is left."""

    class Failing(CountingEmbedder):
        def embed(self, texts: list[str]) -> np.ndarray:  # type: ignore[override,type-arg]
            if texts[0] in NEW:
                raise MemoryError
            return super().embed(texts)

    with pytest.raises(MemoryError):
        build(copied, passages(NEW), Failing(embedder))
    assert texts_in(copied, embedder) == set(TEXTS)
    assert len(generations(copied)) == 1


def test_a_build_killed_at_any_moment_leaves_the_old_index_or_the_new(
    small: Path, tmp_path: Path, embedder: Embedder
) -> None:
    """kill -9 at 20 moments: the index opens, holds one or the other whole, and the next build tidies up."""
    texts = [*TEXTS, *NEW, *PROBES]
    np.savez(tmp_path / "vectors.npz", texts=np.array(texts), vectors=embedder.embed(texts))
    shutil.copytree(small, tmp_path / "mine")
    helper = Path(__file__).with_name("killed_build.py")
    command = [sys.executable, str(helper), str(tmp_path / "vectors.npz"), str(tmp_path / "mine"), "20"]
    done = subprocess.run(  # noqa: S603 our own helper
        command, capture_output=True, text=True, check=True, timeout=100, cwd=Path.cwd(), env=_environment()
    )
    assert int(done.stdout) >= 20, "fewer moments than kills"
    outcomes = set()
    for number in range(20):
        folder = tmp_path / f"mine-{number}"
        found = texts_in(folder, embedder)
        assert found in (set(TEXTS), set(NEW)), number
        outcomes.add(frozenset(found))
        build(folder, passages(NEW), embedder)
        assert texts_in(folder, embedder) == set(NEW)
        assert len(generations(folder)) <= 2
    assert len(outcomes) == 2, "kills before and after the swap"
    assert texts_in(tmp_path / "mine-whole", embedder) == set(NEW)


def _environment() -> dict[str, str]:
    """Ours, with what the tests import on the path."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


BUILDS_FOR_EVER = """
import sys
from pathlib import Path
from index.build import build
from index.embedder import DEFAULT_MODEL, load_embedder
from index_material import TEXTS, passages
from killed_build import NEW
embedder = load_embedder(DEFAULT_MODEL, Path(sys.argv[2]))
print("ready", flush=True)
while True:
    build(Path(sys.argv[1]), passages(NEW), embedder)
    build(Path(sys.argv[1]), passages(), embedder)
"""


@pytest.mark.parametrize("seconds", [0.35, 0.81])
def test_a_program_killed_from_outside_leaves_a_whole_index(
    copied: Path, model_cache: Path, embedder: Embedder, seconds: float
) -> None:
    """The real embedder, the real Chroma, threads and all, cut off wherever they are."""
    command = [sys.executable, "-c", BUILDS_FOR_EVER, str(copied), str(model_cache)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment()) as child:  # noqa: S603
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        child.kill()
    assert texts_in(copied, embedder) in (set(TEXTS), set(NEW))
    build(copied, passages(), embedder)
    assert texts_in(copied, embedder) == set(TEXTS)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607


def test_a_full_disk_leaves_the_old_index(tiny_disk: Path, embedder: Embedder) -> None:
    """However little is left: one line that says so, the old index as it was; with space again it is built."""
    folder = tiny_disk / "mine"
    build(folder, passages(), embedder)
    ballast = tiny_disk / "ballast"
    for left in (0, 4_000, 30_000, 100_000, 250_000, 400_000):
        status = os.statvfs(tiny_disk)
        ballast.write_bytes(b"x" * max(0, status.f_bavail * status.f_frsize - left))
        with pytest.raises(StorageError) as caught:
            build(folder, passages(NEW), embedder)
        assert "\n" not in str(caught.value), left
        assert len(generations(folder)) == 1, left
        ballast.unlink()
        assert texts_in(folder, embedder) == set(TEXTS), left
    assert build(folder, passages(NEW), embedder)
    assert texts_in(folder, embedder) == set(NEW)
