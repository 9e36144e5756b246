"""Reading into a corpus: what is followed and how far, what a saved copy stands for, what a second look may change."""

from pathlib import Path

import pytest
from collecting_material import Collected
from page_server import ARCHIVED, PageServer, page

from sources.collecting import Follow
from sources.documents import identify
from sources.errors import ExtractionError, SourceError
from sources.reading import Reading
from sources.records import SourceState, Via

TISZA = (
    "The Tisza is 966 kilometres long and joins the Danube in Serbia.",
    "It rises in the eastern Carpathians, where two small streams meet below a pass.",
    "Barges carry gravel and grain on its lower course between April and November.",
    "The reservoir near Abadin was filled in 1973 and covers 127 square kilometres of land.",
)
WALL = page("Just a moment...", "Verifying you are human. This may take a few seconds.")


def saved(path: Path, body: str, *, of: str = "") -> Path:
    """A page as a browser saves it, with the address that it writes into the file."""
    path.write_text(
        body.replace("<html", f"<!-- saved from url=({len(of):04d}){of} --><html", 1) if of else body
    )
    return path


def test_an_article_and_what_it_cites(collected: Collected, web: PageServer) -> None:
    """Every cited page is listed in the article's order with who cites it; theirs are not listed at depth 1."""
    deeper = web.put("/deeper", page("Deeper", *TISZA))
    one = web.put("/one", page("One", *TISZA, links=(deeper,)))
    gone = web.url("/gone")
    article = web.put("/article", page("The Tisza", *TISZA, links=(gone, one)))
    collected.add(article)
    assert collected.states() == {"/article": "ok", "/gone": "missing", "/one": "ok"}
    assert collected.source(one).cited_by == (identify(article),)
    assert collected.source(article).cited_by == ()
    assert collected.corpus.manifest.title == "The Tisza"
    assert collected.heard[0].source.url == article
    assert {reading.source.url for reading in collected.heard} == {article, gone, one}


def test_two_steps_as_far_as_the_limit_on_pages_goes(collected: Collected, web: PageServer) -> None:
    """Depth 2 follows the followed pages too, the nearer ones first; what is over the limit stays listed."""
    last = [web.put(f"/last-{at}", page(f"Last {at}", *TISZA)) for at in range(3)]
    one = web.put("/one", page("One", *TISZA, links=(last[0], last[1], last[2])))
    article = web.put("/article", page("The Tisza", *TISZA, links=(one,)))
    collected.add(article, depth=2, most_pages=3)
    assert collected.states() == {
        "/article": "ok",
        "/one": "ok",
        "/last-0": "ok",
        "/last-1": "ok",
        "/last-2": "pending",
    }
    assert "/last-2" not in web.asked


def test_nothing_is_followed_at_depth_0(collected: Collected, web: PageServer) -> None:
    """The cited pages are listed, and none is asked for."""
    article = web.put("/article", page("The Tisza", *TISZA, links=(web.url("/one"),)))
    collected.add(article, depth=0)
    assert collected.states() == {"/article": "ok", "/one": "pending"}
    assert web.asked == ["/article"]


def test_one_page_cited_by_two_articles_in_two_spellings(collected: Collected, web: PageServer) -> None:
    """Tracking parameters make no second source: fetched once, as the first spells it, and both are named."""
    cited = f"{web.put('/cited', page('Cited', *TISZA))}?utm_source=letter"
    first = web.put("/first", page("First", *TISZA, links=(cited,)))
    second = web.put("/second", page("Second", *TISZA[::-1], links=(f"{web.url('/cited')}?fbclid=abc#part",)))
    collected.add(first)
    collected.add(second)
    assert collected.states() == {"/first": "ok", "/cited?utm_source=letter": "ok", "/second": "ok"}
    assert collected.source(cited).cited_by == (identify(first), identify(second))
    assert web.asked == ["/first", "/cited?utm_source=letter", "/second"]


def test_a_page_that_redirects_to_another_that_is_cited(collected: Collected, web: PageServer) -> None:
    """Both addresses are cited, so that both are sources; they share the bytes, and each says what it is."""
    new = web.put("/new", page("New", *TISZA))
    old = web.put("/old", status=301, location=new)
    article = web.put("/article", page("The Tisza", *TISZA, links=(old, new)))
    collected.add(article)
    assert collected.states() == {"/article": "ok", "/old": "ok", "/new": "ok"}
    assert collected.source(old).sha256 == collected.source(new).sha256
    assert collected.reader.last_fetch(collected.source(old).sha256, old) is not None


def test_a_file_that_cannot_be_read_stops_the_pages_named_with_it(
    collected: Collected, web: PageServer, tmp_path: Path
) -> None:
    """Nothing is stored and nothing is asked for."""
    article = web.put("/article", page("The Tisza", *TISZA))
    with pytest.raises(SourceError, match="is not there"):
        collected.add(tmp_path / "none.html", article)
    assert not collected.corpus.exists()
    assert web.asked == []


@pytest.fixture
def blocked(collected: Collected, web: PageServer) -> str:
    """The address of a page that an article cites and that its site does not give to programs."""
    cited = web.put("/cited", WALL)
    collected.add(web.put("/article", page("The Tisza", *TISZA, links=(cited,))))
    assert collected.source(cited).state is SourceState.BLOCKED
    return cited


def test_a_saved_copy_for_a_blocked_page(collected: Collected, blocked: str, tmp_path: Path) -> None:
    """It takes the blocked page's place: same source, cited by the same article, its own address kept."""
    collected.add(saved(tmp_path / "copy.html", page("Cited", *TISZA)), for_url=blocked)
    found = collected.source(blocked)
    assert (found.state, found.via, found.reason) == (SourceState.OK, Via.SAVED, "")
    assert found.cited_by == (identify(collected.web.url("/article")),)
    assert len(collected.corpus.sources()) == 2
    assert "966 kilometres" in collected.text(blocked)


def test_a_saved_copy_tells_itself_which_page_it_is_of(
    collected: Collected, blocked: str, tmp_path: Path
) -> None:
    """The address that the browser wrote into the file is as good as --for, whatever tracking hangs on it."""
    copy = saved(tmp_path / "copy.html", page("Cited", *TISZA), of=f"{blocked}?utm_source=mail")
    collected.add(copy)
    assert collected.source(blocked).via is Via.SAVED
    assert len(collected.corpus.sources()) == 2


def test_for_an_address_with_tracking(collected: Collected, blocked: str, tmp_path: Path) -> None:
    """What people copy from the address bar is the page that the article cites."""
    collected.add(saved(tmp_path / "copy.html", page("Cited", *TISZA)), for_url=f"{blocked}?fbclid=x#top")
    assert collected.source(blocked).state is SourceState.OK
    assert len(collected.corpus.sources()) == 2


def test_a_file_that_is_there_may_be_said_to_be_a_page(
    collected: Collected, blocked: str, tmp_path: Path
) -> None:
    """Added as a mere file at first, then with --for: the blocked page is read now."""
    copy = saved(tmp_path / "copy.html", page("Cited", *TISZA))
    collected.add(copy)
    assert collected.source(blocked).state is SourceState.BLOCKED
    collected.add(copy, for_url=blocked)
    assert collected.source(blocked).via is Via.SAVED


def test_a_saved_challenge_is_refused(collected: Collected, blocked: str, tmp_path: Path) -> None:
    """A browser saves the wall as readily as the page: it is said, and nothing is stored."""
    before = collected.corpus.sources()
    with pytest.raises(ExtractionError, match="asks whether a person is reading") as caught:
        collected.add(saved(tmp_path / "copy.html", WALL), for_url=blocked)
    assert caught.value.state is SourceState.BLOCKED
    assert str(caught.value).startswith("copy.html: ")
    assert collected.corpus.sources() == before


def test_one_file_under_two_names_is_one_source(collected: Collected, tmp_path: Path) -> None:
    """The second name adds nothing, and is heard of as what is there already."""
    text = " ".join(TISZA)
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(text)
    second.write_text(text)
    collected.add(first, second)
    assert [source.url for source in collected.corpus.sources()] == [first.as_uri()]
    assert [reading.unchanged for reading in collected.heard] == [False, True]


def test_a_page_that_is_the_same_is_not_sent_again(collected: Collected, web: PageServer) -> None:
    """304: the source stays as it is, down to the time it was fetched."""
    article = web.put("/article", page("The Tisza", *TISZA), etag='"1"')
    collected.add(article)
    before = collected.corpus.sources()
    collected.refresh()
    assert [reading.unchanged for reading in collected.heard] == [True]
    assert collected.corpus.sources() == before
    assert collected.replaced == []


def test_a_page_that_changed_is_read_again(collected: Collected, web: PageServer) -> None:
    """Its text is the new one, and who asked to know heard of it before the old one was gone."""
    article = web.put("/article", page("The Tisza", *TISZA), etag='"1"')
    collected.add(article)
    web.put("/article", page("The Tisza", *TISZA[:3]), etag='"2"')
    collected.refresh()
    assert "Abadin" not in collected.text(article)
    assert collected.replaced == [identify(article)]
    assert [reading.unchanged for reading in collected.heard] == [False]


@pytest.mark.parametrize("now", ["gone", "walled"])
def test_a_page_that_cannot_be_read_any_more_stays_as_it_was(
    collected: Collected, web: PageServer, now: str
) -> None:
    """What was read is kept, with its state, its bytes and its text."""
    article = web.put("/article", page("The Tisza", *TISZA))
    collected.add(article)
    before = collected.source(article)
    if now == "gone":
        web.remove("/article")
    else:
        web.put("/article", WALL)
    collected.refresh()
    assert collected.source(article) == before
    assert "Abadin" in collected.text(article)
    assert [reading.source.state for reading in collected.heard] != [SourceState.OK]


def test_what_was_never_read_is_tried_again(collected: Collected, blocked: str) -> None:
    """A page whose site was in trouble on the first day is read by a refresh."""
    collected.web.put("/cited", page("Cited", *TISZA))
    collected.refresh()
    assert collected.source(blocked).state is SourceState.OK
    assert collected.source(blocked).cited_by == (identify(collected.web.url("/article")),)


def test_saved_copies_and_files_are_left_alone(collected: Collected, blocked: str, tmp_path: Path) -> None:
    """A refresh asks only for pages that came from the web."""
    note = tmp_path / "note.txt"
    note.write_text("The ferry at Abadin runs from May to September.")
    collected.add(note, saved(tmp_path / "copy.html", page("Cited", *TISZA), of=blocked))
    collected.refresh()
    assert collected.web.asked == ["/article"]
    assert collected.source(blocked).via is Via.SAVED


def test_robots_txt_is_for_pages_that_nobody_named(collected: Collected, web: PageServer) -> None:
    """The article was named by a person and is asked for again; a page that it cites is not asked for at all."""
    web.put("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    cited = web.put("/cited", page("Cited", *TISZA))
    article = web.put("/article", page("The Tisza", *TISZA, links=(cited,)))
    collected.add(article)
    assert collected.states() == {"/article": "ok", "/cited": "robots"}
    web.put("/article", page("The Tisza", *TISZA[:3], links=(cited,)))
    collected.refresh()
    assert web.asked == ["/article"]
    assert "Abadin" not in collected.text(article)
    assert collected.source(cited).state is SourceState.ROBOTS


@pytest.fixture
def archiving(tmp_path: Path, web: PageServer) -> Collected:
    """An empty corpus that looks in the archive, too."""
    return Collected(folder=tmp_path / "data", web=web, use_archive=True)


def test_the_archives_copy_of_a_page_that_is_gone(archiving: Collected, web: PageServer) -> None:
    """It is read in the page's place, and says so with its date."""
    gone = web.url("/gone")
    web.keep_copy(gone, page("Gone", *TISZA))
    archiving.add(web.put("/article", page("The Tisza", *TISZA[:3], links=(gone,))))
    found = archiving.source(gone)
    assert (found.state, found.via) == (SourceState.OK, Via.ARCHIVE)
    assert found.archived_at.replace("-", "").replace("T", "").replace(":", "").startswith(ARCHIVED)
    assert archiving.corpus.document(found.document_id).via is Via.ARCHIVE
    assert "Abadin" in archiving.text(gone)


@pytest.mark.parametrize(
    ("copy", "says"), [("", "has no copy of the page"), (WALL, "The web archive's copy is no better")]
)
def test_an_archive_that_does_not_help(archiving: Collected, web: PageServer, copy: str, says: str) -> None:
    """The page keeps its own state and reason, with a word about the archive."""
    gone = web.url("/gone")
    if copy:
        web.keep_copy(gone, copy)
    archiving.add(web.put("/article", page("The Tisza", *TISZA, links=(gone,))))
    found = archiving.source(gone)
    assert found.state is SourceState.MISSING
    assert found.reason.startswith("the page is gone (HTTP 404)")
    assert says in found.reason


def test_an_archived_copy_never_takes_the_place_of_what_was_read(
    archiving: Collected, web: PageServer
) -> None:
    """A page that was read and is gone now stays as it was read, though the archive has an older copy."""
    article = web.put("/article", page("The Tisza", *TISZA))
    archiving.add(article)
    before = archiving.source(article)
    web.remove("/article")
    web.keep_copy(article, page("The Tisza", *TISZA[:2]))
    archiving.refresh()
    assert archiving.source(article) == before
    assert "Abadin" in archiving.text(article)
    assert [(one.document, one.unchanged) for one in archiving.heard] == [(None, True)]
    assert archiving.replaced == []


def test_what_was_stored_before_an_error_stays(collected: Collected, web: PageServer) -> None:
    """Whoever listens may fail (Ctrl-C, a full disk): the article and what it cites are in the corpus."""

    def fail(reading: Reading) -> None:
        raise RuntimeError(reading.source.title)

    article = web.put("/article", page("The Tisza", *TISZA, links=(web.url("/one"),)))
    with pytest.raises(RuntimeError, match="The Tisza"):
        collected.collector(on_reading=fail).add([], [article], follow=Follow())
    assert collected.states() == {"/article": "ok", "/one": "pending"}
