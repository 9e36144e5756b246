"""Sets PDFs of many layouts for the tests and keeps what each block says, of what kind, on which page."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from pdf_pages import A4, BODY, BOLD, GAP, MARGIN, PdfMaker, SetLine, column_width, set_text
from reportlab.pdfbase.pdfmetrics import stringWidth

from sources.extract.pdf import extract_pdf
from sources.records import BlockKind

LANDSCAPE = (842.0, 595.0)
WHOLE = column_width(A4[0], 1)
HALF = column_width(A4[0], 2)
RIGHT = MARGIN + HALF + GAP
THIRD = column_width(LANDSCAPE[0], 3)

Told = tuple[int, BlockKind, str]
"""Page, kind and text of a block."""

_WORDS = """sluice ferry ledger pilot harbour beacon charter keeper warden gra~nary toll barley council rye lantern
quarry bridge canal anchor rope market tide meadow mill tower counted repaired painted measured forgot guarded
lowered borrowed returned old narrow heavy quiet northern broken wooden munici~pal consider~able under between before
without along the a of and in to""".split()


def sentence(number: int) -> str:
    """A sentence that stands nowhere else and ends as no other does; ``~`` marks where words may be cut."""
    choose = random.Random(number)
    words = [choose.choice(_WORDS) for _ in range(choose.randint(6, 22))]
    return f"Entry {number} {' '.join(words)} {choose.choice(_WORDS[:24])}."


def paragraph(number: int) -> str:
    """Five sentences."""
    return " ".join(sentence(5 * number + at) for at in range(5))


def clean(text: str) -> str:
    """The text as it is to be read."""
    return text.replace("~", "")


class Report(PdfMaker):
    """Draws blocks and keeps them as they must be read; ``told`` are they, in reading order.

    ``furniture`` draws the heads and feet of each page.
    """

    def __init__(
        self, size: tuple[float, float] = A4, *, furniture: Callable[["Report"], None] | None = None
    ) -> None:
        super().__init__(size)
        self.told: list[Told] = []
        self.page = 1
        self._paragraphs = 0
        self._furniture = furniture or (lambda _: None)
        self._furniture(self)

    def next_page(self) -> None:
        """Begin another page."""
        super().next_page()
        self.page += 1
        self._furniture(self)

    def tell(self, kind: BlockKind, text: str) -> None:
        """What is drawn otherwise."""
        self.told.append((self.page, kind, clean(text)))

    def paragraph(self, x: float, y: float, width: float, text: str = "", *, indent: float = 12) -> float:
        """A paragraph, of new sentences where no text is given; the next baseline."""
        self._paragraphs += 1
        text = text or paragraph(self._paragraphs)
        self.tell(BlockKind.PARAGRAPH, text)
        return self.column(x, y, set_text(text, width, indent=indent), width)

    def paragraphs(self, x: float, y: float, width: float, count: int) -> float:
        """Several of them, one below the other."""
        for _ in range(count):
            y = self.paragraph(x, y, width)
        return y

    def heading(
        self, x: float, y: float, width: float, text: str, size: float, kind: BlockKind = BlockKind.HEADING
    ) -> float:
        """A bold heading in as many lines as it takes; the next baseline."""
        self.tell(kind, text)
        lines = set_text(text, width, font=BOLD, size=size)
        return self.column(x, y, [replace(line, stretched=False) for line in lines], width) + 4

    def title(self, text: str) -> float:
        """A title across the page; the baseline of the text."""
        return self.heading(MARGIN, 70, WHOLE, text, 20, BlockKind.TITLE) + 10

    def small(self, x: float, y: float, text: str, kind: BlockKind, read: str = "") -> None:
        """One line in small type, as notes and captions are; ``read`` is what of it belongs to the block."""
        self.tell(kind, read or text)
        self.line(x, y, SetLine(text=text, size=8, font=BOLD if kind is BlockKind.CAPTION else BODY))

    def row(self, y: float, places: Sequence[float], cells: Sequence[str], size: float = 9) -> None:
        """A row of a table."""
        self.tell(BlockKind.TABLE_ROW, " | ".join(cells))
        for x, cell in zip(places, cells, strict=True):
            self.line(x, y, SetLine(text=cell, size=size))

    def centred(self, y: float, text: str, font: str, size: float, kind: BlockKind) -> None:
        """One line in the middle of the page."""
        self.tell(kind, text)
        x = (self.size[0] - stringWidth(text, font, size)) / 2
        self.line(x, y, SetLine(text=text, font=font, size=size))


def read(body: bytes) -> list[Told]:
    """The blocks of a PDF."""
    extracted = extract_pdf(body, url="", declared=None)
    return [
        (block.page or 0, block.kind, extracted.text[block.start : block.end]) for block in extracted.blocks
    ]
