"""What a file is: by its content first, then by what the server and the name say."""

import pytest

from sources.errors import ExtractionError
from sources.extract.kinds import detect, parse_content_type

HTML = b"<!DOCTYPE html><html><body><p>It rained.</p></body></html>"
MHTML = (
    b"From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n--x\n"
)
ZIP = b"PK\x03\x04" + bytes(26)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nIt rained.\n"
SRT = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nIt rained.\r\n"
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (HTML, "html"),
        (BOM + HTML, "html"),
        (HTML.decode().encode("utf-16"), "html"),
        (b"\n <!-- saved from url=(0018)https://a.example -->\n<!-- two -->\n" + HTML, "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "html"),
        (b"<HEAD><title>x</title>", "html"),
        (MHTML, "mhtml"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x00junk before the mark\n%PDF-1.4\n", "pdf"),
        (ZIP + b"word/document.xml", "docx"),
        (ZIP + b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
        (ZIP + b"mimetypeapplication/epub+zip", "epub"),
        (ZIP + bytes(90_000) + b"META-INF/container.xml", "epub"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "docx"),
        (VTT, "subtitles"),
        (BOM + SRT, "subtitles"),
    ],
)
@pytest.mark.parametrize(
    ("name", "media_type"),
    [("", ""), ("x.txt", "text/plain"), ("x.pdf", "application/pdf"), ("x", "image/png")],
)
def test_content_counts_more_than_what_is_said_of_it(
    body: bytes, kind: str, name: str, media_type: str
) -> None:
    """Servers and names lie: a page that is called a picture is a page."""
    assert detect(body, name=name, media_type=media_type) == kind


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("notes.md", "", "markdown"),
        ("NOTES.MARKDOWN", "application/octet-stream", "markdown"),
        ("notes.md", "text/plain", "markdown"),
        ("notes.txt", "text/markdown", "markdown"),
        ("notes.srt", "text/plain", "subtitles"),
        ("talk", "text/vtt", "subtitles"),
        ("notes", "", "plain"),
        ("notes.rst", "", "plain"),
        ("page.html", "", "html"),
        ("page.html", "text/plain", "plain"),
        ("page", "text/html", "html"),
        ("page", "application/xhtml+xml", "html"),
    ],
)
def test_where_the_content_does_not_tell_the_server_and_the_name_do(
    name: str, media_type: str, kind: str
) -> None:
    """The server's type before the name's ending, but a file sent as mere text may be Markdown or subtitles."""
    assert detect(b"A <b>word</b> or two.", name=name, media_type=media_type) == kind


def test_a_page_without_a_tag_is_text() -> None:
    """Servers send plain texts as text/html."""
    assert detect(b"A word or two.", name="", media_type="text/html") == "plain"


@pytest.mark.parametrize(
    ("body", "name", "media_type", "what"),
    [
        (b"no pdf", "x.pdf", "", "a damaged PDF"),
        (b"no pdf", "x", "application/pdf", "a damaged PDF"),
        (ZIP, "x.docx", "", "ZIP"),
        (b"no zip", "x.docx", "", "a damaged DOCX"),
        (b"no zip", "x.pptx", "", "a PPTX"),
        (b"...", "x", "image/jpeg", "an image"),
        (b"...", "x", "video/mp4", "a film"),
        (b"...", "x", "audio/ogg", "a sound file"),
    ],
)
def test_what_is_not_read_is_called_by_its_name(body: bytes, name: str, media_type: str, what: str) -> None:
    """The state is "unsupported", and the words are for people."""
    with pytest.raises(ExtractionError, match=what) as caught:
        detect(body, name=name, media_type=media_type)
    assert caught.value.state == "unsupported"


@pytest.mark.parametrize(
    ("header", "parsed"),
    [
        ("", (None, "")),
        ("text/html", (None, "text/html")),
        ("Text/HTML; Charset=UTF-8", ("utf-8", "text/html")),
        ('text/plain; charset="windows-1251"; x=y', ("windows-1251", "text/plain")),
        ("text/html;\r\n charset=latin-1", ("latin-1", "text/html")),
        ("nonsense", (None, "text/plain")),
    ],
)
def test_content_types_as_servers_write_them(header: str, parsed: tuple[str | None, str]) -> None:
    """Charset and type, whatever stands around them, and over two lines as well."""
    assert parse_content_type(header) == parsed
