"""Notes by number, by label, and by author and year: which sentence cites which page."""

import re

import pytest

from sources.extract.extracted import Extracted
from sources.extract.markdown import extract_markdown
from sources.extract.plain import extract_plain
from sources.records import Block, BlockKind
from sources.references import find_references

A, B, C = "https://a.example/1", "https://b.example/2", "https://c.example/3"


_MARK = re.compile(r"\s?\[\^?[\w, –]+\]\s?|[¹²³]")


def cited(extracted: Extracted) -> dict[str, list[str]]:
    """Each page with the sentences that cite it; on which side of a stop its mark is, is not our matter."""
    return {
        reference.url: [_MARK.sub("", extracted.text[start:end]).strip() for start, end in reference.cited_in]
        for reference in find_references(extracted)
    }


def plain(text: str) -> dict[str, list[str]]:
    """As ``cited``, of a plain text."""
    return cited(extract_plain(text))


BODY = "It rained all week. The river rose by a metre [1]. The dam held [2, 3]. The mayor slept."


@pytest.mark.parametrize(
    "listed",
    [
        f"Notes\n\n[1] Roe, Rain. {A}\n[2] Lee, Dams. {B}\n[3] Fox, Walls. {C}",
        f"References\n\n1. Roe, Rain. {A}\n2. Lee, Dams. {B}\n3. Fox, Walls. {C}",
        f"Quellen:\n\n1) Roe, Rain. {A}\n\n2) Lee, Dams. {B}\n\n3) Fox, Walls. {C}",
        f"Bibliografía\n\n(1) Roe, Rain. {A}\n\n(2) Lee, Dams. {B}\n\n(3) Fox, Walls. {C}",
        f"Sources\n\n1 Roe, Rain. {A}\n2 Lee, Dams. {B}\n3 Fox, Walls. {C}",
        f"Endnotes\n\n[1] Roe, Rain. {A} [2] Lee, Dams. {B} [3] Fox, Walls. {C}",
        f"[1] Roe, Rain. {A}\n[2] Lee, Dams. {B}\n[3] Fox, Walls. {C}",
    ],
    ids=["brackets", "stops", "one-bracket", "round", "bare", "run-on", "no-heading"],
)
def test_a_number_in_brackets_leads_to_its_entry(listed: str) -> None:
    """However the list is numbered; the sentence with the mark cites, not its neighbours."""
    found = plain(f"{BODY}\n\n{listed}")
    river, dam = "The river rose by a metre.", "The dam held."
    assert found == {A: [river], B: [dam], C: [dam]}


def test_the_pointer_is_the_address_and_its_entry() -> None:
    """The span of the address, and the block that holds it."""
    text = f"It rained [1].\n\nNotes\n\n1. Roe, Rain. {A}"
    [reference] = find_references(extract_plain(text))
    assert text[reference.start : reference.end] == A
    assert text[reference.sentence_start : reference.sentence_end] == f"Roe, Rain. {A}"


def test_a_mark_behind_the_stop_belongs_to_the_sentence_before() -> None:
    """With a blank between or none, raised or in brackets."""
    notes = f"Notes\n\n1. Roe. {A}\n2. Lee. {B}"
    assert plain(f"It rained. [1] The dam held.[2] All slept.\n\n{notes}") == {
        A: ["It rained."],
        B: ["The dam held."],
    }
    assert plain(f"It rained.¹ The dam held.² All slept.\n\n{notes}") == {
        A: ["It rained."],
        B: ["The dam held."],
    }


def test_ranges_and_repeated_numbers() -> None:
    """[1–3] is three notes, and a note may be cited twice."""
    notes = f"Notes\n\n[1] {A}\n[2] {B}\n[3] {C}"
    found = plain(f"All agree [1–3]. Roe says so again [1].\n\n{notes}")
    assert found[A] == ["All agree.", "Roe says so again."]
    assert found[B] == found[C] == ["All agree."]


def test_squares_and_cubes_are_no_notes() -> None:
    """A raised figure behind a unit or a number is arithmetic."""
    found = plain(
        f"The lake has 3 km² and 10³ fish.\n\nIt is old.¹\n\nNotes\n\n1. Roe. {A}\n2. Lee. {B}\n3. Fox. {C}"
    )
    assert found == {A: ["It is old."], B: [], C: []}


def test_numbers_without_a_list_are_no_notes() -> None:
    """And a number that the list does not have leads nowhere."""
    assert plain("It rained [1]. It rained again (2).") == {}
    assert plain(f"It rained [7].\n\nNotes\n\n1. Roe. {A}") == {A: []}


def test_round_brackets_count_when_they_run_through_the_list() -> None:
    """(1), (2), (3) with three notes; an enumeration in a sentence does not."""
    notes = f"Notes\n\n1. {A}\n2. {B}\n3. {C}"
    assert plain(f"It rained (1). The dam held (2). All slept (3).\n\n{notes}") == {
        A: ["It rained (1)."],
        B: ["The dam held (2)."],
        C: ["All slept (3)."],
    }
    counted = plain(f"There are three ways: (1) by road, (2) by rail, (3) by sea.\n\n{notes}")
    assert counted == {A: [], B: [], C: []}


def test_figures_that_pdf_flattened_count_when_they_run_through_the_list() -> None:
    """ "rained.1 The" is a raised 1 that lost its height; a decimal or a single one is not."""
    notes = f"Notes\n\n1. {A}\n2. {B}"
    found = plain(f"It rained for days.1\n\nThe dam held for 2.5 hours.2\n\nAll slept.\n\n{notes}")
    assert found == {A: ["It rained for days.1"], B: ["The dam held for 2.5 hours.2"]}
    assert plain(f"See p.1 of it. All slept.\n\n{notes}") == {A: [], B: []}


def test_markdown_footnotes() -> None:
    """Labels may be words; a definition that Markdown takes for a link's works as well."""
    text = (
        f"It rained.[^1] The dam held[^dam]. All slept.\n\n[^1]: Roe, [Rain]({A}), 2020.\n"
        f"[^dam]: Lee, Dams. See\n    also {B}.\n"
    )
    assert cited(extract_markdown(text)) == {A: ["It rained."], B: ["The dam held."]}
    assert cited(extract_markdown(f"It rained.[^1] All slept.\n\n[^1]: {A}\n"))[A] == ["It rained."]


def test_numbered_notes_in_markdown() -> None:
    """A numbered list under a heading."""
    text = f"# River\n\nIt rained [1]. All slept [2].\n\n## References\n\n1. Roe. <{A}>\n2. [Lee]({B})\n"
    assert cited(extract_markdown(text)) == {A: ["It rained."], B: ["All slept."]}


@pytest.mark.parametrize(
    ("sentence", "entry"),
    [
        ("It rained (Smith 2020).", "Smith, J. (2020) Rain."),
        ("It rained (Smith, 2020, p. 4).", "Smith J. 2020. Rain."),
        ("Smith (2020) says that it rained.", "Smith, J. and Lee, K. (2020). Rain."),
        ("It rained (Smith & Lee 2020).", "Smith, J., & Lee, K. (2020). Rain."),
        ("It rained (Smith et al., 2020b).", "Smith, J. et al. (2020b). Rain."),
        ("It rained (Fox 2019; Smith 2020).", "Smith, J. (2020) Rain."),
        ("It rained (Smith 2018, 2020).", "Smith, J. (2020) Rain."),
        ("Smith’s (2020) book says so.", "Smith, J. (2020) Rain."),
        ("It rained (World Bank 2020).", "World Bank. 2020. Rain."),
    ],
)
def test_author_and_year_lead_to_the_entry(sentence: str, entry: str) -> None:
    """The usual ways of writing them, co-authors, page numbers and institutions included."""
    found = plain(
        f"Nobody slept. {sentence} All woke.\n\nReferences\n\n{entry} {A}\n\nLee, K. (2020) Dams. {B}"
    )
    assert found == {A: [sentence], B: []}


@pytest.mark.parametrize(
    "sentence",
    [
        "It rained (Smith 2021).",
        "It rained in 2020, Smith said.",
        "It rained (Smithson 2020).",
        "Smith was in Tallowick when it rained in the spring (of 2020).",
    ],
)
def test_a_name_or_a_year_alone_leads_nowhere(sentence: str) -> None:
    """Both must stand there, one beside the other."""
    assert plain(f"{sentence} All woke.\n\nReferences\n\nSmith, J. (2020) Rain. {A}") == {A: []}


def test_two_entries_of_one_author_and_year_are_not_guessed() -> None:
    """Smith 2020 may be the one or the other."""
    listed = f"References\n\nSmith, J. (2020) Rain. {A}\n\nSmith, K. (2020) Dams. {B}"
    assert plain(f"It rained (Smith 2020).\n\n{listed}") == {A: [], B: []}


def test_notes_that_hold_no_address_cite_no_page() -> None:
    """The others of the list keep their numbers."""
    found = plain(f"It rained [1]. All slept [2].\n\nNotes\n\n1. Roe, in conversation.\n2. Lee. {B}")
    assert found == {B: ["All slept."]}


def test_marks_in_the_list_itself_cite_nothing() -> None:
    """ "See [1]" in note 2 is no sentence of the text."""
    found = plain(f"It rained [1].\n\nNotes\n\n[1] Roe. {A}\n[2] See [1], and Lee. {B}")
    assert found == {A: ["It rained."], B: []}


def test_lists_whose_numbers_are_not_in_the_text() -> None:
    """A page's numbered list shows numbers that its text does not have; items count."""
    paragraph, heading, first, second = "It rained [2].", "Notes", f"Roe. {A}", f"Lee. {B}"
    text = "\n\n".join((paragraph, heading, first, second))
    kinds = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM)
    blocks, at = [], 0
    for kind, content in zip(kinds, (paragraph, heading, first, second), strict=True):
        blocks.append(
            Block(kind=kind, start=at, end=at + len(content), level=int(kind != BlockKind.PARAGRAPH))
        )
        at += len(content) + 2
    assert cited(Extracted(text=text, blocks=tuple(blocks))) == {A: [], B: ["It rained."]}
