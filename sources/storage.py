"""Writing files such that a reader sees the old or the new content, never half of it."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sources.errors import StorageError

_ADVICE = {
    errno.ENOSPC: "the disk is full: free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up: free some space and run the command again",
    errno.EACCES: "no permission to write there: choose another folder with --home",
    errno.EPERM: "no permission to write there: choose another folder with --home",
    errno.EROFS: "the disk is read-only: choose another folder with --home",
}


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says about ``path`` into one line that says what to do.

    Raises: StorageError.
    """
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, error.strerror or str(error))
        raise StorageError(f"{path}: {advice}. What was stored before is intact.") from error


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write ``data`` to ``path`` by way of a temporary file beside it and one rename.

    ``durable`` waits until the disk has it; what is checked against a hash when read can do without.

    Raises: StorageError; the file then holds what it held before.
    """
    with storage_errors(path), _written_beside(path, data, durable=durable) as temporary:
        os.replace(temporary, path)


def write_once(path: Path, data: bytes) -> bool:
    """Write ``data`` to ``path`` whole, unless there is a file already; returns whether it was written.

    Raises: StorageError.
    """
    with storage_errors(path), _written_beside(path, data, durable=True) as temporary:
        try:
            os.link(temporary, path)  # unlike a rename, it never takes another file's place
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            if path.exists():
                return False
            os.replace(temporary, path)
    return True


@contextmanager
def _written_beside(path: Path, data: bytes, *, durable: bool) -> Iterator[Path]:
    """A temporary file in the folder of ``path`` that holds ``data``; gone afterwards unless it was renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
