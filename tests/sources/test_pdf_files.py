"""PDF files that cannot be read, and why; what a file says of itself; limits, speed, and sameness."""

import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_pages import BOLD, MARGIN, PdfMaker, SetLine, set_text
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from sources.errors import ExtractionError
from sources.extract import pdf_file
from sources.extract.pdf import extract_pdf
from sources.extract.pdf_facts import find_date

TEXT = "The harbour of Ostrey has two quays. The older one was built in 1788 and is still in use today."


def page_of(text: str, lock: StandardEncryption | None = None) -> bytes:
    """A page with one paragraph."""
    maker = PdfMaker(lock=lock)
    maker.column(MARGIN, 80, set_text(text, 480), 480)
    return maker.body()


def refusal(body: bytes) -> ExtractionError:
    """The error that reading ends in."""
    with pytest.raises(ExtractionError) as caught:
        extract_pdf(body, url="", declared=None)
    assert "\n" not in str(caught.value)
    return caught.value


def picture() -> ImageReader:
    """A grey sheet, as a scanner makes it."""
    file = BytesIO()
    Image.new("L", (60, 80), 200).save(file, "PNG")
    file.seek(0)
    return ImageReader(file)


def test_a_password_is_asked_for_in_words() -> None:
    """A file locked for readers says so; one locked for editors only is read."""
    locked = refusal(page_of(TEXT, StandardEncryption("secret", ownerPassword="other", canPrint=0)))
    assert locked.state == "unsupported"
    assert "locked with a password" in str(locked)
    readable = page_of(TEXT, StandardEncryption("", ownerPassword="other", canPrint=0, canCopy=0))
    assert extract_pdf(readable, url="", declared=None).text == TEXT


def test_scanned_pages_are_said_to_be_images() -> None:
    """A file of images names text recognition; with text on some pages, that text is read."""
    maker = PdfMaker()
    maker.canvas.drawImage(picture(), 0, 0, 595, 842)
    scanned = refusal(maker.body())
    assert scanned.state == "empty"
    assert "OCR" in str(scanned)
    mixed = PdfMaker()
    mixed.canvas.drawImage(picture(), 0, 0, 595, 842)
    mixed.next_page()
    mixed.column(MARGIN, 80, set_text(TEXT, 480), 480)
    extracted = extract_pdf(mixed.body(), url="", declared=None)
    assert extracted.text == TEXT
    assert extracted.blocks[0].page == 2


def test_an_empty_page_has_no_text() -> None:
    """A file without text and images is empty, and is not called a scan."""
    empty = refusal(PdfMaker().body())
    assert (empty.state, str(empty)) == ("empty", "there is no text in the PDF")


@pytest.mark.parametrize("body", [b"%PDF-1.7\nnothing of the kind", b"%PDF-1.4\n%%EOF", page_of(TEXT)[:150]])
def test_a_damaged_file_is_unsupported(body: bytes) -> None:
    """What no reader could open is said to be damaged, in one line."""
    damaged = refusal(body)
    assert damaged.state == "unsupported"
    assert "damaged" in str(damaged)


def test_fonts_without_meaning_are_empty() -> None:
    """Text that comes out as private-use characters is no text."""
    hidden = page_of("x" * 40).replace(b"/Encoding /WinAnsiEncoding", b"/ToUnicode 90 0 R          ")
    table = b"\n90 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n"
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <78> <E001> endbfchar endcmap end end"
    )
    at = hidden.rindex(b"xref\n")
    refused = refusal(hidden[:at] + table % (len(cmap), cmap) + hidden[at:])
    assert refused.state == "empty"
    assert "fonts" in str(refused)


def test_a_book_beyond_the_limits_is_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many pages and too many characters are refused with the limit named."""
    maker = PdfMaker()
    for _ in range(4):
        maker.column(MARGIN, 80, set_text(TEXT, 480), 480)
        maker.next_page()
    body = maker.body()
    monkeypatch.setattr(pdf_file, "MOST_CHARACTERS", 200)
    assert refusal(body).state == "unsupported"
    monkeypatch.setattr(pdf_file, "MOST_PAGES", 3)
    assert "3" in str(refusal(body))


def test_title_author_and_date_come_from_the_first_page_or_the_file() -> None:
    """A field that is no title gives way to the largest text; a byline and a date line are found."""
    maker = PdfMaker()
    maker.canvas.setTitle("Microsoft Word - final_v3.docx")
    maker.canvas.setAuthor("Administrator")
    head = [
        SetLine(text="Tolls and tides", font=BOLD, size=24),
        SetLine(text="By Edda Krone and Tilo Marsh", gap=20),
    ]
    y = maker.column(MARGIN, 80, [*head, SetLine(text="Published 3 April 2021", gap=8)], 480)
    maker.column(MARGIN, y + 20, set_text(TEXT, 480), 480)
    extracted = extract_pdf(maker.body(), url="", declared=None)
    assert (extracted.title, extracted.author, extracted.date) == (
        "Tolls and tides",
        "Edda Krone and Tilo Marsh",
        "2021-04-03",
    )


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Policy Brief 12 | 7 May 2019", "2019-05-07"),
        ("March 12, 2025", "2025-03-12"),
        ("12 de marzo de 2025", "2025-03-12"),
        ("Januar 2020", "2020-01"),
        ("August 2024", "2024-08-30"),
        ("Founded in 1788", "2024-08-30"),
        ("31 April 2020", "2020-04"),
    ],
)
def test_dates_are_read_in_words(line: str, day: str) -> None:
    """The first page's date line wins; a month alone is completed by the file's own day when that fits."""
    assert find_date("D:20240830120000+02'00'", [line]) == day


def test_the_same_bytes_give_the_same_text() -> None:
    """Reading is a function of the bytes alone."""
    body = page_of(f"{TEXT} " * 30)
    assert extract_pdf(body, url="a", declared=None) == extract_pdf(body, url="b", declared="utf-8")


def test_a_hundred_pages_are_read_in_good_time() -> None:
    """A report of 100 pages of text takes a second and a half at most, the best of three times."""
    maker = PdfMaker()
    for page in range(100):
        lines = [
            line
            for part in range(7)
            for line in set_text(f"Entry {page} in part {part}. {TEXT} {TEXT} {TEXT}", 480, indent=12)
        ]
        maker.column(MARGIN, 80, lines, 480)
        maker.next_page()
    body = maker.body()
    seconds = list[float]()
    while len(seconds) < 3 and min(seconds, default=2.0) > 1.5:
        start = time.perf_counter()
        extracted = extract_pdf(body, url="", declared=None)
        seconds.append(time.perf_counter() - start)
        assert extracted.blocks[-1].page == 100
    assert min(seconds) <= 1.5


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_anywhere_ends_in_text_or_in_one_line(data: st.DataObject) -> None:
    """Bytes changed, cut or doubled never end in anything but a text or our own error."""
    body = bytearray(page_of(f"{TEXT} " * 3))
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    start = data.draw(st.integers(0, len(body)))
    damaged = bytes(body[:start]) if start > len(body) // 2 else bytes(body)
    assert _text_or_reason(damaged).strip()


def _text_or_reason(body: bytes) -> str:
    try:
        return extract_pdf(body, url="", declared=None).text
    except ExtractionError as error:
        return str(error)
