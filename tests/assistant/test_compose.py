"""Evidence → the sentences of an answer."""

from dataclasses import replace

import pytest
from assistant_material import evidence

from assistant.compose import choose, in_order, points_back, with_antecedents
from assistant.reader.evidence import Evidence
from assistant.shape import Shape
from sources.records import BlockKind

GUZMAN = "Ovidio Guzman was extradited in September 2023."
LABS = "American agents found forty clandestine laboratories."
TROOPS = "Thousands of soldiers went to the northern border."
SHIPS = "Two Russian frigates anchored near La Guaira."


def no_table(document_id: str, start: int) -> None:
    """No sentence here is a row of a table."""


def _texts(chosen: list[Evidence]) -> list[str]:
    return [one.text for one in chosen]


def test_a_factoid_takes_one_or_two() -> None:
    """At most two sentences, the second only when its score is within 7 % of the best."""
    near = [evidence(GUZMAN, 0.9), evidence(LABS, 0.85), evidence(TROOPS, 0.84)]
    assert _texts(choose(Shape.FACTOID, near, "Who?")) == [GUZMAN, LABS]
    far = [evidence(GUZMAN, 0.9), evidence(LABS, 0.83)]
    assert _texts(choose(Shape.FACTOID, far, "Who?")) == [GUZMAN]


def test_a_list_takes_whatever_answers_and_a_factoid_does_not() -> None:
    """A sentence far behind the best that the reader holds to answer belongs in a list, not in a fact."""
    found = [evidence(GUZMAN, 0.9), replace(evidence(LABS, 0.5), answers=True), evidence(TROOPS, 0.5)]
    assert _texts(choose(Shape.LIST, found, "Which?")) == [GUZMAN, LABS]
    assert _texts(choose(Shape.FACTOID, found, "Who?")) == [GUZMAN]


def test_nothing_is_said_twice() -> None:
    """A sentence that shares three quarters of its words with a better one is left out."""
    again = "In September 2023, Ovidio Guzman was extradited."
    found = [evidence(GUZMAN, 0.9), evidence(again, 0.9, document_id="other"), evidence(LABS, 0.88)]
    assert _texts(choose(Shape.LIST, found, "What happened?")) == [GUZMAN, LABS]


def test_an_answer_has_room_for_so_many_words() -> None:
    """What would take a list over 120 words is passed over; a shorter sentence may still fit."""
    long = " ".join(f"word{at}" for at in range(100)) + "."
    longer = " ".join(f"term{at}" for at in range(30)) + "."
    found = [evidence(long, 0.9), evidence(longer, 0.89), evidence(LABS, 0.88)]
    assert _texts(choose(Shape.LIST, found, "Which?")) == [long, LABS]


def test_the_best_sentence_is_kept_however_long() -> None:
    """One sentence alone is never too long: it is the answer."""
    long = " ".join(f"word{at}" for at in range(300)) + "."
    assert _texts(choose(Shape.FACTOID, [evidence(long, 0.9)], "Which?")) == [long]


def test_a_sentence_that_stands_alone_leads() -> None:
    """Of two that are about as good, the one that does not start by pointing back comes first."""
    found = [evidence("He was extradited in 2023.", 0.9), evidence(LABS, 0.89)]
    assert _texts(choose(Shape.FACTOID, found, "Who?"))[0] == LABS


def test_a_much_better_sentence_leads_although_it_points_back() -> None:
    """A worse sentence is not preferred for standing alone."""
    found = [evidence("He was extradited in 2023.", 0.9), evidence(LABS, 0.86)]
    assert _texts(choose(Shape.FACTOID, found, "Who?"))[0] == "He was extradited in 2023."


def test_a_comparison_has_something_on_each_side() -> None:
    """Each name compared gets its best sentence, though the other side has three that score higher."""
    found = [
        evidence("Russia sells fighter jets.", 0.9),
        evidence("Russia trains air defence crews.", 0.89),
        evidence("Russia sends bombers.", 0.88),
        evidence("China buys crude oil.", 0.4),
    ]
    chosen = _texts(choose(Shape.COMPARISON, found, "How do Russia and China differ?"))
    assert chosen[:2] == ["Russia sells fighter jets.", "China buys crude oil."]


def test_in_order() -> None:
    """Sentences of one document follow its order; documents follow their best sentence."""
    late, early = evidence(GUZMAN, 0.9, start=500), evidence(LABS, 0.8, start=100)
    other = evidence(SHIPS, 0.85, document_id="other")
    assert in_order([late, other, early]) == [early, late, other]


@pytest.mark.parametrize(
    "sentence",
    ["He left.", "However, it fell.", "This shows much.", "Their oil is heavy.", "The agency denied it."],
)
def test_points_back(sentence: str) -> None:
    """A sentence that opens with a pronoun, or with "the" and a general noun, needs the one before it."""
    assert points_back(sentence)


@pytest.mark.parametrize("sentence", [GUZMAN, "Italy left.", "Thesis one holds.", "However, Cuba fell.", ""])
def test_stands_alone(sentence: str) -> None:
    """A name that begins like a pronoun is none."""
    assert not points_back(sentence)


def test_an_antecedent_is_brought_along() -> None:
    """A sentence that points back comes with the one before it; others come alone."""
    back, alone = evidence("He was extradited.", 0.9, start=40), evidence(LABS, 0.8, start=90)
    paired = with_antecedents(
        [back, alone], lambda document_id, start: (0, 39) if start == 40 else (41, 89), no_table
    )
    assert paired == [(back, (0, 39)), (alone, None)]


def test_an_antecedent_that_is_there_comes_once() -> None:
    """The sentence before is not repeated when it is part of the answer itself."""
    first, back = evidence(GUZMAN, 0.9, start=0), evidence("He was extradited.", 0.8, start=48)
    assert with_antecedents([first, back], lambda document_id, start: (0, 47), no_table) == [
        (first, None),
        (back, None),
    ]


def test_a_first_sentence_has_no_antecedent() -> None:
    """Where nothing stands before it, a sentence that points back comes alone."""
    back = evidence("He was extradited.", 0.9)
    assert with_antecedents([back], lambda document_id, start: None, no_table) == [(back, None)]


def test_a_row_brings_the_head_of_its_table_once() -> None:
    """Two rows of one table come with the row that names the columns, before the first of them."""
    rows = [
        replace(one, passage=replace(one.passage, kind=BlockKind.TABLE_ROW))
        for one in (evidence("Sarn | 12", 0.9, start=40), evidence("Lowe | 14", 0.8, start=50))
    ]
    paired = with_antecedents(rows, lambda document_id, start: (0, 39), lambda document_id, start: (20, 39))
    assert paired == [(rows[0], (20, 39)), (rows[1], None)]
