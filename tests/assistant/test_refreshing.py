"""Reading pages again: what changed is told, what stayed is not, and cited sentences that are gone are named."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from assistant_material import answered, blocks_document, citation, stored, tisza
from page_server import PageServer, page

from assistant.refreshing import describe_change, lost_sentences
from assistant.workspace import Workspace
from sources.records import BlockKind, Document

Open = Callable[..., Workspace]

LONG = "The Tisza is 966 kilometres long and joins the Danube in Serbia."
RISES = "It rises in the eastern Carpathians, where two small streams meet below a pass."
BARGES = "Barges carry gravel and grain on its lower course between April and November."
DAM = "The reservoir near Abadin was filled in 1973 and covers 127 square kilometres of land."
HOW_LONG = "How long is the Tisza?"


def told(*sentences: str) -> Document:
    """A document of these sentences, a paragraph each."""
    return blocks_document(*((BlockKind.PARAGRAPH, sentence) for sentence in sentences))


def test_a_page_that_was_not_there_is_new() -> None:
    """By its title, or by its address where it has none."""
    assert describe_change(None, told(LONG)) == "Rivers: read for the first time"
    nameless = replace(told(LONG), title="")
    assert describe_change(None, nameless) == "https://example.org/tisza: read for the first time"


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ((LONG, RISES), (LONG, RISES), ""),
        ((LONG, RISES), (f"{LONG}\n", f"  {RISES}"), ""),
        ((LONG,), (LONG, RISES), f"sentences 1 new and 0 gone, for example “{RISES}”"),
        ((LONG, RISES), (LONG,), f"sentences 0 new and 1 gone, for example “{RISES}”"),
        ((LONG, RISES), (LONG, BARGES), f"sentences 1 new and 1 gone, for example “{BARGES}”"),
        (
            (LONG,),
            (LONG, f"{'Rain and ' * 20}snow."),
            f"sentences 1 new and 0 gone, for example “{('Rain and ' * 9)[:79]}…”",
        ),
    ],
)
def test_what_changed_is_counted_in_sentences(
    before: tuple[str, ...], after: tuple[str, ...], line: str
) -> None:
    """White space is no change; what is new is shown before what is gone, and no more than a line of it."""
    assert describe_change(told(*before), told(*after)) == (f"Rivers: {line}" if line else "")


def test_a_sentence_that_is_gone_is_named_with_its_answer() -> None:
    """One that only moved is not."""
    changed = tisza(sha256="cd" * 32, text="It flows through Hungary. The Tisza is\n966 kilometres long.")
    gone = citation(quote="It flows through Serbia.", marker=2)
    lines = lost_sentences([("one.json", answered(citation(), gone))], lambda _: changed)
    assert lines == [
        "one.json, [2] tisza: the source changed since; “It flows through Serbia.” no longer stands there"
    ]


def test_a_quote_may_say_of_itself_that_it_still_stands() -> None:
    """The words of a source are not taken for our own."""
    changed = tisza(sha256="cd" * 32)
    quote = "The old mill still stands there, and it still stands well."
    [line] = lost_sentences([("a", answered(citation(quote=quote)))], lambda _: changed)
    assert line.endswith("no longer stands there")


def test_a_source_that_was_removed_takes_its_sentences_along() -> None:
    """And an answer whose source is the one cited loses nothing."""
    elsewhere = answered(citation(document_id="danube"))
    assert lost_sentences([("a", answered(citation()))], stored) == []
    assert lost_sentences([("a", elsewhere)], stored) == [
        "a, [1] danube: the source is no longer in the corpus"
    ]


@pytest.fixture
def workspace(open_workspace: Open) -> Workspace:
    """A workspace that reads from loopback."""
    return open_workspace(settings={"allowed_hosts": frozenset({"127.0.0.1"}), "archive": False})


def test_a_page_that_is_the_same_is_no_news(workspace: Workspace, web: PageServer) -> None:
    """Whether its server says so (304) or sends it whole again."""
    tagged = web.put("/tagged", page("Tagged", LONG, RISES, BARGES), etag='"1"')
    plain = web.put("/plain", page("Plain", DAM, BARGES, RISES))
    workspace.add([tagged, plain], follow=False)
    refreshed = workspace.refresh()
    assert (refreshed.changed, refreshed.lost) == ((), ())
    assert [source.state.value for source in refreshed.sources] == ["ok", "ok"]


def test_what_a_refresh_changed_and_lost(workspace: Workspace, web: PageServer) -> None:
    """A line for the page, one for the saved answer; the new text answers, the old answer still verifies."""
    url = web.put("/tisza", page("The Tisza", LONG, RISES, BARGES, DAM))
    workspace.add([url, web.put("/drava", page("The Drava", *(RISES, BARGES)))], follow=False)
    answer = workspace.assistant().ask(HOW_LONG)
    name = workspace.save(answer).name
    web.put("/tisza", page("The Tisza", LONG.replace("966", "965"), RISES, BARGES, DAM))
    web.remove("/drava")

    refreshed = workspace.refresh(answers=[("mine.json", answer)])
    new = LONG.replace("966", "965")
    assert refreshed.changed == (f"The Tisza: sentences 1 new and 1 gone, for example “{new}”",)
    lost = [line for line in refreshed.lost if LONG in line]
    assert {line.partition(",")[0] for line in lost} == {name, "mine.json"}
    assert "965" in workspace.assistant().ask(HOW_LONG).text
    assert workspace.verify(answer) == []
    assert [source.state.value for source in refreshed.sources] == ["ok", "ok"]
    assert workspace.refresh().changed == ()
