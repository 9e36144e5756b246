"""Building an index beside the one in use, and swapping it in with one rename.

``folder/CURRENT`` names the generation in use. A build writes a new generation and renames the pointer
last, so that one killed at any moment leaves the old index or the new one.
"""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.dense import ChromaIndex, chroma_digest
from index.embedder import Embedder, Vectors
from index.lexical import FtsIndex
from index.manifest import Manifest, check_matches, describe, read_manifest, write_manifest
from index.store import PASSAGES_FILE, VECTORS_FILE, PassageStore, file_digest, passage_key, write_store
from sources.errors import IndexDamagedError, StorageError, WellsourcedError
from sources.records import Passage
from sources.storage import storage_errors, write_atomically

_POINTER = "CURRENT"
_MANIFEST = "manifest.json"
_LEXICAL = "lexical.db"
_CHROMA = "chroma"
_EMBED_AT_ONCE = 256

Progress = Callable[[int, int], None]
"""Called with passages embedded and passages to embed."""


@dataclass(frozen=True, slots=True)
class Index:
    """An open index: the passages with their vectors, and the two ways to search them."""

    manifest: Manifest
    store: PassageStore
    dense: ChromaIndex
    lexical: FtsIndex
    generation: str

    def close(self) -> None:
        """Let go of the files."""
        self.dense.close()
        self.lexical.close()


def current_generation(folder: Path) -> str:
    """The name of the generation in use; ``""`` when nothing was built yet, or the pointer is no text."""
    try:
        return (folder / _POINTER).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def open_index(folder: Path, embedder: Embedder, *, corpus: str) -> Index:
    """Open the generation in use, every file compared with what was written first.

    Raises: IndexDamagedError, also when there is none; IndexMismatchError.
    """
    generation = current_generation(folder)
    if not generation:
        raise IndexDamagedError(f"{folder}: no index yet")
    home = folder / generation
    manifest = read_manifest(home / _MANIFEST)
    check_matches(manifest, embedder, corpus)
    if _digests(home) != (manifest.files, manifest.caches):
        raise IndexDamagedError(f"{home}: a file is not what was written")
    store, dense = PassageStore(home), ChromaIndex(home / _CHROMA)
    return Index(manifest, store, dense, FtsIndex(home / _LEXICAL), generation)


def build(
    folder: Path,
    passages: Sequence[Passage],
    embedder: Embedder,
    *,
    ready: Mapping[str, Vectors] | None = None,
    on_progress: Progress | None = None,
) -> bool:
    """Make ``passages`` the content of the index; what was embedded before is not embedded again.

    ``ready`` are vectors (d,) by passage key that this embedder gave already.

    Returns whether anything changed. The caller holds the write lock of the corpus.
    Raises: StorageError; the index in use is then as it was.
    """
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    keys = [passage_key(passage) for passage in passages]
    earlier = _Earlier.of(folder, embedder)
    if earlier.sound and earlier.store is not None and earlier.store.keys == keys:
        return False
    generation = f"generation-{uuid.uuid4().hex[:12]}"
    home = folder / generation
    try:
        with storage_errors(home):
            home.mkdir()
            vectors = _vectors(passages, keys, earlier.store, ready or {}, embedder, on_progress)
            write_store(home, keys, passages, vectors)
            _fill_caches(home, keys, passages, vectors, earlier)
            files, caches = _digests(home)
            write_manifest(home / _MANIFEST, describe(embedder, len(passages), files, caches))
            write_atomically(folder / _POINTER, generation.encode())
    except (sqlite3.Error, IndexDamagedError) as error:  # what is being written, not what was in use
        raise StorageError(
            f"{home}: {error}: free some space and try again. The index is as it was."
        ) from error
    finally:
        _sweep(folder, keep=earlier.generation)
    return True


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What of the generation in use can be built upon: its vectors, and its caches when ``sound``."""

    generation: str
    home: Path
    store: PassageStore | None
    sound: bool

    @classmethod
    def of(cls, folder: Path, embedder: Embedder) -> "_Earlier":
        generation = current_generation(folder)
        home = folder / generation
        if not generation:
            return cls("", home, None, sound=False)
        try:
            manifest = read_manifest(home / _MANIFEST)
            check_matches(manifest, embedder, folder.name)
            files, caches = _digests(home)
            store = PassageStore(home) if files == manifest.files else None
        except WellsourcedError:
            return cls(generation, home, None, sound=False)
        return cls(generation, home, store, sound=store is not None and caches == manifest.caches)


def _vectors(
    passages: Sequence[Passage],
    keys: Sequence[str],
    earlier: PassageStore | None,
    ready: Mapping[str, Vectors],
    embedder: Embedder,
    on_progress: Progress | None,
) -> Vectors:
    """Vectors (n, d): taken over where the passage is the same, computed where it is new."""
    vectors = np.zeros((len(keys), embedder.dimension), dtype=np.float32)
    fresh = []
    for row, key in enumerate(keys):
        before = earlier.row(key) if earlier is not None else None
        if before is not None and earlier is not None:
            vectors[row] = earlier.vectors[before]
        elif key in ready:
            vectors[row] = ready[key]
        else:
            fresh.append(row)
    for first in range(0, len(fresh), _EMBED_AT_ONCE):
        rows = fresh[first : first + _EMBED_AT_ONCE]
        vectors[rows] = embedder.embed([passages[row].read_as for row in rows])
        if on_progress is not None:
            on_progress(first + len(rows), len(fresh))
    return vectors


def _fill_caches(
    home: Path, keys: Sequence[str], passages: Sequence[Passage], vectors: Vectors, earlier: _Earlier
) -> None:
    """Fill the search structures: from a copy of the earlier ones where most of it stays."""
    before = set(earlier.store.keys) if earlier.store is not None and earlier.sound else set()
    wanted = set(keys)
    if len(before & wanted) * 2 < len(wanted):
        before = set()
    if before:
        shutil.copytree(earlier.home / _CHROMA, home / _CHROMA)
        shutil.copy2(earlier.home / _LEXICAL, home / _LEXICAL)
    gone = sorted(before - wanted)
    fresh = [row for row, key in enumerate(keys) if key not in before]
    fresh_keys = [keys[row] for row in fresh]
    dense, lexical = ChromaIndex(home / _CHROMA), FtsIndex(home / _LEXICAL, writable=True)
    try:
        if gone:
            dense.delete(gone)
            lexical.delete(gone)
        if fresh:
            dense.add(fresh_keys, vectors[fresh])
            lexical.add(fresh_keys, (passages[row] for row in fresh))
    finally:
        dense.close()
        lexical.close()


def _digests(home: Path) -> tuple[dict[str, str], dict[str, str]]:
    files = {name: file_digest(home / name) for name in (PASSAGES_FILE, VECTORS_FILE)}
    return files, {_LEXICAL: file_digest(home / _LEXICAL), _CHROMA: chroma_digest(home / _CHROMA)}


def _sweep(folder: Path, *, keep: str) -> None:
    """Remove generations that nothing points to; the one just replaced stays for those who have it open."""
    kept = {keep, current_generation(folder)}
    for path in folder.glob("generation-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
