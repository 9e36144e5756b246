"""Documents in passages: whole sentences of one section, of a size that an embedding can hold."""

import time
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_material import document

from index.embedder import Embedder
from index.passages import split_document
from sources.extract.plain import extract_plain
from sources.records import Block, BlockKind, Document, Passage
from sources.sentences import split_sentences

TITLE, HEADING, PARAGRAPH = BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH


def words(text: str) -> int:
    """A token count that can be done by hand."""
    return len(text.split())


def sentence(count: int, number: int = 0) -> str:
    """A sentence of so many words."""
    return " ".join(["Word", *["word"] * (count - 2), f"end{number}."])


def paragraph(*counts: int) -> str:
    """Sentences of so many words each."""
    return " ".join(sentence(count, number) for number, count in enumerate(counts))


def sizes(passages: list[Passage]) -> list[int]:
    """Words per passage."""
    return [words(passage.text) for passage in passages]


@pytest.fixture(scope="module")
def article() -> Document:
    """The bundled article, with its real blocks."""
    text = files("sources.library").joinpath("article.txt").read_bytes().decode()
    extracted = extract_plain(text)
    return Document(
        document_id="article",
        sha256="",
        extractor="plain/1",
        title=extracted.title,
        url="",
        text=text,
        blocks=extracted.blocks,
    )


def test_short_paragraphs_of_a_section_share_a_passage() -> None:
    """Two paragraphs of 30 words are one passage, whose text is the document's own, blank line included."""
    made = document((HEADING, "Oil"), (PARAGRAPH, paragraph(15, 15)), (PARAGRAPH, paragraph(30)))
    [passage] = split_document(made, words)
    assert passage.text == made.text[5:]
    assert (passage.start, passage.end, passage.section) == (5, len(made.text), "Oil")
    assert len(passage.sentences) == 3


def test_a_heading_always_ends_a_passage() -> None:
    """However short the sections are, none leaks into the next; headings are in no passage."""
    made = document(
        (TITLE, "The title"),
        (PARAGRAPH, "An opening."),
        (HEADING, "Oil"),
        (PARAGRAPH, "It is black."),
        (HEADING, "Gas\n and air"),
        (PARAGRAPH, "It is light."),
    )
    found = [(passage.section, passage.text) for passage in split_document(made, words)]
    assert found == [("", "An opening."), ("Oil", "It is black."), ("Gas and air", "It is light.")]


def test_a_long_section_is_cut_in_equal_parts() -> None:
    """Nine sentences of 20 words are 180: two passages, of 100 and 80, and no rump of one sentence."""
    made = document((PARAGRAPH, paragraph(*[20] * 9)))
    assert sorted(sizes(split_document(made, words))) == [80, 100]


def test_the_limit_itself_is_allowed() -> None:
    """160 words are one passage, 161 are two."""
    assert sizes(split_document(document((PARAGRAPH, paragraph(80, 80))), words)) == [160]
    assert sizes(split_document(document((PARAGRAPH, paragraph(80, 81))), words)) == [80, 81]


def test_a_sentence_over_the_limit_stays_whole_and_alone() -> None:
    """A citation is whole sentences, so that a long one is not cut."""
    made = document((PARAGRAPH, paragraph(10, 300, 10)))
    assert sizes(split_document(made, words)) == [10, 300, 10]


@pytest.mark.parametrize(
    "kind", [BlockKind.CAPTION, BlockKind.CODE, BlockKind.TABLE_ROW, BlockKind.REFERENCE]
)
def test_captions_code_tables_and_references_keep_to_themselves(kind: BlockKind) -> None:
    """A caption is no part of the paragraph above it; two rows of one table may share a passage."""
    made = document((PARAGRAPH, "Before."), (kind, "One."), (kind, "Two."), (PARAGRAPH, "After."))
    found = split_document(made, words)
    assert [passage.text for passage in found] == ["Before.", "One.\n\nTwo.", "After."]
    assert [passage.kind for passage in found] == [PARAGRAPH, kind, PARAGRAPH]


def test_a_row_or_a_reference_is_one_unit_however_many_stops_it_has() -> None:
    """Sentences are not looked for where there are none."""
    made = document((BlockKind.REFERENCE, "Roe, J. Oil. Press. 2020."))
    assert [passage.sentences for passage in split_document(made, words)] == [((0, 25),)]


def test_furniture_is_in_no_passage() -> None:
    """Tag lines are never found, and the section goes on behind them."""
    made = document(
        (HEADING, "Oil"), (PARAGRAPH, "One."), (BlockKind.FURNITURE, "Tag: x"), (PARAGRAPH, "Two.")
    )
    found = [(passage.section, passage.text) for passage in split_document(made, words)]
    assert found == [("Oil", "One."), ("Oil", "Two.")]


def test_a_passage_is_of_one_page() -> None:
    """A citation names its page, so that a passage may not span two."""
    made = document((PARAGRAPH, "One."), (PARAGRAPH, "Two."), (PARAGRAPH, "Three."), page=[1, 1, 2])
    found = [(passage.page, passage.text) for passage in split_document(made, words)]
    assert found == [(1, "One.\n\nTwo."), (2, "Three.")]


def test_a_document_without_text_has_no_passages() -> None:
    """Headings alone are nothing to cite."""
    assert split_document(document((HEADING, "Oil"), (HEADING, "Gas")), words) == []
    assert split_document(document(), words) == []


def test_the_article_is_cut_within_the_limits(article: Document, embedder: Embedder) -> None:
    """Every paragraph's passage has 60 to 160 of the model's tokens, and stands in the text as it says."""
    found = split_document(article, embedder.count_tokens)
    for passage in found:
        assert article.text[passage.start : passage.end] == passage.text
        tokens = embedder.count_tokens(passage.text)
        if passage.kind is PARAGRAPH:
            assert 60 <= tokens <= 160, passage.text
    assert sum(passage.kind is BlockKind.CAPTION for passage in found) == 1
    assert not any("Tag:" in passage.text for passage in found)
    assert {passage.section for passage in found} == {
        "Venezuela’s Role in LATAM as a Narco-State",
        "Cuba’s Lifeline and Intelligence Footprint",
        "Russia’s Military and Strategic Leverage",
        "China’s Economic Stakes in Venezuela",
        "Venezuela as a Platform for Extra-Regional Influence",
        "US-Mexico Counter-Narcotics Efforts",
        "Implications for US National Security and Regional Stability",
        "References",
    }


def test_a_book_without_headings_is_cut_fast() -> None:
    """One section of 20,000 sentences, of a length that never fits the limit twice, takes no minutes."""
    text = "\n".join(["Long sentence."] * 20_000)
    blocks = tuple(Block(kind=PARAGRAPH, start=15 * at, end=15 * at + 14) for at in range(20_000))
    made = Document(
        document_id="book", sha256="", extractor="", title="", url="", text=text, blocks=blocks, language="en"
    )
    started = time.perf_counter()
    assert len(split_document(made, lambda _: 90)) == 20_000
    assert len(split_document(made, lambda _: 40)) == 5_000
    assert time.perf_counter() - started < 10


_KINDS = st.sampled_from([HEADING, PARAGRAPH, PARAGRAPH, PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.CAPTION])
_BLOCKS = st.lists(
    st.tuples(_KINDS, st.lists(st.integers(2, 90), min_size=1, max_size=12).map(lambda c: paragraph(*c))),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(_BLOCKS)
def test_any_document_is_cut_by_the_rules(blocks: list[tuple[BlockKind, str]]) -> None:
    """Every sentence is in exactly one passage, in order; offsets are exact; no passage holds a heading."""
    made = document(*blocks)
    found = split_document(made, words)
    sentences = [
        span
        for block in made.blocks
        if block.kind is not HEADING
        for span in split_sentences(made.text, block.start, block.end)
    ]
    assert [span for passage in found for span in passage.sentences] == sentences
    headings = [(block.start, block.end) for block in made.blocks if block.kind is HEADING]
    for passage in found:
        assert made.text[passage.start : passage.end] == passage.text
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        assert not any(passage.start < end and start < passage.end for start, end in headings)
        assert len(passage.sentences) == 1 or words(passage.text) <= 160
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(2, 20), min_size=1, max_size=120))
def test_sentences_of_common_length_give_60_to_160_tokens(counts: list[int]) -> None:
    """Where sentences have 20 tokens at most, only a section shorter than 60 makes a shorter passage."""
    made = document((PARAGRAPH, paragraph(*counts)))
    found = sizes(split_document(made, words))
    assert sum(found) == sum(counts)
    assert max(found) <= 160
    assert min(found) >= min(60, sum(counts))


def test_rows_are_read_with_the_caption_and_head_of_their_table() -> None:
    """Every passage of a long table has them as context, and prose has none; the text stays the document's."""
    rows = ["Port | Boats", *(f"Harbour {number} | {number}" for number in range(80))]
    table = document(
        (PARAGRAPH, "All ports were counted."),
        (BlockKind.CAPTION, "Boats by port"),
        *((BlockKind.TABLE_ROW, row) for row in rows),
    )
    prose, caption, *parts = split_document(table, words)
    assert (prose.context, caption.context) == ("", "")
    assert len(parts) > 1
    for part in parts:
        assert part.context == "Boats by port\nPort | Boats"
        assert part.read_as == f"{part.context}\n{part.text}"
        assert part.read_as[part.lead :] == part.text == table.text[part.start : part.end]
