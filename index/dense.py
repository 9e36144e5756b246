"""Nearest vectors, by Chroma. Chroma is a cache here: the vectors it is filled with stay elsewhere."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from index.embedder import Vectors
from sources.errors import IndexDamagedError, StorageError

_COLLECTION = "passages"
_HNSW = {"space": "ip", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
"""Measured by ``python -m evals.bench_recall``: a self-query finds itself among 20,000 passages."""
_BATCH = 5000
_UNSTABLE_TABLES = frozenset({"acquire_write", "maintenance_log"})
"""What Chroma writes to whenever it is opened."""


class DenseIndex(Protocol):
    """Vectors by key."""

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Put vectors (n, d) of length 1 under their keys."""
        ...

    def delete(self, keys: Sequence[str]) -> None:
        """Forget keys."""
        ...

    def search(self, vector: Vectors, k: int) -> list[str]:
        """The keys of the k nearest to ``vector`` (d,), best first."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class ChromaIndex:
    """A Chroma collection in a folder of its own, vectors supplied by us."""

    def __init__(self, folder: Path) -> None:
        """Open the collection, or make an empty one.

        Raises: IndexDamagedError when Chroma cannot open what is there.
        """
        import chromadb
        from chromadb.config import Settings

        configuration: Any = {"hnsw": dict(_HNSW)}
        try:
            self._client: Any = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
            self._collection: Any = self._client.get_or_create_collection(
                _COLLECTION, configuration=configuration, embedding_function=None
            )
        except Exception as error:  # Chroma raises its own, sqlite's and Rust's errors alike
            raise IndexDamagedError(f"{folder}: Chroma cannot open it: {error}") from error

    def __len__(self) -> int:
        return int(self._collection.count())

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Put vectors (n, d) of length 1 under their keys, in batches that Chroma takes.

        Raises: StorageError, a full disk for one.
        """
        for first in range(0, len(keys), _BATCH):
            batch = slice(first, first + _BATCH)
            with _write_errors():
                self._collection.upsert(ids=list(keys[batch]), embeddings=vectors[batch])

    def delete(self, keys: Sequence[str]) -> None:
        """Forget keys.

        Raises: StorageError.
        """
        for first in range(0, len(keys), _BATCH):
            with _write_errors():
                self._collection.delete(ids=list(keys[first : first + _BATCH]))

    def search(self, vector: Vectors, k: int) -> list[str]:
        """The keys of the k nearest to ``vector`` (d,), best first.

        Raises: IndexDamagedError.
        """
        try:
            found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=[])
        except Exception as error:  # as above
            raise IndexDamagedError(f"Chroma cannot search: {error}") from error
        return [str(key) for key in found["ids"][0]]

    def close(self) -> None:
        """Let go of the files; Chroma otherwise keeps them open as long as the process lives."""
        self._client.close()


@contextmanager
def _write_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Chroma raises its own, sqlite's and Rust's errors alike
        raise StorageError(f"Chroma cannot write: {error}. What was stored is intact.") from error


def chroma_digest(folder: Path) -> str:
    """A hash of everything in a Chroma folder that reading leaves alone; ``"damaged"`` if it cannot be read.

    Chroma answers wrongly or crashes the process over many a damaged file, so what is there is compared
    with what was written before Chroma is let near it.
    """
    digest = hashlib.sha256()
    try:
        with closing(sqlite3.connect(_uri(folder / "chroma.sqlite3"), uri=True)) as database:
            _digest_tables(database, digest)
        for segment in sorted(path.parent for path in folder.glob("*/index_metadata.pickle")):
            for path in sorted(segment.iterdir()):
                digest.update(path.name.encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    except (OSError, sqlite3.Error, ValueError):
        return "damaged"
    return digest.hexdigest()


def _uri(path: Path) -> str:
    """The path as a URI, read-only; ``%``, ``#`` and ``?`` may stand in the name of a data folder."""
    return f"{path.absolute().as_uri()}?mode=ro"


def _digest_tables(database: sqlite3.Connection, digest: Any) -> None:
    # quick_check leaves out whether sqlite's own indexes fit the tables, and Chroma searches through them
    if database.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("integrity_check")
    database.text_factory = bytes
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (raw,) in tables:
        name = raw.decode()
        if name in _UNSTABLE_TABLES or name.startswith("sqlite_"):
            continue
        digest.update(raw)
        for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 the names come from the schema
            digest.update(repr(row).encode())
