"""HTML: the main text of a page, its blocks, what the page says of itself, and its links."""

import time
from contextlib import suppress

import pytest

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.extract.html import extract_html
from sources.extract.html_tree import refuse_exhausting
from sources.extract.registry import extract

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Rivers of Note | Water Site</title>
<link rel="canonical" href="/rivers"><meta name="author" content="Ann Lee">
<meta property="og:site_name" content="Water Site">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/lengths">Lengths</a></nav>
<article><h1>Rivers of Note</h1><p class="byline">By <a href="/ann">Ann Lee</a></p>
<p>The <a href="https://en.wikipedia.org/wiki/Danube#Course">Danube</a> is a river that flows through ten
countries, more than any other river in the world.<br>It rises in the Black Forest &amp; ends in the Black
Sea.<sup><a href="#cite1">[1]</a></sup></p>
<h2>Lengths<a class="headerlink" href="#l">¶</a></h2>
<p>A table of the lengths follows, in kilometres and with the <b>coun</b>tries
that each <i>river</i> passes.</p>
<table><caption>Table 1: lengths</caption><tr><th>River</th><th>Length</th></tr>
<tr><td><a href="//d.example/x">Danube</a></td><td>2850 km</td></tr><tr><td>Rhine</td><td></td></tr></table>
<ul><li>First item about the <a href="/rhine?a=1">Rhine</a>, a river</li>
<li>Second item<ul><li>Nested item</li></ul></li></ul>
<blockquote><p>A river is more than an amenity, it is a treasure.</p></blockquote>
<figure><img src="x.png" alt="no"><figcaption>Figure 2: the Danube at Vienna in 1901.</figcaption></figure>
<pre><code>def f(x):
    return x

print(f(1))
</code></pre>
<h3>More</h3>
<p>Water is H<sub>2</sub>O. See <a href="survey.html#c">the survey</a> and <a href="mailto:a@b.c">write</a>
to the authors, or <a href="https://site.org/deep/x#top">go up</a>.</p>
</article><aside><a href="https://ads.example/">Lengths of cable, cheap</a></aside>
<footer><p>Copyright 1999</p></footer></body></html>"""

URL = "https://site.org/deep/x"
SENTENCE = "The river rises in the hills and runs for many miles through meadows to the sea. "


def read(page: str) -> Extracted:
    """The page as UTF-8."""
    return extract_html(page.encode(), url=URL, declared="utf-8")


def wrap(body: str, head: str = "") -> str:
    """A page around ``body``."""
    return f"<!DOCTYPE html><html><head><title>A page</title>{head}</head><body>{body}</body></html>"


def test_blocks_of_every_kind_are_told_apart() -> None:
    """Title, headings, paragraphs, captions, rows, items, quotes and code; no frame, no edit marks."""
    extracted = read(PAGE)
    assert [(b.kind.value, b.level, extracted.text[b.start : b.end]) for b in extracted.blocks] == [
        ("title", 1, "Rivers of Note"),
        (
            "paragraph",
            0,
            (
                "The Danube is a river that flows through ten countries, "
                "more than any other river in the world.\n"
                "It rises in the Black Forest & ends in the Black Sea."
            ),
        ),
        ("heading", 2, "Lengths"),
        (
            "paragraph",
            0,
            "A table of the lengths follows, in kilometres and with the countries that each river passes.",
        ),
        ("caption", 0, "Table 1: lengths"),
        ("table_row", 0, "River | Length"),
        ("table_row", 0, "Danube | 2850 km"),
        ("table_row", 0, "Rhine"),
        ("list_item", 1, "First item about the Rhine, a river"),
        ("list_item", 1, "Second item"),
        ("list_item", 2, "Nested item"),
        ("quote", 0, "A river is more than an amenity, it is a treasure."),
        ("caption", 0, "Figure 2: the Danube at Vienna in 1901."),
        ("code", 0, "def f(x):\n    return x\n\nprint(f(1))"),
        ("heading", 3, "More"),
        ("paragraph", 0, "Water is H2O. See the survey and write to the authors, or go up."),
    ]


def test_the_text_is_the_blocks_joined_by_blank_lines() -> None:
    """Offsets are exact: cutting the text at the blocks gives back the text."""
    extracted = read(PAGE)
    contents = [extracted.text[block.start : block.end] for block in extracted.blocks]
    assert "\n\n".join(contents) == extracted.text
    assert all(content and content == content.strip() for content in contents)


def test_what_the_page_says_of_itself() -> None:
    """Title, author, site, ISO date, language and canonical address."""
    extracted = read(PAGE)
    assert (extracted.title, extracted.author, extracted.site) == ("Rivers of Note", "Ann Lee", "Water Site")
    assert (extracted.date, extracted.language) == ("2024-03-05", "en-GB")
    assert extracted.url == "https://site.org/rivers"


def test_links_stand_where_their_anchor_text_stands() -> None:
    """Absolute, fragments kept; not those of the frame, the byline, mail, or the page itself."""
    extracted = read(PAGE)
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://en.wikipedia.org/wiki/Danube#Course", "Danube"),
        ("https://d.example/x", "Danube"),
        ("https://site.org/rhine?a=1", "Rhine"),
        ("https://site.org/deep/survey.html#c", "the survey"),
    ]
    first, second = extracted.links[:2]
    assert extracted.text[first.start - 4 : first.start] == "The "
    assert extracted.text[second.end : second.end + 3] == " | "


def test_the_same_words_linked_twice_are_two_links() -> None:
    """Each "here" is found by its neighbours, not by its own words."""
    body = (
        f"<p>{SENTENCE * 3} The survey is <a href='https://a.org/1'>here</a> for all.</p>"
        f"<p>{SENTENCE * 3} The report is <a href='https://a.org/2'>here</a> too. Nothing here.</p>"
    )
    extracted = read(wrap(f"<article>{body}</article>"))
    assert [link.url for link in extracted.links] == ["https://a.org/1", "https://a.org/2"]
    lead = [extracted.text[link.start - 14 : link.end] for link in extracted.links]
    assert lead == ["The survey is here", "The report is here"]


def test_relative_links_go_by_the_base_of_the_page() -> None:
    """A <base> element counts, as in a browser."""
    body = (
        f"<article><p>{SENTENCE * 4} It is told in <a href='b.html'>the second part</a> of it.</p></article>"
    )
    extracted = read(wrap(body, "<base href='https://base.example/dir/'>"))
    assert [link.url for link in extracted.links] == ["https://base.example/dir/b.html"]


def test_two_line_breaks_part_paragraphs() -> None:
    """Old pages part paragraphs by <br><br>; one break stays inside its block."""
    extracted = read(
        wrap(f"<div><p>{SENTENCE * 3}<br>Same block.<br><br>Another block. {SENTENCE * 3}</p></div>")
    )
    assert len(extracted.blocks) == 2
    assert extracted.text.split("\n\n")[0].endswith("sea.\nSame block.")


def test_invisible_characters_do_not_part_words() -> None:
    """Soft hyphens and zero-width spaces go; unusual blanks become blanks."""
    extracted = read(
        wrap(f"<article><p>{SENTENCE * 3} The wa\u00adter\u200bfall is 10\u00a0m high.</p></article>")
    )
    assert "The waterfall is 10 m high." in extracted.text


def test_the_charset_that_the_page_names_is_taken() -> None:
    """Without a word from the server the <meta> element decides."""
    body = wrap(f"<article><p>Привет, река. {SENTENCE * 4}</p></article>", '<meta charset="windows-1251">')
    extracted = extract_html(body.encode("cp1251"), url=URL, declared=None)
    assert "Привет, река." in extracted.text


def test_same_bytes_same_text() -> None:
    """Extraction is a function of the bytes: citations can be checked again."""
    assert read(PAGE) == read(PAGE)


def test_a_page_that_scripts_write_is_script_only() -> None:
    """An empty shell is never an empty success."""
    with pytest.raises(ExtractionError) as caught:
        read(wrap('<div id="root"></div><script src="app.js"></script>'))
    assert caught.value.state == "script_only"


def test_a_page_whose_main_text_is_not_found_is_an_error() -> None:
    """Much visible text and no main text is a failure of ours, and said so."""
    remarks = f"<section id='comments' class='comments'>{f'<p>{SENTENCE * 3}</p>' * 9}</section>"
    with pytest.raises(ExtractionError) as caught:
        read(wrap(f"<h1>Note</h1><p>Nothing.</p>{remarks}"))
    assert caught.value.state == "empty"


def test_a_short_page_is_no_error() -> None:
    """Where there is little to see, little text is all of it."""
    text = "The office is closed on Monday. Parcels can be fetched on Tuesday from nine."
    assert text in read(wrap(f"<h1>Notice</h1><p>{text}</p>")).text


def test_deep_nesting_within_reason_is_read() -> None:
    """Three hundred levels are beyond what the parser keeps by default, and are read all the same."""
    extracted = read(wrap("<div>" * 300 + f"<p>{SENTENCE * 4}</p>" + "</div>" * 300))
    assert extracted.text.startswith("The river rises")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3_001 + "text",
        "<b></i>" * 3_001 + "text",
        "<p " + "a=1 " * 5_001 + ">text",
        "<p a=1 b=2 c='3 4' d>text</p>" * 50_001,
    ],
    ids=["nested", "nested-wrong-ends", "one-element", "many-elements"],
)
def test_pages_built_to_exhaust_a_parser_are_refused_early(body: str) -> None:
    """Neither trafilatura nor the parser ever sees them."""
    start = time.monotonic()
    with pytest.raises(ExtractionError, match="too many") as caught:
        read(wrap(body))
    assert caught.value.state == "unsupported"
    assert time.monotonic() - start < 2


def test_the_look_at_the_tags_is_fooled_by_neither_scripts_nor_open_paragraphs() -> None:
    """Markup inside scripts and comments, unclosed <p> and long class lists are harmless."""
    refuse_exhausting(wrap("<script>'" + "<div>" * 4_000 + "'</script><!--" + "<div>" * 4_000 + "-->"))
    refuse_exhausting(wrap("<p>x<li>y<br>" * 5_000))
    refuse_exhausting(wrap("<i class='" + "a " * 300 + "'></i>" * 3_000))


@pytest.mark.parametrize(
    "body", ["<" * 300_000, "<a" * 150_000, '<a b="' * 100_000, "<script" * 50_000, "<!--" * 90_000]
)
def test_the_look_at_the_tags_takes_linear_time(body: str) -> None:
    """Openings that never close are no way to hold the reader up."""
    start = time.monotonic()
    with suppress(ExtractionError):
        refuse_exhausting(body)
    assert time.monotonic() - start < 2


def test_the_content_decides_which_extractor_reads_a_file() -> None:
    """HTML is HTML whatever its name; Markdown and plain text go by type and extension."""
    page = wrap(f"<article><p>{SENTENCE * 4}</p></article>").encode()
    assert extract(page, name="page.txt")[1].startswith("html/")
    assert extract(b"# Title\n\nText.", name="a.md")[1] == "markdown/1"
    assert (
        extract(b"# Title\n\nText.", name="a", content_type="text/markdown; charset=utf-8")[1] == "markdown/1"
    )
    assert extract(b"Just text.", name="a.txt")[1] == "plain/1"
    assert extract(b"Just text.", name="page", content_type="text/plain")[1] == "plain/1"


@pytest.mark.parametrize(
    ("body", "name", "content_type", "words"),
    [
        (b"anything", "a.pdf", "", "a damaged PDF"),
        (b"anything", "a.docx", "", "a damaged DOCX"),
        (b"PK\x03\x04 ppt/presentation.xml", "a.pptx", "", "a PPTX|ZIP"),
        (b"anything", "x", "image/svg+xml", "an image"),
        (b"x" * 30_000_001, "a.txt", "", "30 MB"),
    ],
)
def test_files_that_cannot_be_read_are_refused_by_kind(
    body: bytes, name: str, content_type: str, words: str
) -> None:
    """Damaged and unknown files, images and what is too large: the message names the kind."""
    with pytest.raises(ExtractionError, match=words) as caught:
        extract(body, name=name, content_type=content_type)
    assert caught.value.state == "unsupported"


def test_telling_html_takes_linear_time() -> None:
    """Many comments in front of nothing do not make the sniffing explode."""
    start = time.monotonic()
    extract(b"<!---->" * 580 + b" some text", name="a.txt")
    assert time.monotonic() - start < 1
