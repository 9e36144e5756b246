"""What the gate looks at: what a page is called, what it says to its reader, and how its text ends."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from sources import gate_words as words
from sources.extract.extracted import Extracted
from sources.records import Block, BlockKind

_NOT_MAIN = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.FURNITURE})
_HEADS = re.compile(r"<(title|h1|h2)\b[^<>]*>([^<]{0,300})")
_SITE_NAME = re.compile(r"\s+[|–—·:-]\s+.*|[.!…]+$", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_QUOTED = re.compile(r"\"[^\"]{2,300}\"|“[^”]{2,300}”|«[^»]{2,300}»|„[^“”]{2,300}[“”]|‘[^’]{4,300}’(?!\w)")
_SENTENCE_END = re.compile(r"(?<=[.!?:…])\s+|(?<=[。！？])|\n")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CLOSED = re.compile(r"[.!?。！？:;\]\"”»’')]\W*$")
_MENU = re.compile(r"\s[|·•/>»]\s")
_LOOKED_AT = 200_000
_SAID_AT_LEAST = 5
"""Words from which a line without a full stop is a sentence; fewer are a menu's entry or a label."""


def count_words(text: str) -> int:
    """Words of a text; where no blanks part them, two characters count as one."""
    east = len(_EAST.findall(text))
    return east // 2 + len(_WORD.findall(_EAST.sub(" ", text)))


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the main text, in lower case, quoted words left out, and its length in words."""

    text: str
    words: int

    def about(self, theme: str) -> bool:
        """Whether it has a phrase of the theme."""
        return words.THEMES[theme].search(self.text) is not None

    @property
    def speaks_to_reader(self) -> bool:
        """Whether it says "we" or "you"."""
        return self.about("address")


def _is_said(one: Said) -> bool:
    if len(_MENU.findall(one.text)) > 2 and len(_MENU.findall(one.text)) * 3 > one.words:
        return False
    return one.words >= _SAID_AT_LEAST or (one.words > 1 and _CLOSED.search(one.text) is not None)


class Look:
    """A page in lower case: its heads, its main text in sentences, and its first 200 kB of source."""

    def __init__(self, body: bytes, extracted: Extracted | None) -> None:
        self.source = body[:_LOOKED_AT].decode("utf-8", errors="replace").lower()
        self._extracted = extracted
        heads = [" ".join(unescape(found.group(2)).split()) for found in _HEADS.finditer(self.source)]
        self.heads = [head for head in dict.fromkeys(_SITE_NAME.sub("", head) for head in heads[:4]) if head]

    @cached_property
    def main(self) -> str:
        """The main text, a block a line."""
        return "\n".join(text for text, _ in self._blocks).lower()

    @cached_property
    def said(self) -> list[Said]:
        """The sentences of the main text; lines that are links, or of a few words without a full stop, are none."""
        lines = [text.lower() for text, linked in self._blocks if not linked]
        sentences = [piece for line in lines for piece in _SENTENCE_END.split(_QUOTED.sub(" ", line))]
        counted = [Said(sentence.strip(), count_words(sentence)) for sentence in sentences]
        return [one for one in counted if _is_said(one)]

    @cached_property
    def words(self) -> int:
        """How many words the main text says."""
        return sum(one.words for one in self.said)

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
        prose = [text for text, linked in self._blocks if not linked and count_words(text) >= _SAID_AT_LEAST]
        return any(
            _CLOSED.search(text) is None for text in prose[-3:] if count_words(text) >= 2 * _SAID_AT_LEAST
        )

    def after(self, characters: int) -> str:
        """What stands in the page right after the last words of the main text."""
        last = next((text for text, linked in reversed(self._blocks) if not linked and len(text) > 20), "")
        tail = " ".join(last.lower().split())[-40:]
        at = self.visible.rfind(tail) if tail else -1
        return self.visible[at + len(tail) :][:characters] if at >= 0 else ""

    @cached_property
    def _blocks(self) -> list[tuple[str, bool]]:
        """The blocks of the main text, and whether a block is nothing but links."""
        if self._extracted is None:
            return []
        text = self._extracted.text
        kept = [block for block in self._extracted.blocks if block.kind not in _NOT_MAIN]
        return [(text[block.start : block.end], self._is_link(block)) for block in kept]

    def _is_link(self, block: Block) -> bool:
        links = self._extracted.links if self._extracted else ()
        inside = sum(
            link.end - link.start for link in links if block.start <= link.start and link.end <= block.end
        )
        return inside > 0.7 * (block.end - block.start)
