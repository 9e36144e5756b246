"""Addresses that open a page where it was cited."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

_FRAGMENT_WORDS = 12
"""Quotes of more words are named by their first and last words: shorter, and proof against small edits."""
_FRAGMENT_EDGE = 5
_FRAGMENT_CHARACTERS = 24
"""The edge of a quote in a script that puts no spaces between its words."""


def is_web(url: str) -> bool:
    """Whether an address may become a link: http or https, with a host and no odd characters."""
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def text_fragment(url: str, passage: str, *, page: int | None = None) -> str:
    """The address that opens a page at a passage (WICG text fragments); empty for what is no web page.

    With the ``page`` of a PDF, counted from 1, the address that opens it at that page: PDF viewers know no text.
    """
    if not is_web(url):
        return ""
    base = url.split(":~:", 1)[0].rstrip("#")
    if page is not None:
        return f"{base.partition('#')[0]}#page={page}"
    words = passage.split()
    if not words:
        return base
    joint = ":~:" if "#" in base else "#:~:"
    return f"{base}{joint}text={_directive(passage, words)}"


def _directive(passage: str, words: Sequence[str]) -> str:
    # A range may cross blocks, a single text may not: a line end asks for a range.
    many_lines = "\n" in passage.strip() and len(words) > 1
    if len(words) > _FRAGMENT_WORDS or (many_lines and len(words) > 2):
        edge = min(_FRAGMENT_EDGE, len(words) // 2)
        return f"{_encoded(' '.join(words[:edge]))},{_encoded(' '.join(words[-edge:]))}"
    whole = " ".join(words)
    if len(words) <= 2 and len(whole) > 3 * _FRAGMENT_CHARACTERS:
        return f"{_encoded(whole[:_FRAGMENT_CHARACTERS])},{_encoded(whole[-_FRAGMENT_CHARACTERS:])}"
    return _encoded(whole)


def _encoded(text: str) -> str:
    """Percent-encoded; the hyphen too, as it separates prefix and suffix in the directive."""
    return quote(text, safe="").replace("-", "%2D")
