"""One writer at a time: a lock that names its holder."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sources.errors import BusyError
from sources.records import now
from sources.storage import storage_errors


@contextmanager
def writing(folder: Path, what: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the write lock of ``folder`` while the block runs; the system frees it if the process dies.

    Raises: BusyError, which says who holds it and since when, after ``wait_seconds``;
        StorageError.
    """
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    holder = folder / "writer.json"
    lock = FileLock(folder / "writer.lock", thread_local=False)
    with storage_errors(folder):
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise BusyError(_who(holder, folder)) from error
    try:
        with storage_errors(folder):
            holder.write_text(json.dumps({"pid": os.getpid(), "what": what, "since": now()}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path, folder: Path) -> str:
    try:
        held = json.loads(holder.read_text())
        by = f"process {held['pid']} ({held['what']}, since {held['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        by = "another process"
    return f"corpus {folder.name!r} is being written by {by}: wait until it is done, then try again"
