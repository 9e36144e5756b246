"""DOCX: blocks by style, lists, tables and titles, from files as Word writes them."""

import docx
import pytest
from docx.oxml import parse_xml
from docx_files import W, contents, read, report, run, with_paragraphs


def test_styles_make_blocks() -> None:
    """Title, headings, items with their level, quote, caption and rows; merged cells once; no running heads."""
    extracted = read(report())
    assert contents(extracted) == [
        ("title", 1, "The lake of Orrin"),
        ("paragraph", 0, "A first look. It is deep, in deed.\nAnd cold."),
        ("heading", 1, "Depth"),
        ("list_item", 1, "North basin"),
        ("list_item", 2, "The old harbour"),
        ("list_item", 1, "South basin"),
        ("quote", 0, "A lake is a mirror."),
        ("heading", 3, "Quays"),
        ("caption", 0, "Table 1: quays"),
        ("table_row", 0, "Place | Facts"),
        ("table_row", 0, "West | 1871 | 40"),
        ("table_row", 0, "| 1902 | 55"),
    ]
    assert extracted.text == "\n\n".join(text for _, _, text in contents(extracted))
    assert (extracted.title, extracted.author) == ("The lake of Orrin", "Ina Vell")
    assert (extracted.date, extracted.language) == ("2024-03-05", "en-GB")


def test_styles_with_translated_names_count_by_what_they_are() -> None:
    """A German Word writes the id ``berschrift1``; a house style is a heading by its outline level or its base."""
    document = docx.Document()
    for name, inner in (
        ("berschrift2", '<w:name w:val="heading 2"/>'),
        ("Kapitel", '<w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("Unterkapitel", '<w:name w:val="Unterkapitel"/><w:basedOn w:val="berschrift2"/>'),
        ("Flietext", '<w:name w:val="Fließtext"/><w:basedOn w:val="Flietext"/>'),
        ("Verborgen", '<w:name w:val="Verborgen"/><w:rPr><w:vanish/></w:rPr>'),
    ):
        xml = f'<w:style {W} w:type="paragraph" w:styleId="{name}">{inner}</w:style>'
        document.styles.element.append(parse_xml(xml))
    for name, text in (
        ("Kapitel", "Eins"),
        ("berschrift2", "Zwei"),
        ("Unterkapitel", "Drei"),
        ("Flietext", "Ein Satz."),
        ("Verborgen", "Nicht zu lesen."),
        ("Unknown", "Noch einer."),
    ):
        paragraph = parse_xml(f'<w:p {W}><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run(text)}</w:p>')
        document.element.body.insert_element_before(paragraph, "w:sectPr")
    assert contents(document) == [
        ("title", 1, "Eins"),
        ("heading", 2, "Zwei"),
        ("heading", 2, "Drei"),
        ("paragraph", 0, "Ein Satz."),
        ("paragraph", 0, "Noch einer."),
    ]


def test_what_a_paragraph_says_itself_counts_more_than_its_style() -> None:
    """Outline level and numbering on the paragraph."""
    document = with_paragraphs(
        run("Opening words."),
        f'<w:pPr><w:outlineLvl w:val="1"/></w:pPr>{run("A heading")}',
        f'<w:pPr><w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/></w:pPr>{run("No heading.")}',
        f'<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr>{run("An item")}',
        f'<w:pPr><w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{run("No item.")}',
        f'<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run("A whole paragraph set as a heading. " * 10)}',
    )
    assert [(kind, level) for kind, level, _ in contents(document)] == [
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("list_item", 3),
        ("paragraph", 0),
        ("paragraph", 0),
    ]


def test_entries_below_references_are_references() -> None:
    """Only those that link, and only until the next heading of the same rank."""
    document = docx.Document()
    document.add_paragraph("Before.")
    document.add_heading("References", 1)
    document.add_paragraph("Hale, T. (1990). https://deep.example/1", style="List Number")
    document.add_paragraph("Vell, I. (2001). Out of print.")
    document.add_heading("Books", 2)
    document.add_paragraph("https://deep.example/2")
    document.add_heading("Annex", 1)
    document.add_paragraph("See https://deep.example/3 for all of it.")
    assert [kind for kind, _, _ in contents(document)] == [
        "paragraph",
        "heading",
        "reference",
        "paragraph",
        "heading",
        "reference",
        "heading",
        "paragraph",
    ]


def test_cells_are_one_line_and_a_frame_is_no_table() -> None:
    """Paragraphs, items and tables within a cell are joined; a table of one cell holds blocks."""
    document = docx.Document()
    table = document.add_table(1, 3)
    table.cell(0, 0).text = "one\ntwo"
    table.cell(0, 0).add_paragraph("three")
    table.cell(0, 2).add_table(1, 2).rows[0].cells[1].text = "inner"
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "A framed paragraph."
    frame.add_paragraph("A framed item", style="List Bullet")
    assert contents(document) == [
        ("table_row", 0, "one two three |  | inner"),
        ("paragraph", 0, "A framed paragraph."),
        ("list_item", 1, "A framed item"),
    ]


@pytest.mark.parametrize(
    ("properties", "paragraphs", "title"),
    [
        ("The lake", [("Title", "The lake of Orrin"), ("Title", "Part one")], "The lake of Orrin"),
        (
            "The lake of Orrin",
            [("Normal", "Draft."), ("Heading 1", "THE LAKE OF ORRIN")],
            "THE LAKE OF ORRIN",
        ),
        ("The lake of Orrin", [("Heading 1", "Depth")], "The lake of Orrin"),
        ("", [("Heading 1", "Depth")], "Depth"),
        ("Word Document", [("Normal", "Draft."), ("Heading 1", "Depth")], ""),
    ],
)
def test_the_title_is_what_the_page_shows(
    properties: str, paragraphs: list[tuple[str, str]], title: str
) -> None:
    """The style Title, then the properties, then a heading at the very beginning; one title block at most."""
    document = docx.Document()
    document.core_properties.title = properties
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    extracted = read(document)
    assert extracted.title == title
    assert sum(block.kind.value == "title" for block in extracted.blocks) <= 1


def test_the_language_is_that_of_most_runs() -> None:
    """Word marks runs; where it does not, the document's default counts."""
    document = with_paragraphs(run("Der See.", '<w:lang w:val="de-AT"/>'))
    assert read(document).language == "de-AT"
    assert read(with_paragraphs(run("a"), run("b"), run("c", '<w:lang w:val="de-AT"/>'))).language == "en-US"
