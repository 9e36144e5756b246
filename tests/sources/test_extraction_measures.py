"""What extraction makes of the mini-web, in figures: text, title, date, pages of sentences, offsets, citations.

Each page is fetched over real HTTP as it is sent (packed, mislabelled, behind redirects) and read by the
extractor that its bytes call for. A failure has one line for each page or sentence that falls short.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

import pytest
from miniweb.expected import WHOLE_ARTICLE, ExpectedPage, load_citations, load_pages
from miniweb.server import MiniWeb

from sources.extract.extracted import Extracted
from sources.extract.registry import extract
from sources.fetch import Fetched, Fetcher
from sources.records import BlockKind
from sources.references import find_references
from sources.sentences import split_sentences

LEAST_F1 = 0.96
"""For each page, not only on average."""
LEAST_DATES = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page as it was read, beside what it must become."""

    expected: ExpectedPage
    url: str
    extracted: Extracted

    @property
    def name(self) -> str:
        """Its name in the table of pages."""
        return self.expected.name

    @property
    def is_paged(self) -> bool:
        """Whether it has pages of its own: a PDF."""
        return bool(self.expected.sentence_pages)

    def blocks(self) -> list[str]:
        """The texts of its blocks, without the list of references of a web page, which is not main text."""
        left_out = () if self.is_paged else (BlockKind.REFERENCE,)
        text, blocks = self.extracted.text, self.extracted.blocks
        return [text[block.start : block.end] for block in blocks if block.kind not in left_out]

    def f1(self) -> float:
        """Agreement of the main text with the hand-marked one in runs of four tokens, 0 to 1."""
        found, wanted = fourgrams(self.blocks()), fourgrams(self.expected.blocks())
        return 2 * (found & wanted).total() / (found.total() + wanted.total())


@pytest.fixture(scope="module")
def web() -> Iterator[MiniWeb]:
    """The mini-web."""
    with MiniWeb() as running:
        yield running


@pytest.fixture(scope="module")
def pages(web: MiniWeb) -> list[ReadPage]:
    """Every page that can be read, the article first."""
    expected = {web.url(page.path): page for page in load_pages() if page.state == "ok"}
    fetched = Fetcher(allowed_hosts=frozenset({"127.0.0.1"})).fetch_all(list(expected))
    return [read(page, fetched[url]) for url, page in expected.items()]


def read(expected: ExpectedPage, fetched: object) -> ReadPage:
    """One page through the extractor that its bytes call for."""
    assert isinstance(fetched, Fetched), f"{expected.name}: {fetched}"
    snapshot = fetched.snapshot
    extracted, _ = extract(
        fetched.body, name=expected.path, url=snapshot.final_url, content_type=snapshot.content_type
    )
    return ReadPage(expected=expected, url=snapshot.final_url, extracted=extracted)


def fourgrams(texts: list[str]) -> Counter[tuple[str, ...]]:
    """The runs of four tokens."""
    words = re.findall(r"\w+", " ".join(texts).lower())
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def lines(short: list[str]) -> str:
    """What falls short, a line for each."""
    return "\n".join(["", *short])


def test_the_main_text_is_what_was_marked_by_hand(pages: list[ReadPage]) -> None:
    """Token 4-gram F1 of 0.96 and more on each of the thirteen pages."""
    reached = {page.name: page.f1() for page in pages}
    told = [f"{name}: F1 {f1:.3f}" for name, f1 in reached.items() if f1 < LEAST_F1]
    assert len(reached) == 13
    assert not told, lines([*told, f"on average {mean(reached.values()):.3f}"])


def test_title_date_and_author_are_what_the_page_shows(pages: list[ReadPage]) -> None:
    """Wherever the page has them: meta, JSON-LD, a time, a line of text; all titles and authors, 95 % of dates."""
    wrong = {
        field: [
            f"{page.name}: {field} {found!r} for {wanted!r}"
            for page in pages
            if (found := getattr(page.extracted, field)) != (wanted := getattr(page.expected, field))
        ]
        for field in ("title", "author", "date")
    }
    assert not wrong["title"] + wrong["author"], lines(wrong["title"] + wrong["author"])
    assert len(wrong["date"]) <= (1 - LEAST_DATES) * len(pages), lines(wrong["date"])


def test_every_block_stands_where_it_says(pages: list[ReadPage]) -> None:
    """Blocks are in order, apart, not empty, and all that the text has; of a PDF each has its page."""
    short = list[str]()
    for page in pages:
        text, end = page.extracted.text, 0
        for block in page.extracted.blocks:
            content, between = text[block.start : block.end], text[end : block.start]
            whole = end <= block.start < block.end <= len(text) and content == content.strip()
            # between two blocks: a blank line, and in a PDF the bullet or number of the second
            apart = ("\n\n" if end else "") + (r"(\S{1,4} )?" if page.is_paged else "")
            if not (whole and re.fullmatch(apart, between) and (block.page is not None) == page.is_paged):
                short.append(f"{page.name}: {block.kind} at {block.start}: {content[:60]!r}")
            end = block.end
        if end != len(text):
            short.append(f"{page.name}: text after the last block")
    assert not short, lines(short)


def test_every_sentence_of_a_pdf_is_on_the_page_where_it_begins(pages: list[ReadPage]) -> None:
    """All sentences of twelve pages in two columns, with those over a column's or a page's end."""
    [paper] = [page for page in pages if page.is_paged]
    text = paper.extracted.text
    found = Counter(
        (block.page, text[start:end])
        for block in paper.extracted.blocks
        for start, end in split_sentences(text, block.start, block.end, "en")
    )
    wanted = paper.expected.sentences()
    missed = Counter(wanted) - found
    assert len(wanted) > 100
    assert not missed, lines([f"page {page}: {sentence}" for page, sentence in missed])


def test_the_article_cites_each_page_in_the_sentences_that_a_reader_would_say(pages: list[ReadPage]) -> None:
    """24 pages, each with exactly the sentences that cite it; those of the further reading with none."""
    article = pages[0]
    base = article.url.removesuffix(article.expected.path)
    text = article.extracted.text
    wanted = {(path, sentence) for sentence, path in load_citations()}
    found = set[tuple[str, str]]()
    for reference in find_references(article.extracted, own_url=article.url):
        path = re.sub(r"[?#].*", "", reference.url.removeprefix(base))
        cited_in = [text[start:end] for start, end in reference.cited_in]
        found |= {(path, sentence) for sentence in cited_in or [WHOLE_ARTICLE]}
    missed = [f"missed: {path} in {sentence!r}" for path, sentence in sorted(wanted - found)]
    wrong = [f"wrong: {path} in {sentence!r}" for path, sentence in sorted(found - wanted)]
    assert not missed + wrong, lines(missed + wrong)
    assert len({path for path, _ in found}) == 24
