"""A file on this computer → its bytes, or one line that says what is wrong with its path."""

import mimetypes
from pathlib import Path

from sources.errors import SourceError
from sources.extract.registry import MOST_BYTES

_TYPES = (
    mimetypes.MimeTypes()
)  # the standard library's own table: the system's would differ from place to place
_TYPES.add_type("text/markdown", ".md")
_TYPES.add_type("application/x-subrip", ".srt")
_TYPES.add_type("text/vtt", ".vtt")
_TYPES.add_type("multipart/related", ".mhtml")
_TYPES.add_type("multipart/related", ".mht")


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises: SourceError with one line that says what is wrong with the path.
    """
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder: name the files in it, for example {path}/*.html")
        if path.stat().st_size > MOST_BYTES:
            megabytes = path.stat().st_size / 1e6
            most = f"the {MOST_BYTES // 10**6} MB that one source may have"
            raise SourceError(f"{path} has {megabytes:.0f} MB, more than {most}: split it")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"{path} is not there: check the name") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def readable_name(name: str) -> str:
    """A file name that is not UTF-8, with marks in the place of what cannot be shown."""
    return name.encode("utf-8", "replace").decode()


def guess_type(path: Path) -> str:
    """The content type that a file's ending promises; ``""`` when it promises none."""
    return _TYPES.guess_type(path.name)[0] or ""
