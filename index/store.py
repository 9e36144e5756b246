"""Passages and their vectors on disk: the truth from which every search structure can be rebuilt."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors
from sources.errors import IndexDamagedError
from sources.records import BlockKind, Passage
from sources.storage import storage_errors

PASSAGES_FILE = "passages.tsv"
VECTORS_FILE = "vectors.npy"


def passage_key(passage: Passage) -> str:
    """20 hex digits that change with the passage's document, place, text or context, and with nothing else."""
    identity = f"{passage.document_id}\0{passage.start}\0{passage.end}\0{passage.read_as}"
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def file_digest(path: Path) -> str:
    """The SHA-256 of a file; of one that cannot be read, ``"missing"``."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"


class PassageStore:
    """Passages with their keys and vectors, in rows; a passage is parsed when it is asked for."""

    def __init__(self, folder: Path) -> None:
        """Open what ``write_store`` wrote.

        Raises: IndexDamagedError.
        """
        try:
            lines = (folder / PASSAGES_FILE).read_text(encoding="utf-8").split("\n")[:-1]
            self.vectors: Vectors = np.load(folder / VECTORS_FILE, mmap_mode="r", allow_pickle=False)
            self.keys: list[str] = [line[:20] for line in lines]
        except (OSError, ValueError) as error:
            raise IndexDamagedError(f"{folder}: the stored passages cannot be read") from error
        if len(self.keys) != len(self.vectors):
            raise IndexDamagedError(f"{folder}: {len(self.keys)} passages, but {len(self.vectors)} vectors")
        self._lines = lines
        self._rows = {key: row for row, key in enumerate(self.keys)}

    def __len__(self) -> int:
        return len(self.keys)

    def row(self, key: str) -> int | None:
        """The row of a key; None for one that is not here, which a damaged search structure may return."""
        return self._rows.get(key)

    def rows_of(self, document_ids: frozenset[str]) -> list[int]:
        """The rows of some documents' passages, in order."""
        return [row for row, owner in enumerate(self._owners) if owner in document_ids]

    def passages_by_document(self) -> Counter[str]:
        """How many passages each document has."""
        return Counter(self._owners)

    @cached_property
    def _owners(self) -> list[str]:
        return [str(json.loads(line[21:])["document_id"]) for line in self._lines]

    def passage(self, row: int) -> Passage:
        """The passage in a row, counted from 0."""
        return _from_plain(json.loads(self._lines[row][21:]))


def write_store(folder: Path, keys: Sequence[str], passages: Iterable[Passage], vectors: Vectors) -> None:
    """Write passages and vectors to a folder that nobody reads yet.

    Raises: StorageError.
    """
    with storage_errors(folder):
        with (folder / PASSAGES_FILE).open("w", encoding="utf-8", newline="\n") as file:
            for key, passage in zip(keys, passages, strict=True):
                file.write(f"{key}\t{json.dumps(asdict(passage), separators=(',', ':'))}\n")
        np.save(folder / VECTORS_FILE, vectors, allow_pickle=False)


def _from_plain(plain: dict[str, Any]) -> Passage:
    sentences = tuple((start, end) for start, end in plain.pop("sentences"))
    return Passage(**plain | {"sentences": sentences, "kind": BlockKind(plain["kind"])})
