"""Blocks: whatever is written, their spans and those of links and marks are right."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.extract.blocks import BlockWriter, Inline, web_address
from sources.records import BlockKind

PIECES = st.lists(
    st.tuples(
        st.text(alphabet="ab| .\u00a0\u00ad\t\n", max_size=6),
        st.sampled_from(["", "", "https://a.example/", "https://b.example/"]),
        st.sampled_from(["", "", "break", "mark"]),
    ),
    max_size=12,
)


def inline_of(pieces: list[tuple[str, str, str]], *, one_line: bool = False) -> Inline:
    """Running text of pieces: text, where it links to, and what follows it."""
    inline = Inline(one_line=one_line)
    for number, (text, url, then) in enumerate(pieces):
        inline.add(text, url)
        if then == "break":
            inline.line_break()
        elif then == "mark":
            inline.mark(number)
    return inline


def test_blanks_become_one_and_links_keep_their_text() -> None:
    """No blank belongs to a link at its ends; neighbours with one address are one link."""
    inline = Inline()
    for text, url in [
        ("  See", ""),
        (" the ", "https://a.example/"),
        ("  lake", "https://a.example/"),
        (" .", ""),
    ]:
        inline.add(text, url)
    assert inline.text == "See the lake ."
    assert [(link.start, link.end) for link in inline.links] == [(4, 12)]


def test_two_breaks_part_paragraphs_and_a_cell_has_none() -> None:
    """One break stays in its block; at the ends a break is nothing."""
    pieces = [
        ("", "", "break"),
        ("a ", "", "break"),
        (" b", "", "break"),
        (" ", "", "break"),
        ("c", "", "break"),
    ]
    writer = BlockWriter()
    writer.write_inline(BlockKind.PARAGRAPH, inline_of(pieces))
    assert writer.text == "a\nb\n\nc"
    assert [(block.start, block.end) for block in writer.blocks] == [(0, 3), (5, 6)]
    assert inline_of(pieces, one_line=True).text == "a b c"


def test_a_row_keeps_its_columns() -> None:
    """Empty cells at the end are left out, others are not; links move with their cells."""
    writer = BlockWriter()
    cells = [[], [("Lake ", "", ""), ("Orrin", "https://a.example/", "mark")], [], [("40 m", "", "")], []]
    writer.write_row([inline_of(cell, one_line=True) for cell in cells])
    writer.write_row([Inline(one_line=True), Inline(one_line=True)])
    assert writer.text == "| Lake Orrin |  | 40 m"
    assert [(link.start, link.end) for link in writer.links] == [(7, 12)]
    assert writer.marks == ((12, 1),)


def test_bare_addresses_are_links_unless_they_are_linked() -> None:
    """An address in the text that links somewhere is one link, to where it leads."""
    inline = Inline()
    inline.add("https://shown.example/x", "https://true.example/")
    inline.add(" and https://bare.example/y.")
    writer = BlockWriter()
    writer.write_inline(BlockKind.PARAGRAPH, inline)
    assert [link.url for link in writer.links] == ["https://true.example/", "https://bare.example/y"]


@given(st.lists(PIECES, max_size=4), st.lists(PIECES, max_size=4))
@settings(max_examples=200, deadline=None)
def test_spans_are_right_whatever_is_written(
    paragraphs: list[list[tuple[str, str, str]]], cells: list[list[tuple[str, str, str]]]
) -> None:
    """Blocks have no blanks around them, links stand in one block, marks in one or at its end; no letter is lost."""
    writer = BlockWriter()
    for pieces in paragraphs:
        writer.write_inline(BlockKind.PARAGRAPH, inline_of(pieces))
    writer.write_row([inline_of(pieces, one_line=True) for pieces in cells])
    said = [writer.text[block.start : block.end] for block in writer.blocks]
    assert writer.text == "\n\n".join(said)
    assert all(text and text == text.strip() and "\n\n" not in text for text in said)
    for link in writer.links:
        assert any(block.start <= link.start < link.end <= block.end for block in writer.blocks)
        linked = writer.text[link.start : link.end]
        assert linked == linked.strip()
    for at, _ in writer.marks:
        assert any(block.start <= at <= block.end for block in writer.blocks)
    letters = "".join(text for pieces in (*paragraphs, *cells) for text, _, _ in pieces)
    assert [c for c in writer.text if c in "ab."] == [c for c in letters if c in "ab."]


def test_only_addresses_of_the_web_are_links() -> None:
    """Relative ones need a base; mail, fragments and nonsense are none."""
    assert web_address(" /x ", "https://a.example/b") == "https://a.example/x"
    assert [web_address(href) for href in ("/x", "#a", "mailto:a@b.example", "http://[", "")] == [""] * 5
