"""Groups of lines → the canonical text, its blocks, and the links and note marks in it.

A block has one page. A paragraph that goes on overleaf is cut where a sentence ends: the sentence over the
break stays whole, on the page where it begins, and the rest is a block of the next page.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sources.extract.extracted import Link, NoteMark
from sources.extract.pdf_flow import Flow, NoteKey, compose, compose_row, label_of
from sources.extract.pdf_groups import Group, is_item
from sources.extract.pdf_hyphens import Vocabulary
from sources.extract.pdf_lines import Line
from sources.extract.pdf_page import Word
from sources.extract.plain import URL
from sources.extract.written_notes import resolve_notes
from sources.records import Block, BlockKind
from sources.sentences import split_sentences

_WWW = re.compile(r"(?<![\w/@.])www\.[^\s<>\"]+[^\s<>\".,;:!?)\]}’']")
_ITEMS = frozenset({BlockKind.LIST_ITEM, BlockKind.REFERENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The canonical text with what stands where in it."""

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    notes: tuple[NoteMark, ...]
    note_entries: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A group, or the part of it that is on one page; ``lead`` (a bullet, a label) stands before the block."""

    group: Group
    page: int
    lead: str
    flow: Flow


def write(groups: Sequence[Group], vocabulary: Vocabulary, language: str) -> Written:
    """The text with its blocks parted by blank lines, the notes after each page's other text."""
    notes = frozenset(key for group in groups if (key := _note_key(group)))
    pieces = [piece for group in groups for piece in _pieces(group, vocabulary, language, notes)]
    pieces.sort(key=lambda piece: (piece.page, piece.group.footnote))
    text, blocks, links = list[str](), list[Block](), list[Link]()
    marks, spans = list[tuple[int, NoteKey]](), dict[Hashable, tuple[int, int]]()
    at = 0
    for piece in pieces:
        gap = "\n\n" if text else ""
        start = at + len(gap) + len(piece.lead)
        text += [gap, piece.lead, piece.flow.text]
        at = start + len(piece.flow.text)
        group = piece.group
        blocks.append(Block(kind=group.kind, start=start, end=at, level=group.level, page=piece.page))
        links += sorted(_links(piece.flow, start), key=lambda link: link.start)
        marks += [(start + place, key) for place, key in piece.flow.marks]
        if key := _note_key(group):
            spans.setdefault(key, (start, at))
    resolved, entries = resolve_notes(marks, spans, links)
    return Written(
        text="".join(text), blocks=tuple(blocks), links=tuple(links), notes=resolved, note_entries=entries
    )


def flat_text(group: Group, vocabulary: Vocabulary) -> str:
    """The text of a group as it will stand in the document."""
    return compose(_lines_of(group)[1], vocabulary, frozenset()).text


def _note_key(group: Group) -> NoteKey | None:
    if not group.footnote or not _is_labelled(group):
        return None
    return group.first.page, label_of(group.first.words[0].text)


def _is_labelled(group: Group) -> bool:
    """Whether a note begins with its number or sign."""
    words = group.first.words
    return len(words) > 1 and bool(re.fullmatch(r"\d{1,3}|[*†‡§¶]{1,3}", label_of(words[0].text)))


def _pieces(
    group: Group, vocabulary: Vocabulary, language: str, notes: frozenset[NoteKey]
) -> Iterator[_Piece]:
    if group.kind is BlockKind.TABLE_ROW:
        lead, flow = "", compose_row(group, vocabulary)
    else:
        lead, lines = _lines_of(group)
        flow = compose(lines, vocabulary, notes)
    for start, end, page in _by_page(flow, language):
        yield _Piece(group, page, lead, _part(flow, start, end))
        lead = ""


def _part(flow: Flow, start: int, end: int) -> Flow:
    words = [
        replace(p, start=p.start - start, end=p.end - start) for p in flow.words if start <= p.start < end
    ]
    marks = [(at - start, key) for at, key in flow.marks if start < at <= end]
    return Flow(flow.text[start:end], tuple(words), tuple(marks))


def _by_page(flow: Flow, language: str) -> Iterator[tuple[int, int, int]]:
    """Spans of whole sentences that begin on one page, with that page."""
    if not flow.text:
        return
    breaks = [b for a, b in zip(flow.words, flow.words[1:], strict=False) if a.page != b.page]
    if not breaks:
        yield 0, len(flow.text), flow.words[0].page
        return
    sentences = split_sentences(flow.text, 0, None, language)
    first = flow.words[0].page
    paged = [
        (max((p.page for p in breaks if p.start <= start), default=first), start, end)
        for start, end in sentences
    ]
    for page, run in groupby(paged, key=lambda sentence: sentence[0]):
        spans = list(run)
        yield spans[0][1], spans[-1][2], page


def _lines_of(group: Group) -> tuple[str, list[tuple[Line, Sequence[Word]]]]:
    """A bullet or label with the blank after it, and the words of each line without it."""
    lines: list[tuple[Line, Sequence[Word]]] = [(line, line.words) for line in group.lines]
    first = group.first
    if _is_labelled(group) if group.footnote else group.kind in _ITEMS and is_item(first):
        return f"{first.words[0].text} ", [(first, first.words[1:]), *lines[1:]]
    return "", lines


def _links(flow: Flow, offset: int) -> Iterator[Link]:
    """The anchors of the page's links, and addresses that stand in the text."""
    taken = list[tuple[int, int]]()
    for url, run in groupby(flow.words, key=lambda placed: placed.word.url):
        words = list(run)
        if url:
            anchor = flow.text[words[0].start : words[-1].end].rstrip(".,;:)")
            taken.append((words[0].start, words[0].start + len(anchor)))
            yield Link(url=url, start=offset + taken[-1][0], end=offset + taken[-1][1])
    for pattern, scheme in ((URL, ""), (_WWW, "https://")):
        for found in pattern.finditer(flow.text):
            start, end = found.span()
            if all(end <= left or right <= start for left, right in taken):
                taken.append((start, end))
                yield Link(url=scheme + found.group(), start=offset + start, end=offset + end)
