"""Does a citation stand? Every kind of tampering is noticed."""

import pytest
from assistant_material import SHA, answered, citation, stored

from assistant.answer import Statement, Support
from assistant.verify import answer_problems, citation_problem


def test_a_true_citation_stands() -> None:
    """Nothing is wrong with a quote that stands where it says, with or without a highlight."""
    assert citation_problem(citation(), stored) == ""
    assert citation_problem(citation(highlight=None), stored) == ""
    assert citation_problem(citation(highlight=(0, 33)), stored) == ""


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"quote": "The Tisza is 999 kilometres long."}, "the quote does not stand at 0–33"),
        ({"quote": "the tisza is 966 kilometres long."}, "the quote does not stand"),
        ({"start": 1, "end": 34}, "the quote does not stand at 1–34"),
        ({"end": 32, "highlight": None}, "the quote does not stand at 0–32"),
        ({"start": -59, "end": -26, "highlight": None}, "lies outside the text"),
        ({"end": 9999}, "lies outside the text"),
        ({"start": 33, "end": 33, "quote": "", "highlight": None}, "lies outside the text"),
        ({"start": 33, "end": 0, "highlight": None}, "lies outside the text"),
        ({"snapshot": f"sha256:{'cd' * 32}"}, "another snapshot now"),
        ({"snapshot": SHA}, "another snapshot now"),
        ({"document_id": "danube"}, "there is no source 'danube'"),
        ({"highlight": (30, 40)}, "the highlight lies outside the quote"),
        ({"highlight": (13, 13)}, "the highlight lies outside the quote"),
        ({"highlight": (27, 13)}, "the highlight lies outside the quote"),
    ],
)
def test_tampering_is_noticed(changes: dict[str, object], problem: str) -> None:
    """Quote, offsets, hash, document and highlight are each checked; the one line names the citation."""
    found = citation_problem(citation(**changes), stored)
    assert problem in found
    assert found.startswith("[1] ")
    assert "\n" not in found


def test_a_whole_answer_stands() -> None:
    """An answer whose citations all stand has no problems."""
    assert answer_problems(answered(citation()), stored) == []


def test_a_marker_without_its_citation_is_noticed() -> None:
    """A statement may only point to citations that are there."""
    pointing = Statement(text="It is long.", citations=(1, 2), support=Support.QUOTED)
    assert answer_problems(answered(citation(), statements=(pointing,)), stored) == ["[2] has no citation"]


def test_a_statement_without_a_citation_is_noticed() -> None:
    """No statement goes uncited."""
    bare = Statement(text="It is long.", citations=(), support=Support.QUOTED)
    assert answer_problems(answered(citation(), statements=(bare,)), stored) == [
        "a statement has no citation: 'It is long.'"
    ]


def test_the_closest_passages_are_checked_too() -> None:
    """What is shown with "not found" has to stand as well."""
    wrong = answered(closest=(citation(quote="The Tisza is dry."),))
    assert len(answer_problems(wrong, stored)) == 1
