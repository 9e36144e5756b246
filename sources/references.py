"""Document → the pages that it references, each with the sentences that cite it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sources.author_years import match_author_years
from sources.extract.extracted import Extracted, Link
from sources.extract.plain import URL
from sources.extract.section_heads import heads_offers, heads_references, opens_offer, opens_sources
from sources.numbered_notes import Note, Span, find_notes
from sources.page_addresses import may_be_cited, page_key
from sources.records import Block, BlockKind, Reference
from sources.sentences import split_sentences

_NOT_CITING = frozenset({BlockKind.FURNITURE, BlockKind.CODE})
_HEADS = frozenset({BlockKind.TITLE, BlockKind.HEADING})
_WHOLE = frozenset({BlockKind.TABLE_ROW, BlockKind.REFERENCE, *_HEADS})
_MARK = re.compile(r"\[?(?:\d{1,3}|\^\S+?)\]?")
_ITEMS = frozenset({BlockKind.LIST_ITEM, BlockKind.REFERENCE})
_PROSE = 200  # characters; what a site says of a page that it offers is shorter
_MOST_OF_A_LINE = 0.4


def find_references(extracted: Extracted, *, own_url: str = "") -> tuple[Reference, ...]:
    """The pages that the text points to, in order, each once; links to the page itself are left out.

    Left out as well is what no text rests on: buttons that share, lists of tags, related stories. A page
    that is only in a list of sources or further reading, and whose entry no mark in the text leads to, is
    cited by the document as a whole: ``cited_in`` is ``()``.
    """
    graph = _Graph(extracted, own_url)
    for link in _pointers(extracted):
        graph.add_link(link)
    for mark in extracted.notes:
        for url in mark.urls:
            graph.add_cited(url, mark.at)
    return graph.references()


class _Graph:
    """The references found so far, by what tells pages apart."""

    def __init__(self, extracted: Extracted, own_url: str) -> None:
        self._layout = _Layout(extracted)
        self._own_url = own_url or extracted.url
        self._own = {page_key(url) for url in (own_url, extracted.url) if url}
        self._found: dict[str, Reference] = {}
        self._cited: dict[str, set[Span]] = {}

    def add_link(self, link: Link) -> None:
        """A link that stands in the text."""
        block = self._layout.block_around(link.start)
        if block is None or block.kind in _NOT_CITING or self._layout.is_offer(block):
            return
        key = self._key(link.url)
        if not key:
            return
        note = self._layout.note_around(link.start)
        if note is None and not self._layout.is_listed(block, link.start):
            sentence = self._layout.sentence_of(link)
            self._cited[key] |= set() if block.kind in _HEADS else {sentence}
        else:
            sentence = (block.start, block.end)
            marks = note.marks if note else ()
            self._cited[key] |= {self._layout.sentence_before(mark) for mark in marks}
        self._put(key, link.url, (link.start, link.end), sentence)

    def add_cited(self, url: str, at: int) -> None:
        """A page that a note names whose mark stood before the character at ``at``."""
        key = self._key(url)
        if key:
            sentence = self._layout.sentence_before(at)
            self._cited[key].add(sentence)
            self._put(key, url, sentence, sentence)

    def references(self) -> tuple[Reference, ...]:
        """All of them in the order of the text."""
        cited = (
            replace(reference, cited_in=tuple(sorted(self._cited[key])))
            for key, reference in self._found.items()
        )
        return tuple(sorted(cited, key=lambda reference: (reference.start, reference.end)))

    def _key(self, url: str) -> str:
        """What the page is known by, ``""`` for a page that is none of the references."""
        key = page_key(url)
        if key in self._own or (key not in self._found and not may_be_cited(url, self._own_url)):
            return ""
        self._cited.setdefault(key, set())
        return key

    def _put(self, key: str, url: str, span: Span, sentence: Span) -> None:
        if key not in self._found:
            self._found[key] = Reference(
                url=url, start=span[0], end=span[1], sentence_start=sentence[0], sentence_end=sentence[1]
            )


@dataclass(slots=True)
class _Section:
    """The blocks under one heading of notes, sources or further reading."""

    start: int
    end: int
    items: list[Span] = field(default_factory=list)


class _Layout:
    """Which blocks are references or offers of the site, and the sentences of the others."""

    def __init__(self, extracted: Extracted) -> None:
        self._text = extracted.text
        self._blocks = extracted.blocks
        self._language = extracted.language.partition("-")[0].lower()
        self._sentences: dict[int, list[Span]] = {}
        self._entries = extracted.note_entries
        self._linked = _linked_characters(extracted)
        self._offers: set[int] = set()
        self._listed: set[int] = set()
        self._sections: list[_Section] = []
        self._read_sections()
        self._notes = self._find_notes()

    def block_around(self, at: int) -> Block | None:
        """The block that holds the character at ``at``."""
        place = bisect_right(self._blocks, at, key=lambda block: block.start) - 1
        return self._blocks[place] if place >= 0 and at < self._blocks[place].end else None

    def is_offer(self, block: Block) -> bool:
        """Whether the site offers what the block links to, as related stories."""
        return block.start in self._offers

    def is_listed(self, block: Block, at: int) -> bool:
        """Whether what ``block`` has at ``at`` is in a list of sources or a note, or is said of the whole."""
        place = bisect_right(self._entries, at, key=lambda span: span[0]) - 1
        in_note = place >= 0 and at < self._entries[place][1]
        return in_note or block.start in self._listed or block.kind is BlockKind.REFERENCE

    def note_around(self, at: int) -> Note | None:
        """The note in whose entry the character at ``at`` stands."""
        place = bisect_right(self._notes, at, key=lambda note: note.start) - 1
        return self._notes[place] if place >= 0 and at < self._notes[place].end else None

    def sentence_around(self, at: int) -> Span:
        """The sentence with the character at ``at``; rows, entries and headings are taken as a whole."""
        block = self.block_around(at)
        if block is None:
            return at, at
        if block.kind in _WHOLE:
            return block.start, block.end
        if block.start not in self._sentences:
            self._sentences[block.start] = split_sentences(self._text, block.start, block.end, self._language)
        spans = self._sentences[block.start]
        place = bisect_right(spans, at, key=lambda span: span[0]) - 1
        return spans[place] if place >= 0 and at < spans[place][1] else (block.start, block.end)

    def sentence_of(self, link: Link) -> Span:
        """The sentence that a link cites for: the one around it, or before it when its text is a mark."""
        is_mark = _MARK.fullmatch(self._text, link.start, link.end)
        return self.sentence_before(link.start) if is_mark else self.sentence_around(link.start)

    def sentence_before(self, mark: int) -> Span:
        """The sentence that a mark at ``mark`` belongs to: the one with the character before it."""
        at = mark - 1
        while at > 0 and (self._text[at].isspace() or self._text[at] == "["):
            at -= 1
        return self.sentence_around(max(at, 0))

    def _read_sections(self) -> None:
        section: _Section | None = None
        offered = False
        level = 0
        for block in self._blocks:
            content = self._text[block.start : block.end]
            heads = block.kind in _HEADS or self._linked.get(block.start, 0) == 0
            if heads and heads_references(content):
                section, offered, level = _Section(block.end, block.end), False, block.level
                self._sections.append(section)
            elif heads and heads_offers(content):
                section, offered, level = None, True, block.level
            elif block.kind in _HEADS and block.level <= (level or block.level):
                section, offered = None, False
            elif offered:
                offered = not self._is_prose(block)
            if section is not None:
                section.end = block.end
                self._listed.add(block.start)
                if block.kind in _ITEMS and block.level <= 1:
                    section.items.append((block.start, block.end))
            elif offered or (opens_offer(content) and self._is_mostly_links(block)):
                self._offers.add(block.start)
            elif opens_sources(content):
                self._listed.add(block.start)

    def _find_notes(self) -> list[Note]:
        spans = [(section.start, section.end) for section in self._sections]
        entries = [
            block for block in self._blocks if self.is_listed(block, block.start) and block.kind not in _HEADS
        ]
        by_author = match_author_years(self._text, [(block.start, block.end) for block in entries], spans)
        numbered = find_notes(self._text, spans, [section.items for section in self._sections])
        known = {note.start for note in numbered if note.marks}
        kept = [note for note in by_author if note.start not in known]
        named = {note.start for note in kept}
        return sorted([n for n in numbered if n.start not in named] + kept, key=lambda note: note.start)

    def _is_prose(self, block: Block) -> bool:
        return block.end - block.start >= _PROSE and not self._is_mostly_links(block)

    def _is_mostly_links(self, block: Block) -> bool:
        return self._linked.get(block.start, 0) >= _MOST_OF_A_LINE * (block.end - block.start)


def _pointers(extracted: Extracted) -> list[Link]:
    """The links of the text, and the addresses that stand bare in it, in order."""
    links = sorted(extracted.links, key=lambda link: (link.start, link.end))
    starts = [link.start for link in links]
    bare: list[Link] = []
    for found in URL.finditer(extracted.text):
        place = bisect_right(starts, found.end() - 1) - 1
        before = links[place] if place >= 0 else None
        in_markup = extracted.text.startswith(("](", "<"), max(0, found.start() - 2))
        if not in_markup and (before is None or before.end <= found.start()):
            bare.append(Link(url=found.group(), start=found.start(), end=found.end()))
    return sorted(links + bare, key=lambda link: (link.start, link.end))


def _linked_characters(extracted: Extracted) -> dict[int, int]:
    """Start of a block → how many of its characters are links."""
    counts: dict[int, int] = {}
    for block, link in _by_block(extracted.blocks, extracted.links):
        counts[block.start] = counts.get(block.start, 0) + min(link.end, block.end) - link.start
    return counts


def _by_block(blocks: Sequence[Block], links: Sequence[Link]) -> Iterator[tuple[Block, Link]]:
    for link in links:
        place = bisect_right(blocks, link.start, key=lambda block: block.start) - 1
        if place >= 0 and link.start < blocks[place].end:
            yield blocks[place], link
