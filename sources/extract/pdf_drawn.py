"""What a page of a PDF holds beside its text: its frame, rules, images, and the areas that link somewhere."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from sources.extract.pdf_page import Frame, Rule

_MOST_OBJECTS = 3_000  # a map may hold a hundred thousand lines; no table does
_MOST_LINKS = 1_000
_RULE_HEIGHT = 3.0
_RULE_LENGTH = 20.0

Area = tuple[float, float, float, float]
"""Left, top, right, bottom in the frame of the text."""


def page_frame(page: Any) -> Frame:
    """The visible part of the page; US Letter where the file does not say."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return Frame(0, 0, 612, 792)
    return Frame(box.left, box.bottom, box.right, box.top)


def rules_and_images(page: Any, frame: Frame, turn: int) -> tuple[list[Rule], bool]:
    """The horizontal rules, and whether there are images (or forms, which scanners' programs hide them in)."""
    rules, pictured = list[Rule](), False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, at)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        pictured |= kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
            x0, y0, x1, y1 = _area(frame, turn, (left.value, bottom.value, right.value, top.value))
            if y1 - y0 <= _RULE_HEIGHT and x1 - x0 >= _RULE_LENGTH:
                rules.append(Rule(x0, x1, (y0 + y1) / 2))
    return rules, pictured


def link_areas(document: Any, page: Any, frame: Frame, turn: int) -> list[tuple[str, Area]]:
    """The areas that link to an http(s) address; a link over two lines has one for each."""
    areas = list[tuple[str, Area]]()
    link, at = pdfium.FPDF_LINK(), ctypes.c_int(0)
    while len(areas) < _MOST_LINKS and pdfium.FPDFLink_Enumerate(page, at, link):
        url = _address(document, link)
        if url:
            areas += [(url, _area(frame, turn, box)) for box in _boxes(link)]
    return areas


def _address(document: Any, link: Any) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    url = "".join(buffer.value.decode("utf-8", "replace").split())
    return url if url.lower().startswith(("http://", "https://")) else ""


def _boxes(link: Any) -> list[Area]:
    quads = pdfium.FPDFLink_CountQuadPoints(link)
    points = pdfium.FS_QUADPOINTSF()
    boxes = list[Area]()
    for at in range(quads):
        if pdfium.FPDFLink_GetQuadPoints(link, at, points):
            xs = (points.x1, points.x2, points.x3, points.x4)
            ys = (points.y1, points.y2, points.y3, points.y4)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
    box = pdfium.FS_RECTF()
    if not boxes and pdfium.FPDFLink_GetAnnotRect(link, box):
        boxes.append((box.left, box.bottom, box.right, box.top))
    return boxes


def _area(frame: Frame, turn: int, box: Area) -> Area:
    x0, y0 = frame.place(turn, box[0], box[1])
    x1, y1 = frame.place(turn, box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
