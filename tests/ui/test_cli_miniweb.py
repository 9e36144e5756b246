"""An article and the 24 pages that it cites, over real HTTP: every state, and questions across the pages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from miniweb.expected import ExpectedPage, MiniQuestion, load_pages, load_questions
from miniweb.server import MiniWeb
from program import Program, lines_of

QUESTIONS = load_questions()
FROM_PAGES = [one for one in QUESTIONS if one.answers]
FROM_UNREAD = [one for one in QUESTIONS if one.unread_path]
ANSWERED_AT_LEAST = 25
"""Of 37; held so that a change which loses some is noticed."""
SURE = ["mini-09", "mini-14", "mini-16", "mini-27", "mini-29", "mini-37"]
"""Table rows of a page and of a PDF, page 7 of the PDF, a page behind a redirect, one line of a huge page."""


@dataclass(frozen=True)
class MiniCorpus:
    """What the program made of the article at ``base``."""

    base: str
    added: str
    sources: list[dict[str, Any]]
    answers: dict[str, dict[str, Any]]

    def right(self, question: MiniQuestion) -> bool:
        """Whether one of the answers stands in what a citation of the right page, and leaf, says."""
        return any(
            citation["url"].partition("?")[0] == self.base + question.path
            and citation["page"] == question.page
            and any(answer.lower() in citation["quote"].lower() for answer in question.answers)
            for citation in self.answers[question.id]["citations"]
        )


@pytest.fixture(scope="module")
def mini(program: Program) -> Iterator[MiniCorpus]:
    """The corpus, made by the command that a user would type; slow pages get a few seconds here, not 30."""
    settings = {"WELLSOURCED_ALLOWED_HOSTS": "127.0.0.1", "WELLSOURCED_FETCH_SECONDS": "4"}
    with MiniWeb() as web:
        base = web.base
        added = program.run("add", web.url("/article.html"), "--corpus", "mini", env=settings)
        assert added.returncode == 0, added.stderr
        sources = program.json("sources", "--corpus", "mini", "--json")
        lines = "".join(json.dumps({"id": q.id, "question": q.question}) + "\n" for q in QUESTIONS)
        asked = program.run("ask", "--batch", "-", "--corpus", "mini", stdin=lines)
        answers = {line["id"]: line for line in lines_of(asked)}
        yield MiniCorpus(base, added.stdout, sources, answers)


@pytest.mark.slow
@pytest.mark.parametrize("expected", load_pages(), ids=lambda expected: expected.name)
def test_every_page_has_the_state_that_it_must_have(mini: MiniCorpus, expected: ExpectedPage) -> None:
    """Only what was really read is ok; for all else the reason says what happened."""
    (source,) = [
        source for source in mini.sources if source["url"].partition("?")[0] == mini.base + expected.path
    ]
    assert (source["state"], bool(source["reason"])) == (expected.state, expected.state != "ok")
    assert (source["passages"] > 0) == (expected.state == "ok")
    if expected.state == "ok":
        assert (source["title"], source["date"]) == (expected.title, expected.date)


@pytest.mark.slow
def test_the_table_lists_all_25(mini: MiniCorpus) -> None:
    """What the command prints names every source once, with its state first."""
    assert len(mini.sources) == 25
    states = [line.split()[0] for line in mini.added.splitlines() if line[:1].isalpha()]
    assert sorted(states) == sorted(page.state for page in load_pages())
    assert mini.added.splitlines()[-1] == "25 sources, 12 not read"


@pytest.mark.slow
@pytest.mark.parametrize("name", SURE)
def test_a_question_that_one_cited_page_answers(mini: MiniCorpus, name: str) -> None:
    """The answer stands in a citation of that page, at its address as cited, with the page of the PDF."""
    (question,) = [one for one in FROM_PAGES if one.id == name]
    assert mini.right(question), mini.answers[name]["text"]


@pytest.mark.slow
def test_most_questions_about_single_pages_are_answered(mini: MiniCorpus) -> None:
    """No fewer than the reader has been seen to answer."""
    wrong = [question.question for question in FROM_PAGES if not mini.right(question)]
    assert len(FROM_PAGES) - len(wrong) >= ANSWERED_AT_LEAST, "\n".join(wrong)


@pytest.mark.slow
def test_pages_that_were_not_read_are_named_where_they_may_matter(mini: MiniCorpus) -> None:
    """At least nine of ten questions that only an unread page answers come with its address."""
    named = [
        any(
            unread["url"] == mini.base + question.unread_path
            for unread in mini.answers[question.id]["unread"]
        )
        for question in FROM_UNREAD
    ]
    assert sum(named) >= 9
