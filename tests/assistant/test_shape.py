"""How much of an answer a question calls for."""

import pytest

from assistant.shape import ROOM, Shape, overview_topic, shape_of


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("When was Ovidio Guzman extradited?", Shape.FACTOID),
        ("How many people die of overdoses?", Shape.FACTOID),
        ("What is the Merida Initiative?", Shape.FACTOID),
        ("Did China lend money to Venezuela?", Shape.YES_NO),
        ("Why does Cuba support Maduro?", Shape.REASON),
        ("How does Russia profit?", Shape.REASON),
        ("Which countries support Venezuela?", Shape.LIST),
        ("What are the risks?", Shape.LIST),
        ("How do Russia and China differ?", Shape.COMPARISON),
        ("Compare the roles of Cuba and Russia.", Shape.COMPARISON),
        ("Summarize the article", Shape.OVERVIEW),
        ("summarise this in 5 sentences", Shape.OVERVIEW),
        ("What is this about?", Shape.OVERVIEW),
        ("What are the main conclusions?", Shape.OVERVIEW),
        ("Which pages does the article reference?", Shape.REFERENCES),
        ("List all the sources", Shape.REFERENCES),
        ("Does the author cite Reuters?", Shape.REFERENCES),
        ("Is Brookings cited?", Shape.REFERENCES),
    ],
)
def test_shape(question: str, shape: Shape) -> None:
    """The form of the question decides what the answer has to look like."""
    assert shape_of(question) is shape


@pytest.mark.parametrize(
    "question",
    [
        "Which sources of income does Maduro have?",
        "What media does the government control?",
        "Who links the cartels to the army?",
    ],
)
def test_no_question_about_references(question: str) -> None:
    """A word such as "sources" alone does not make a question one about the list of references."""
    assert shape_of(question) is not Shape.REFERENCES


def test_overview_topic() -> None:
    """An overview of a topic is told from one of the whole."""
    assert overview_topic("Summarize the whole article in a few sentences") == []
    assert overview_topic("Give me an overview of the fentanyl crisis") == ["fentanyl", "crisis"]


def test_room_keeps_answers_short() -> None:
    """No shape may exceed the contract: 250 words for a summary, 140 elsewhere, lists of references apart."""
    words = {shape: room.words for shape, room in ROOM.items() if shape is not Shape.REFERENCES}
    assert words.pop(Shape.OVERVIEW) <= 250
    assert max(words.values()) <= 140
    assert set(ROOM) == set(Shape)
