"""The pages that a document points to, and the sentence that cites each."""

import time

import pytest

from sources.extract.extracted import Extracted, Link, NoteMark
from sources.extract.plain import extract_plain
from sources.records import Block, BlockKind
from sources.references import find_references

URL = "https://a.example/page"


def found(text: str, own_url: str = "") -> list[tuple[str, str]]:
    """Each reference as its address and its citing sentence."""
    return [
        (reference.url, text[reference.sentence_start : reference.sentence_end])
        for reference in find_references(extract_plain(text), own_url=own_url)
    ]


def test_the_citing_sentence_is_the_one_around_the_link() -> None:
    """Not the paragraph, and not the sentence before."""
    text = f"It rained all day. The paper said so ({URL}) at noon. Nobody cared."
    assert found(text) == [(URL, f"The paper said so ({URL}) at noon.")]


def test_in_a_list_of_references_the_entry_cites() -> None:
    """However many stops the entry has."""
    text = f"Some text stands here.\n\nReferences\n\nRoe, J. Oil. 2020. {URL}"
    assert found(text) == [(URL, f"Roe, J. Oil. 2020. {URL}")]


def test_the_span_is_that_of_the_pointer() -> None:
    """'See ' has four characters."""
    [reference] = find_references(extract_plain(f"See {URL} today."))
    assert (reference.start, reference.end) == (4, 4 + len(URL))


def test_a_page_is_listed_once_where_it_is_first_cited() -> None:
    """Neither a fragment nor a closing slash makes it another page; a query does."""
    text = f"First {URL} here. Then {URL}/ again. Then {URL}#part too. Then {URL}?p=2 as well."
    assert found(text) == [(URL, f"First {URL} here."), (f"{URL}?p=2", f"Then {URL}?p=2 as well.")]


def test_links_to_the_page_itself_are_left_out() -> None:
    """A page that names its own address, or one of its parts, cites nothing."""
    assert found(f"See {URL}#notes below. And https://b.example/x here.", own_url=f"{URL}/") == [
        ("https://b.example/x", "And https://b.example/x here.")
    ]


@pytest.mark.parametrize("kind", [BlockKind.FURNITURE, BlockKind.CODE])
def test_furniture_and_code_cite_nothing(kind: BlockKind) -> None:
    """Neither does a link that is in no block at all."""
    text = f"{URL} https://b.example/x"
    extracted = Extracted(
        text=text,
        blocks=(Block(kind=kind, start=0, end=len(URL)),),
        links=(
            Link(url=URL, start=0, end=len(URL)),
            Link(url="https://b.example/x", start=23, end=len(text)),
        ),
    )
    assert find_references(extracted) == ()


def test_a_text_without_blocks_or_links_has_no_references() -> None:
    """Nothing in, nothing out."""
    assert find_references(extract_plain("")) == ()
    assert found("It rained.") == []


def test_thousands_of_references_take_no_time() -> None:
    """The block of a link is looked up, not searched for from the start each time."""
    text = "\n\n".join(f"See https://a.example/{at} for it." for at in range(20_000))
    extracted = extract_plain(text)
    started = time.perf_counter()
    assert len(find_references(extracted)) == 20_000
    assert time.perf_counter() - started < 2


def page(*blocks: tuple[BlockKind, str], links: dict[str, str]) -> Extracted:
    """Blocks of a page, with links on the words that ``links`` names."""
    text, spans = "", []
    for kind, content in blocks:
        text += "\n\n" if text else ""
        level = 2 if kind is BlockKind.HEADING else int(kind is BlockKind.LIST_ITEM)
        spans.append(Block(kind=kind, start=len(text), end=len(text) + len(content), level=level))
        text += content
    return Extracted(
        text=text,
        blocks=tuple(spans),
        links=tuple(
            Link(url=url, start=text.index(words), end=text.index(words) + len(words))
            for words, url in links.items()
        ),
    )


def cited(extracted: Extracted, own_url: str = "") -> dict[str, list[str]]:
    """Each page with the sentences that cite it."""
    return {
        reference.url: [extracted.text[start:end] for start, end in reference.cited_in]
        for reference in find_references(extracted, own_url=own_url)
    }


def test_every_sentence_that_cites_a_page_is_kept() -> None:
    """The page is listed once, under the address of its first link, with both sentences."""
    text = f"First {URL}?utm_source=x here. Nothing. Then http://www.a.example/page/ again."
    assert cited(extract_plain(text)) == {
        f"{URL}?utm_source=x": [
            f"First {URL}?utm_source=x here.",
            "Then http://www.a.example/page/ again.",
        ]
    }


@pytest.mark.parametrize(
    "heading", ["Further reading", "Sources:", "Références", "Weiterführende Links", "参考文献"]
)
def test_lists_of_sources_are_cited_by_the_whole(heading: str) -> None:
    """No sentence rests on them; the entry holds the pointer. A page that is cited above keeps its sentence."""
    extracted = page(
        (BlockKind.PARAGRAPH, "It rained, says the survey. All slept."),
        (BlockKind.HEADING, heading),
        (BlockKind.LIST_ITEM, "The rain survey of 2020"),
        (BlockKind.LIST_ITEM, "A history of dams"),
        links={"the survey": URL, "rain survey": URL, "history": "https://b.example/x"},
    )
    assert cited(extracted) == {URL: ["It rained, says the survey."], "https://b.example/x": []}
    dams = find_references(extracted)[1]
    assert extracted.text[dams.sentence_start : dams.sentence_end] == "A history of dams"


def test_a_line_of_sources_is_cited_by_the_whole() -> None:
    """As under many charts and reports."""
    extracted = page((BlockKind.PARAGRAPH, "Sources: Rain Survey, Dam Board."), links={"Rain Survey": URL})
    assert cited(extracted) == {URL: []}


@pytest.mark.parametrize(
    "heading", ["Related stories", "More from the Courier", "Read next", "Most popular", "Lesen Sie auch"]
)
def test_what_the_site_offers_is_no_reference(heading: str) -> None:
    """Up to the next heading, or to prose, where such a box stands in the middle of the text."""
    prose = "The dam was built in the year of the flood, and the whole valley came to see it opened. " * 3
    extracted = page(
        (BlockKind.PARAGRAPH, "It rained, says the survey."),
        (BlockKind.HEADING, heading),
        (BlockKind.LIST_ITEM, "Ten dams that failed"),
        (BlockKind.PARAGRAPH, "Why it rains: a guide"),
        (BlockKind.PARAGRAPH, f"{prose}The board agrees."),
        links={
            "the survey": URL,
            "Ten dams that failed": "https://a.example/2",
            "a guide": "https://a.example/3",
            "The board": "https://b.example/4",
        },
    )
    assert cited(extracted) == {
        URL: ["It rained, says the survey."],
        "https://b.example/4": ["The board agrees."],
    }


def test_a_line_that_offers_another_page_is_no_reference() -> None:
    """ "Read more: …" is an offer, a sentence that begins so is none."""
    extracted = page(
        (BlockKind.PARAGRAPH, "Read more: Ten dams that failed"),
        (
            BlockKind.PARAGRAPH,
            "Read more on how the board came to think so in the minutes of its last meeting in May.",
        ),
        links={"Ten dams that failed": URL, "minutes": "https://b.example/4"},
    )
    assert list(cited(extracted)) == ["https://b.example/4"]


def test_buttons_and_lists_of_tags_are_no_references() -> None:
    """By their addresses; the article of the same site is one."""
    extracted = page(
        (BlockKind.PARAGRAPH, "Share it here. See all on Dams. Ann Lee wrote of it before."),
        links={
            "here": "https://twitter.com/intent/tweet?url=x",
            "Dams": "https://a.example/tag/dams",
            "Ann Lee": "https://a.example/author/ann-lee",
            "before": "https://a.example/2023/dams-before",
        },
    )
    assert cited(extracted, own_url="https://www.a.example/now") == {
        "https://a.example/2023/dams-before": ["Ann Lee wrote of it before."]
    }


def test_rows_and_headings() -> None:
    """A row cites as a whole; a heading is no sentence that could rest on a page."""
    extracted = page(
        (BlockKind.HEADING, "What the board says"),
        (BlockKind.TABLE_ROW, "Rain. Mostly | 20 mm | survey"),
        links={"the board": "https://b.example/4", "survey": URL},
    )
    assert cited(extracted) == {"https://b.example/4": [], URL: ["Rain. Mostly | 20 mm | survey"]}


def test_marks_that_were_left_out_cite_what_their_notes_name() -> None:
    """The mark stood behind the stop of the first sentence; its note is not in the text."""
    extracted = Extracted(
        text="It rained. All slept.",
        blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=21),),
        notes=(NoteMark(at=10, urls=(URL, "https://b.example/4")), NoteMark(at=21, urls=(URL,))),
    )
    assert cited(extracted) == {URL: ["It rained.", "All slept."], "https://b.example/4": ["It rained."]}
    first = find_references(extracted)[0]
    assert (first.sentence_start, first.sentence_end) == (0, 10)


def test_an_address_that_is_no_link_is_a_pointer_too() -> None:
    """Pages and PDFs show addresses that lead nowhere when clicked."""
    text = f"The survey is at {URL}, they say."
    extracted = Extracted(text=text, blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text)),))
    assert cited(extracted) == {URL: [text]}
