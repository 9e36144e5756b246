"""The source panel's payload: offsets, runs, windows. TEXT and its offsets stand in fake_workspace."""

import json

import pytest
from fake_workspace import SHA, TEXT, answered, citation, document, not_found

from sources.records import Block, BlockKind
from ui.viewer import Mark, StaleCitationError, blocks_between, entries, mark_of, segments, view

MONEY = "China lent over $50 billion."


def mark(quote: str, highlight: str = "") -> Mark:
    """The mark of a quote in TEXT."""
    cited = citation(quote, highlight=highlight)
    return Mark(start=cited.start, end=cited.end, highlight=cited.highlight)


def test_a_block_is_cut_into_quote_and_highlight() -> None:
    """Before the quote nothing, the direct answer inside it, the rest of the paragraph plain."""
    shown = view(document(), mark(MONEY, "$50 billion"))
    assert shown["blocks"][1]["segments"] == [
        {"kind": "quote", "text": "China lent over "},
        {"kind": "highlight", "text": "$50 billion"},
        {"kind": "quote", "text": "."},
        {"kind": "plain", "text": " 😀 It was paid in oil."},
    ]


def test_offsets_behind_an_emoji_and_beside_hebrew() -> None:
    """Code points, not UTF-16 units: the quote behind 😀 and the one behind Hebrew are exact."""
    behind = view(document(), mark("It was paid in oil."))["blocks"][1]["segments"]
    assert behind[1] == {"kind": "quote", "text": "It was paid in oil."}
    beside = view(document(), mark("Cuba sent doctors."))["blocks"][2]["segments"]
    assert beside == [
        {"kind": "plain", "text": "שלום עולם. "},
        {"kind": "quote", "text": "Cuba sent doctors."},
    ]


def test_a_quote_over_two_blocks_is_marked_in_both() -> None:
    """The line end between the blocks belongs to neither."""
    blocks = view(document(), mark("in oil.\nשלום"))["blocks"]
    assert blocks[1]["segments"][-1] == {"kind": "quote", "text": "in oil."}
    assert blocks[2]["segments"][0] == {"kind": "quote", "text": "שלום"}


def test_the_runs_joined_are_the_text() -> None:
    """Nothing is lost or doubled, whatever is marked."""
    for start in range(len(TEXT)):
        runs = segments(TEXT, 0, len(TEXT), Mark(start=start, end=len(TEXT), highlight=(start, start + 1)))
        assert "".join(run["text"] for run in runs) == TEXT


def test_text_outside_all_blocks_is_shown_too() -> None:
    """An extractor that forgot a paragraph cannot hide a quote."""
    only_title = document(blocks=(Block(kind=BlockKind.TITLE, start=0, end=12),))
    shown = view(only_title, mark("Cuba sent doctors."))
    assert [block["kind"] for block in shown["blocks"]] == ["title", "paragraph"]
    assert shown["blocks"][1]["segments"][-1] == {"kind": "quote", "text": "Cuba sent doctors."}


def test_overlapping_blocks_show_their_text_once() -> None:
    """The second block begins where the first one ended."""
    blocks = (
        Block(kind=BlockKind.PARAGRAPH, start=0, end=20),
        Block(kind=BlockKind.PARAGRAPH, start=10, end=len(TEXT)),
    )
    shown = view(document(blocks=blocks))["blocks"]
    assert "".join(run["text"] for block in shown for run in block["segments"]) == TEXT


def test_the_head_says_what_the_source_is() -> None:
    """Title, site, link to the sentence, time, and the hash in short and in full; all of it JSON."""
    shown = view(document(author="A. Writer", date="2025-05-07"), mark("Cuba sent doctors."))
    assert shown["link"] == "https://example.org/oil#:~:text=Cuba%20sent%20doctors."
    assert (shown["site"], shown["author"], shown["date"]) == ("example.org", "A. Writer", "2025-05-07")
    assert (shown["snapshot"], shown["snapshot_short"]) == (SHA, "abababababab")
    assert shown["fetched"] == "23 November 2026, 23:05 UTC"
    assert json.loads(json.dumps(shown)) == shown


def test_a_file_has_no_link() -> None:
    """Only web pages are links; a script address never is."""
    shown = view(document(url="javascript:alert(1)"))
    assert (shown["url"], shown["link"]) == ("", "")


def long_document(lines: int) -> tuple[str, tuple[Block, ...]]:
    """Lines ``line 0`` to ``line n-1``, each a block."""
    rows = [f"line {number}" for number in range(lines)]
    blocks, at = [], 0
    for row in rows:
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=at, end=at + len(row)))
        at += len(row) + 1
    return "\n".join(rows), tuple(blocks)


@pytest.mark.parametrize(("line", "first"), [(0, 0), (500, 400), (999, 800)])
def test_a_long_source_is_shown_around_the_quote(line: int, first: int) -> None:
    """Of 1000 blocks 200 are sent, the quote's block among them, at the edges as in the middle."""
    text, blocks = long_document(1000)
    block = blocks[line]
    shown = view(document(text=text, blocks=blocks), Mark(start=block.start, end=block.end))
    assert (shown["first"], shown["last"], shown["total"]) == (first, first + 200, 1000)
    assert shown["blocks"][line - first]["segments"] == [{"kind": "quote", "text": f"line {line}"}]


def test_more_blocks_can_be_had() -> None:
    """A range beyond the end is cut to what there is."""
    text, blocks = long_document(10)
    more = blocks_between(document(text=text, blocks=blocks), None, 8, 99)
    assert [block["segments"][0]["text"] for block in more["blocks"]] == ["line 8", "line 9"]


def test_one_endless_block_comes_in_pieces() -> None:
    """A megabyte without a line end: pieces of at most 4000 characters that join to the text."""
    text = "word " * 4000
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text))
    shown = view(document(text=text, blocks=(block,)))
    pieces = [block["segments"][0]["text"] for block in shown["blocks"]]
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 4000


def test_entries_name_their_neighbours() -> None:
    """The first has none before it, the last none behind it."""
    answer = answered(citation(MONEY), citation("Cuba sent doctors.", 2))
    first, second = entries(answer, "a9", "news")
    assert (first["key"], first["previous"], first["next"]) == ("a9-1", None, "a9-2")
    assert (second["previous"], second["next"], second["position"]) == ("a9-1", None, "2 of 2")
    assert second["request"]["corpus"] == "news"


def test_closest_passages_can_be_opened() -> None:
    """An answer that was not found lists what comes closest instead."""
    assert [entry["key"] for entry in entries(not_found(citation(MONEY)), "a")] == ["a-1"]


def test_a_request_is_checked_against_the_text() -> None:
    """A quote that does not stand at its place is refused, as is a place outside the text."""
    good = entries(answered(citation(MONEY, highlight="$50")), "a")[0]["request"]
    assert mark_of(document(), good) == mark(MONEY, "$50")
    assert mark_of(document(), {"document_id": "oil"}) is None
    for change in ({"quote": "China lent nothing."}, {"end": 10_000}, {"start": -3}):
        with pytest.raises(StaleCitationError):
            mark_of(document(), good | change)


def test_a_highlight_outside_its_quote_is_dropped() -> None:
    """The quote is still shown."""
    request = entries(answered(citation(MONEY)), "a")[0]["request"] | {"highlight": [0, 3]}
    assert mark_of(document(), request) == mark(MONEY)
