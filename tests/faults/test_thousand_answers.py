"""A thousand answers by models of every kind, their replies damaged at random: what is shown stands on a quote."""

import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from damaged_replies import KINDS, reply
from forms import acting_forms
from scale import of
from scripted_model import Scripted
from town import QUESTIONS, Town

from assistant.answer import EXTRACTIVE, Answer, Support

ANSWERS = of(1_000, 150)
SEED = 20_261_124
AT_ONCE = 4
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def answers(town: Town, scripted: Scripted) -> list[Answer]:
    """The answers; every third model is asked for JSON, every fifth keeps and marks what is not borne out."""

    def one(number: int) -> Answer:
        chance = random.Random(SEED + number)
        scripted.said[f"say:{number}"] = lambda prompt: reply(prompt, chance)
        model = town.model(f"say:{number}", written_as="json" if number % 3 == 0 else "lines")
        return town.written_by(model, keep_unsupported=number % 5 == 0).ask(chance.choice(QUESTIONS))

    scripted.piece = 17  # three characters at a time, as elsewhere, would take most of the time
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(one, range(ANSWERS)))
    scripted.piece = 3
    return found


def test_every_statement_stands_on_exact_quotes(town: Town, answers: list[Answer]) -> None:
    """Each statement has a citation, each marker resolves, each quote is the stored text between its offsets."""
    text = town.workspace.document("marrowby").text
    for answer in answers:
        cited = {citation.marker: citation for citation in answer.citations}
        assert [one.marker for one in answer.citations] == list(range(1, len(answer.citations) + 1))
        for citation in answer.citations:
            assert citation.document_id == "marrowby"
            assert citation.quote == text[citation.start : citation.end] != ""
        for statement in answer.statements:
            assert statement.citations
            assert set(statement.citations) <= set(cited)
            if statement.support is Support.QUOTED:
                assert any(statement.text.strip(". ") in cited[one].quote for one in statement.citations)


def test_no_answer_acts(answers: list[Answer]) -> None:
    """Whatever was inserted, no mark-up, no link, no image and no marker but ours comes of it."""
    assert [found for answer in answers if (found := acting_forms(answer))] == []


def test_what_was_shown_is_counted(answers: list[Answer]) -> None:
    """The models did write: many sentences of theirs were shown, and many answers had to do without them."""
    written = [one for one in answers if one.engine != EXTRACTIVE]
    shown = sum(len(one.statements) for one in answers)
    support = Counter(str(statement.support) for one in written for statement in one.statements)
    sys.stdout.write(
        f"{ANSWERS} answers, {shown} statements, {sum(support.values())} written by a model: {dict(support)}\n"
    )
    assert len(KINDS) >= 20
    assert len(answers) == ANSWERS
    assert support["quoted"] > ANSWERS / 5
    assert ANSWERS - len(written) > ANSWERS / 10
    assert all(answer.statements or answer.reason for answer in answers)
