"""Does a citation stand? Every kind of tampering is noticed."""

import pytest
from assistant_material import SHA, TEXT, answered, citation, stored, tisza

from assistant.answer import Citation, Statement, Support
from assistant.verify import answer_problems, citation_problem, since_then, stored_problem
from sources.errors import SourceError

OLDER = "It is wide.\n" + TEXT


def texts(cited: Citation) -> list[str]:
    """The texts of the only snapshot that is kept, whose bytes were read as two kinds of file."""
    if cited.snapshot != f"sha256:{SHA}":
        raise SourceError("snapshot cdcdcdcdcdcd… is missing: add its source again")
    return [OLDER, TEXT]


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
    assert answer_problems(answered(citation()), texts) == []


def test_a_marker_without_its_citation_is_noticed() -> None:
    """A statement may only point to citations that are there."""
    pointing = Statement(text="It is long.", citations=(1, 2), support=Support.QUOTED)
    assert answer_problems(answered(citation(), statements=(pointing,)), texts) == ["[2] has no citation"]


def test_a_statement_without_a_citation_is_noticed() -> None:
    """No statement goes uncited."""
    bare = Statement(text="It is long.", citations=(), support=Support.QUOTED)
    assert answer_problems(answered(citation(), statements=(bare,)), texts) == [
        "a statement has no citation: 'It is long.'"
    ]


def test_the_closest_passages_are_checked_too() -> None:
    """What is shown with "not found" has to stand as well."""
    wrong = answered(closest=(citation(quote="The Tisza is dry."),))
    assert len(answer_problems(wrong, texts)) == 1


def test_a_citation_stands_in_the_snapshot_that_it_names() -> None:
    """One of the texts that the bytes give is enough; a snapshot that is gone or gave no text bears nothing out."""
    assert stored_problem(citation(), texts) == ""
    assert "does not stand at 0–33" in stored_problem(citation(quote="The Tisza is dry."), texts)
    assert "is missing" in stored_problem(citation(snapshot=f"sha256:{'cd' * 32}"), texts)
    assert "was never read" in stored_problem(citation(), lambda cited: [])


def test_what_became_of_a_cited_sentence_is_told() -> None:
    """Nothing while the source is the one cited; else whether the sentence still stands, wherever it stands now."""
    newer = {"sha256": "cd" * 32}
    moved = tisza(text="New.\n" + TEXT.replace(" 966", "\n966"), **newer)
    assert since_then(citation(), stored) == ""
    assert since_then(citation(), lambda _: moved).endswith("still stands there")
    assert since_then(citation(), lambda _: tisza(text="It is dry.", **newer)).endswith(
        "no longer stands there"
    )
    assert "no longer in the corpus" in since_then(citation(document_id="danube"), stored)
