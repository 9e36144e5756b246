"""Plain text in blocks: the bundled article exactly, and the other shapes that a text comes in."""

import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.extract.extracted import Extracted
from sources.extract.plain import extract_plain
from sources.records import BlockKind
from sources.references import find_references

TITLE = "Venezuela’s Drug Trade and the Geopolitical Chessboard of Latin\u00a0America"
HEADINGS = [
    "Venezuela’s Role in LATAM as a Narco-State",
    "Cuba’s Lifeline and Intelligence Footprint",
    "Russia’s Military and Strategic Leverage",
    "China’s Economic Stakes in Venezuela",
    "Venezuela as a Platform for Extra-Regional Influence",
    "US-Mexico Counter-Narcotics Efforts",
    "Implications for US National Security and Regional Stability",
    "References",
]
PARAGRAPHS = [  # how each begins, and how it ends
    ("Venezuela has increasingly become a narco-state", "as patrons and exploiters."),
    ("Cuba has arguably the most intimate stake", "to isolate the Maduro regime."),
    ("Russia has has also cultivated Venezuela", "counters US presence in the region."),
    ("China’s approach centers on economic", "billion barrels of Venezuelan oil."),
    ("These investments grant Beijing", "for mutual strategic benefit."),
    ("For Cuba, Russia, and China, an embattle", "cover of “South-South” cooperation."),
    ("Facing an unprecedented fentanyl overdose", "after high-level talks."),
    ("Concrete actions followed these", "the pretext of addressing lawlessness."),
    ("These developments carry far-reaching", "signal decline of US leadership."),
    ("On the other hand, a robust US", "Western Hemisphere for years to come"),
]
REFERENCES = [
    "https://www.theguardian.com/us-news/2025/nov/24/visual-guide-us-military-presence-caribbean",
    "https://trendsresearch.org/insight/united-states-and-venezuela/?srsltid=AfmBOooU_sGam-laezyzxNB1kTSHF3U5-m8SBLF02JFkLDEmo5guIlv3",
    "https://www.project-syndicate.org/commentary/cuban-agents-secure-nicolas-maduro-venezuelan-regime-by-jorge-g-castaneda-2024-10",
    "https://www.atlanticcouncil.org/blogs/new-atlanticist/facing-the-threat-of-us-strikes-maduro-has-requested-russias-help-he-shouldnt-expect-much",
    "https://www.atlanticcouncil.org/dispatches/delcy-rodriguezs-untenable-balancing-act",
    "https://www.reuters.com/business/energy/putin-maduro-sign-strategic-partnership-agreement-2025-05-07",
    "https://ridl.io/russia-has-no-allies",
    "https://www.allbrightlaw.com/EN/10531/c2620fdc1b7fa923.aspx",
    "https://www.brookings.edu/articles/china-mexico-and-americas-fight-against-the-fentanyl-epidemic",
    "https://www.reuters.com/world/americas/mexican-kingpin-ovidio-guzman-extradited-us-source-says-2023-09-16",
    "https://www.cfr.org/backgrounder/fentanyl-and-us-opioid-epidemic",
    "https://www.cbp.gov/border-security/frontline-against-fentanyl",
]


def contents(extracted: Extracted, kind: BlockKind) -> list[str]:
    """The texts of all blocks of a kind, in order."""
    return [extracted.text[block.start : block.end] for block in extracted.blocks if block.kind is kind]


def outline(text: str) -> list[tuple[str, str]]:
    """Every block as its kind and its text."""
    extracted = extract_plain(text)
    return [(block.kind.value, text[block.start : block.end]) for block in extracted.blocks]


@pytest.fixture(scope="module")
def article() -> Extracted:
    """The bundled article."""
    return extract_plain(files("sources.library").joinpath("article.txt").read_bytes().decode())


def test_the_article_keeps_its_text_to_the_byte(article: Extracted) -> None:
    """What is cited is what the user gave: 15,432 characters, the missing full stop at the end included."""
    assert len(article.text) == 15_432
    assert article.text.encode() == files("sources.library").joinpath("article.txt").read_bytes()


def test_the_title_of_the_article_is_said_twice(article: Extracted) -> None:
    """The bullet repeats the title: the later one is the title, the other is furniture."""
    assert article.title == TITLE.replace("\u00a0", " ")
    assert contents(article, BlockKind.TITLE) == [TITLE]
    assert contents(article, BlockKind.FURNITURE) == ["Tag: Latin America", TITLE]


def test_the_headings_of_the_article(article: Extracted) -> None:
    """Seven sections and the references, nothing else."""
    assert contents(article, BlockKind.HEADING) == HEADINGS


def test_the_body_of_the_article(article: Extracted) -> None:
    """Ten paragraphs, each whole; the last has no full stop and is no heading all the same."""
    found = contents(article, BlockKind.PARAGRAPH)
    assert len(found) == len(PARAGRAPHS)
    for paragraph, (first, last) in zip(found, PARAGRAPHS, strict=True):
        assert paragraph.startswith(first)
        assert paragraph.endswith(last)


def test_the_caption_of_the_article(article: Extracted) -> None:
    """The figure's line is one caption, its credit included."""
    [caption] = contents(article, BlockKind.CAPTION)
    assert caption.startswith("Figure 1: CN state firms Sinopec and CNPC hold")
    assert caption.endswith("Source: Morgan Stanley Research, Wood Mackenzie")


def test_the_twelve_references_of_the_article(article: Extracted) -> None:
    """Each address is a block, a link and a reference, as it stands and in order."""
    assert contents(article, BlockKind.REFERENCE) == REFERENCES
    assert [link.url for link in article.links] == REFERENCES
    assert [reference.url for reference in find_references(article)] == REFERENCES


def test_the_blocks_of_the_article_leave_nothing_out(article: Extracted) -> None:
    """What stands between the blocks is blank, but for the one bullet."""
    rest, at = "", 0
    for block in article.blocks:
        rest, at = rest + article.text[at : block.start], block.end
    assert (rest + article.text[at:]).split() == ["•"]


def test_a_hard_wrapped_paragraph_is_one_block() -> None:
    """Mail and old text files break lines within a sentence; the offsets count the line ends."""
    text = "My title\n\nThe river rises in the\nhills and runs to\nthe sea.\n\nIt floods in spring.\n"
    assert outline(text) == [
        ("title", "My title"),
        ("paragraph", "The river rises in the\nhills and runs to\nthe sea."),
        ("paragraph", "It floods in spring."),
    ]


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "1.", "12)"])
def test_bullets_are_items_without_their_marks(bullet: str) -> None:
    """An item that runs over two lines is one item; the paragraph above the list stays outside."""
    text = f"We need two things.\n\n{bullet} Oil from the\n  wells\n{bullet} Gas\n\nThat is all."
    assert outline(text) == [
        ("paragraph", "We need two things."),
        ("list_item", "Oil from the\n  wells"),
        ("list_item", "Gas"),
        ("paragraph", "That is all."),
    ]


def test_windows_line_ends_change_nothing_but_offsets() -> None:
    """The same blocks with CRLF as with LF, each without blanks around it."""
    text = "My title\n\nOne line\nand another.\n\nA heading\n\nMore text.\n"
    windows = text.replace("\n", "\r\n")
    assert [kind for kind, _ in outline(windows)] == ["title", "paragraph", "heading", "paragraph"]
    assert [found.replace("\r\n", "\n") for _, found in outline(windows)] == [
        found for _, found in outline(text)
    ]


def test_one_line_is_a_paragraph() -> None:
    """A text with nothing under it has no heading, so it has no title either."""
    assert outline("Just one line") == [("paragraph", "Just one line")]
    assert extract_plain("Just one line").title == ""


def test_without_headings_there_is_no_title() -> None:
    """Two paragraphs are two paragraphs."""
    assert outline("It rained.\n\nIt rained again.") == [
        ("paragraph", "It rained."),
        ("paragraph", "It rained again."),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n "])
def test_blanks_have_no_blocks(text: str) -> None:
    """And no title, and no error."""
    assert outline(text) == []


def test_offsets_count_characters_of_any_script() -> None:
    """An emoji counts one; a block is cut where it stands."""
    text = "Überschrift 😀\n\nשלום עולם, יש כאן משפט.\n\n石油の話。これは文です。"
    assert [found for _, found in outline(text)] == text.split("\n\n")
    assert extract_plain(text).title == "Überschrift 😀"


def test_a_list_of_links_is_a_list_whatever_stands_around_it() -> None:
    """Addresses on lines of their own are separate; the stop behind one is no part of it."""
    text = "See (https://a.example/x).\n\nSources:\n\nhttps://b.example/1\nhttps://b.example/2,\n\nThe end."
    assert [link.url for link in extract_plain(text).links] == [
        "https://a.example/x",
        "https://b.example/1",
        "https://b.example/2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"Paragraph {at} cites https://a.example/{at} here." for at in range(10_000)),
        "\n".join(f"Line {at} of one paragraph that never ends" for at in range(10_000)),
        "\n".join(f"- item {at}" for at in range(10_000)),
        "\n".join(f"Heading {at}\n\nText {at}." for at in range(5_000)),
        " \n" * 30_000 + "Text.",
        "\r\n" * 10_000 + "Text.",
        "Text." + " " * 100_000,
    ],
    ids=["paragraphs", "lines", "items", "headings", "blank lines", "windows", "trailing blanks"],
)
def test_ten_thousand_lines_take_no_time(text: str) -> None:
    """The time grows with the length, not with its square: references and blocks alike."""
    started = time.perf_counter()
    find_references(extract_plain(text))
    assert time.perf_counter() - started < 3


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Word",
                "word",
                "word.",
                "• ",
                "- ",
                "1. ",
                "Tag: x",
                "Figure 1: x",
                "https://a.example/b",
                "References",
                "\n",
                "\n\n",
                " \n",
                "\r\n",
                "\t",
                " ",
                "\xa0",
                "😀",
                "\x0b",
                "\u2028",
                "é.",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_text_gives_blocks_in_order_without_blanks_around_them(text: str) -> None:
    """Blocks are not empty, do not overlap, and leave out nothing but blanks and the marks of lists."""
    extracted = extract_plain(text)
    assert extracted.text == text
    rest, at = "", 0
    for block in extracted.blocks:
        content = text[block.start : block.end]
        assert content
        assert content == content.strip()
        assert block.start >= at
        rest, at = f"{rest} {text[at : block.start]}", block.end
    left = set(f"{rest} {text[at:]}".split())
    assert left <= {"•", "-", "1."}
    assert all(text[link.start : link.end] == link.url for link in extracted.links)
