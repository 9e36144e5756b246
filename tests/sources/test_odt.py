"""ODT: blocks by style, lists, tables, notes and frames, from files as LibreOffice writes them."""

import io
import time
import zipfile

import pytest
from office_files import blocks_of, packed

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.extract.odt import extract_odt
from sources.extract.registry import extract

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
NAMESPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
STYLES = """
<style:default-style style:family="paragraph"><style:text-properties fo:language="en" fo:country="GB"/>
</style:default-style>
<style:style style:name="Quotations" style:family="paragraph"/>
<style:style style:name="Caption" style:family="paragraph"/>
<style:style style:name="Table" style:family="paragraph" style:parent-style-name="Caption"/>
<style:style style:name="Intense_20_Quote" style:display-name="Intense Quote" style:family="paragraph"/>
<style:style style:name="Chapter" style:family="paragraph" style:default-outline-level="2"/>
"""
AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P3" style:family="paragraph" style:parent-style-name="P3"/>
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>
"""
META = """<dc:title>Draft</dc:title><meta:initial-creator>Ina Vell</meta:initial-creator>
<dc:creator>Tor Hale</dc:creator><meta:creation-date>2024-03-05T10:00:00.5</meta:creation-date>
<dc:date>2025-01-01T00:00:00</dc:date>"""


def odt(body: str, *, meta: str = META, styles: str = STYLES, **more: str) -> bytes:
    """A file whose text is ``body``, with ``more`` members."""
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {NAMESPACES}><office:automatic-styles>{AUTOMATIC}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {NAMESPACES}><office:styles>{styles}</office:styles>"
        "<office:master-styles><style:header><text:p>Running head</text:p></style:header>"
        "</office:master-styles></office:document-styles>",
        "meta.xml": f"<office:document-meta {NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>",
    }
    return packed(members | more)


def read(body: str | bytes) -> Extracted:
    """What is read from a file, or from one with this text."""
    return extract_odt(odt(body) if isinstance(body, str) else body, url="file:///lake.odt", declared=None)


def contents(body: str | bytes) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block."""
    return blocks_of(read(body))


REPORT = """
<text:sequence-decls><text:sequence-decl text:name="Table"/></text:sequence-decls>
<text:p text:style-name="P2">The lake of Orrin</text:p>
<text:table-of-content><text:index-body><text:p>Depth 3</text:p></text:index-body></text:table-of-content>
<text:p text:style-name="P3">A first<text:s text:c="3"/>look.<text:tab/>It is <text:span>de</text:span>ep, in\u00addeed.
<text:line-break/>And cold.</text:p>
<text:h text:outline-level="1">Depth</text:h>
<text:list><text:list-header><text:p>Basins</text:p></text:list-header>
<text:list-item><text:p>North basin</text:p><text:list><text:list-item><text:p>The old harbour</text:p>
</text:list-item></text:list></text:list-item><text:list-item><text:p text:style-name="P1">South basin</text:p>
</text:list-item></text:list>
<text:p text:style-name="P1">A lake is a mirror.</text:p>
<text:p text:style-name="Intense_20_Quote">Or a well.</text:p>
<text:section><text:p text:style-name="Chapter">Quays</text:p>
<text:p text:style-name="Table">Table <text:sequence>1</text:sequence>: quays</text:p></text:section>
<table:table><table:table-column/><table:table-header-rows><table:table-row>
<table:table-cell><text:p>Place</text:p></table:table-cell>
<table:table-cell table:number-columns-spanned="2"><text:p>Facts</text:p></table:table-cell><table:covered-table-cell/>
</table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>West</text:p></table:table-cell>
<table:table-cell><text:p>1871</text:p><text:p>or 1872</text:p></table:table-cell>
<table:table-cell><text:p>40</text:p></table:table-cell></table:table-row>
<table:table-row><table:covered-table-cell><text:p>West</text:p></table:covered-table-cell>
<table:table-cell table:number-columns-repeated="2"><text:p>55</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
<text:p> </text:p>
"""


def test_styles_make_blocks() -> None:
    """Title, headings, items, quotes, caption and rows; merged cells once; no contents, no running heads."""
    extracted = read(REPORT)
    assert contents(REPORT) == [
        ("title", 1, "The lake of Orrin"),
        ("paragraph", 0, "A first look. It is deep, indeed.\nAnd cold."),
        ("heading", 1, "Depth"),
        ("list_item", 1, "Basins"),
        ("list_item", 1, "North basin"),
        ("list_item", 2, "The old harbour"),
        ("list_item", 1, "South basin"),
        ("quote", 0, "A lake is a mirror."),
        ("quote", 0, "Or a well."),
        ("heading", 2, "Quays"),
        ("caption", 0, "Table 1: quays"),
        ("table_row", 0, "Place | Facts"),
        ("table_row", 0, "West | 1871 or 1872 | 40"),
        ("table_row", 0, "| 55 | 55"),
    ]
    assert extracted.text == "\n\n".join(text for _, _, text in contents(REPORT))
    assert (extracted.title, extracted.author) == ("The lake of Orrin", "Ina Vell")
    assert (extracted.date, extracted.language) == ("2024-03-05", "en-GB")


def test_changes_comments_and_hidden_text_are_not_read() -> None:
    """Deletions stand apart from the text, insertions in it; hidden spans, sections and paragraphs."""
    body = """
    <text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted.</text:p></text:deletion>
    </text:changed-region></text:tracked-changes>
    <text:p>It was built in <text:change-start/>1871<text:change-end/><text:change/>.
    <office:annotation><dc:creator>T</dc:creator><text:p>Check!</text:p></office:annotation></text:p>
    <text:p>Seen<text:span text:style-name="T1"> unseen</text:span>,
    <text:hidden-text text:is-hidden="true">not</text:hidden-text>
    <text:hidden-text text:is-hidden="false">yes</text:hidden-text></text:p>
    <text:section text:display="none"><text:p>A hidden section.</text:p></text:section>
    <text:p><text:hidden-paragraph text:is-hidden="true"/>A hidden paragraph.</text:p>
    <text:p><text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>above</text:ruby-text></text:ruby></text:p>
    <text:p><text:title>A title field</text:title></text:p>"""
    assert [text for _, _, text in contents(body)] == [
        "It was built in 1871.",
        "Seen, yes",
        "base",
        "A title field",
    ]


def test_notes_stand_at_the_end_and_frames_behind_their_paragraph() -> None:
    """Marks are no text; a note with a link is a reference; a picture's description is not read."""
    body = """
    <text:p>It is 40 m deep<text:note><text:note-citation>1</text:note-citation><text:note-body>
    <text:p>The line was too short.</text:p></text:note-body></text:note>, as Hale says.<text:note>
    <text:note-citation>2</text:note-citation><text:note-body><text:p>Hale,
    <text:a xlink:href="https://deep.example/">The Deep</text:a></text:p></text:note-body></text:note>
    <draw:frame><draw:text-box><text:p text:style-name="Table">Figure 1: the quay</text:p></draw:text-box></draw:frame>
    <draw:frame><draw:image/><svg:title>A quay</svg:title></draw:frame></text:p>
    <draw:frame><draw:text-box><text:p>A box.</text:p></draw:text-box></draw:frame>
    <text:p>The end.</text:p>"""
    assert contents(body) == [
        ("paragraph", 0, "It is 40 m deep, as Hale says."),
        ("caption", 0, "Figure 1: the quay"),
        ("paragraph", 0, "A box."),
        ("paragraph", 0, "The end."),
        ("paragraph", 0, "The line was too short."),
        ("reference", 0, "Hale, The Deep"),
    ]
    extracted = read(body)
    assert [(mark.urls, extracted.text[: mark.at]) for mark in extracted.notes] == [
        (("https://deep.example/",), "It is 40 m deep, as Hale says.")
    ]
    assert [extracted.text[start:end] for start, end in extracted.note_entries] == [
        "The line was too short.",
        "Hale, The Deep",
    ]


def test_links_have_the_span_of_their_text() -> None:
    """Links and bare addresses; those into the document and to mail are none."""
    extracted = read(
        """<text:p>See <text:a xlink:href="https://lake.example/survey#p7">the <text:span>survey</text:span> </text:a>or
        <text:a xlink:href="#Depth">below</text:a> or <text:a xlink:href="mailto:a@b.example">ask</text:a>:
        https://bare.example/page.</text:p>
        <table:table><table:table-row><table:table-cell/><table:table-cell><text:p>
        <text:a xlink:href="http://b.example/">boats</text:a></text:p></table:table-cell></table:table-row></table:table>
        """
    )
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://lake.example/survey#p7", "the survey"),
        ("https://bare.example/page", "https://bare.example/page"),
        ("http://b.example/", "boats"),
    ]


def test_the_files_bibliography_is_one_of_references() -> None:
    """An index of works cited is a list of references."""
    body = """<text:p>Text.</text:p><text:bibliography><text:index-body>
    <text:index-title><text:p>Works</text:p></text:index-title><text:p>Hale: The Deep, 1990</text:p>
    </text:index-body></text:bibliography>"""
    assert contents(body) == [("paragraph", 0, "Text."), ("reference", 0, "Hale: The Deep, 1990")]


def test_the_registry_knows_a_file_by_its_content() -> None:
    """Whatever its name."""
    extracted, extractor = extract(odt(REPORT), name="lake.bin")
    assert (extractor, extracted.title) == ("odt/1", "The lake of Orrin")


def test_only_the_content_has_to_be_there() -> None:
    """Styles and properties may be missing; the heading at the beginning is the title."""
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(saved, "w") as new,
        zipfile.ZipFile(io.BytesIO(odt("<text:h>Orrin</text:h>"))) as old,
    ):
        new.writestr("content.xml", old.read("content.xml"))
    extracted = read(saved.getvalue())
    assert (extracted.title, extracted.text, extracted.language) == ("Orrin", "Orrin", "")


DEEP = "<text:section>" * 240 + "<text:p>Deep.</text:p>" + "</text:section>" * 240
LOCKED = '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04", "damaged"),
        (odt(REPORT)[:-400], "damaged"),
        (odt("<text:p>"), "damaged"),
        (odt(REPORT, **{"META-INF/manifest.xml": LOCKED}), "password"),
        (odt("<text:p>" + " " * 20_000_000 + "</text:p>"), "unpacks like a bomb"),
        (
            odt("", **{"content.xml": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>'}),
            "entities",
        ),
        (odt("<text:section>" * 5_000), "damaged"),
    ],
)
def test_damaged_and_unsafe_files_are_refused_in_one_line(body: bytes, reason: str) -> None:
    """The line says what to do."""
    with pytest.raises(ExtractionError, match=reason) as raised:
        read(body)
    assert raised.value.state == "unsupported"
    assert "save it" in str(raised.value)


def test_deep_but_sound_files_are_read() -> None:
    """As deep as the parser allows."""
    assert contents(DEEP) == [("paragraph", 0, "Deep.")]


def test_a_file_without_text_is_empty() -> None:
    """A failure with a reason, never an empty text."""
    with pytest.raises(ExtractionError, match="no text in this ODT") as raised:
        read("<text:p/>")
    assert raised.value.state == "empty"


def test_two_hundred_pages_are_read_in_two_seconds() -> None:
    """About 100,000 words in 12,000 spans."""
    span = "<text:span>The river runs on through the meadows to the sea. </text:span>"
    body = odt(f"<text:p>{span * 6}</text:p>" * 1_700)
    started = time.perf_counter()
    assert len(read(body).text.split()) == 102_000
    assert time.perf_counter() - started < 2
