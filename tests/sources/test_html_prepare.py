"""What trafilatura alone would drop: times, entries, definitions, captions, lists of sources, words in sentences."""

import time

import pytest

from sources.extract.extracted import Extracted
from sources.extract.html import extract_html

URL = "https://courier.example/live/storm"
FILL = "The river rises in the hills and runs for many miles through meadows to the sea."


def read(body: str) -> Extracted:
    """A page with some text, a menu and ``body``."""
    page = f"<html><head><title>Storm</title></head><body><nav><a href='/'>Home</a></nav>{body}</body></html>"
    return extract_html(page.encode(), url=URL, declared="utf-8")


def outline(body: str) -> list[tuple[str, str]]:
    """The blocks after the title and the first paragraph."""
    extracted = read(f"<main><h1>Storm</h1><p>{FILL} {FILL} {FILL}</p>{body}</main>")
    return [(block.kind.value, extracted.text[block.start : block.end]) for block in extracted.blocks][2:]


ENTRIES = [
    (
        "14:05",
        "Bridge closed",
        "The bridge at Sarn Head has been closed to all traffic until further notice.",
    ),
    (
        "13.40",
        "Ferry stopped",
        "The ferry Petrel stays in Tallowick after her master saw waves of six metres.",
    ),
    ("12h15", "Storm comes", "Forecasters expect winds of a hundred kilometres an hour before the evening."),
]


@pytest.mark.parametrize(
    "entry",
    [
        "<article class='post'><time>{0}</time><h3>{1}</h3><p>{2}</p></article>",
        "<article><header><time datetime='x'>{0}</time><h3>{1}</h3></header><p>{2}</p></article>",
        "<div class='entry'><time>{0}</time><h3>{1}</h3><p>{2}</p></div>",
        "<section class='story-body'><div><time>{0}</time></div><h3>{1}</h3><p>{2}</p></section>",
    ],
)
def test_entries_of_a_live_page_keep_their_order_and_times(entry: str) -> None:
    """Each time stands before the entry that it belongs to, and no entry is taken for the whole article."""
    wanted = [
        block
        for clock, heading, text in ENTRIES
        for block in (("paragraph", clock), ("heading", heading), ("paragraph", text))
    ]
    assert outline("".join(entry.format(*values) for values in ENTRIES)) == wanted


def test_cards_that_offer_other_pages_are_no_entries() -> None:
    """They look like entries, and are called cards."""
    cards = "".join(
        f"<article class='card'><h3>{head}</h3><p>{text}</p></article>" for _, head, text in ENTRIES
    )
    story = f"<article><h1>Storm</h1><p>{FILL * 4}</p></article>"
    assert "Petrel" not in read(f"<main>{story}<div class='related'>{cards}</div></main>").text


def test_a_time_in_a_sentence_stays_in_it() -> None:
    """Without it the sentence would say something else."""
    assert outline("<p>The bridge was closed at <time>14:05</time> on Sunday.</p>") == [
        ("paragraph", "The bridge was closed at 14:05 on Sunday.")
    ]


def test_a_name_in_a_sentence_stays_in_it() -> None:
    """However the element around it is called."""
    body = (
        "<p>The register was compiled by <span class='author'>Ann Lee</span> in the spring of last year.</p>"
    )
    assert outline(body) == [
        ("paragraph", "The register was compiled by Ann Lee in the spring of last year.")
    ]


def test_terms_and_their_definitions_are_kept() -> None:
    """Each as an item, in order."""
    assert outline(
        "<dl><dt>Spring tide</dt><dd>The tide at full moon.</dd><dt>Neap tide</dt><dd>The least.</dd></dl>"
    ) == [
        ("list_item", "Spring tide"),
        ("list_item", "The tide at full moon."),
        ("list_item", "Neap tide"),
        ("list_item", "The least."),
    ]


@pytest.mark.parametrize("heading", ["Sources", "Further reading", "Weiterführende Links"])
@pytest.mark.parametrize("name", ["references", "related-links", "further-reading"])
def test_lists_of_sources_are_kept_as_references(heading: str, name: str) -> None:
    """A list of nothing but links is no menu when a heading says what it is."""
    items = "".join(f"<li><a href='https://{letter}.example/'>Report {letter}</a></li>" for letter in "abc")
    assert outline(f"<section class='{name}'><h2>{heading}</h2><ul>{items}</ul></section>") == [
        ("heading", heading),
        ("reference", "Report a"),
        ("reference", "Report b"),
        ("reference", "Report c"),
    ]


def test_captions_are_kept() -> None:
    """With the pictures gone."""
    assert outline(
        "<figure><img src='x.png'><figcaption>The bridge. Photo: Bob Roe</figcaption></figure>"
    ) == [("caption", "The bridge. Photo: Bob Roe")]


def test_pictures_inside_a_saved_page_cost_no_time() -> None:
    """Ten megabytes of them beside two sentences."""
    picture = f"<p>{FILL}</p><img src='data:image/png;base64,{'A' * 1_000_000}'>"
    started = time.perf_counter()
    assert FILL in read(f"<main><h1>Storm</h1>{picture * 10}</main>").text
    assert time.perf_counter() - started < 2


def test_a_notice_beside_many_links_is_read() -> None:
    """Links are no text that was missed."""
    links = "".join(
        f"<li><a href='/{at}'>Another page about the weather number {at}</a></li>" for at in range(60)
    )
    notice = "The ferry does not sail on Sunday, as the pier is closed for repairs."
    assert notice in read(f"<main><h1>No ferry</h1><p>{notice}</p></main><div><ul>{links}</ul></div>").text
