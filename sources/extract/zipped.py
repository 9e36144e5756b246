"""ZIP files of documents (DOCX, ODT, EPUB): members and their XML, read under limits and in memory only."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from sources.errors import ExtractionError

_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 100_000_000
_MOST_OF_ONE = 40_000_000
_MOST_RATIO = 200  # text packs 20 to 1, a bomb 1,000 to 1
_RATIO_COUNTS_FROM = 1_000_000
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)


class Zipped:
    """The members of a document's ZIP file by name. Nothing is unpacked to a disk; names are never paths.

    ``kind`` is what people call such a file (``"DOCX"``).
    """

    def __init__(self, body: bytes, *, kind: str) -> None:
        """Look at the directory of the archive.

        Raises: ExtractionError, ``unsupported``, for no archive and for more than 2,000 members.
        """
        self._kind = kind
        self._read = 0
        try:
            self._archive = zipfile.ZipFile(BytesIO(body))
        except _FAULTS:
            raise self.damaged() from None
        self._members = {member.filename: member for member in self._archive.infolist()}
        if len(self._archive.infolist()) > _MOST_MEMBERS:
            raise self._too_large(f"more than {_MOST_MEMBERS:,} files")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises: ExtractionError, ``unsupported``, when it is not there, damaged, locked, or too large.
        """
        member = self._members.get(name)
        if member is None:
            raise self.damaged()
        if member.flag_bits & 1:
            raise self.locked()
        # zipfile gives no more bytes than the directory promises, so that the promise can be checked
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > _RATIO_COUNTS_FROM and ratio > _MOST_RATIO:
            raise self._too_large("a part that unpacks like a bomb")
        self._read += member.file_size
        if member.file_size > _MOST_OF_ONE or self._read > _MOST_UNPACKED:
            raise self._too_large("too much in it once it is unpacked")
        try:
            return self._archive.read(member)
        except (*_FAULTS, RuntimeError):
            raise self.damaged() from None

    def tree(self, name: str) -> Any:
        """The root element of an XML member.

        Raises: ExtractionError as ``read``, and for what is no sound XML or declares entities.
        """
        return self.parse(self.read(name))

    def parse(self, xml: bytes) -> Any:
        """The root element of ``xml``, with no entity replaced and nothing fetched.

        Raises: ExtractionError, ``unsupported``, for what is no sound XML or declares entities.
        """
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(xml, parser)
        except (etree.LxmlError, ValueError):
            raise self.damaged() from None
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and next(iter(declared.iterentities()), None) is not None:
            raise self._too_large("entities, which no such file needs")
        return root

    def damaged(self) -> ExtractionError:
        """The error for a file that is not what it should be."""
        return ExtractionError(
            f"this {self._kind} is damaged or was not fetched as a whole: get it again, "
            "or save its text as .txt and add that",
            state="unsupported",
        )

    def locked(self) -> ExtractionError:
        """The error for a file that needs a password."""
        return locked(self._kind)

    def _too_large(self, what: str) -> ExtractionError:
        return ExtractionError(
            f"this {self._kind} has {what}, and is not read for safety: save its text as .txt and add that",
            state="unsupported",
        )


def locked(kind: str) -> ExtractionError:
    """The error for a file of ``kind`` that needs a password."""
    return ExtractionError(
        f"this {kind} is protected with a password: open it, save it without one and add that",
        state="unsupported",
    )


def local_name(element: Any) -> str:
    """The element's name without its namespace; ``""`` for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
