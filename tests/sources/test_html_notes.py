"""Footnotes of pages: their marks leave the text, and their notes' pages are cited in the right sentence."""

import pytest

from sources.extract.extracted import Extracted
from sources.extract.html import extract_html
from sources.references import find_references

URL = "https://site.example/deep/x"
A, B = "https://a.example/1", "https://b.example/2"
FILL = "The river rises in the hills and runs for many miles through meadows to the sea. "


def read(body: str) -> Extracted:
    """A page with an article around ``body``."""
    article = f"<article><h1>River</h1><p>{FILL * 4}</p>{body}</article>"
    page = f"<html><head><title>River</title></head><body>{article}</body></html>"
    return extract_html(page.encode(), url=URL, declared="utf-8")


def cited(extracted: Extracted) -> dict[str, list[str]]:
    """Each page with the sentences that cite it."""
    return {
        reference.url: [extracted.text[start:end] for start, end in reference.cited_in]
        for reference in find_references(extracted, own_url=URL)
    }


LINKED = f'<h2>Notes</h2><ol><li id="n1">Roe, <a href="{A}">Rain</a>. <a href="#m1">↩</a></li>'
LINKED += f'<li id="n2">Lee, Dams, {B}. <a href="#m2">↩</a></li></ol>'
NAMED = f'<p><a name="n1" href="#m1">[1]</a> Roe, <a href="{A}">Rain</a>.<br>'
NAMED += f'<a name="n2" href="#m2">[2]</a> Lee, {B}</p>'
DEFINED = (
    f'<dl><dt id="n1">1</dt><dd>Roe, <a href="{A}">Rain</a>.</dd><dt id="n2">2</dt><dd>Lee, {B}</dd></dl>'
)
ASIDE = f'<aside id="n1" role="doc-footnote"><p>Roe, <a href="{A}">Rain</a>.</p></aside><div id="n2">Lee, {B}</div>'


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n{0}" id="m{0}">{0}</a></sup>',
        '<a href="#n{0}" id="m{0}"><sup>{0}</sup></a>',
        '<a href="#n{0}" id="m{0}" role="doc-noteref">{0}</a>',
        '<a href="#n{0}" id="m{0}" class="footnote-ref">{0}</a>',
        '<sup id="m{0}" class="reference"><a href="#n{0}"><span>[</span>{0}<span>]</span></a></sup>',
        '<a href="https://site.example/deep/x#n{0}" id="m{0}">[{0}]</a>',
        '<sup>[<a href="#n{0}" id="m{0}">{0}</a>]</sup>',
    ],
    ids=["sup-a", "a-sup", "role", "class", "wikipedia", "full-address", "brackets-outside"],
)
@pytest.mark.parametrize(
    "notes", [LINKED, NAMED, DEFINED, ASIDE], ids=["list", "anchors", "definitions", "aside"]
)
def test_a_mark_leads_to_the_pages_of_its_note(mark: str, notes: str) -> None:
    """Whatever marks and notes look like; the text reads as if no mark were there."""
    extracted = read(
        f"<p>It rained all week.{mark.format(1)} The dam held{mark.format(2)}, and all slept.</p>{notes}"
    )
    assert "It rained all week. The dam held, and all slept." in extracted.text
    assert cited(extracted) == {A: ["It rained all week."], B: ["The dam held, and all slept."]}


def test_two_marks_in_a_row() -> None:
    """Both notes belong to the one sentence before them."""
    extracted = read(
        f'<p>It rained.<sup><a href="#n1">1</a>, <a href="#n2">2</a></sup> All slept.</p>{LINKED}'
    )
    assert cited(extracted) == {A: ["It rained."], B: ["It rained."]}
    apart = read(
        f'<p>It rained.<sup><a href="#n1">1</a></sup><sup><a href="#n2">2</a></sup> All slept.</p>{LINKED}'
    )
    assert cited(apart) == {A: ["It rained."], B: ["It rained."]}


def test_a_raised_number_that_is_a_link_itself() -> None:
    """Some sites have no notes: the mark leads to the source."""
    extracted = read(
        f'<p>It rained.<sup><a href="{A}">1</a></sup> The dam held <a href="{B}">[2]</a>. All slept.</p>'
    )
    assert "It rained. The dam held" in extracted.text
    assert cited(extracted) == {A: ["It rained."], B: ["The dam held [2]."]}


def test_raised_numbers_without_links_go_by_the_numbered_list() -> None:
    """An exponent is no mark, nor is a number that the list does not have."""
    notes = f"<h2>Notes</h2><ol><li>Roe, <a href='{A}'>Rain</a>.</li><li>Lee, {B}</li></ol>"
    extracted = read(f"<p>It rained on 20 km<sup>2</sup>.<sup>1</sup> All slept.<sup>9</sup></p>{notes}")
    assert "It rained on 20 km2. All slept.9" in extracted.text
    assert cited(extracted) == {A: ["It rained on 20 km2."], B: []}


def test_a_note_that_leads_on_into_a_bibliography() -> None:
    """As on Wikipedia: "Roe 2020, p. 3" is a link to the entry that holds the address."""
    notes = (
        '<h2>References</h2><ol><li id="n1"><a href="#m1">^</a> <a href="#roe">Roe 2020</a>, p. 3.</li></ol>'
    )
    entries = f'<h2>Bibliography</h2><ul><li><cite id="roe">Roe, J. (2020). <a href="{A}">Rain</a>.</cite></li></ul>'
    extracted = read(f'<p>It rained.<sup id="m1"><a href="#n1">[1]</a></sup> All slept.</p>{notes}{entries}')
    assert cited(extracted) == {A: ["It rained."]}


def test_an_encyclopaedia_s_article_on_the_publisher_is_not_the_source() -> None:
    """A note of a wiki links both; the one outside is what the sentence rests on."""
    note = f'<li id="n1"><a href="{A}">Rain</a>, <a href="/wiki/The_Courier">Courier</a></li>'
    notes = f"<h2>References</h2><ol>{note}</ol>"
    extracted = read(f'<p>It rained.<sup><a href="#n1">[1]</a></sup> All slept.</p>{notes}')
    assert cited(extracted)[A] == ["It rained."]
    assert [mark.urls for mark in extracted.notes] == [(A,)]


def test_a_note_below_the_text_is_read_though_it_is_not_in_the_text() -> None:
    """Where the main text leaves the notes out, the sentence with the mark is all there is to show."""
    extracted = read(
        '<p>It rained.<sup><a href="#n1">1</a></sup> All slept.</p>'
        f'</article><footer><ol><li id="n1">Roe, <a href="{A}">Rain</a></li></ol></footer><article>'
    )
    [reference] = find_references(extracted, own_url=URL)
    sentence = (reference.sentence_start, reference.sentence_end)
    assert extracted.text[slice(*sentence)] == "It rained."
    assert reference.cited_in == (sentence,)


def test_numbers_that_lead_elsewhere_in_the_page_stay() -> None:
    """The number of an equation or a section is part of the sentence."""
    body = '<p>It follows from (<a href="#e3">3</a>) and section <a href="#s2">2</a> that all slept.</p>'
    extracted = read(body + f"<h2 id='s2'>Dams</h2><p id='e3'>{FILL}</p>")
    assert "It follows from (3) and section 2 that all slept." in extracted.text
    assert extracted.notes == ()


def test_thousands_of_notes_take_no_time() -> None:
    """Marks and notes are looked up, not searched for."""
    marks = "".join(f'<p>Day {at} was wet.<sup><a href="#n{at}">{at}</a></sup></p>' for at in range(1_500))
    notes = "".join(f'<li id="n{at}"><a href="https://a.example/{at}">Day</a></li>' for at in range(1_500))
    found = cited(read(f"{marks}<h2>Notes</h2><ol>{notes}</ol>"))
    assert found["https://a.example/1234"] == ["Day 1234 was wet."]
    assert len(found) == 1_500
