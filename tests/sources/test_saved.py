"""Pages that a browser saved: the page in an MHTML, and where a saved copy came from."""

import base64
import quopri
import time

import pytest

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.extract.html import extract_html
from sources.extract.registry import extract
from sources.extract.saved import extract_mhtml, saved_from, saved_on
from sources.extract.saved_markup import restore_markup

URL = "https://lake.example/reports/one?a=1&b=2"
PARAGRAPH = (
    "The lake of Orrin is 12 km long, and the “old” quay at its western end was built of grey stone in 1871."
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>The lake of Orrin</title><link rel="stylesheet" href="cid:css-1@mhtml.blink"></head><body><article>
<h1>The lake of Orrin</h1><p>{PARAGRAPH}<sup><a href="{URL.replace("&", "&amp;")}#note-1">[1]</a></sup></p>
<p>A second sentence refers to <a href="https://other.example/survey">the survey of 1990</a>, where depth = 40 m.</p>
<img src="https://lake.example/quay.png"></article></body></html>"""
FRAME = "<html><body><p>An advertisement in a frame of the page, which nobody came for.</p></body></html>"


def mhtml(html: bytes, *, encoding: str = "quoted-printable", content_type: str = "text/html") -> bytes:
    """An archive as Chromium writes it: headers, the page, a frame, a style sheet and a picture."""
    coded = {
        "quoted-printable": lambda data: quopri.encodestring(data).replace(b"\n", b"\r\n"),
        "base64": base64.encodebytes,
        "binary": lambda data: data,
    }[encoding](html)
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: The lake of Orrin\r\n"
        "Date: Tue, 3 Mar 2026 09:15:00 GMT\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x1----"\r\n\r\n\r\n'
    )
    parts = (
        (content_type, "<frame-1@mhtml.blink>", URL, encoding, coded),
        ("text/html", "<frame-2@mhtml.blink>", "https://ads.example/", "quoted-printable", FRAME.encode()),
        ("text/css", "<css-1@mhtml.blink>", "cid:css-1@mhtml.blink", "quoted-printable", b"p =7B =7D"),
        (
            "image/png",
            "<i@x>",
            "https://lake.example/quay.png",
            "base64",
            base64.encodebytes(b"\x89PNG" * 99),
        ),
    )
    written = b"".join(
        f"------MultipartBoundary--x1----\r\nContent-Type: {kind}\r\nContent-ID: {name}\r\n"
        f"Content-Transfer-Encoding: {coding}\r\nContent-Location: {place}\r\n\r\n".encode()
        + data
        + b"\r\n"
        for kind, name, place, coding, data in parts
    )
    return head.encode() + written + b"------MultipartBoundary--x1------\r\n"


def read(body: bytes) -> Extracted:
    """The archive, added as a file."""
    return extract_mhtml(body, url="file:///home/reader/lake.mhtml", declared=None)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "binary"])
def test_the_page_is_read_whatever_it_is_encoded_in(encoding: str) -> None:
    """Title, text and links are the page's own; frames are not read and marks of notes are no text."""
    extracted = read(mhtml(PAGE.encode(), encoding=encoding))
    assert extracted.title == "The lake of Orrin"
    assert [extracted.text[block.start : block.end] for block in extracted.blocks] == [
        "The lake of Orrin",
        PARAGRAPH,
        "A second sentence refers to the survey of 1990, where depth = 40 m.",
    ]
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://other.example/survey", "the survey of 1990")
    ]
    assert (extracted.url, extracted.language) == (URL, "en-GB")


def test_an_archive_is_recognised_and_read_by_the_registry() -> None:
    """The kind comes from the content, as an .mht may come with any name and type."""
    extracted, extractor = extract(mhtml(PAGE.encode()), name="lake.bin", content_type="message/rfc822")
    assert (extractor, extracted.url) == ("mhtml/1", URL)


def test_a_parts_charset_is_its_own() -> None:
    """A page in Windows-1252 that only the part's header names."""
    page = PAGE.replace("charset=UTF-8", "").encode("cp1252")
    extracted = read(mhtml(page, content_type='text/html; charset="windows-1252"'))
    assert PARAGRAPH in extracted.text


def test_the_start_parameter_names_the_page() -> None:
    """The page need not be the first part of an archive."""
    body = mhtml(PAGE.encode()).replace(
        b'type="text/html";', b'type="text/html";\r\n\tstart="<frame-2@mhtml.blink>";'
    )
    assert read(body).text == "An advertisement in a frame of the page, which nobody came for."


@pytest.mark.parametrize(
    "body",
    [
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nno parts at all",
        mhtml(PAGE.encode(), content_type="text/plain").replace(b"text/html", b"text/csv"),
        b"\x00\xff\xfe",
    ],
)
def test_an_archive_without_a_page_says_what_to_do(body: bytes) -> None:
    """One line, and no traceback."""
    with pytest.raises(ExtractionError, match="no page in this MHTML: save it again") as raised:
        read(body)
    assert raised.value.state == "unsupported"


def test_archives_within_archives_end() -> None:
    """Two thousand levels of multiparts, one in the other, hold no page."""
    levels = "".join(
        f"Content-Type: multipart/related; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(2_000)
    )
    with pytest.raises(ExtractionError):
        read(levels.encode())


SINGLE_FILE = b"""<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: https://lake.example/reports/one
 saved date: Tue Mar 03 2026 10:15:00 GMT+0100 (Central European Standard Time)
--><meta charset=utf-8><title>The lake of Orrin</title>"""


@pytest.mark.parametrize(
    ("body", "address", "day"),
    [
        (mhtml(PAGE.encode()), URL, "2026-03-03"),
        (SINGLE_FILE, "https://lake.example/reports/one", "2026-03-03"),
        (
            b"<!DOCTYPE html>\n<!-- saved from url=(0020)https://lake.example/ -->\n<html><head>",
            "https://lake.example/",
            "",
        ),
        (b"<!-- saved from url=(0022)about:internet -->\r\n<html>", "", ""),
        (b"<html><p>a comment &lt;!-- saved from url=(0020)https://lake.example/ --&gt;", "", ""),
        (b"<html>" + b" " * 20_000 + b"<!-- saved from url=(0020)https://lake.example/ -->", "", ""),
        (SINGLE_FILE.replace(b"https://", b"file:///"), "", "2026-03-03"),
        (SINGLE_FILE.replace(b"Mar 03", b"Foo 99"), "https://lake.example/reports/one", ""),
        (b"Content-Location: https://lake.example/\r\nContent-Type: text/html\r\n\r\n", "", ""),
        (b"", "", ""),
    ],
)
def test_a_saved_copy_names_the_address_that_it_came_from(body: bytes, address: str, day: str) -> None:
    """Chromium's MHTML, SingleFile and browsers' comments in the head; never a local file or a later word."""
    assert (saved_from(body), saved_on(body)) == (address, day)


def test_a_long_folded_address_is_whole() -> None:
    """Some writers fold a long header; the address has no blank in it."""
    body = mhtml(PAGE.encode()).replace(b"/reports/one?a=1", b"/reports/\r\n one?a=1", 1)
    assert saved_from(body) == URL


def test_pictures_within_a_page_cost_nothing() -> None:
    """Data addresses are emptied, also in styles; the text stays, and 12 MB are read in no time."""
    data = b"data:image/png;base64," + base64.b64encode(b"\x89PNG" * 2_000_000)
    svg = b"data:image/svg+xml," + b"%3Csvg%3E" * 50
    page = PAGE.replace("https://lake.example/quay.png", "@").encode()
    big = page.replace(b"@", data).replace(
        b"</head>", b"<style>p{background:url(" + svg + b")}</style></head>"
    )
    started = time.perf_counter()
    small = restore_markup(big, address=URL)
    assert time.perf_counter() - started < 1
    assert len(small) < len(page) + 100
    assert b'<img src="data:,">' in small
    assert extract_html(small, url=URL, declared=None).text == read(mhtml(PAGE.encode())).text


def test_short_data_and_other_pages_links_stay() -> None:
    """Only what is long is emptied; a link to another page's fragment stays one."""
    body = b'<a href="https://other.example/#a"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></a>'
    assert restore_markup(body, address=URL) == body
