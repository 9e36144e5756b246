"""One reader's page as a value: corpora and conversations; and which sources are asked."""

from fake_workspace import answered, citation, source

from assistant.corpora import CorpusSummary
from sources.records import SourceState
from ui.chat import hint
from ui.corpora import corpus_name, corpus_options, taken
from ui.session import Exchange, Session, asked_among

SUMMARIES = (
    CorpusSummary(name="article", title="Oil", sources=13, read=1, bundled=True),
    CorpusSummary(name="ports", title="Ports", sources=3, read=3, bundled=False),
)
SOURCES = [
    source(document_id="a"),
    source(document_id="b"),
    source(SourceState.BLOCKED, document_id="c"),
]


def test_each_corpus_keeps_its_conversation() -> None:
    """Over another corpus nothing was asked; back again all is there."""
    asked = Exchange(answer_id="1", question="How much?", answer=answered(citation("Cuba sent doctors.")))
    session = Session(exchanges=(asked,))
    away = session.over("ports")
    assert (away.corpus, away.exchanges) == ("ports", ())
    back = away.over("")
    assert back.exchanges == (asked,)
    assert back.fresh().exchanges == ()


def test_an_answer_goes_where_it_was_asked() -> None:
    """Also when the page is over another corpus by then; nowhere when its conversation was begun anew."""
    asked, exchange = Session(), Exchange(answer_id="1", question="How much?")
    away = asked.over("ports").answered(asked, exchange)
    assert (away.exchanges, away.over("").exchanges) == ((), (exchange,))
    assert not away.continues(asked)
    assert asked.fresh().answered(asked, exchange) == asked.fresh()
    assert asked.answered(asked, exchange).exchanges == (exchange,)


def test_a_removed_corpus_is_left_and_forgotten() -> None:
    """The page goes to another corpus, and the conversation over the removed one is gone."""
    left = Session(corpus="ports", exchanges=(Exchange(answer_id="1", question="?"),)).without(
        "ports", "article"
    )
    assert left.corpus == "article"
    assert left.over("ports").exchanges == ()


def test_which_sources_are_asked() -> None:
    """All read ones when none is left out; an unread one is never among them."""
    assert asked_among(set(), SOURCES) is None
    assert asked_among({"a", "gone"}, SOURCES) == {"b"}
    assert asked_among({"a", "b"}, SOURCES) == frozenset()


def test_the_line_at_the_question_box() -> None:
    """Silent when all are asked, a count when some are, what to do when none is."""
    assert hint(set(), SOURCES) == ""
    assert hint({"a"}, SOURCES) == "Asking 1 of 2 sources"
    assert hint({"a", "b"}, SOURCES).startswith("No source is ticked")


def test_a_name_for_a_corpus() -> None:
    """Letters, digits and hyphens of what was typed; accents go, and what leaves nothing is refused."""
    assert corpus_name("Häfen & Küsten 2024!") == "hafen-kusten-2024"
    assert corpus_name("../../etc") == "etc"
    assert len(corpus_name("x" * 300)) == 60
    assert taken(corpus_name("…"), SUMMARIES).startswith("Give the new corpus a name")
    assert taken("ports", SUMMARIES).startswith("There is a corpus called ports")
    assert taken("lakes", SUMMARIES) == ""


def test_what_the_picker_lists() -> None:
    """The bundled corpus cannot be removed; a new one is listed before it holds anything."""
    options = corpus_options(SUMMARIES, "lakes")
    assert [(one["name"], one["removable"]) for one in options] == [
        ("article", False),
        ("ports", True),
        ("lakes", False),
    ]
    assert options[0]["label"] == "Oil (1 of 13 read)"
    assert options[2]["label"] == "lakes (nothing in it yet)"
