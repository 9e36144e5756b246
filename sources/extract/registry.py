"""Bytes of a file → what its extractor makes of them; the only place that knows which kinds there are."""

import re
from email.message import Message
from pathlib import PurePosixPath

from sources.errors import ExtractionError
from sources.extract.decode import decode, kind_of, unreadable
from sources.extract.extracted import Extracted

_MOST_BYTES = 30_000_000
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_MARKDOWN = frozenset({"text/markdown", "text/x-markdown"})
_KIND_OF_SUFFIX = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
    ".text": "plain",
}
_UNREAD_SUFFIXES = {
    ".pdf": "a PDF",
    ".docx": "a DOCX",
    ".doc": "an old Office file (DOC, XLS or PPT)",
    ".xlsx": "an XLSX",
    ".pptx": "a PPTX",
    ".epub": "an EPUB",
    ".zip": "a ZIP archive",
}
_UNREAD_TYPES = {"image": "an image", "audio": "a sound file", "video": "a film", "font": "a font"}


def extract(body: bytes, *, name: str, url: str = "", content_type: str = "") -> tuple[Extracted, str]:
    """The text of one file and the extractor's name with its version (``"html/1"``).

    The content decides first, then ``content_type`` and the extension of ``name``; what is neither
    is read as plain text.

    Raises:
        ExtractionError: ``unsupported`` for other kinds and for over 30 MB, ``empty`` and
            ``script_only`` where there is no text.
    """
    if len(body) > _MOST_BYTES:
        raise ExtractionError(
            f"it has {len(body) / 1e6:.0f} MB; one source may have {_MOST_BYTES // 10**6} MB: split it",
            state="unsupported",
        )
    declared, media_type = _parsed(content_type)
    kind = _kind(body, name, media_type)
    if kind == "html":
        from sources.extract.html import extract_html

        return extract_html(body, url=url, declared=declared), "html/1"
    text = decode(body, declared=declared)
    if kind == "markdown":
        from sources.extract.markdown import extract_markdown

        return extract_markdown(text, url=url), "markdown/1"
    from sources.extract.plain import extract_plain

    return extract_plain(text, url=url), "plain/1"


def _parsed(content_type: str) -> tuple[str | None, str]:
    """The charset and the media type of a Content-Type header."""
    message = Message()
    message["Content-Type"] = re.sub(r"[\r\n]+", " ", content_type)
    return message.get_content_charset(), message.get_content_type() if content_type else ""


def _kind(body: bytes, name: str, media_type: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    unread = kind_of(body) or _unread(suffix, media_type)
    if unread:
        raise unreadable(unread)
    if _HTML_START.match(body[:4096].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if suffix in {".md", ".markdown"} or media_type in _MARKDOWN:
        return "markdown"
    if media_type in _HTML:
        return "html"
    return _KIND_OF_SUFFIX.get(suffix, "plain") if media_type in {"", "application/octet-stream"} else "plain"


def _unread(suffix: str, media_type: str) -> str:
    """The kind that only the name or the server tells, where the first bytes do not."""
    if media_type in {"", "application/octet-stream"}:
        return _UNREAD_SUFFIXES.get(suffix, "")
    if media_type == "application/pdf":
        return "a PDF"
    return _UNREAD_TYPES.get(media_type.partition("/")[0], "")
