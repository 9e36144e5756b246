"""Bytes of a PDF → its pages and what the file says of itself; every way in which it cannot be read."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from sources.errors import ExtractionError
from sources.extract.pdf_page import PageText
from sources.extract.pdf_words import read_words

MOST_PAGES = 2_000
MOST_CHARACTERS = 3_000_000
_UNREADABLE_SHARE = 0.3
_FEWEST_CHARACTERS = 20  # fewer on all pages together is a stamp, not a text


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFile:
    """The readable pages in order, and the file's own fields as they are (``created``: ``D:20250312…``)."""

    pages: list[PageText]
    title: str
    author: str
    created: str
    language: str


def read_file(body: bytes) -> PdfFile:
    """Open a PDF and read all of its pages. PDFium serves one thread of a process at a time.

    Raises:
        ExtractionError: ``unsupported`` for a file that is damaged, locked or too long, ``empty`` for one
            without readable text.
    """
    with _opened(body) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MOST_PAGES:
            raise ExtractionError(
                f"it has {count:,} pages; one PDF may have {MOST_PAGES:,}: split it", state="unsupported"
            )
        pages = _read_pages(document, count)
        _refuse_unreadable(pages)
        return PdfFile(
            pages=pages,
            title=_field(document, b"Title"),
            author=_field(document, b"Author"),
            created=_field(document, b"CreationDate"),
            language=_language(document),
        )


@contextmanager
def _opened(body: bytes) -> Iterator[Any]:
    document = pdfium.FPDF_LoadMemDocument64(body, len(body), None)
    if not document:
        if pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            message = "it is locked with a password: remove it and add the file"
        else:
            message = "the PDF is damaged and cannot be opened: download it again"
        raise ExtractionError(message, state="unsupported")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _read_pages(document: Any, count: int) -> list[PageText]:
    pages, characters = list[PageText](), 0
    for index in range(count):
        page = read_words(document, index)
        if page is None:
            continue  # the others may be whole
        pages.append(page)
        characters += page.characters
        if characters > MOST_CHARACTERS:
            raise ExtractionError(
                f"it has over {MOST_CHARACTERS // 10**6} million characters: split it", state="unsupported"
            )
    if not pages:
        raise ExtractionError("the PDF is damaged: none of its pages opens", state="unsupported")
    return pages


def _refuse_unreadable(pages: list[PageText]) -> None:
    characters = sum(page.characters for page in pages)
    if characters < _FEWEST_CHARACTERS and any(page.pictured for page in pages):
        raise ExtractionError(
            "its pages are images, without text: run it through text recognition (OCR) and add the result",
            state="empty",
        )
    if not characters:
        raise ExtractionError("there is no text in the PDF", state="empty")
    if sum(page.unreadable for page in pages) > _UNREADABLE_SHARE * characters:
        raise ExtractionError(
            "its fonts do not say which letters they show: run it through text recognition (OCR) and add the result",
            state="empty",
        )


def _field(document: Any, name: bytes) -> str:
    size = pdfium.FPDF_GetMetaText(document, name, None, 0)
    buffer = ctypes.create_string_buffer(max(2, size))
    pdfium.FPDF_GetMetaText(document, name, buffer, size)
    return _decoded(buffer)


def _language(document: Any) -> str:
    size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    units = (ctypes.c_ushort * max(1, size // 2 + 1))()
    pdfium.FPDFCatalog_GetLanguage(document, units, size)
    return _decoded(units)


def _decoded(buffer: Any) -> str:
    text = bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]
    return " ".join(text.split())
