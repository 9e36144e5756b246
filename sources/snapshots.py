"""A store of bytes as they were fetched, addressed by their SHA-256."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter

from sources.errors import SourceError
from sources.records import Snapshot
from sources.storage import write_atomically

_SNAPSHOT = TypeAdapter(Snapshot)


class SnapshotStore:
    """Snapshots under one folder: ``ab/abcd….bin`` holds the bytes, ``ab/abcd….json`` the rest.

    The same bytes fetched from two places are stored once; the newest fetch is the one described.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, snapshot: Snapshot, body: bytes) -> None:
        """Keep ``body`` under its hash.

        Raises: ValueError when the hash is not that of the bytes; StorageError.
        """
        if hashlib.sha256(body).hexdigest() != snapshot.sha256:
            raise ValueError(f"snapshot {snapshot.sha256} does not describe these bytes")
        if not self._holds(snapshot.sha256):
            write_atomically(self._path(snapshot.sha256, "bin"), body, durable=False)
        description = json.dumps(asdict(snapshot), ensure_ascii=False, indent=1)
        write_atomically(self._path(snapshot.sha256, "json"), description.encode(), durable=False)

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
        """What is known about the fetch of these bytes.

        Raises: SourceError when there is no such snapshot.
        """
        try:
            return _SNAPSHOT.validate_json(self._path(sha256, "json").read_bytes())
        except (OSError, ValueError) as error:
            raise SourceError(f"snapshot {sha256[:12]}… is missing: add its source again") from error

    def _holds(self, sha256: str) -> bool:
        """Whether the bytes are here, and are what was fetched: adding a source again mends damage."""
        try:
            self.body(sha256)
        except SourceError:
            return False
        return True

    def _path(self, sha256: str, kind: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.{kind}"
