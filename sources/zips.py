"""Zips that take their place when they are whole, and whose bytes depend on nothing but what is in them."""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sources.storage import storage_errors

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # an encrypted or oddly compressed file; JSON that is nested without end
    ValueError,  # this and those below: JSON that is not what was exported
    KeyError,
    TypeError,
    AttributeError,
)
"""What reading raises of a file that is no zip, or not the one that was written."""


@contextmanager
def written_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A new zip beside ``path`` that takes its place when it is whole."""
    with storage_errors(path):
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as writer:
                    yield writer
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def put(writer: zipfile.ZipFile, name: str, data: bytes) -> str:
    """Write one file; returns its SHA-256. The date is fixed: the same corpus, the same bytes."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    writer.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)
    return hashlib.sha256(data).hexdigest()


def plain_json(value: object) -> bytes:
    """JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
