"""Makes the mini-web's two PDFs anew from their texts in ``paper/``; the same bytes on every machine.

Run it in this folder's parent as ``python -m miniweb.make_pdfs`` after a change of a text or of the setting.
"""

import io
import os
import random
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from miniweb.two_columns import PAGE, draw_paper

HERE = Path(__file__).parent
SCAN_PIXELS = (700, 990)
_SEED = 1931


def make_paper(source: str) -> bytes:
    """The think-tank paper: text in two columns."""
    canvas, buffer = _new_canvas(datetime(2023, 5, 16, tzinfo=UTC))
    canvas.setTitle("Two Ports, One Cable")
    canvas.setAuthor("Rhoswen Adair and Caspar Lindqvar")
    draw_paper(canvas, source, heads=("Two Ports, One Cable", "Adair and Lindqvar"))
    canvas.save()
    return buffer.getvalue()


def make_scan(source: str) -> bytes:
    """The charter as a scan: each page one slightly turned grey picture, no text at all."""
    canvas, buffer = _new_canvas(datetime(2019, 2, 4, tzinfo=UTC))
    speckles = random.Random(_SEED)
    for page in source.split("=== 2\n"):
        picture = _scanned_page(page, speckles)
        canvas.drawImage(ImageReader(picture), 0, 0, width=PAGE[0], height=PAGE[1])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _new_canvas(made: datetime) -> tuple[Canvas, io.BytesIO]:
    """An empty file with a fixed date, so that its bytes do not depend on when it is made."""
    os.environ["SOURCE_DATE_EPOCH"] = str(int(made.timestamp()))
    buffer = io.BytesIO()
    return Canvas(buffer, pagesize=PAGE, invariant=1, pageCompression=1), buffer


def _scanned_page(text: str, speckles: random.Random) -> Image.Image:
    """One page as a picture in eight greys, with dust."""
    picture = Image.new("L", SCAN_PIXELS, 240)
    draw = ImageDraw.Draw(picture)
    draw.multiline_text((70, 90), text, font=ImageFont.load_default(24), fill=40, spacing=10)
    for _ in range(250):
        x, y = speckles.randrange(SCAN_PIXELS[0]), speckles.randrange(SCAN_PIXELS[1])
        draw.ellipse((x, y, x + 1, y + 1), fill=120)
    turned = picture.rotate(0.7, fillcolor=240)
    return turned.point(lambda grey: grey // 32 * 32)


def main() -> None:
    """Write both files into ``pages/``."""
    for name, make in (("two_ports", make_paper), ("harbour_charter", make_scan)):
        source = (HERE / "paper" / f"{name}.txt").read_text(encoding="utf-8")
        (HERE / "pages" / f"{name}.pdf").write_bytes(make(source))


if __name__ == "__main__":
    main()
