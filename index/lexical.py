"""Words, by SQLite's FTS5: BM25 (Robertson et al. 1994) over stemmed words, updated in place."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from sources.errors import IndexDamagedError, StorageError
from sources.records import Passage

_WORD = re.compile(r"\w+")
_MOST_QUERY_WORDS = 64
_WEIGHTS = "0.0, 1.0, 0.5"
"""BM25 weights of the columns key, text, section: a heading counts half a sentence."""


class LexicalIndex(Protocol):
    """Passages by their words."""

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Keys and scores (above 0, higher is better), best first."""
        ...

    def passages_with(self, word: str) -> int:
        """How many passages hold a word, in any of its forms."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


class FtsIndex:
    """An FTS5 table in one file."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open the index, or make an empty one when ``writable``.

        Raises: IndexDamagedError.
        """
        mode = "rwc" if writable else "ro&immutable=1"
        try:
            self._database = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False
            )
            if writable:
                self._database.execute("PRAGMA synchronous = OFF")  # a build cut short is thrown away whole
                self._database.execute(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS passages USING fts5("
                    "key UNINDEXED, text, section, tokenize = 'porter unicode61 remove_diacritics 2')"
                )
        except sqlite3.Error as error:
            raise IndexDamagedError(f"{path}: {error}") from error

    def add(self, keys: Sequence[str], passages: Iterable[Passage]) -> None:
        """Put passages under their keys.

        Raises: StorageError, a full disk for one.
        """
        rows = (
            (key, passage.text, f"{passage.section} {passage.context}")
            for key, passage in zip(keys, passages, strict=True)
        )
        self._write("INSERT INTO passages (key, text, section) VALUES (?, ?, ?)", rows)

    def delete(self, keys: Sequence[str]) -> None:
        """Forget keys.

        Raises: StorageError.
        """
        self._write("DELETE FROM passages WHERE key = ?", ((key,) for key in keys))

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """Keys and BM25 scores (above 0, higher is better) of passages with any word of the query.

        Raises: IndexDamagedError.
        """
        words = list(dict.fromkeys(_WORD.findall(query.lower())))[:_MOST_QUERY_WORDS]
        if not words:
            return []
        any_word = " OR ".join(f'"{word}"' for word in words)
        statement = (
            f"SELECT key, -bm25(passages, {_WEIGHTS}) AS score FROM passages "  # noqa: S608 constants only
            "WHERE passages MATCH ? ORDER BY score DESC LIMIT ?"
        )
        try:
            return [
                (str(key), float(score)) for key, score in self._database.execute(statement, (any_word, k))
            ]
        except sqlite3.Error as error:
            raise IndexDamagedError(f"the lexical index cannot be read: {error}") from error

    def passages_with(self, word: str) -> int:
        """How many passages hold a word, in any of its forms; a compound counts as its parts side by side.

        Raises: IndexDamagedError.
        """
        parts = " ".join(_WORD.findall(word.lower()))
        statement = "SELECT count(*) FROM passages WHERE passages MATCH ?"
        try:
            return int(self._database.execute(statement, (f'"{parts}"',)).fetchone()[0]) if parts else 0
        except sqlite3.Error as error:
            raise IndexDamagedError(f"the lexical index cannot be read: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _write(self, statement: str, rows: Iterable[tuple[str, ...]]) -> None:
        try:
            with self._database:
                self._database.executemany(statement, rows)
        except sqlite3.Error as error:
            raise StorageError(
                f"the lexical index cannot be written: {error}. What was stored is intact."
            ) from error
