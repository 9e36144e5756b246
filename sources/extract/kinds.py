"""Which kind of file these bytes are: their content decides first, then what the server and the name say."""

import codecs
import re
from email.message import Message
from pathlib import PurePosixPath

from sources.extract.decode import kind_of, unreadable

_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML_START = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*multipart/related\b",
    re.IGNORECASE,
)
_SUBTITLES_START = re.compile(
    rb"\s*(?:WEBVTT(?:[ \t\r\n]|\Z)|\d+[ \t]*\r?\n\d{1,2}:\d\d:\d\d[,.]\d{3}[ \t]*-->)"
)
_ZIP_MEMBERS = (
    (b"word/document.xml", "docx"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/epub+zip", "epub"),
    (b"META-INF/container.xml", "epub"),  # its type is compressed, against the rules
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_KIND_OF_TYPE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/vtt": "subtitles",
    "application/x-subrip": "subtitles",
}
_KIND_OF_SUFFIX = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
    ".text": "plain",
    ".srt": "subtitles",
    ".vtt": "subtitles",
}
_UNREAD_SUFFIXES = {
    ".pdf": "a damaged PDF",
    ".docx": "a damaged DOCX",
    ".doc": "an old Office file (DOC, XLS or PPT)",
    ".xlsx": "an XLSX",
    ".pptx": "a PPTX",
    ".odt": "a damaged ODT",
    ".epub": "a damaged EPUB",
    ".zip": "a ZIP archive",
}
_UNREAD_TYPES = {"image": "an image", "audio": "a sound file", "video": "a film", "font": "a font"}
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_PDF_IN_FIRST = 1_024  # readers of PDF look for its mark so far, as some writers put bytes before it
_LOOKED_AT = 4_096


def parse_content_type(content_type: str) -> tuple[str | None, str]:
    """The charset (None when it names none) and the media type of a Content-Type header."""
    message = Message()
    message["Content-Type"] = re.sub(r"[\r\n]+", " ", content_type)
    return message.get_content_charset(), message.get_content_type() if content_type else ""


def detect(body: bytes, *, name: str, media_type: str) -> str:
    """The kind of a file: a key of ``registry.EXTRACTORS``.

    A server's type and a file's ending are hints: a page sent as ``image/png`` is a page.

    Raises: ExtractionError with state ``unsupported`` for a kind that is not read.
    """
    known = _by_content(body)
    if known:
        return known
    suffix = PurePosixPath(name).suffix.lower()
    unread = kind_of(body) or _unread(suffix, media_type)
    if unread:
        raise unreadable(unread)
    if media_type in _KIND_OF_TYPE:
        kind = _KIND_OF_TYPE[media_type]
        # a page has tags; what is sent as one without any is text
        return "plain" if kind == "html" and b"<" not in body else kind
    if _KIND_OF_SUFFIX.get(suffix) in {"markdown", "subtitles"}:
        return _KIND_OF_SUFFIX[suffix]
    return _KIND_OF_SUFFIX.get(suffix, "plain") if media_type in _UNSAID else "plain"


def _by_content(body: bytes) -> str:
    head = _readable_head(body)
    if b"%PDF-" in head[:_PDF_IN_FIRST]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        named = head + body[-65_536:]  # members' names stand at the front and in the directory at the end
        return next((kind for member, kind in _ZIP_MEMBERS if member in named), "")
    if head.startswith(_OLE):  # how Office wraps a file that has a password, which its extractor then says
        return "docx" if _LOCKED in body else ""
    if _HTML_START.match(head):
        return "html"
    if _MHTML_START.match(head):
        return "mhtml"
    return "subtitles" if _SUBTITLES_START.match(head) else ""


def _readable_head(body: bytes) -> bytes:
    """The beginning, in single bytes: UTF-16 with a mark is brought to UTF-8."""
    head = body[:_LOOKED_AT]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head.removeprefix(codecs.BOM_UTF8)


def _unread(suffix: str, media_type: str) -> str:
    """The kind that only the name or the server tells, where the first bytes do not."""
    if media_type in _UNSAID:
        return _UNREAD_SUFFIXES.get(suffix, "")
    if media_type == "application/pdf":
        return "a damaged PDF"
    return _UNREAD_TYPES.get(media_type.partition("/")[0], "")
