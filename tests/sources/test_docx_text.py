"""DOCX: what of a paragraph is text, and its links, notes, boxes and controls."""

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx_files import (
    HYPERLINK,
    SHOWN,
    W,
    bytes_of,
    contents,
    read,
    rewritten,
    run,
    texts,
    with_paragraphs,
)

from sources.extract.extracted import NoteMark
from sources.references import find_references


def test_tracked_changes_are_read_as_if_accepted() -> None:
    """Insertions and what was moved here are read; deletions, and what was moved away, are not."""
    changed = 'w:id="1" w:author="T"'
    document = with_paragraphs(
        f"{run('The quay was built in ')}<w:del {changed}><w:r><w:delText>1870</w:delText></w:r></w:del>"
        f"<w:ins {changed}>{run('1871')}</w:ins>{run('.')}",
        f"<w:moveFrom {changed}>{run('Moved away. ')}</w:moveFrom>{run('It stays.')}",
        f"<w:moveTo {changed}>{run('Moved here.')}</w:moveTo>",
        f"<w:pPr><w:rPr><w:del {changed}/></w:rPr></w:pPr>{run('One paragraph that ')}",
        run("was two."),
        f"<w:del {changed}><w:r><w:delText>All gone.</w:delText></w:r></w:del>",
    )
    assert texts(document) == [
        "The quay was built in 1871.",
        "It stays.",
        "Moved here.",
        "One paragraph that was two.",
    ]


def test_hidden_text_and_fields_are_not_text() -> None:
    """Hidden runs, instructions of fields and tables of contents are left out, results of fields are read."""
    begin, apart, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    document = with_paragraphs(
        f"{run('Seen')}{run(' unseen', '<w:vanish/>')}{run(', seen', SHOWN)}",
        f"{begin}<w:r><w:instrText> TOC \\o </w:instrText></w:r>{apart}{run('Depth 3')}",
        f"{run('Quays 5')}{end}",
        f"{run('On page ')}{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{apart}{run('7')}{end}{run('.')}",
        f'<w:fldSimple w:instr=" SEQ Table ">{run("1")}</w:fldSimple>{run(" boats")}',
        f'<w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run("still read, as no such style is there")}',
    )
    assert texts(document) == [
        "Seen, seen",
        "On page 7.",
        "1 boats",
        "still read, as no such style is there",
    ]


def test_a_field_that_never_ends_hides_nothing() -> None:
    """What follows a broken field is read, or a whole document would be gone without a word."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert texts(with_paragraphs(begin + run("One."), run("Two."))) == ["One.", "Two."]


def test_special_characters() -> None:
    """Tabs, breaks of line and page, hyphens, symbols and formulas."""
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    document = with_paragraphs(
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>",
        '<w:r><w:t>e</w:t><w:br w:type="page"/><w:t>f</w:t><w:noBreakHyphen/><w:t>g</w:t><w:softHyphen/></w:r>',
        '<w:r><w:t>h</w:t><w:sym w:font="Wingdings" w:char="F0A7"/><w:sym w:char="03B1"/></w:r>',
        f'<m:oMath xmlns:m="{math}"><m:r><m:t>E=mc</m:t></m:r></m:oMath>{run(" holds")}',
        "<w:r><w:t>one paragraph</w:t><w:br/><w:br/><w:t>and another</w:t></w:r>",
    )
    assert texts(document) == ["a b\nc\nd", "e f-g", "hα", "E=mc holds", "one paragraph", "and another"]


def test_links_have_the_span_of_their_text() -> None:
    """Relationships, both forms of fields and bare addresses; links into the document are none."""
    document = docx.Document()
    link = document.part.relate_to("https://lake.example/survey", HYPERLINK, is_external=True)
    mail = document.part.relate_to("mailto:ina@lake.example", HYPERLINK, is_external=True)
    begin, apart, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    for inner in (
        f'{run("See ")}<w:hyperlink r:id="{link}">{run("the ")}{run("survey", "<w:b/>")}{run(" ")}</w:hyperlink>'
        f'{run("of 1990, or ")}<w:hyperlink r:id="{link}" w:anchor="p7">{run("its map")}</w:hyperlink>{run(".")}',
        f'<w:hyperlink w:anchor="top">{run("Up")}</w:hyperlink> <w:hyperlink r:id="{mail}">{run("mail")}</w:hyperlink>',
        f"{run('The ')}{begin}<w:r><w:instrText>HYPERLINK &quot;https://quay.</w:instrText></w:r>"
        f"<w:r><w:instrText>example/a&quot; \\o &quot;tip&quot;</w:instrText></w:r>{apart}{run('quay')}{end}{run('.')}",
        f'<w:fldSimple w:instr="HYPERLINK &quot;https://fish.example/&quot;">{run("Fish")}</w:fldSimple>',
        run("Or https://bare.example/page, as it stands."),
    ):
        document.element.body.insert_element_before(parse_xml(f"<w:p {W}>{inner}</w:p>"), "w:sectPr")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text = "Boats"
    cells[1].paragraphs[0]._p.append(
        parse_xml(f'<w:hyperlink {W} r:id="{link}">{run(" list ")}</w:hyperlink>')
    )
    extracted = read(document)
    assert texts(document)[0] == "See the survey of 1990, or its map."
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://lake.example/survey", "the survey"),
        ("https://lake.example/survey#p7", "its map"),
        ("https://quay.example/a", "quay"),
        ("https://fish.example/", "Fish"),
        ("https://bare.example/page", "https://bare.example/page"),
        ("https://lake.example/survey", "list"),
    ]


def with_notes(document: Document) -> bytes:
    """The document with a part of footnotes, which the library cannot write."""
    notes = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p>{run("-----")}</w:p></w:footnote>
    <w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>{run(" Hale, The Deep, ")}
    <w:hyperlink r:id="rId1">{run("online")}</w:hyperlink></w:p></w:footnote>
    <w:footnote w:id="3"><w:p>{run("The sounding line was too short.")}</w:p></w:footnote>
    <w:footnote w:id="9"><w:p>{run("Nothing marks this one.")}</w:p></w:footnote></w:footnotes>"""
    related = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{HYPERLINK}" Target="https://deep.example/" TargetMode="External"/></Relationships>'
    )
    kind = HYPERLINK.replace("hyperlink", "footnotes")

    def change(name: str, data: bytes) -> bytes:
        if name != "word/_rels/document.xml.rels":
            return data
        return data.replace(
            b"</Relationships>",
            f'<Relationship Id="n1" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
        )

    more = {"word/footnotes.xml": notes.encode(), "word/_rels/footnotes.xml.rels": related.encode()}
    return rewritten(bytes_of(document), change, **more)


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    """Marks are not glued to words; a short note with a link is a reference, another one text."""
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    custom = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="7"/><w:t>*</w:t></w:r>'
    document = with_paragraphs(
        f"{run('It is 40 m deep')}{mark.format(3)}{run(', or 41')}{custom}{run('.')}",
        f"{run('So says Hale.')}{mark.format(7)}",
    )
    body = with_notes(document)
    assert contents(body) == [
        ("paragraph", 0, "It is 40 m deep, or 41."),
        ("paragraph", 0, "So says Hale."),
        ("paragraph", 0, "The sounding line was too short."),
        ("reference", 0, "Hale, The Deep, online"),
    ]
    extracted = read(body)
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://deep.example/", "online")
    ]
    assert extracted.notes == (
        NoteMark(at=len("It is 40 m deep, or 41"), urls=("https://deep.example/",)),
        NoteMark(at=extracted.text.index("\n\nThe sounding"), urls=("https://deep.example/",)),
    )
    assert [extracted.text[start:end] for start, end in extracted.note_entries] == [
        "The sounding line was too short.",
        "Hale, The Deep, online",
    ]


def test_the_sentence_with_the_mark_cites_the_page_of_the_note() -> None:
    """In paragraphs and in cells of tables, which a note's page is said to support."""
    mark = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    document = with_paragraphs(f"{run('It froze. It is 40 m deep.')}{mark}{run(' It thawed.')}")
    cells = document.add_table(1, 2).rows[0].cells
    cells[1].text = "Depth"
    cells[1].paragraphs[0]._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="7"/></w:r>'))
    extracted = read(with_notes(document))
    (reference,) = find_references(extracted)
    assert reference.url == "https://deep.example/"
    assert [extracted.text[start:end] for start, end in reference.cited_in] == ["It is 40 m deep.", "| Depth"]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    """Word writes a box twice, for itself and for older programs."""
    box = f"<w:txbxContent><w:p>{run('In the box.')}</w:p></w:txbxContent>"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    document = with_paragraphs(
        f"{run('Around ')}<w:r><mc:AlternateContent {spaces}><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('the box.')}",
        f"<w:r><w:pict {spaces}><v:textbox>{box.replace('box', 'old box')}</v:textbox></w:pict></w:r>",
    )
    assert texts(document) == ["Around the box.", "In the box.", "In the old box."]


def test_content_controls_are_opened_and_contents_are_not() -> None:
    """Controls around paragraphs, rows, cells and words; the gallery's table of contents is left out."""
    document = docx.Document()
    body = document.element.body
    control = "<w:sdt {w}><w:sdtPr>{pr}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    cell = f"<w:tc><w:p>{run('{}')}</w:p></w:tc>"
    rows = (
        f"<w:tr>{cell.format('a')}{control.format(w='', pr='', inner=cell.format('b'))}</w:tr>"
        + control.format(w="", pr="", inner=f"<w:tr>{cell.format('c')}{cell.format('d')}</w:tr>")
        + f'<w:tr><w:trPr><w:del w:id="1" w:author="T"/></w:trPr>{cell.format("e")}{cell.format("f")}</w:tr>'
    )
    for xml in (
        control.format(w=W, pr=gallery, inner=f"<w:p>{run('Depth ... 3')}</w:p>"),
        control.format(
            w=W, pr="", inner=f"<w:p>{run('Name: ')}{control.format(w='', pr='', inner=run('Vell'))}</w:p>"
        ),
        f"<w:tbl {W}>{rows}</w:tbl>",
    ):
        body.insert_element_before(parse_xml(xml), "w:sectPr")
    assert texts(document) == ["Name: Vell", "a | b", "c | d"]
