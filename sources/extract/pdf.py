"""PDF → its text in reading order as blocks, each with its page.

Places decide, not the order of the file: it may draw its columns line by line. The way, step by step:

    bytes → words     pdf_file (what cannot be read), pdf_words, pdf_drawn (rules, links), pdf_page (the values)
    → fewer words     pdf_furniture (heads, feet, page numbers out), pdf_letters (initials, letterspacing)
    → columns         pdf_bands (words on one baseline), pdf_gutters (the white strips between columns and
                      cells), pdf_parting (prose or cells?), pdf_reach (how far each strip goes)
    → lines           pdf_lines, in reading order; pdf_rows, where a table's rows begin
    → groups          pdf_grouping (where blocks end), pdf_groups (what each is), pdf_joins (over columns and
                      pages, notes), pdf_facts (title, levels, author, date)
    → text            pdf_flow with pdf_hyphens (running text of a group), pdf_text (blocks, links, notes)
"""

from collections.abc import Sequence
from dataclasses import replace

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.extract.pdf_bands import make_bands
from sources.extract.pdf_facts import find_author, find_date, language_tag, mark_headings
from sources.extract.pdf_file import read_file
from sources.extract.pdf_furniture import without_furniture
from sources.extract.pdf_grouping import group_lines
from sources.extract.pdf_groups import Group, body_size
from sources.extract.pdf_gutters import column_places, find_gutters
from sources.extract.pdf_hyphens import Vocabulary
from sources.extract.pdf_joins import join_broken, mark_footnotes
from sources.extract.pdf_letters import attach_initials
from sources.extract.pdf_lines import Line, to_lines
from sources.extract.pdf_page import PageText
from sources.extract.pdf_text import flat_text, write
from sources.records import BlockKind

_INITIAL = 18.0  # points, the least for a letter over two lines


def extract_pdf(body: bytes, *, url: str, declared: str | None) -> Extracted:
    """The text of a PDF; ``declared`` (a charset) means nothing here.

    Every sentence is whole and in a block of the page on which it begins.

    Raises:
        ExtractionError: ``unsupported`` when it is damaged, locked with a password or too long, ``empty``
            when its pages are images or its fonts cannot be read.
    """
    file = read_file(body)
    pages = without_furniture(_with_initials(file.pages))
    lines = _lines(pages)
    if not lines:
        raise ExtractionError("there is nothing but running heads and page numbers in it", state="empty")
    size = body_size(lines)
    vocabulary = Vocabulary(_inner_words(lines), _urls(pages))
    groups = mark_footnotes(group_lines(lines, size), size)
    groups, title = mark_headings(join_broken(groups), file.title)
    language = language_tag(file.language)
    written = write(groups, vocabulary, language)
    return Extracted(
        text=written.text,
        blocks=written.blocks,
        title=title or _title_text(groups, vocabulary),
        author=find_author(file.author, groups),
        date=find_date(file.created, _first_lines(file.pages)),
        language=language,
        links=written.links,
        notes=written.notes,
        note_entries=written.note_entries,
    )


def _with_initials(pages: Sequence[PageText]) -> list[PageText]:
    """Large first letters joined to their words."""
    if not any(len(word.text) < 3 and word.size > _INITIAL for page in pages for word in page.words):
        return list(pages)
    known = frozenset(word.text.lower() for page in pages for word in page.words)
    return [replace(page, words=attach_initials(page.words, known)) for page in pages]


def _lines(pages: Sequence[PageText]) -> list[Line]:
    """All lines of the document; text that stands sideways comes after the page's other text."""
    upright = [make_bands(page.words) for page in pages]
    gutters = [find_gutters(bands, page.rules) for page, bands in zip(pages, upright, strict=True)]
    known = column_places(gutters)
    lines = list[Line]()
    for page, bands, found in zip(pages, upright, gutters, strict=True):
        parts = [(bands, find_gutters(bands, page.rules, known) if known else found, page.rules)]
        for words in page.aside:
            sideways = make_bands(words)
            parts.append((sideways, find_gutters(sideways, []), []))
        for part in parts:
            first = lines[-1].column + 1 if lines else 0
            lines += to_lines(*part, page=page.number, first_column=first)
    return lines


def _inner_words(lines: Sequence[Line]) -> list[str]:
    """The words that no line's end cuts."""
    words, cut = list[str](), False
    for line in lines:
        texts = [word.text for word in line.words]
        last_cut = texts[-1].endswith("-")
        words += texts[cut : len(texts) - last_cut]
        cut = last_cut
    return words


def _urls(pages: Sequence[PageText]) -> set[str]:
    return {word.url for page in pages for word in page.words if word.url}


def _title_text(groups: Sequence[Group], vocabulary: Vocabulary) -> str:
    return next((flat_text(group, vocabulary) for group in groups if group.kind is BlockKind.TITLE), "")


def _first_lines(pages: Sequence[PageText]) -> list[str]:
    """What the first page says, line by line, its running head included: that may tell the date."""
    return [" ".join(word.text for word in band.words) for band in make_bands(pages[0].words)]
