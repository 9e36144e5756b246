"""The pages that a document points to, and the sentence that cites each."""

import time

import pytest

from sources.extract.extracted import Extracted, Link
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
