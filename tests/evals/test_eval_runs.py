"""Runs with an assistant whose answers are queued."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from eval_fakes import (
    COST,
    OPENED,
    RIBBON,
    TOLL,
    Clock,
    QueuedAssistant,
    answered,
    asks,
    cite,
    declined,
    document,
    question_set,
)

from assistant.answer import Answer
from evals.questions import Question
from evals.report_errors import error_of
from evals.runs import WARM_UP, Run, run
from sources.errors import SourceError, UsageError, WellsourcedError

WHEN = asks(1, ("1932",), quotes=(OPENED,))
PRICE = asks(2, ("4,200",), quotes=(COST,))
WHEN2 = asks(6, ("1932",), quotes=(OPENED,))
WHO = asks(3, ("mayor",), quotes=(RIBBON,), kind="who")
UNKNOWN = asks(4, kind="unanswerable")
UNKNOWN_TOO = asks(5, kind="unanswerable")


def none_wrong(answer: Answer) -> list[str]:
    """A check of the snapshots that finds nothing."""
    return []


def run_of(folder: Path, *pairs: tuple[Question, Answer | WellsourcedError]) -> Run:
    """A run of the questions with the replies beside them."""
    assistant = QueuedAssistant(*(reply for _, reply in pairs))
    questions = question_set(*(question for question, _ in pairs))
    return run(assistant, questions, folder=folder, documents=document, verify=none_wrong, clock=Clock())


@pytest.fixture
def mixed(tmp_path: Path) -> Run:
    """Right and cited; right from elsewhere; declined falsely; declined rightly; answered falsely."""
    elsewhere = answered(OPENED + " " + COST)
    return run_of(
        tmp_path / "run",
        (WHEN, answered(OPENED)),
        (PRICE, Answer.from_json(elsewhere.to_json() | {"citations": [asdict(cite(1, TOLL))]})),
        (WHO, declined(cite(1, TOLL))),
        (UNKNOWN, declined()),
        (UNKNOWN_TOO, answered(TOLL, COST)),
    )


def test_the_figures_of_all_questions(mixed: Run) -> None:
    """Worked out by hand from the five answers of the run."""
    overall = mixed.summary["overall"]
    counts = ("n", "answerable", "errors", "citations", "citations_standing")
    assert [overall[name] for name in counts] == [5, 3, 0, 5, 5]
    values = {name: (overall[name]["value"], overall[name]["n"]) for name in ("right", "right_cited")}
    assert values == {"right": (3 / 5, 5), "right_cited": (1 / 3, 3)}
    assert overall["citation_support"]["value"] == 1 / 2
    assert overall["citation_support"]["n"] == 2
    assert overall["citation_recall"]["value"] == 1 / 3
    assert overall["declined_rightly"]["value"] == 1 / 2
    assert overall["declined_falsely"]["value"] == 1 / 3
    assert overall["quote_fidelity"]["value"] == 1
    assert overall["score_auc"] is None


def test_words_and_seconds(mixed: Run) -> None:
    """Answers of 5, 9 and 8 words; the warm-up takes 1 second, the questions 2 to 6."""
    overall = mixed.summary["overall"]
    assert overall["words_median"]["value"] == 8
    assert overall["seconds_median"]["value"] == 4
    assert overall["seconds_p95"]["value"] == pytest.approx(5.8)
    assert mixed.summary["run"]["warm_up"] == {"question": WARM_UP, "seconds": 1, "counted": False}


def test_the_figures_of_each_kind(mixed: Run) -> None:
    """A kind has the figures of its own questions, None where they cannot be taken; answerable ones first."""
    kinds = mixed.summary["kinds"]
    assert list(kinds) == ["date", "who", "unanswerable"]
    date = kinds["date"]
    assert (date["n"], date["right"]["value"], date["right_cited"]["value"]) == (2, 1, 0.5)
    assert kinds["unanswerable"]["right_cited"] is None
    assert kinds["unanswerable"]["right"]["value"] == 0.5
    assert kinds["who"]["words_median"] is None


def test_every_figure_lies_in_its_interval(mixed: Run) -> None:
    """Low, value and high are in order for every measure of every group."""
    groups = [mixed.summary["overall"], *mixed.summary["kinds"].values()]
    figures = [figure for group in groups for figure in group.values() if isinstance(figure, dict)]
    assert len(figures) > 20
    assert all(figure["low"] <= figure["value"] <= figure["high"] for figure in figures)


def test_a_run_is_a_folder(mixed: Run) -> None:
    """Answers, outcomes and summary can be read back as they were."""
    answers = [json.loads(line) for line in (mixed.folder / "answers.jsonl").read_text().splitlines()]
    results = [json.loads(line) for line in (mixed.folder / "results.jsonl").read_text().splitlines()]
    assert [line["id"] for line in answers] == ["q1", "q2", "q3", "q4", "q5"]
    assert Answer.from_json(answers[0]) == mixed.answers[0]
    assert [line["right"] for line in results] == [True, True, False, True, False]
    summary = json.loads((mixed.folder / "summary.json").read_text())
    assert summary == mixed.summary
    assert summary["run"]["files"] == {"small.jsonl": "ab" * 32}
    assert summary["run"]["versions"]["python"].startswith("3.")
    assert summary["run"]["machine"]["cores"] >= 1


def test_each_error_is_named(mixed: Run) -> None:
    """From right and cited, without a name, to answered although the sources do not tell."""
    assert [error_of(outcome) for outcome in mixed.outcomes] == [
        "",
        "right, but from a passage that was not expected",
        "declined, though the sources tell",
        "",
        "answered, though the sources do not tell",
    ]


def test_the_warm_up_comes_first_and_history_is_passed_on(tmp_path: Path) -> None:
    """The assistant hears the warm-up question, then each question with the turns before it."""
    follow_up = Question(id="f", kind="follow_up", question="And then?", history=("turn",), answers=())
    assistant = QueuedAssistant(declined())
    run(assistant, question_set(follow_up), folder=tmp_path / "run", documents=document, verify=none_wrong)
    assert assistant.asked == [(WARM_UP, ()), ("And then?", ("turn",))]


def test_the_warm_up_question_may_not_be_in_the_set(tmp_path: Path) -> None:
    """It would be the only question that was asked twice."""
    same = Question(id="w", kind="date", question=WARM_UP, answers=())
    with pytest.raises(UsageError, match="'w' is the warm-up question"):
        run_of(tmp_path / "run", (same, declined()))


def test_an_error_is_wrong_and_does_not_end_the_run(tmp_path: Path) -> None:
    """It is neither an answer nor a decline, has no time, and the next question is asked."""
    done = run_of(
        tmp_path / "run",
        (UNKNOWN, SourceError("out of order")),
        (WHEN, SourceError("again")),
        (WHEN2, answered(OPENED)),
    )
    overall = done.summary["overall"]
    assert overall["errors"] == 2
    assert overall["right"]["value"] == 1 / 3
    assert overall["right_cited"]["value"] == 1 / 2
    assert overall["declined_rightly"]["value"] == 0
    assert overall["declined_falsely"]["value"] == 0
    assert overall["seconds_median"]["n"] == 1
    assert done.answers[0] is None
    assert json.loads((done.folder / "answers.jsonl").read_text().splitlines()[0]) == {
        "id": "q4",
        "error": "out of order",
    }


def test_an_error_at_warm_up_ends_the_run(tmp_path: Path) -> None:
    """A corpus that cannot be used is one error, not one for each question."""
    assistant = QueuedAssistant()
    assistant.replies = [SourceError("no such corpus")]
    with pytest.raises(SourceError, match="no such corpus"):
        run(assistant, question_set(WHEN), folder=tmp_path / "run", documents=document, verify=none_wrong)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """No run overwrites another."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        run_of(tmp_path, (WHEN, declined()))


def test_a_broken_quote_shows_in_fidelity(tmp_path: Path) -> None:
    """One of two citations is a character off: half of the quotes stand, and the error says so."""
    broken = answered(OPENED, COST).to_json()
    broken["citations"][1]["start"] += 1
    done = run_of(tmp_path / "run", (WHEN, Answer.from_json(broken)))
    assert done.summary["overall"]["quote_fidelity"]["value"] == 0.5
    assert error_of(done.outcomes[0]) == "a quote does not stand in its source"


def test_what_the_snapshot_check_finds_is_kept(tmp_path: Path) -> None:
    """The problems are in the outcome, and each breaks a quote; so does a check that cannot be made."""

    def unreadable(answer: Answer) -> list[str]:
        raise SourceError("snapshot missing")

    for verify, problem in (
        (lambda answer: ["hash differs"], "hash differs"),
        (unreadable, "snapshot missing"),
    ):
        done = run(
            QueuedAssistant(answered(OPENED)), question_set(WHEN), folder=tmp_path / problem,
            documents=document, verify=verify,
        )  # fmt: skip
        assert done.outcomes[0].problems == (problem,)
        assert done.summary["overall"]["quote_fidelity"]["value"] == 0


def test_statements_of_a_declined_answer_count_for_nothing(tmp_path: Path) -> None:
    """An answer that says not found is declined, whatever else it carries."""
    odd = Answer.from_json(answered(OPENED).to_json() | {"status": "not_found"})
    done = run_of(tmp_path / "run", (WHEN, odd))
    assert not done.outcomes[0].right
    assert done.outcomes[0].declined_falsely == 1
