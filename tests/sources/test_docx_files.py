"""DOCX files that are strict, bare, large, damaged, locked or unsafe."""

import io
import re
import time
import zipfile

import docx
import pytest
from docx_files import (
    W,
    bytes_of,
    contents,
    read,
    report,
    rewritten,
    run,
    texts,
    with_paragraphs,
)

from sources.errors import ExtractionError
from sources.extract.registry import extract


def test_the_strict_form_is_read_too() -> None:
    """ISO's strict form of the format has other namespaces."""
    old, new = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    relationship = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = rewritten(
        bytes_of(report()),
        lambda _, data: data.replace(old, new).replace(
            relationship, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    )
    assert old not in zipfile.ZipFile(io.BytesIO(strict)).read("word/document.xml")
    assert contents(strict) == contents(report())


def test_a_document_of_nothing_but_its_text_is_read() -> None:
    """Styles, properties and relationships may be missing."""
    bare = rewritten(bytes_of(report()), lambda name, data: data if name == "word/document.xml" else None)
    assert texts(bare)[:2] == ["The lake of Orrin", "A first look. It is deep, in deed.\nAnd cold."]
    assert read(bare).title == ""


def test_the_registry_knows_a_document_by_its_content() -> None:
    """Whatever its name and type."""
    extracted, extractor = extract(bytes_of(report()), name="x", content_type="text/html")
    assert (extractor, extracted.title) == ("docx/1", "The lake of Orrin")


def unsafe(xml: bytes) -> bytes:
    """A document whose XML is this."""
    return rewritten(bytes_of(report()), lambda name, data: xml if name == "word/document.xml" else data)


OUTER = f"<w:document {W}><w:body>{{}}</w:body></w:document>"
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCHES = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAGRAPH = f"<w:p>{run('&a;')}</w:p>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 word/document.xml", "damaged"),
        (bytes_of(report())[:-2_000], "damaged"),
        (unsafe(b"<w:document>"), "damaged"),
        (unsafe(b""), "damaged"),
        (
            rewritten(bytes_of(report()), lambda name, data: None if name == "word/document.xml" else data),
            "damaged",
        ),
        (unsafe((FETCHES + OUTER.format(PARAGRAPH)).encode()), "entities"),
        (unsafe((BOMB + OUTER.format(PARAGRAPH)).encode()), "entities"),
        (unsafe(OUTER.format(f"<w:p>{run(' ' * 30_000_000)}</w:p>").encode()), "unpacks like a bomb"),
        (unsafe(OUTER.format("<w:sdt><w:sdtContent>" * 2_000).encode()), "damaged"),
        (
            rewritten(
                bytes_of(report()), lambda _, data: data, **{f"word/media/{n}.png": b"" for n in range(2_001)}
            ),
            "more than 2,000 files",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_damaged_and_unsafe_files_are_refused_in_one_line(body: bytes, reason: str) -> None:
    """Nothing is fetched or unpacked beyond the limits; the line says what to do."""
    started = time.perf_counter()
    with pytest.raises(ExtractionError, match=reason) as raised:
        read(body)
    assert raised.value.state == "unsupported"
    assert re.search(r"save (it|its text)", str(raised.value))
    assert "\n" not in str(raised.value)
    assert time.perf_counter() - started < 1


def test_a_locked_member_is_told_from_a_damaged_one() -> None:
    """The archive's own encryption: a flag in the directory and before the member."""
    body = bytearray(bytes_of(report()))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        found = body.find(mark)
        while found >= 0:
            body[found + at] |= 1
            found = body.find(mark, found + 4)
    with pytest.raises(ExtractionError, match="protected with a password"):
        read(bytes(body))


def test_a_flipped_byte_is_noticed() -> None:
    """The archive's check sums: a damaged text is no text."""
    body = bytes_of(report())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        at = archive.getinfo("word/document.xml").header_offset + 200
    with pytest.raises(ExtractionError, match="damaged"):
        read(body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1 :])


def test_a_document_without_text_is_empty() -> None:
    """A failure with a reason, never an empty text."""
    with pytest.raises(ExtractionError, match="no text in this DOCX") as raised:
        read(docx.Document())
    assert raised.value.state == "empty"


def test_two_hundred_pages_are_read_in_two_seconds() -> None:
    """About 100,000 words in 12,000 runs, with a heading a page."""
    document = with_paragraphs(
        *(run("The river runs on through the meadows to the sea. ") * 6 for _ in range(1_700))
    )
    for paragraph in document.paragraphs[::8]:
        paragraph.style = "Heading 2"
    body = bytes_of(document)
    started = time.perf_counter()
    extracted = read(body)
    assert time.perf_counter() - started < 2
    assert len(extracted.text.split()) == 102_000
