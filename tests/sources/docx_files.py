"""DOCX files for tests: made with python-docx, and with XML of our own where it writes none."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office_files import blocks_of

from sources.extract.docx import extract_docx
from sources.extract.extracted import Extracted

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
W = nsdecls("w", "r")
SHOWN = '<w:vanish w:val="0"/>'


def bytes_of(document: Document) -> bytes:
    """The document as a file."""
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def read(document: Document | bytes) -> Extracted:
    """What is read from it."""
    body = document if isinstance(document, bytes) else bytes_of(document)
    return extract_docx(body, url="file:///lake.docx", declared=None)


def contents(document: Document | bytes | Extracted) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block."""
    return blocks_of(document if isinstance(document, Extracted) else read(document))


def texts(document: Document | bytes) -> list[str]:
    """The text of each block."""
    return [text for _, _, text in contents(document)]


def with_paragraphs(*inner: str) -> Document:
    """A document of paragraphs, each given as what stands in its ``w:p``."""
    document = docx.Document()
    for xml in inner:
        document.element.body.insert_element_before(parse_xml(f"<w:p {W}>{xml}</w:p>"), "w:sectPr")
    return document


def run(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def rewritten(body: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The file with each member as ``change`` makes it (None: left out), and ``more`` members."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            changed = change(name, old.read(name))
            if changed is not None:
                new.writestr(name, changed)
        for name, data in more.items():
            new.writestr(name, data)
    return saved.getvalue()


def report() -> Document:
    """A report with every kind of block that styles make."""
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.language = "Some template", "Ina Vell", "en-GB"
    core.created = datetime(2024, 3, 5, 10, 0)  # noqa: DTZ001 - the library wants it without a zone
    document.sections[0].header.paragraphs[0].text = "Running head"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 9"
    document.add_paragraph("The lake of Orrin", style="Title")
    document.add_paragraph("A first look.\tIt is\u00a0deep, in\u00ad deed.\nAnd cold.")
    document.add_heading("Depth", 1)
    document.add_paragraph("North basin", style="List Bullet")
    document.add_paragraph("The old harbour", style="List Bullet 2")
    document.add_paragraph("South basin", style="List Number")
    document.add_paragraph("A lake is a mirror.", style="Intense Quote")
    document.add_heading("Quays", 3)
    document.add_paragraph("Table 1: quays", style="Caption")
    table = document.add_table(3, 3)
    for at, cell in enumerate("Place Built Length West 1871 40 West 1902 55".split()):
        table.cell(at // 3, at % 3).text = cell
    table.cell(1, 0).merge(table.cell(2, 0)).text = "West"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Facts"
    document.add_paragraph("   ")
    return document
