"""The values that everything else is made of. Text never loses its offsets.

A snapshot is bytes as fetched; a document is the one canonical text extracted from it; a passage is
a span of a document. All offsets count Unicode code points of ``Document.text``, half-open.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class SourceState(StrEnum):
    """What became of a source. Only ``OK`` sources are indexed and cited."""

    OK = "ok"
    PENDING = "pending"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    MISSING = "missing"
    SCRIPT_ONLY = "script_only"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    UNREACHABLE = "unreachable"
    ROBOTS = "robots"


class Via(StrEnum):
    """How a page was come by; whatever is not ``LIVE`` is said beside every citation."""

    LIVE = ""
    ARCHIVE = "archive"
    """A snapshot of the Internet Archive; ``archived_at`` says when it was taken."""
    SAVED = "saved"
    """A copy that the user saved from a browser."""


class BlockKind(StrEnum):
    """The role of a block of text in its document."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    QUOTE = "quote"
    CODE = "code"
    REFERENCE = "reference"
    FURNITURE = "furniture"
    """Shown in the viewer, never indexed: tag lines, repeated titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Bytes as they were fetched, named by their SHA-256 (64 hex digits); the bytes stay in the store.

    The fields are WARC's: ``redirects`` are the addresses passed through on the way from ``url`` to
    ``final_url``, ``address`` is the IP address that answered, ``truncated`` says why the body is not
    whole (``""``: it is), ``archived_at`` when an archive took it, ISO 8601.
    """

    sha256: str
    url: str
    final_url: str
    fetched_at: str
    status: int | None
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    size: int
    redirects: tuple[str, ...] = ()
    address: str = ""
    truncated: str = ""
    archived_at: str = ""
    extractor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A span ``[start, end)`` of ``Document.text`` with its role; ``page`` counts from 1, PDF only."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A page that a document points to: the span of the pointer, and of the sentence or entry that holds it.

    ``cited_in`` are the spans of the sentences that rest on the page, where the document tells (an inline
    link, a footnote, a numbered note); ``()`` when it is cited by the document as a whole.
    """

    url: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    cited_in: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The canonical text of one snapshot: same bytes and same extractor, same text and blocks."""

    document_id: str
    sha256: str
    extractor: str
    title: str
    url: str
    text: str
    blocks: tuple[Block, ...]
    author: str = ""
    site: str = ""
    date: str = ""
    language: str = ""
    fetched_at: str = ""
    references: tuple[Reference, ...] = ()
    via: Via = Via.LIVE
    archived_at: str = ""

    def slice(self, span: Block) -> str:
        """The text of one block."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One or more whole sentences of one section: ``document.text[start:end] == text``.

    ``sentences`` are their spans in the document's text, in order. ``context`` are words that it is read
    with and that are not in it: the caption of its table and the row that names the columns.
    """

    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    section: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    context: str = ""

    @property
    def lead(self) -> int:
        """Where the passage begins in ``read_as``."""
        return len(self.context) + 1 if self.context else 0

    @property
    def read_as(self) -> str:
        """The passage as models read it, after its context."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One page or file of a corpus and what became of it; ``reason`` is for people.

    ``same_as`` is the ``document_id`` of a source that tells the same story in nearly the same words.
    """

    document_id: str
    url: str
    title: str
    state: SourceState
    reason: str = ""
    fetched_at: str = ""
    sha256: str = ""
    passages: int = 0
    cited_by: tuple[str, ...] = ()
    site: str = ""
    date: str = ""
    via: Via = Via.LIVE
    archived_at: str = ""
    same_as: str = ""


def now() -> str:
    """The present moment, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
