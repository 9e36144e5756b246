"""EPUB: chapters in reading order as blocks, without cover and contents, from books of both versions."""

import pytest
from office_files import blocks_of, packed

from sources.errors import ExtractionError
from sources.extract.epub import extract_epub
from sources.extract.extracted import Extracted
from sources.extract.registry import extract

CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
METADATA = """<dc:title>The Lake of Orrin</dc:title><dc:creator>Ina Vell</dc:creator><dc:creator>Tor Hale</dc:creator>
<dc:date>2019-05-02T00:00:00Z</dc:date><dc:language>en-GB</dc:language><dc:publisher>Quay Press</dc:publisher>"""
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
MASKED = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
<enc:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></enc:EncryptedData></encryption>"""


def chapter(body: str) -> str:
    """A chapter as XHTML with this body."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f"<html {XHTML}><head><title>File name</title></head><body>{body}</body></html>"
    )


def epub(
    chapters: dict[str, str],
    *,
    metadata: str = METADATA,
    guide: str = "",
    spine: list[str] | None = None,
    **more: str,
) -> bytes:
    """A book of these members, read in this order, or as ``spine`` names them."""
    items = "".join(
        f'<item id="i{n}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for n, name in enumerate(chapters)
    )
    order = spine or list(chapters)
    refs = "".join(f'<itemref idref="i{list(chapters).index(name)}"/>' for name in order)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        f"<metadata>{metadata}</metadata><manifest>{items}"
        "<item id='css' href='x.css' media-type='text/css'/></manifest>"
        f"<spine>{refs}<itemref idref='css'/><itemref idref='gone'/></spine><guide>{guide}</guide></package>"
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
    }
    members |= {f"OEBPS/{name}": text for name, text in chapters.items()}
    return packed(members | more)


def read(body: str | bytes) -> Extracted:
    """What is read from a book, or from one whose only chapter is ``body``."""
    book = epub({"c.xhtml": chapter(body)}) if isinstance(body, str) else body
    return extract_epub(book, url="file:///lake.epub", declared=None)


def contents(body: str | bytes) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block."""
    return blocks_of(read(body))


def test_a_chapters_markup_makes_blocks() -> None:
    """Headings, paragraphs, items, quotes, captions, rows and code; marks of notes and pages are left out."""
    body = """<section><h1>The Lake of <br/>Orrin</h1><p>A first&nbsp;look.<a epub:type="noteref" href="#n1">1</a>
    It is <b>de</b>ep, in&shy;deed &amp; 3 &lt; 4.<br/>And cold.<sup><a href="#n2">2</a></sup></p>
    <span epub:type="pagebreak" title="12">12</span>
    <h2>Quays</h2><div>Running text <i>in a division</i><p>Another paragraph.</p> and its rest.</div>
    <ul><li>North basin<ul><li><p>The old harbour</p></li></ul></li><li>South basin</li></ul>
    <dl><dt>Line</dt><dd>A rope to sound with.</dd></dl>
    <blockquote><p>A lake is a mirror.</p></blockquote>
    <figure><img src="q.png" alt="no text"/><figcaption>Figure 1: the quay</figcaption></figure>
    <table><caption>Table 1</caption><thead><tr><th>Place</th><th colspan="2">Facts</th></tr></thead>
    <tbody><tr><td>West</td><td></td><td><p>1871</p><p>or 1872</p></td></tr></tbody></table>
    <pre>a = 1
  b = 2</pre><p>H<sub>2</sub>O</p><script>var no;</script><p hidden="hidden">hidden</p>
    <aside epub:type="footnote" id="n1"><p>The line was too short.</p></aside></section>"""
    extracted = read(body)
    assert contents(body) == [
        ("title", 1, "The Lake of Orrin"),
        ("paragraph", 0, "A first look. It is deep, indeed & 3 < 4.\nAnd cold."),
        ("heading", 2, "Quays"),
        ("paragraph", 0, "Running text in a division"),
        ("paragraph", 0, "Another paragraph."),
        ("paragraph", 0, "and its rest."),
        ("list_item", 1, "North basin"),
        ("list_item", 2, "The old harbour"),
        ("list_item", 1, "South basin"),
        ("list_item", 1, "Line"),
        ("list_item", 1, "A rope to sound with."),
        ("quote", 0, "A lake is a mirror."),
        ("caption", 0, "Figure 1: the quay"),
        ("caption", 0, "Table 1"),
        ("table_row", 0, "Place | Facts"),
        ("table_row", 0, "West |  | 1871 or 1872"),
        ("code", 0, "a = 1\n  b = 2"),
        ("paragraph", 0, "H2O"),
        ("paragraph", 0, "The line was too short."),
    ]
    assert extracted.text == "\n\n".join(text for _, _, text in contents(body))


def test_the_spine_gives_the_order_and_the_package_the_facts() -> None:
    """Members in the order of the spine, each once; names with blanks; title, authors, date, language."""
    body = epub(
        {
            "b.xhtml": chapter("<p>Second.</p>"),
            "a file.xhtml": chapter("<p>First.</p>"),
            "c.xhtml": chapter("<p>Out.</p>"),
        },
        spine=["a file.xhtml", "b.xhtml", "a file.xhtml"],
    )
    extracted = read(body)
    assert extracted.text == "First.\n\nSecond."
    assert (extracted.title, extracted.author) == ("The Lake of Orrin", "Ina Vell, Tor Hale")
    assert (extracted.date, extracted.language, extracted.site) == ("2019-05-02", "en-GB", "Quay Press")


def test_cover_and_contents_are_not_read() -> None:
    """The navigation of EPUB 3, the guide of EPUB 2, and navigation within a chapter."""
    nav = chapter('<nav epub:type="toc"><ol><li>Depth</li></ol></nav><p>Contents of the book</p>')
    body = epub(
        {
            "cover.xhtml": chapter("<p>Cover</p>"),
            "nav.xhtml": nav,
            "toc.xhtml": chapter("<p>Depth 3</p>"),
            "c.xhtml": chapter("<nav><p>Next</p></nav><p>The text.</p>"),
            "d.xhtml": chapter('<div epub:type="toc"><p>Depth 3</p></div><p>The end.</p>'),
        },
        guide='<reference type="cover" href="cover.xhtml"/><reference type="toc" href="toc.xhtml#a"/>'
        '<reference type="text" href="c.xhtml"/>',
    )
    assert read(body).text == "The text.\n\nThe end."


def test_links_have_the_span_of_their_text() -> None:
    """Links to the web; those within the book are none, and a raised one to the web is no mark of a note."""
    extracted = read(
        '<p>See <a href="https://lake.example/survey">the <i>survey</i></a>, <a href="c2.xhtml#x">below</a> and '
        'https://bare.example/page. <sup><a href="https://note.example/">note</a></sup></p>'
        '<table><tr><td>a</td><td><a href="http://b.example/">boats</a></td></tr></table>'
    )
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://lake.example/survey", "the survey"),
        ("https://bare.example/page", "https://bare.example/page"),
        ("https://note.example/", "note"),
        ("http://b.example/", "boats"),
    ]


def test_marks_of_notes_lead_to_their_pages() -> None:
    """In the same chapter or in one of notes, raised or said to be marks; the note's own link is an entry."""
    extracted = read(
        epub(
            {
                "a.xhtml": chapter(
                    '<p>It froze.<sup><a href="notes/n.xhtml#n%201">1</a></sup> It is deep.<a epub:type="noteref" '
                    'href="#b">*</a></p><aside id="b"><p>By <a href="https://b.example/">rope</a>.</p></aside>'
                ),
                "notes/n.xhtml": chapter(
                    '<p><a id="n 1"></a>Hale, https://deep.example/.</p><p id="n2">Unmarked, https://c.example/.</p>'
                ),
            }
        )
    )
    assert [(mark.urls, extracted.text[: mark.at]) for mark in extracted.notes] == [
        (("https://deep.example/",), "It froze."),
        (("https://b.example/",), "It froze. It is deep."),
    ]
    assert [extracted.text[start:end] for start, end in extracted.note_entries] == [
        "By rope.",
        "Hale, https://deep.example/.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><p>Not closed<br>and &nbsp; not & well formed<p>The end.</body>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.1//EN' 'http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd'>"
        f"<html {XHTML}><body><p>Not closed<br/>and &nbsp; not &amp; well formed</p><a id='p1'/>"
        "<p>The end.</p></body></html>",
    ],
)
def test_chapters_of_either_syntax_are_read(text: str) -> None:
    """HTML that is no XML as browsers read it, and XHTML with a document type, which is not fetched."""
    assert read(epub({"c.xhtml": text})).text == "Not closed\nand not & well formed\n\nThe end."


def test_a_chapter_says_its_own_charset() -> None:
    """An old book in Latin-1."""
    text = '<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Größe: 5 µm</p></body></html>'
    assert read(epub({"c.xhtml": ""}, **{"OEBPS/c.xhtml": text.encode("latin-1")})).text == "Größe: 5 µm"  # type: ignore[arg-type]


def test_the_registry_knows_a_book_by_its_content() -> None:
    """Whatever its name and type."""
    extracted, extractor = extract(
        epub({"c.xhtml": chapter("<p>Text.</p>")}), name="x", content_type="application/zip"
    )
    assert (extractor, extracted.text) == ("epub/1", "Text.")


BOOK = epub({"c.xhtml": chapter("<p>Text.</p>")})
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04 application/epub+zip", "damaged"),
        (BOOK[:-100], "damaged"),
        (epub({}, **{"META-INF/container.xml": "<container/>"}), "damaged"),
        (
            epub({}, **{"META-INF/container.xml": CONTAINER.replace("OEBPS/book.opf", "../../etc/passwd")}),
            "damaged",
        ),
        (epub({}, **{"OEBPS/book.opf": BOMB}), "entities"),
        (epub({"c.xhtml": chapter("<p>" + " " * 20_000_000)}), "unpacks like a bomb"),
        (epub({"c.xhtml": chapter("<div>" * 20_000)}), "too many nested elements"),
        (
            epub({"c.xhtml": "x"}, **{"META-INF/encryption.xml": MASKED.replace("2008/embedding", "aes128")}),
            "DRM",
        ),
    ],
)
def test_damaged_locked_and_unsafe_books_are_refused_in_one_line(body: bytes, reason: str) -> None:
    """The line says what to do."""
    with pytest.raises(ExtractionError, match=reason) as raised:
        read(body)
    assert raised.value.state == "unsupported"
    assert "\n" not in str(raised.value)


def test_masked_fonts_lock_nothing() -> None:
    """Fonts are listed as encrypted in books that anybody may read."""
    body = epub({"c.xhtml": chapter("<p>Text.</p>")}, **{"META-INF/encryption.xml": MASKED})
    assert read(body).text == "Text."


def test_entities_of_a_chapter_are_not_replaced() -> None:
    """Neither a bomb nor a file of this machine gets into the text."""
    text = '<!DOCTYPE html [<!ENTITY big "no"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    assert (
        read(epub({"c.xhtml": f"{text}<html><body><p>a&big;b&file;c</p></body></html>"})).text
        == "a&big;b&file;c"
    )


def test_deep_chapters_are_read_or_refused() -> None:
    """Two hundred divisions deep is read."""
    assert read("<div>" * 200 + "Deep." + "</div>" * 200).text == "Deep."


def test_a_book_of_pictures_is_empty() -> None:
    """A failure with a reason, never an empty text; blank chapters do no harm."""
    with pytest.raises(ExtractionError, match="no text in this EPUB") as raised:
        read(epub({"c.xhtml": chapter('<img src="1.png" alt=""/>'), "blank.xhtml": " \n"}))
    assert raised.value.state == "empty"
