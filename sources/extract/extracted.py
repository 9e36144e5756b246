"""What an extractor returns: the canonical text of one file, its blocks, and what the page says of itself."""

from dataclasses import dataclass

from sources.records import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An absolute http(s) address and the span ``[start, end)`` of its anchor text in ``Extracted.text``."""

    url: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMark:
    """A footnote mark that was left out of the text: it stood before the character at ``at``.

    ``urls`` are the absolute addresses in the note that it leads to, in order.
    """

    at: int
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The canonical text of one file with its blocks; what the file does not say stays ``""``.

    ``text[block.start:block.end]`` is never empty and has no blanks around it; blocks are in order and
    do not overlap. ``date`` is ISO 8601, ``language`` a BCP 47 tag, ``url`` the canonical address that
    the page names for itself. ``note_entries`` are the spans of the notes that ``notes`` lead to, where they
    stand in the text.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
    language: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()
    notes: tuple[NoteMark, ...] = ()
    note_entries: tuple[tuple[int, int], ...] = ()
