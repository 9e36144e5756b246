"""Sets PDFs for the tests: pages of columns whose text is known, word by word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

A4 = (595.0, 842.0)
MARGIN = 56.0
GAP = 20.0
BODY = "Times-Roman"
BOLD = "Times-Bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """One line as it is set; ``stretched`` fills the column with wider blanks, ``gap`` is white above it."""

    text: str
    font: str = BODY
    size: float = 10.0
    indent: float = 0.0
    stretched: bool = False
    gap: float = 0.0


def set_text(
    text: str, width: float, *, font: str = BODY, size: float = 10.0, indent: float = 0.0
) -> list[SetLine]:
    """A paragraph in lines that fill ``width``; ``~`` in the text is where a word may be cut with a hyphen."""
    lines, current = list[str](), ""
    for word in text.split():
        room = width - (0 if lines else indent)
        whole = word.replace("~", "")
        if stringWidth(f"{current} {whole}".strip(), font, size) <= room:
            current = f"{current} {whole}".strip()
            continue
        head, _, tail = word.partition("~")
        if tail and stringWidth(f"{current} {head}-", font, size) <= room:
            lines.append(f"{current} {head}-")
            current = tail
        else:
            lines.append(current)
            current = whole
    lines.append(current)
    last = len(lines) - 1
    return [
        SetLine(text=line, font=font, size=size, indent=0 if at else indent, stretched=at < last)
        for at, line in enumerate(lines)
    ]


class PdfMaker:
    """Draws pages; ``body`` is the finished file."""

    def __init__(self, size: tuple[float, float] = A4, *, lock: StandardEncryption | None = None) -> None:
        self._file = BytesIO()
        self.size = size
        self.canvas = Canvas(self._file, pagesize=size, invariant=1, encrypt=lock)
        self.canvas.setTitle("")
        self.canvas.setAuthor("")

    def body(self) -> bytes:
        """Close the last page and the file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()

    def next_page(self) -> None:
        """Begin another page."""
        self.canvas.showPage()

    def line(self, x: float, y: float, line: SetLine, width: float = 0.0) -> None:
        """One line with its baseline at ``y`` points from the top."""
        drawn = self.canvas.beginText(x + line.indent, self.size[1] - y)
        drawn.setFont(line.font, line.size)
        blanks = line.text.count(" ")
        spare = width - line.indent - stringWidth(line.text, line.font, line.size)
        drawn.setWordSpace(spare / blanks if line.stretched and blanks else 0)
        drawn.textOut(line.text)
        self.canvas.drawText(drawn)

    def column(
        self, x: float, top: float, lines: Iterable[SetLine], width: float, leading: float = 12.5
    ) -> float:
        """Lines one under another; the baseline that would come next."""
        y = top
        for line in lines:
            y += line.gap
            self.line(x, y, line, width)
            y += max(leading, 1.2 * line.size)
        return y

    def columns(self, lines: Sequence[SetLine], count: int, *, top: float, foot: float) -> None:
        """Lines poured into ``count`` columns, page after page, each page from ``top`` down to ``foot``."""
        width = column_width(self.size[0], count)
        column, y = 0, top
        for line in lines:
            if y + line.gap > foot:
                column, y = column + 1, top
                if column == count:
                    self.next_page()
                    column = 0
            y += line.gap if y > top else 0
            self.line(MARGIN + column * (width + GAP), y, line, width)
            y += max(12.5, 1.2 * line.size)


def column_width(page_width: float, count: int) -> float:
    """The width of one of ``count`` columns in points."""
    return (page_width - 2 * MARGIN - (count - 1) * GAP) / count
