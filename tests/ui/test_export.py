"""Answers to take along: what stands in them, and that nothing of a source acts in them."""

import html
import json
import re

from fake_workspace import answered, citation, not_found, source, written
from markdown_it import MarkdownIt

from sources.records import SourceState
from ui.bibliography import bibtex, csl_json
from ui.export import as_html, as_json, as_markdown

MONEY = citation("China lent over $50 billion.", highlight="$50 billion")
HOSTILE = "x](javascript:alert(1)) <img src=x onerror=alert(1)> ![p](https://evil.example/) `a` | b"


def test_markdown_has_the_answer_its_numbers_and_its_sources() -> None:
    """The question is a heading; the number stands behind the sentence, and again before its quote."""
    rendered = MarkdownIt().render(as_markdown([answered(MONEY)]))
    assert rendered.startswith("<h2>How much?</h2>")
    assert "China lent over $50 billion. [1]" in rendered
    assert "[1] Oil and debt." in rendered
    assert f"sha256:{'ab' * 32}" in rendered
    assert "<blockquote>\n<p>China lent over $50 billion.</p>" in rendered


def test_nothing_of_a_source_acts_in_markdown() -> None:
    """A title of mark-up is shown as it is: no link but to the page, no image, no element."""
    rendered = MarkdownIt("commonmark").render(
        as_markdown([answered(citation("It was paid in oil.", title=HOSTILE))])
    )
    assert re.findall(r'(?:href|src)="([^"]*)"', rendered) == [
        "https://example.org/oil#:~:text=It%20was%20paid%20in%20oil."
    ]
    assert HOSTILE in html.unescape(rendered)


def test_html_opens_alone_and_folds_its_quotes() -> None:
    """No script, nothing that is fetched; the quote is in a fold with the words that answer marked."""
    page = as_html([answered(MONEY), not_found(citation("Cuba sent doctors."))])
    assert "Content-Security-Policy" in page
    assert "<script" not in page
    assert re.findall(r"\ssrc=|@import|url\(", page) == []
    assert "lent over <mark>$50 billion</mark>." in page
    assert 'href="#s1-1">[1]</a>' in page
    assert '<details id="s1-1">' in page
    assert "Not in the sources." in page


def test_nothing_of_a_source_acts_in_html() -> None:
    """Its mark-up is text."""
    page = as_html([answered(citation("It was paid in oil.", title=HOSTILE))])
    assert "<img" not in page
    assert html.escape("<img src=x onerror=alert(1)>") in page


def test_what_a_model_wrote_is_said_to_be_so() -> None:
    """Who wrote it, that it was checked, and what was left out."""
    answer = written(MONEY, notice="One sentence was left out.")
    for text in (MarkdownIt().render(as_markdown([answer])), as_html([answer])):
        assert "Written by some-model; each sentence was checked" in text
        assert "One sentence was left out." in text


def test_json_is_what_ask_prints() -> None:
    """A list of answers, each with the fields of the contract."""
    [plain] = json.loads(as_json([answered(MONEY)]))
    assert plain["citations"][0]["quote"] == "China lent over $50 billion."


def test_a_bibliography_has_what_was_read() -> None:
    """Special characters are escaped for BibTeX; a source that was not read is none."""
    read = source(
        title="Oil & debt: 100%", date="2025-05-07", site="Example", fetched_at="2026-11-23T23:05:00+00:00"
    )
    unread = source(state=SourceState.PENDING, document_id="other")
    entry = bibtex([read, unread])
    assert entry.splitlines() == [
        "@misc{oil,",
        "  title = {Oil \\& debt: 100\\%},",
        "  howpublished = {Example},",
        "  year = {2025},",
        "  month = {5},",
        "  url = {https://www.example.org/oil},",
        "  urldate = {2026-11-23},",
        "}",
    ]
    [item] = json.loads(csl_json([read, unread]))
    assert item == {
        "id": "oil",
        "type": "webpage",
        "title": "Oil & debt: 100%",
        "URL": "https://www.example.org/oil",
        "container-title": "Example",
        "issued": {"date-parts": [[2025, 5, 7]]},
        "accessed": {"date-parts": [[2026, 11, 23]]},
    }
