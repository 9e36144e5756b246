"""Tables of PDFs, with and without rules, across columns and within one: each row whole, in its place."""

from io import BytesIO

import pytest
from pdf_pages import A4, MARGIN, SetLine
from pdf_reports import HALF, LANDSCAPE, RIGHT, WHOLE, Report, clean, paragraph, read
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from sources.records import BlockKind

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9.5, leading=12, alignment=4, spaceBefore=6)
IN_CELLS = ParagraphStyle("cell", parent=TEXT, fontSize=8, leading=9.5, alignment=0, spaceBefore=0)


def test_a_table_across_both_columns() -> None:
    """With its caption between the columns above and below it; an empty figure is a cell as well."""
    report = Report()
    y = report.title("Granaries and wardens")
    y = max(report.paragraphs(x, y, HALF, 2) for x in (MARGIN, RIGHT)) + 16
    report.small(MARGIN, y, "Table 2. Granaries by town, with their wardens", BlockKind.CAPTION)
    rows = [
        ("Town", "Warden", "Tons of rye", "Remarks"),
        ("Ostrey", "Edda Krone", "1,204", "rebuilt after the fire"),
        ("Low Mersey", "Tilo Marsh", "880", "shared with the abbey"),
        ("Quill", "Ann Varr", "n/a", "closed"),
    ]
    for at, row in enumerate(rows):
        report.row(y + 18 + 13 * at, (MARGIN, 170, 290, 380), row)
    for x in (MARGIN, RIGHT):
        report.paragraphs(x, y + 92, HALF, 2)
    assert read(report.body()) == report.told


def test_a_table_in_one_column_beside_the_text_of_the_other() -> None:
    """Its short caption is no row, although text of the other column stands beside it."""
    report = Report()
    y = report.title("Dues of the quays")
    below = report.paragraph(MARGIN, y, HALF) + 14
    report.small(MARGIN, below, "Table 1: Dues by kind of ship", BlockKind.CAPTION)
    rows = [
        ("Kind", "Due", "Since"),
        ("Ferry", "2.50", "1931"),
        ("Barge", "1.75", "1928"),
        ("Collier", "4.10", "1940"),
    ]
    for at, row in enumerate(rows):
        report.row(below + 17 + 14 * at, (MARGIN, MARGIN + 110, MARGIN + 180), row)
    for rule in (5, 21, 65):
        report.canvas.line(MARGIN, A4[1] - below - rule, MARGIN + HALF, A4[1] - below - rule)
    report.paragraph(MARGIN, below + 90, HALF)
    report.paragraphs(RIGHT, y, HALF, 3)
    assert read(report.body()) == report.told


def test_a_first_cell_of_two_lines_without_rules() -> None:
    """The second line is nearer to its own row than the next row is; a line of its own is a row."""
    report = Report(LANDSCAPE)
    report.heading(MARGIN, 60, WHOLE, "Annex: ships by quay and year", 16, BlockKind.TITLE)
    places = [MARGIN, 200, 290, 380]
    report.row(100, places, ("Quay", "1930", "1931", "1932"))
    report.row(114, places, ("North quay", "12", "14", "9"))
    report.tell(BlockKind.TABLE_ROW, "South quay and the fish market | 7 | 8 | 8")
    for x, cell in zip(places, ("South quay and the", "7", "8", "8"), strict=True):
        report.line(x, 128, SetLine(text=cell, size=9))
    report.line(MARGIN, 138, SetLine(text="fish market", size=9))
    report.row(154, places, ("Old quay", "1", "2", "–"))
    report.row(168, places, ("All", "20", "24", "17"))
    report.small(MARGIN, 196, "Source: ledgers of the wardens.", BlockKind.PARAGRAPH)
    assert read(report.body()) == report.told


@pytest.mark.parametrize("upright", ["TOP", "MIDDLE", "BOTTOM"])
def test_a_grid_of_cells_with_many_lines(upright: str) -> None:
    """What stands between two rules is one row, whether its short cells are at its top or in its middle."""
    rows = [
        ["Quay", "What was found there", "Cost"],
        [
            "North",
            "The wall leans by a hand and was shored up with oak from the old mill, which was empty",
            "1,200",
        ],
        ["South", "Nothing", "0"],
        [
            "Old",
            "The steps are worn down to the brick, and the lamp has been out since the storm in May",
            "310",
        ],
    ]
    texts = [clean(paragraph(number)) for number in range(6)]
    story: list[Flowable] = [Paragraph(text, TEXT) for text in texts]
    cells = [[Paragraph(cell, IN_CELLS) for cell in row] for row in rows]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), upright)]
    story[3:3] = [Spacer(1, 8), Table(cells, colWidths=[80, 200, 80], style=style), Spacer(1, 8)]
    file = BytesIO()
    SimpleDocTemplate(file, pagesize=A4, invariant=1).build(story)
    wanted = [(1, BlockKind.PARAGRAPH, text) for text in texts]
    wanted[3:3] = [(1, BlockKind.TABLE_ROW, " | ".join(row)) for row in rows]
    assert read(file.getvalue()) == wanted
