"""PDFs as designers lay them out: what stands where is read in order, of the right kind, on the right page."""

from pdf_pages import BODY, BOLD, GAP, MARGIN, SetLine, set_text
from pdf_reports import HALF, LANDSCAPE, RIGHT, THIRD, WHOLE, Report, clean, paragraph, read, sentence
from reportlab.pdfbase.pdfmetrics import stringWidth

from sources.records import BlockKind
from sources.sentences import split_sentences

ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv".split()


def alternating(report: Report) -> None:
    """A head on the outer side of each page, another on left than on right pages, and a roman number."""
    is_right = report.page % 2 == 1
    head = "Reports of the Harbour Office" if is_right else "Tolls and tides, a review"
    report.line(420 if is_right else MARGIN, 34, SetLine(text=head, size=8))
    report.line(530 if is_right else MARGIN, 812, SetLine(text=ROMAN[report.page], size=9))


def test_two_columns_with_headings_lists_and_alternating_heads() -> None:
    """Words cut at the end of a line, a column or a page are whole; heads and roman numbers are gone."""
    lines, wanted = list[SetLine](), list[str]()
    for number in range(60):
        if number % 4 == 0:
            wanted.append(f"Chapter {number} on the keeping of ledgers")
            lines.append(SetLine(text=wanted[-1], font=BOLD, size=12, gap=10))
        lines += set_text(paragraph(number), HALF, indent=12)
        wanted += [clean(sentence(5 * number + at)) for at in range(5)]
        if number % 7 == 3:
            items = [sentence(1000 + 10 * number + at) for at in range(3)]
            for item in items:
                first, *others = set_text(f"• {item}", HALF - 8)
                lines += [first, *(SetLine(text=line.text, indent=7) for line in others)]
            wanted += map(clean, items)
    report = Report(furniture=alternating)
    report.columns(lines, 2, top=70, foot=780)
    found = read(report.body())
    assert [text[start:end] for _, _, text in found for start, end in split_sentences(text)] == wanted
    assert [page for page, _, _ in found] == sorted(page for page, _, _ in found)
    assert found[-1][0] == report.page > 5


def test_three_pages_are_enough_to_tell_heads() -> None:
    """The head of the one left page is known by its place."""
    report = Report(furniture=alternating)
    for _ in range(3):
        report.paragraphs(MARGIN, 80, WHOLE, 4)
        if report.page < 3:
            report.next_page()
    assert read(report.body()) == report.told


def test_heads_that_count_along_are_told_on_two_pages() -> None:
    """Whatever else they say, a number at their end or start goes up with the pages."""

    def head(report: Report) -> None:
        says = {1: "Survey of the coast  |  41", 2: "42  |  Edda Krone"}[report.page]
        report.line(300 if report.page == 1 else MARGIN, 40, SetLine(text=says, size=8))

    report = Report(furniture=head)
    report.paragraphs(MARGIN, 80, WHOLE, 4)
    report.next_page()
    report.paragraphs(MARGIN, 80, WHOLE, 4)
    assert read(report.body()) == report.told


def test_numbered_headings_at_the_head_of_pages_stay() -> None:
    """They count along with the pages as heads do, and are larger than the text."""
    report = Report()
    for title, kind in (("1 The winter quay", BlockKind.TITLE), ("2 Rules of the lock", BlockKind.HEADING)):
        if report.told:
            report.next_page()
        report.paragraphs(MARGIN, report.heading(MARGIN, 80, WHOLE, title, 14, kind) + 10, WHOLE, 3)
    assert read(report.body()) == report.told


def test_three_columns_on_a_wide_page() -> None:
    """Letterspaced headings over the page and in a column; columns begin with text or with a heading."""
    report = Report(LANDSCAPE)
    report.line(256, 60, SetLine(text="T H E   O S T R E Y   G A Z E T T E", font=BOLD, size=20))
    report.tell(BlockKind.TITLE, "THE OSTREY GAZETTE")
    columns = [MARGIN + at * (THIRD + GAP) for at in range(3)]
    y = report.heading(columns[0], 108, THIRD, "The sluice at night", 13)
    report.paragraphs(columns[0], y, THIRD, 2)
    report.line(columns[1], 108, SetLine(text="L E D G E R S", font=BOLD))
    report.tell(BlockKind.HEADING, "LEDGERS")
    report.paragraphs(columns[1], 124, THIRD, 2)
    y = report.paragraph(columns[2], 100, THIRD)
    y = report.heading(columns[2], y + 8, THIRD, "What the keepers say", 13)
    report.paragraph(columns[2], y, THIRD)
    assert read(report.body()) == report.told


def test_a_title_over_two_of_three_columns() -> None:
    """Its short second line is part of it; the third column has a heading of its own beside it."""
    report = Report()
    third = (WHOLE - 2 * GAP) / 3
    columns = [MARGIN + at * (third + GAP) for at in range(3)]
    title = "Storm closes the quay for a second week"
    report.heading(columns[0], 80, 2 * third + GAP, title, 22, BlockKind.TITLE)
    report.paragraphs(columns[0], 130, third, 2)
    report.paragraph(columns[1], 130, third)
    report.paragraph(columns[2], report.heading(columns[2], 80, third, "Rye at new heights", 14), third)
    assert read(report.body()) == report.told


def test_headings_over_both_columns_in_the_middle_of_pages() -> None:
    """What stands above them is read before them, both columns, and what stands below after them."""

    def head(report: Report) -> None:
        report.line(MARGIN, 40, SetLine(text=f"{report.page + 118}", size=9))
        report.line(250, 40, SetLine(text="OSTREY STUDIES 4", size=8))

    report = Report(furniture=head)
    for _ in range(4):
        y = max(report.paragraphs(x, 80, HALF, 2) for x in (MARGIN, RIGHT))
        kind = BlockKind.TITLE if report.page == 1 else BlockKind.HEADING
        title = f"Part {report.page}: how the harbour was kept in the years of the drought"
        y = report.heading(MARGIN, y + 20, WHOLE, title, 15, kind)
        for x in (MARGIN, RIGHT):
            report.paragraph(x, y + 10, HALF)
        if report.page < 4:
            report.next_page()
    assert read(report.body()) == report.told


def test_a_box_beside_the_text() -> None:
    """What stands in another type beside a column comes after the column."""
    report = Report()
    y = report.title("Tides of the Sound")
    report.paragraphs(MARGIN, y, 320, 4)
    report.canvas.rect(395, 540, 140, 210)
    report.tell(BlockKind.HEADING, "In brief")
    report.line(406, y + 10, SetLine(text="In brief", font="Helvetica-Bold", size=10.5))
    brief = clean(sentence(7000))
    report.tell(BlockKind.PARAGRAPH, brief)
    lines = set_text(brief, 120, font="Helvetica", size=8.5)
    report.column(
        406, y + 28, [SetLine(text=line.text, font="Helvetica", size=8.5) for line in lines], 120, 10.5
    )
    assert read(report.body()) == report.told


def test_a_word_cut_at_the_end_of_a_column_goes_on_below_a_figure() -> None:
    """The paragraph is whole, and the figure's caption a block of its own."""
    report = Report()
    y = report.title("Lamps of the coast")
    y = report.paragraphs(MARGIN, y, HALF, 4)
    told = "The keeper counted the ships by night, and what he wrote is the only infor~mation on that trade."
    report.tell(BlockKind.PARAGRAPH, told)
    lines = ["The keeper counted the ships by night, and", "what he wrote is the only infor-"]
    report.column(MARGIN, y, [SetLine(text=line, stretched=True) for line in lines], HALF)
    report.canvas.rect(RIGHT, 560, HALF, 170, fill=1)
    report.small(RIGHT, 300, "Figure 3: The lamp at night, seen from the sea", BlockKind.CAPTION)
    report.line(RIGHT, 330, SetLine(text="mation on that trade."))
    report.paragraphs(RIGHT, 342.5, HALF, 2)
    assert sorted(read(report.body())) == sorted(report.told)


def test_notes_under_columns_and_a_sentence_over_a_page() -> None:
    """Notes come last on their page, left column first; the sentence stays where it begins."""
    report = Report()
    y = report.title("On the price of rope")
    report.paragraphs(MARGIN, y, HALF, 3)
    report.paragraphs(RIGHT, y, HALF, 2)
    report.line(RIGHT, 700, SetLine(text="Tar was cheap, and timber came from the"))
    report.tell(BlockKind.PARAGRAPH, "Tar was cheap, and timber came from the north in summer alone.")
    notes = ["The ledger of the rope walk is at the town hall.", "Rye alone; barley was not counted."]
    report.small(MARGIN, 745, f"1 {notes[0]}", BlockKind.PARAGRAPH, notes[0])
    report.small(RIGHT, 745, f"2 {notes[1]}", BlockKind.PARAGRAPH, notes[1])
    report.next_page()
    report.line(MARGIN, 70, SetLine(text="north in summer alone."))
    report.paragraphs(MARGIN, 90, WHOLE, 2)
    assert read(report.body()) == report.told


def test_run_in_heads_and_lists_within_lists() -> None:
    """A bold word that opens a paragraph is no heading; numbers and dashes are no part of their items."""
    report = Report()
    y = report.title("Rules of the lock")
    first, *others = set_text(f"Scope. {clean(paragraph(900))}", WHOLE)
    report.tell(BlockKind.PARAGRAPH, f"Scope. {clean(paragraph(900))}")
    report.line(MARGIN, y, SetLine(text="Scope.", font=BOLD))
    report.line(MARGIN + 34, y, SetLine(text=first.text.removeprefix("Scope. ")))
    y = report.column(MARGIN, y + 12.5, others, WHOLE) + 6
    for label, hang in (("1.", 20), ("2.", 20), ("–", 34), ("–", 34), ("3.", 20)):
        item = clean(paragraph(len(report.told) + 950))
        report.tell(BlockKind.LIST_ITEM, item)
        report.line(MARGIN + hang - 20, y, SetLine(text=label))
        y = report.column(MARGIN + hang, y, set_text(item, WHOLE - hang), WHOLE - hang) + 2
    assert read(report.body()) == report.told


def test_lists_with_wide_gaps_behind_their_bullets_in_two_columns() -> None:
    """The bullets are no column beside the text."""
    report = Report()
    y = report.title("The coast in figures")
    report.paragraphs(MARGIN, y, HALF, 9)
    y = report.paragraph(RIGHT, y, HALF) + 6
    for number in range(8):
        item = sentence(2000 + number)
        report.tell(BlockKind.LIST_ITEM, item)
        report.line(RIGHT, y, SetLine(text="•" if number % 2 else f"{number + 1}."))
        y = report.column(RIGHT + 18, y, set_text(item, HALF - 18), HALF - 18) + 6
    report.paragraph(RIGHT, y, HALF)
    assert read(report.body()) == report.told


def test_a_title_page_of_centred_lines() -> None:
    """Each line is a block of its own."""
    report = Report()
    report.centred(200, "The Long Quay", BOLD, 24, BlockKind.TITLE)
    report.centred(240, "A study in tolls", BOLD, 14, BlockKind.HEADING)
    report.centred(280, "Edda Krone", BODY, 11, BlockKind.PARAGRAPH)
    report.centred(320, "7 May 2019", BODY, 11, BlockKind.PARAGRAPH)
    report.next_page()
    report.paragraphs(MARGIN, 80, WHOLE, 4)
    assert read(report.body()) == report.told


def test_a_table_of_contents() -> None:
    """The dots between a chapter and its page are no text."""
    report = Report()
    report.heading(MARGIN, 80, WHOLE, "Contents", 16, BlockKind.TITLE)
    chapters = {
        "Introduction": "1",
        "The quays in winter": "4",
        "What the wardens say": "17",
        "Sources": "31",
    }
    for at, (chapter, page) in enumerate(chapters.items()):
        end = MARGIN + stringWidth(chapter, BODY, 10)
        report.row(120 + 16 * at, (MARGIN, 500), (chapter, page), size=10)
        report.line(end, 120 + 16 * at, SetLine(text=" ." * int((490 - end) / 5)))
    report.next_page()
    report.paragraphs(MARGIN, 80, WHOLE, 3)
    assert read(report.body()) == report.told
