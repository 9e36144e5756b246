"""Extraction and the reference graph on the mini-web, against what was marked by hand."""

import re
from collections import Counter

import pytest
from miniweb import routes
from miniweb.expected import WHOLE_ARTICLE, ExpectedPage, load_citations, load_pages
from miniweb.long_report import report_html

from sources.extract.extracted import Extracted
from sources.extract.html import extract_html
from sources.records import BlockKind
from sources.references import find_references

BASE = "http://127.0.0.1:8000"
PAGES = [page for page in load_pages() if page.state == "ok" and not page.sentence_pages]
NAMES = [page.name for page in PAGES]


def read(page: ExpectedPage) -> Extracted:
    """The page as it is sent, decoded."""
    html = report_html(BASE) if page.name == "gauge_register" else routes.load_page(f"{page.name}.html", BASE)
    return extract_html(html.encode(), url=BASE + (page.final_path or page.path), declared="utf-8")


def fourgrams(lines: list[str]) -> Counter[tuple[str, ...]]:
    """The runs of four words."""
    words = re.findall(r"\w+", " ".join(lines).lower())
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def f1(extracted: Extracted, page: ExpectedPage) -> float:
    """Agreement of the main text with the hand-marked one; entries of reference lists are not main text."""
    kept = [block for block in extracted.blocks if block.kind is not BlockKind.REFERENCE]
    found = fourgrams([extracted.text[block.start : block.end] for block in kept])
    wanted = fourgrams(page.blocks())
    return 2 * sum((found & wanted).values()) / (sum(found.values()) + sum(wanted.values()))


@pytest.mark.parametrize("expected", PAGES, ids=NAMES)
def test_the_main_text_is_what_was_marked_by_hand(expected: ExpectedPage) -> None:
    """Token 4-gram F1 of 0.96 and more on every page; each block stands where it says."""
    extracted = read(expected)
    assert f1(extracted, expected) >= 0.96
    assert (
        "\n\n".join(extracted.text[block.start : block.end] for block in extracted.blocks) == extracted.text
    )


@pytest.mark.parametrize("expected", PAGES, ids=NAMES)
def test_title_date_and_author_are_what_the_page_shows(expected: ExpectedPage) -> None:
    """Wherever the page has them: meta, JSON-LD, a time, a line of text."""
    extracted = read(expected)
    told = (extracted.title, extracted.date, extracted.author)
    assert told == (expected.title, expected.date, expected.author)


def test_every_citation_of_the_article_is_found_in_its_sentence() -> None:
    """24 pages, each with exactly the sentences that cite it; those of the further reading with none."""
    [article] = [page for page in PAGES if page.name == "article"]
    extracted = read(article)
    wanted: dict[str, set[str]] = {}
    for sentence, path in load_citations():
        wanted.setdefault(path, set()).update(set() if sentence == WHOLE_ARTICLE else {sentence})
    found = {
        re.sub(r"[?#].*", "", reference.url.removeprefix(BASE)): {
            extracted.text[start:end] for start, end in reference.cited_in
        }
        for reference in find_references(extracted, own_url=BASE + article.path)
    }
    assert found == wanted
    assert len(found) == 24
