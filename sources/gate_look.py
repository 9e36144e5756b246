"""What the gate looks at: what a page is called, what it says to its reader, and how its text ends."""

import re
from bisect import bisect_left
from functools import cached_property
from html import unescape

from sources import gate_words as words
from sources.extract.extracted import Extracted
from sources.gate_sentences import SAID_AT_LEAST, WORD, Said, count_words, is_closed, sentences_of
from sources.records import Block, BlockKind

_NOT_READ = frozenset({BlockKind.TITLE, BlockKind.FURNITURE})
_NOT_MAIN = _NOT_READ | {BlockKind.HEADING}
_LAST_BLOCKS = 20
_HEADS = re.compile(r"<(title|h1|h2)\b[^<>]*>([^<]{0,300})")
_SITE_NAME = re.compile(r"\s+[|–—·:-]\s+.*|[.!…]+$", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_LOOKED_AT = 200_000
"""Bytes of the source, and characters of the main text: whatever is longer is no wall."""


class Look:
    """A page in lower case: its heads, its main text in sentences, and its first 200 kB of source."""

    def __init__(self, body: bytes, extracted: Extracted | None) -> None:
        self.source = body[:_LOOKED_AT].decode("utf-8", errors="replace").lower()
        self._extracted = extracted
        heads = [" ".join(unescape(found.group(2)).split()) for found in _HEADS.finditer(self.source)]
        self._own_names = frozenset(
            WORD.findall(" ".join([*heads[:4], extracted.site.lower() if extracted else ""]))
        )
        self.heads = [head for head in dict.fromkeys(_SITE_NAME.sub("", head) for head in heads[:4]) if head]

    @cached_property
    def main(self) -> str:
        """The main text, a block a line."""
        return "\n".join(text for text, _ in self._blocks).lower()

    @cached_property
    def ending(self) -> str:
        """The last of the main text with its headings, a block a line, in lower case; up to 600 characters."""
        if self._extracted is None:
            return ""
        last = [block for block in self._extracted.blocks if block.kind not in _NOT_READ][-_LAST_BLOCKS:]
        return "\n".join(self._extracted.text[block.start : block.end] for block in last)[-600:].lower()

    @cached_property
    def said(self) -> list[Said]:
        """The sentences of the main text; lines that are links, or of a few words without a full stop, are none."""
        language = self._extracted.language if self._extracted else ""
        lines = [text for text, linked in self._blocks if not linked]
        return [one for line in lines for one in sentences_of(line, language=language, own=self._own_names)]

    @cached_property
    def words(self) -> int:
        """How many words the main text says."""
        return sum(one.words for one in self.said)

    @cached_property
    def spoken(self) -> float:
        """The share of the words, 0 to 1, that stand in sentences that speak to the reader."""
        return sum(one.words for one in self.said if one.speaks_to_reader) / max(self.words, 1)

    @cached_property
    def told(self) -> float:
        """The share of the words, 0 to 1, that stand in sentences that name or count what is not the page's own."""
        return sum(one.words for one in self.said if one.tells) / max(self.words, 1)

    @cached_property
    def tells(self) -> bool:
        """Whether any sentence names or counts what is not the page's own."""
        return self.told > 0

    def mentions(self, theme: str) -> bool:
        """Whether a head or a sentence has a phrase of the theme."""
        headed = any(words.THEMES[theme].search(head) for head in self.heads)
        return headed or any(one.has(theme) for one in self.said)

    @cached_property
    def rows(self) -> int:
        """How many rows of tables there are."""
        blocks = self._extracted.blocks if self._extracted else ()
        return sum(block.kind is BlockKind.TABLE_ROW for block in blocks)

    @cached_property
    def signed(self) -> bool:
        """Whether the page names an author or the day on which it was published."""
        return bool(self._extracted and (self._extracted.author or self._extracted.date))

    @cached_property
    def keeps_out(self) -> bool:
        """Whether the page is none for search engines, wants a password, or loads a challenge."""
        return words.KEEPS_OUT.search(self.source) is not None

    @cached_property
    def visible(self) -> str:
        """The text between the tags, scripts and styles left out, in one line."""
        first, *rest = re.split(r"<(?:script|style)\b", self.source)
        pieces = [first]
        for piece in rest:
            end = re.search(r"</(?:script|style)", piece)
            pieces.append(piece[end.start() :] if end else "")
        return " ".join(unescape(_TAG.sub(" ", " ".join(pieces))).split())

    @cached_property
    def breaks_off(self) -> bool:
        """Whether the last long block of the main text stops in the middle of a sentence."""
        prose = [text for text, linked in self._blocks if not linked and count_words(text) >= SAID_AT_LEAST]
        return any(not is_closed(text) for text in prose[-3:] if count_words(text) >= 2 * SAID_AT_LEAST)

    def after(self, characters: int) -> str:
        """What stands in the page right after the last words of the main text."""
        last = next((text for text, linked in reversed(self._blocks) if not linked and len(text) > 20), "")
        tail = " ".join(last.lower().split())[-40:]
        at = self.visible.rfind(tail) if tail else -1
        return self.visible[at + len(tail) :][:characters] if at >= 0 else ""

    @cached_property
    def _blocks(self) -> list[tuple[str, bool]]:
        """The blocks at the beginning of the main text, and whether a block is nothing but links."""
        if self._extracted is None:
            return []
        text = self._extracted.text[:_LOOKED_AT]
        kept = [block for block in self._extracted.blocks if block.kind not in _NOT_MAIN]
        begun = [block for block in kept if block.start < _LOOKED_AT]
        return [(text[block.start : block.end], self._is_link(block)) for block in begun]

    @cached_property
    def _link_spans(self) -> list[tuple[int, int]]:
        links = self._extracted.links if self._extracted else ()
        return sorted((link.start, link.end) for link in links)

    def _is_link(self, block: Block) -> bool:
        first = bisect_left(self._link_spans, (block.start, 0))
        beyond = bisect_left(self._link_spans, (block.end, 0))
        spans = self._link_spans[first:beyond]
        return sum(end - start for start, end in spans if end <= block.end) > 0.7 * (block.end - block.start)
