"""One reader's page as a value: corpora, conversations, and which sources are asked."""

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
    """Over another corpus nothing was asked; back again all is there, the unticked sources too."""
    asked = Exchange(answer_id="1", question="How much?", answer=answered(citation("Cuba sent doctors.")))
    session = Session(exchanges=(asked,), left_out=frozenset({"a"}))
    away = session.over("ports")
    assert (away.corpus, away.exchanges, away.left_out) == ("ports", (), frozenset())
    back = away.over("")
    assert (back.exchanges, back.left_out) == ((asked,), frozenset({"a"}))
    assert back.fresh().exchanges == ()


def test_a_removed_corpus_is_left_and_forgotten() -> None:
    """The page goes to the bundled corpus, and the conversation over the removed one is gone."""
    left = Session(corpus="ports", exchanges=(Exchange(answer_id="1", question="?"),)).without("ports")
    assert left.corpus == ""
    assert left.over("ports").exchanges == ()


def test_which_sources_are_asked() -> None:
    """All read ones when none is left out; an unread one is never among them."""
    assert asked_among(Session(), SOURCES) is None
    assert asked_among(Session(left_out=frozenset({"a", "gone"})), SOURCES) == {"b"}
    assert asked_among(Session(left_out=frozenset({"a", "b"})), SOURCES) == frozenset()


def test_the_line_at_the_question_box() -> None:
    """Silent when all are asked, a count when some are, what to do when none is."""
    assert hint(Session(), SOURCES) == ""
    assert hint(Session(left_out=frozenset({"a"})), SOURCES) == "Asking 1 of 2 sources"
    assert hint(Session(left_out=frozenset({"a", "b"})), SOURCES).startswith("No source is ticked")


def test_a_name_for_a_corpus() -> None:
    """Letters, digits and hyphens of what was typed; accents go, and what leaves nothing is refused."""
    assert corpus_name("Häfen & Küsten 2024!") == "hafen-kusten-2024"
    assert corpus_name("../../etc") == "etc"
    assert len(corpus_name("x" * 300)) == 60
    assert taken(corpus_name("…"), SUMMARIES).startswith("Give the new corpus a name")
    assert taken("ports", SUMMARIES).startswith("There is a corpus called ports")
    assert taken("lakes", SUMMARIES) == ""


def test_what_the_picker_lists() -> None:
    """The bundled corpus has the empty name and cannot be removed; a new one is listed before it holds anything."""
    options = corpus_options(SUMMARIES, "lakes")
    assert [(one["name"], one["removable"]) for one in options] == [
        ("", False),
        ("ports", True),
        ("lakes", False),
    ]
    assert options[0]["label"] == "Oil (1 of 13 read)"
    assert options[2]["label"] == "lakes (nothing in it yet)"
