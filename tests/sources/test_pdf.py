"""PDFs as they come from presses and offices: reading order, pages, whole words, and the files that cannot be read."""

import re
from collections import Counter

import pytest
from pdf_pages import A4, BOLD, GAP, MARGIN, PdfMaker, SetLine, column_width, set_text

from sources.extract.extracted import Extracted
from sources.extract.pdf import extract_pdf
from sources.records import BlockKind
from sources.sentences import split_sentences

NOUNS = "sluice ferry ledger pilot harbour beacon charter keeper warden granary".split()
VERBS = "counted repaired painted measured forgot guarded lowered described borrowed returned".split()
PLACES = ["in Ostrey", "at low water", "before the fair", "on the second quay", "without telling the council"]


def sentence(number: int) -> str:
    """A sentence that stands nowhere else; ``~`` marks where long words may be cut."""
    noun, verb, other = NOUNS[number % 10], VERBS[(number // 10 + number) % 10], NOUNS[(3 * number + 1) % 10]
    place = PLACES[number % 5]
    start = f"Under entry {number} the {noun} of the munici~pality"
    return f"{start} {verb} the {other} {place} with consider~able patience."


def paragraphs(count: int, first: int = 1) -> list[str]:
    """Paragraphs of five sentences each."""
    return [" ".join(sentence(5 * at + k) for k in range(5)) for at in range(first, first + count)]


def read(body: bytes) -> Extracted:
    """The text of a PDF, its spans checked."""
    extracted = extract_pdf(body, url="https://example.org/report.pdf", declared=None)
    last = 0
    for block in extracted.blocks:
        content = extracted.text[block.start : block.end]
        assert last <= block.start < block.end
        assert content == content.strip()
        assert block.page is not None
        last = block.end
    return extracted


def contents(extracted: Extracted, kind: BlockKind) -> list[str]:
    """The texts of the blocks of a kind, in order."""
    return [extracted.text[block.start : block.end] for block in extracted.blocks if block.kind is kind]


def four_gram_f1(truth: str, found: str) -> float:
    """Agreement of two texts in runs of four tokens, 0 to 1."""
    one, other = (_four_grams(text) for text in (truth, found))
    return 2 * (one & other).total() / (one.total() + other.total())


def _four_grams(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def poured(count: int, texts: list[str], pages_top: float = MARGIN, foot: float = 780.0) -> bytes:
    """Paragraphs in ``count`` columns, with first-line indents."""
    maker = PdfMaker()
    width = column_width(A4[0], count)
    lines = [line for text in texts for line in set_text(text, width, indent=12)]
    maker.columns(lines, count, top=pages_top, foot=foot)
    return maker.body()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_columns_are_read_one_after_the_other_with_whole_words(count: int) -> None:
    """Neither columns nor cut words nor pages mix up a sentence."""
    texts = paragraphs(40)
    extracted = read(poured(count, texts))
    truth = "\n".join(texts).replace("~", "")
    assert four_gram_f1(truth, extracted.text) >= 0.99
    assert extracted.blocks[-1].page is not None
    assert extracted.blocks[-1].page >= 2


def test_every_sentence_is_whole_on_the_page_where_it_begins() -> None:
    """A sentence over a page break is in one block, of the first of the two pages; the next is of the second."""
    texts = paragraphs(60)
    maker = PdfMaker()
    width = column_width(A4[0], 2)
    lines = [line for text in texts for line in set_text(text, width, indent=12)]
    maker.columns(lines, 2, top=MARGIN, foot=780.0)
    extracted = read(maker.body())
    per_page = 2 * (int((780.0 - MARGIN) // 12.5) + 1)
    begins = {
        found: at // per_page + 1
        for at, line in enumerate(lines)
        for found in re.findall(
            r"Under entry (\d+)", f"{line.text} {lines[min(at + 1, len(lines) - 1)].text}"
        )
        if f"Under entry {found}" in line.text or line.text.endswith(("Under", "Under entry"))
    }
    checked = 0
    for block in extracted.blocks:
        for start, end in split_sentences(extracted.text, block.start, block.end):
            content = extracted.text[start:end]
            number = re.match(r"Under entry (\d+) .*patience\.$", content)
            assert number, content
            assert begins[number.group(1)] == block.page
            checked += 1
    assert checked == 300


def test_a_title_an_abstract_and_a_table_across_the_page_stand_between_the_columns() -> None:
    """What spans the page is read where it stands; the columns above and below it in their own order."""
    maker = PdfMaker()
    width, whole = column_width(A4[0], 2), column_width(A4[0], 1)
    right = MARGIN + width + GAP
    texts = [text.replace("~", "") for text in paragraphs(8)]
    y = maker.column(MARGIN, 70, [SetLine(text="The quays of Ostrey", font=BOLD, size=22)], whole)
    y = maker.column(MARGIN, y + 10, set_text(texts[0], whole), whole)
    for x, text in ((MARGIN, texts[1]), (right, texts[2])):
        below = maker.column(x, y + 20, set_text(text, width), width)
    rows = [
        ("Quay", "Length", "Ships"),
        ("North", "120", "14"),
        ("South", "85", "9"),
        ("Old quay", "40", "2"),
    ]
    maker.line(MARGIN, below + 20, SetLine(text="Table 1: The quays in figures", font=BOLD, size=9))
    for at, row in enumerate(rows):
        for x, cell in zip((MARGIN, 250, 420), row, strict=True):
            maker.line(x, below + 40 + 14 * at, SetLine(text=cell))
    for x, text in ((MARGIN, texts[3]), (right, texts[4])):
        maker.column(x, below + 130, set_text(text, width), width)
    extracted = read(maker.body())
    cells = [" | ".join(row) for row in rows]
    assert contents(extracted, BlockKind.TABLE_ROW) == cells
    assert contents(extracted, BlockKind.CAPTION) == ["Table 1: The quays in figures"]
    expected = ["The quays of Ostrey", *texts[:3], "Table 1: The quays in figures", *cells, *texts[3:5]]
    assert extracted.text.split("\n\n") == expected
    assert extracted.title == "The quays of Ostrey"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """Heads that repeat or alternate and numbers that count along are gone; a number in the text stays."""
    maker = PdfMaker()
    width = column_width(A4[0], 1)
    for page in range(1, 7):
        head = f"{page + 40}   Ostrey Papers" if page % 2 else f"The quays of Ostrey   {page + 40}"
        maker.line(MARGIN, 30, SetLine(text=head, size=9))
        maker.column(MARGIN, 80, set_text(paragraphs(1, page)[0].replace("~", ""), width), width)
        maker.line(MARGIN, 400, SetLine(text="1931"))
        maker.line(290, 815, SetLine(text=f"Page {page} of 6", size=9))
        maker.next_page()
    extracted = read(maker.body())
    assert "Ostrey Papers" not in extracted.text
    assert "The quays of" not in extracted.text
    assert "Page" not in extracted.text
    assert extracted.text.count("1931") == 6


def test_a_hyphen_stays_where_it_belongs() -> None:
    """A compound keeps its hyphen at a line's end when the text writes it so, or a capital or figure follows."""
    maker = PdfMaker()
    first = "The plan is a long-term plan, and the port is state-owned as before, so that it fills the line."
    width = column_width(A4[0], 1)
    cut = "a long-|term plan of state-|owned ships under EU-|Mexico law for 1990-|1995, and infor-|mation."
    words = [SetLine(text=word) for word in cut.split("|")]
    lines = [*set_text(first, width), SetLine(text="Heading", font=BOLD, size=14, gap=20), *words]
    maker.column(MARGIN, 60, lines, width)
    extracted = read(maker.body())
    assert extracted.text.split("\n\n")[2] == (
        "a long-term plan of state-owned ships under EU-Mexico law for 1990-1995, and information."
    )


def test_notes_stand_after_the_text_and_their_numbers_apart() -> None:
    """A raised note number leads to its note, an exponent is a raised digit; notes come last on their page."""
    maker = PdfMaker()
    width = column_width(A4[0], 2)
    texts = [text.replace("~", "") for text in paragraphs(3)]
    y = maker.column(MARGIN, 60, set_text(texts[0], width), width)
    drawn = maker.canvas.beginText(MARGIN, A4[1] - y)
    drawn.setFont("Times-Roman", 10)
    for text, size, rise in (
        ("The toll fell.", 10, 0),
        ("12", 6.5, 3.5),
        (" It covers 40 km", 10, 0),
        ("2", 6.5, 3.5),
        (".", 10, 0),
    ):
        drawn.setFont("Times-Roman", size)
        drawn.setRise(rise)
        drawn.textOut(text)
    maker.canvas.drawText(drawn)
    maker.line(MARGIN, 740, SetLine(text="12 See the ledger of 1931, kept at", size=8))
    maker.line(MARGIN, 750, SetLine(text="www.example.org/ledger.", size=8))
    maker.column(MARGIN + width + GAP, 60, set_text(texts[1], width), width)
    extracted = read(maker.body())
    assert "The toll fell. It covers 40 km²." in extracted.text
    assert extracted.text.endswith("\n\n12 See the ledger of 1931, kept at www.example.org/ledger.")
    note = contents(extracted, BlockKind.REFERENCE)
    assert note == ["See the ledger of 1931, kept at www.example.org/ledger."]
    (mark,) = extracted.notes
    assert mark.urls == ("https://www.example.org/ledger",)
    assert extracted.text[: mark.at].endswith("The toll fell.")
    assert [extracted.text[start:end] for start, end in extracted.note_entries] == note


def test_lists_headings_and_letterspaced_heads_have_their_kinds() -> None:
    """Bullets are no part of an item; headings are told by size and weight; spaced letters are words."""
    maker = PdfMaker()
    width = column_width(A4[0], 1)
    body = paragraphs(1)[0].replace("~", "")
    lines = [
        SetLine(text="H A R B O U R   D U E S", font=BOLD, size=14),
        *set_text(body, width),
        SetLine(text="2.1 The tariff", font=BOLD, gap=14),
        SetLine(text="• Ships above forty tons pay two crowns.", gap=6),
        SetLine(text="• Ferries pay nothing."),
    ]
    maker.column(MARGIN, 60, lines, width)
    extracted = read(maker.body())
    kinds = [(block.kind, extracted.text[block.start : block.end]) for block in extracted.blocks]
    assert kinds == [
        (BlockKind.TITLE, "HARBOUR DUES"),
        (BlockKind.PARAGRAPH, body),
        (BlockKind.HEADING, "2.1 The tariff"),
        (BlockKind.LIST_ITEM, "Ships above forty tons pay two crowns."),
        (BlockKind.LIST_ITEM, "Ferries pay nothing."),
    ]


def test_an_initial_over_two_lines_begins_its_word() -> None:
    """A large first letter is joined to the rest of its word, not read as a heading."""
    maker = PdfMaker()
    width = column_width(A4[0], 1)
    body = paragraphs(2)[1].replace("~", "")
    maker.line(MARGIN, 73, SetLine(text="T", size=32))
    maker.line(
        MARGIN + 21,
        60,
        SetLine(text="he tide of Ostrey rises by four metres, which no other harbour of this"),
    )
    maker.line(
        MARGIN + 21, 72.5, SetLine(text="coast can say, and the sluices were built for three and a half.")
    )
    maker.column(MARGIN, 100, set_text(body, width), width)
    assert read(maker.body()).text.startswith(
        "The tide of Ostrey rises by four metres, which no other harbour of this coast"
    )


def test_links_keep_the_place_of_their_anchor() -> None:
    """An annotation's anchor and an address in the text, also one cut over two lines, are links."""
    maker = PdfMaker()
    maker.line(
        MARGIN, 60, SetLine(text="The charter of Ostrey is kept by the port office, and its figures stand at")
    )
    maker.canvas.linkURL("https://example.org/charter", (MARGIN + 17, A4[1] - 63, MARGIN + 85, A4[1] - 50))
    maker.line(
        MARGIN, 72.5, SetLine(text="https://example.org/archive/2021/quays/north-and-south/length-and-")
    )
    maker.line(MARGIN, 85, SetLine(text="depth.html as well as in the yearbook."))
    extracted = read(maker.body())
    found = {link.url: extracted.text[link.start : link.end] for link in extracted.links}
    long = "https://example.org/archive/2021/quays/north-and-south/length-and-depth.html"
    assert found == {"https://example.org/charter": "charter of Ostrey", long: long}


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_a_turned_page_reads_like_any_other(quarter: int) -> None:
    """The direction of the text decides, whether the page or its content is turned."""
    texts = paragraphs(6)
    width = column_width(A4[0], 2)
    lines = [line for text in texts for line in set_text(text, width)]
    maker = PdfMaker()
    maker.canvas.setPageRotation(quarter)
    maker.columns(lines, 2, top=MARGIN, foot=300.0)
    truth = "\n".join(texts).replace("~", "")
    assert four_gram_f1(truth, read(maker.body()).text) == pytest.approx(1.0)


def test_a_table_printed_sideways_is_read_as_rows() -> None:
    """A landscape table on an upright page has its rows, and the upright text comes first."""
    maker = PdfMaker()
    body = paragraphs(1)[0].replace("~", "")
    maker.column(MARGIN, 60, set_text(body, 480), 480)
    maker.canvas.saveState()
    maker.canvas.translate(300, 100)
    maker.canvas.rotate(90)
    rows = [
        ("Year", "Ships", "Tolls"),
        ("1930", "214", "428"),
        ("1931", "198", "396"),
        ("1932", "251", "502"),
    ]
    for at, row in enumerate(rows):
        for x, cell in zip((0, 120, 240), row, strict=True):
            maker.canvas.drawString(x, -14 * at, cell)
    maker.canvas.restoreState()
    extracted = read(maker.body())
    assert extracted.text.split("\n\n") == [body, *(" | ".join(row) for row in rows)]
