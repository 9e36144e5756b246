"""The conversation and the list of sources, without a page."""

import logging
import threading

import pytest
from fake_workspace import (
    TEXT,
    FakeAssistant,
    FakeWorkspace,
    answered,
    citation,
    document,
    not_found,
    source,
    written,
)

from sources.errors import UsageError
from sources.records import Reference, SourceState, Via
from ui import chat, shelf
from ui.session import Session
from ui.sourcelist import source_list, source_title
from ui.viewer import where_cited

MONEY = citation("China lent over $50 billion.")
PAID = citation("It was paid in oil.", marker=2)


def workspace(*replies: object) -> FakeWorkspace:
    """A workspace whose assistant gives these replies."""
    return FakeWorkspace(replies=FakeAssistant(replies=list(replies)))  # type: ignore[arg-type]


def test_an_exchange_is_added_and_the_history_goes_along() -> None:
    """The second question is asked with the first one and its answer as plain turns."""
    home = workspace(answered(MONEY), not_found())
    session = chat.ask(home, chat.ask(home, Session(), " How much? "), "Who?")  # type: ignore[arg-type]
    assert [each.question for each in session.exchanges] == ["How much?", "Who?"]
    heard = [(turn.role, turn.content) for turn in home.replies.heard[1][1]]
    assert heard == [("user", "How much?"), ("assistant", "China lent over $50 billion.")]


def test_answers_have_ids_of_their_own() -> None:
    """Marker 1 of two answers opens two entries."""
    home = workspace(answered(MONEY), answered(MONEY))
    session = chat.ask(home, chat.ask(home, Session(), "a?"), "b?")  # type: ignore[arg-type]
    keys = [entry["key"] for entry in chat.panel_value(session)["entries"]]
    assert len(set(keys)) == 2
    assert len(chat.panel_value(session)["copies"]) == 2


def test_our_errors_are_shown_and_others_are_not(caplog: pytest.LogCaptureFixture) -> None:
    """A WellsourcedError speaks for itself, escaped; anything else becomes one neutral line."""
    home = workspace(UsageError("No corpus <b>x</b>."), ValueError("secret /home/someone"))
    with caplog.at_level(logging.CRITICAL):
        session = chat.ask(home, chat.ask(home, Session(), "a?"), "b?")  # type: ignore[arg-type]
    said = [message["content"] for message in chat.messages(session) if message["role"] == "assistant"]
    assert said[0] == "No corpus &#60;b&#62;x&#60;&#47;b&#62;&#46;"
    assert "secret" not in said[1]
    assert said[1].startswith("Something went wrong")


def test_an_answer_grows_in_the_conversation() -> None:
    """While a model writes, each state is shown at the end of the conversation, with the citations so far."""
    home = workspace(written(MONEY, PAID))
    states = list(chat.growing(home, Session(), chat.new_exchange("How?")))  # type: ignore[arg-type]
    shown = [chat.messages(Session(), state)[-1]["content"] for state in states]
    assert [content.count("](#cite-") for content in shown] == [1, 2]
    assert [len(chat.panel_value(Session(), state)["entries"]) for state in states] == [2, 2]


def test_a_reader_can_stop_the_model() -> None:
    """Once stopped, what came so far is the answer, and says that it is not whole."""
    home = workspace(written(MONEY, PAID))
    *_, last = chat.growing(home, Session(), chat.new_exchange("How?"), stopped=lambda: True)  # type: ignore[arg-type]
    assert last.answer is not None
    assert len(last.answer.statements) == 1
    assert last.answer.notice == "Stopped before its end."


def test_a_question_is_shown_as_typed() -> None:
    """Markdown and HTML in a question do nothing; its lines stay lines."""
    assert chat.question_markdown("<b>*a*\nb") == "&#60;b&#62;&#42;a&#42;<br>b"


def test_what_is_refused() -> None:
    """Nothing, and a megabyte; both with a word of advice."""
    assert chat.refusal("  \n") == chat.EMPTY_QUESTION
    assert chat.refusal("a" * 1_000_000).startswith("That is 1,000,000 characters")
    assert chat.refusal("Why?") == ""


def test_opening_a_citation() -> None:
    """The entry's request gives the view; a stale quote and an unknown source give one clear line."""
    home = workspace(answered(MONEY))
    session = chat.ask(home, Session(), "How much?")  # type: ignore[arg-type]
    request = chat.panel_value(session)["entries"][0]["request"]
    assert chat.open_source(home, request)["title"] == "Oil and debt"  # type: ignore[arg-type]
    assert chat.open_source(home, request | {"quote": "x"}) == {"error": chat.STALE}  # type: ignore[arg-type]
    missing = chat.open_source(home, request | {"document_id": "gone"})  # type: ignore[arg-type]
    assert missing == {"error": "No source is called gone."}


@pytest.mark.parametrize(
    "request_", [{}, {"document_id": "oil", "start": "x"}, {"document_id": "oil", "first": []}]
)
def test_nonsense_from_the_page_is_one_neutral_line(request_: dict[str, object]) -> None:
    """Whatever is posted to the panel's function, no traceback comes back."""
    assert chat.open_source(workspace(), request_) == {"error": chat.NEUTRAL}  # type: ignore[arg-type]


def test_adding_an_address_reports_each_source() -> None:
    """A line at the start, one for the source, one at the end; https is filled in."""
    home = workspace()
    lines = list(shelf.add_url(home, "", "example.org/new"))  # type: ignore[arg-type]
    assert lines == ["Reading example.org…", "1 done · New: read", "Read 1 source."]
    assert home.added == ["https://example.org/new"]


@pytest.mark.parametrize(
    "typed", ["/etc/passwd", "file:///etc/passwd", "javascript:alert(1)", "notes", "../x.y"]
)
def test_a_path_typed_into_the_page_reads_nothing(typed: str) -> None:
    """Only web addresses are taken from the field."""
    home = workspace()
    assert list(shelf.add_url(home, "", typed)) == [shelf.NOT_AN_ADDRESS]  # type: ignore[arg-type]
    assert home.added == []


def test_a_failure_while_adding_is_one_neutral_line(caplog: pytest.LogCaptureFixture) -> None:
    """The reading thread's errors end in the page's words, and the thread ends."""
    with caplog.at_level(logging.CRITICAL):
        lines = list(shelf.add(workspace(), "", ["https://broken.org"]))  # type: ignore[arg-type]
    assert lines[-1] == chat.NEUTRAL
    assert not any(
        thread.name == "wellsourced-reading" and thread.is_alive() for thread in threading.enumerate()
    )


def test_conclusions() -> None:
    """One page that could not be read gives its reason; of several the numbers are given."""
    blocked = source(SourceState.BLOCKED, reason="The site answered 403.")
    assert shelf.conclusion((blocked,)) == "Not read: The site answered 403."
    assert shelf.conclusion((source(), blocked, blocked)).startswith("Read 1; 2 could not be read")
    assert shelf.conclusion(()) == "Nothing new to read."


def test_sources_are_grouped_and_a_common_reason_is_said_once() -> None:
    """Read ones first; twelve pages without a connection do not say so twelve times."""
    away = [
        source(
            SourceState.UNREACHABLE,
            title="",
            url=f"https://www.reuters.com/a/some-page-{number}",
            reason="No net.",
        )
        for number in range(12)
    ]
    shown = source_list("Oil", [*away, source()])
    assert [(group["state"], group["count"]) for group in shown["groups"]] == [("ok", 1), ("unreachable", 12)]
    assert shown["summary"] == "1 of 13 read"
    assert shown["groups"][1]["reason"] == "No net."
    assert {row["reason"] for row in shown["groups"][1]["rows"]} == {""}


def test_a_reason_does_not_repeat_its_site() -> None:
    """Two sites that do not resolve have one reason in common once their names are off."""
    rows = [
        source(SourceState.UNREACHABLE, url=f"https://www.{name}.org/x", reason=f"www.{name}.org: no network")
        for name in ("a", "b")
    ]
    assert source_list("Oil", rows)["groups"][0]["reason"] == "No network."


def test_different_reasons_stand_with_their_rows() -> None:
    """The group then says what one can do."""
    rows = [source(SourceState.BLOCKED, reason="403."), source(SourceState.BLOCKED, reason="A captcha.")]
    group = source_list("Oil", rows)["groups"][0]
    assert [row["reason"] for row in group["rows"]] == ["403.", "A captcha."]
    assert group["advice"]


@pytest.mark.parametrize(
    ("url", "title", "expected"),
    [
        ("https://a.org/x", "Given", "Given"),
        ("https://www.a.org/us-news/visual-guide-caribbean", "", "Visual guide caribbean"),
        ("https://a.org/EN/c2620fdc1b7fa923.aspx", "", "a.org"),
        ("https://a.org/", "https://a.org/", "a.org"),
        ("/home/me/notes.txt", "", "notes.txt"),
    ],
)
def test_titles_of_pages_that_were_never_read(url: str, title: str, expected: str) -> None:
    """The words of the address when it has words, else the site."""
    assert source_title(source(url=url, title=title)) == expected


def test_fixed_templates_have_nothing_to_fill_in() -> None:
    """Gradio evaluates templates as JavaScript: ours hold no placeholder, and no text comes that way."""
    from ui.parts import asset

    for name in ("panel", "shelf", "welcome", "header"):
        assert not any(sign in asset(f"{name}.html") for sign in ("${", "{{", "`", "\\"))
        assert "innerHTML" not in asset(f"{name}.js")


def test_a_question_goes_to_the_ticked_sources_only() -> None:
    """What is left out is not asked; with nothing left a line says so and nobody is asked."""
    home = FakeWorkspace(replies=FakeAssistant(replies=[answered(citation("Cuba sent doctors."))]))
    home.listed = [source(document_id="a"), source(document_id="b")]
    session = chat.ask(home, Session(), "Who?", {"a"})  # type: ignore[arg-type]
    assert home.replies.among == [{"b"}]
    refused = chat.ask(home, Session(), "Who?", {"a", "b"})  # type: ignore[arg-type]
    assert refused.exchanges[-1].error == chat.NONE_TICKED
    assert len(home.replies.among) == 1
    assert session.exchanges[-1].answer is not None


def test_a_saved_copy_is_added_for_its_page() -> None:
    """The address of the row goes along, and nothing that the copy references is fetched."""
    home = FakeWorkspace()
    lines = list(shelf.add(home, "", ["/tmp/copy.html"], follow=False, for_url="https://a.org/x"))  # type: ignore[arg-type]  # noqa: S108
    assert home.copies == ["https://a.org/x"]
    assert lines[0] == "Reading copy.html as a.org…"
    assert lines[-1] == "Read 1 source."


def test_reading_can_be_stopped() -> None:
    """After the page that is done next no other comes; what was read is indexed, and a line says what is left."""
    home, stop = FakeWorkspace(listed=[source(SourceState.PENDING)]), threading.Event()
    stop.set()
    lines = shelf.add(home, "ports", [f"https://a.org/{n}" for n in range(3)], stop=stop)  # type: ignore[arg-type]
    assert list(lines) == [
        "Reading a.org, a.org, a.org…",
        shelf.STOPPING,
        "Stopped. What was read stays; not read yet: 1.",
    ]
    assert home.rebuilt == ["ports"]


def test_a_corpus_that_holds_nothing_is_not_asked() -> None:
    """The line speaks of adding an article, not of commands."""
    session = chat.ask(FakeWorkspace(), Session(corpus="lakes"), "Who?")  # type: ignore[arg-type]
    assert session.exchanges[-1].error == chat.NOTHING_TO_ASK


def test_a_source_tells_what_a_reader_should_know_of_it() -> None:
    """A day, a copy's origin, whose story it repeats, who cites it; an unread page wants a copy."""
    rows = [
        source(document_id="a", title="Tides", date="2024-05-03", passages=2),
        source(
            document_id="b",
            via=Via.ARCHIVE,
            archived_at="2023-01-02T03:04:05",
            same_as="a",
            cited_by=("a", "gone"),
        ),
        source(SourceState.PAYWALLED, document_id="c", url="https://p.org/x", title="https://p.org/x"),
    ]
    listed = source_list("Oil", rows)
    tides, copy = listed["groups"][0]["rows"]
    assert (tides["detail"], tides["wants_copy"]) == ("3 May 2024 · 2 passages", False)
    assert copy["note"] == "Archived copy of 2 January 2023; same story as “Tides”"
    assert copy["cited_by"] == [{"document_id": "a", "title": "Tides"}]
    assert listed["groups"][1]["rows"][0]["wants_copy"]


def test_the_place_where_a_page_is_cited() -> None:
    """The sentence that rests on it, its link lit; the entry of a list where no sentence does; else nothing."""
    start = TEXT.index("Cuba")
    cited = Reference(
        url="https://a.org/x#part",
        start=start,
        end=start + 4,
        sentence_start=0,
        sentence_end=12,
        cited_in=((start, 91),),
    )
    listed = Reference(url="https://b.org/", start=0, end=3, sentence_start=0, sentence_end=12)
    holder = document(references=(cited, listed))
    mark = where_cited(holder, "https://a.org/x")
    assert (mark.start, mark.end, mark.highlight) == (start, 91, (start, start + 4))  # type: ignore[union-attr]
    assert where_cited(holder, "https://b.org/").end == 12  # type: ignore[union-attr]
    assert where_cited(holder, "https://c.org/") is None
