"""Which unread pages are named in an answer."""

from assistant_material import citation, tisza

from assistant.unread import UnreadPages
from sources.records import Document, Reference, Source, SourceState

TEXT = "The dam burst in May. The council blames the builder. Rain fell all week."
#       0                    22                               54
SENTENCES = ((0, 21), (22, 53), (54, 73))


def _source(url: str, state: SourceState = SourceState.BLOCKED, title: str = "") -> Source:
    return Source(document_id=url, url=url, title=title or url, state=state, cited_by=("tisza",))


def _cites(url: str, *sentences: tuple[int, int], link: str = "builder") -> Reference:
    start = TEXT.index(link)
    return Reference(
        url=url,
        start=start,
        end=start + len(link),
        sentence_start=0,
        sentence_end=21,
        cited_in=sentences,
    )


def _article(*references: Reference) -> Document:
    return tisza(text=TEXT, references=references)


def _named(question: str, sources: list[Source], article: Document, *cited: object) -> list[str]:
    found = UnreadPages(sources, [article]).that_may_matter(question, cited)  # type: ignore[arg-type]
    return [unread.url for unread in found]


PAGES = [
    _source("https://a.example/report-7"),
    _source("https://b.example/weather"),
    _source("https://thedailyheron.example/x1"),
]


def test_a_page_that_the_cited_sentence_rests_on() -> None:
    """It comes first, whatever the question's words; one that rests on another sentence is not named."""
    article = _article(
        _cites("https://a.example/report-7", SENTENCES[1]), _cites("https://b.example/weather", SENTENCES[2])
    )
    cited = citation(start=22, end=53, quote=TEXT[22:53])
    assert _named("Who is at fault?", PAGES, article, cited) == ["https://a.example/report-7"]


def test_a_page_by_the_words_of_its_link() -> None:
    """The address says nothing, but the link to it says "builder"."""
    article = _article(_cites("https://a.example/report-7"))
    assert _named("Which builder was it?", PAGES, article) == ["https://a.example/report-7"]


def test_a_page_by_the_sentence_that_cites_it() -> None:
    """The page behind the sentence on the council is named for a question on the council."""
    article = _article(_cites("https://a.example/report-7", SENTENCES[1], link="dam"))
    assert _named("What does the council say?", PAGES, article) == ["https://a.example/report-7"]


def test_a_page_by_its_address_title_or_host() -> None:
    """A word of the path, of the title, and a name run together in the host."""
    titled = [*PAGES, _source("https://c.example/9", SourceState.PAYWALLED, "Sluices for sale")]
    assert _named("How was the weather?", titled, _article()) == ["https://b.example/weather"]
    assert _named("Who sells sluices?", titled, _article()) == ["https://c.example/9"]
    assert _named("What did the Heron print?", titled, _article()) == ["https://thedailyheron.example/x1"]


def test_nothing_that_shares_nothing_and_nothing_that_was_read() -> None:
    """A question of other words names no page; a page that was read is none of the unread."""
    assert _named("Where do otters sleep?", PAGES, _article()) == []
    read = [_source("https://b.example/weather", SourceState.OK)]
    assert _named("How was the weather?", read, _article()) == []


def test_a_word_of_every_page_weighs_little() -> None:
    """Of many pages on floods the one on sluices is named, not all of them."""
    pages = [_source(f"https://a.example/flood-{name}") for name in ("north", "south", "east", "sluice")]
    assert _named("Which sluice failed in the flood?", pages, _article())[0].endswith("sluice")
    assert len(_named("Which sluice failed in the flood?", pages, _article())) == 1


def test_at_most_five() -> None:
    """However many fit."""
    pages = [_source(f"https://a.example/weather/{number}") for number in range(9)]
    others = [_source(f"https://b.example/{number}") for number in range(9)]
    assert len(_named("How was the weather?", pages + others, _article())) == 5
