"""A store of bytes as they were fetched, addressed by their SHA-256. What is in it is never overwritten."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import count
from pathlib import Path

from pydantic import TypeAdapter

from sources.errors import SourceError
from sources.records import Snapshot
from sources.storage import write_atomically, write_once

_SNAPSHOT = TypeAdapter(Snapshot)


class SnapshotStore:
    """Snapshots under one folder: ``ab/abcd….bin`` holds the bytes, ``ab/abcd….json`` the rest.

    The same bytes fetched twice are stored once; each fetch has a description of its own, the later ones
    in ``abcd….2.json`` and so on.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, snapshot: Snapshot, body: bytes) -> None:
        """Keep ``body`` under its hash, and what is known of this fetch.

        Raises: ValueError when the hash is not that of the bytes; StorageError.
        """
        if hashlib.sha256(body).hexdigest() != snapshot.sha256:
            raise ValueError(f"snapshot {snapshot.sha256} does not describe these bytes")
        if not self._holds(snapshot.sha256):  # missing, or damaged on disk, which adding again mends
            write_atomically(self._path(snapshot.sha256, "bin"), body)
        if snapshot in self._descriptions(snapshot.sha256):
            return
        description = json.dumps(asdict(snapshot), ensure_ascii=False, indent=1).encode()
        # another process may take the next free name first: then the one behind it is tried
        while not write_once(self._free_path(snapshot.sha256), description):
            continue

    def body(self, sha256: str) -> bytes:
        """The bytes of a snapshot, checked against their hash.

        Raises: SourceError when they are gone or are not what was fetched.
        """
        try:
            body = self._path(sha256, "bin").read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            raise SourceError(f"snapshot {sha256[:12]}… is missing: add its source again") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise SourceError(f"snapshot {sha256[:12]}… was changed on disk: add its source again")
        return body

    def snapshot(self, sha256: str) -> Snapshot:
        """What is known about the last fetch of these bytes.

        Raises: SourceError when there is no such snapshot.
        """
        return self.snapshots(sha256)[-1]

    def snapshots(self, sha256: str) -> tuple[Snapshot, ...]:
        """What is known about every fetch of these bytes, oldest first; at least one.

        Raises: SourceError when there is no such snapshot.
        """
        described = tuple(self._descriptions(sha256))
        if not described:
            raise SourceError(f"snapshot {sha256[:12]}… is missing: add its source again")
        return described

    def _descriptions(self, sha256: str) -> Iterator[Snapshot]:
        """The readable ones: one that was damaged on disk takes nothing else along."""
        for path in self._described(sha256):
            try:
                described = path.read_bytes()
            except (OSError, ValueError):  # ValueError: a name that no file can have
                return
            try:
                yield _SNAPSHOT.validate_json(described)
            except ValueError:
                continue

    def _described(self, sha256: str) -> Iterator[Path]:
        """The paths of the first description, the second, and so on without end."""
        yield self._path(sha256, "json")
        for number in count(2):
            yield self._path(sha256, f"{number}.json")

    def _free_path(self, sha256: str) -> Path:
        return next(path for path in self._described(sha256) if not path.exists())

    def _holds(self, sha256: str) -> bool:
        """Whether the bytes are here, and are what was fetched."""
        try:
            self.body(sha256)
        except SourceError:
            return False
        return True

    def _path(self, sha256: str, kind: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.{kind}"
