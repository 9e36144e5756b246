"""Markdown → blocks, with markdown-it-py. The canonical text is the file's own text, markers and all.

A block is the span of the content without the markers in front of it (``#``, ``- ``, ``> ``); markers
at the start of a paragraph's later lines stay inside, as offsets are the file's offsets.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sources.extract.extracted import Extracted, Link
from sources.extract.markdown_links import find_links, plain_text
from sources.records import Block, BlockKind

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|author|date|lang|language)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.M | re.I)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTAINERS = {"list_item": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE}


def extract_markdown(text: str, *, url: str = "") -> Extracted:
    """Blocks and links of a Markdown text; ``url`` resolves relative links.

    Title, author and date come from front matter; without it the title is the first heading of level 1.
    """
    front = _FRONT.match(text)
    fields = _fields(front.group(1)) if front else {}
    reader = _Reader(text, front.end() if front else 0, url)
    if front:
        reader.add(BlockKind.FURNITURE, 0, front.start(), front.end())
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text[reader.offset :])
    for token in tokens:
        reader.read(token)
    date = _ISO_DATE.match(fields.get("date", ""))
    return Extracted(
        text=text,
        blocks=tuple(reader.blocks),
        title=fields.get("title", "") or reader.title,
        author=fields.get("author", ""),
        date=date.group() if date else "",
        language=fields.get("lang", "") or fields.get("language", ""),
        url=url,
        links=tuple(sorted(reader.links, key=lambda link: link.start)),
    )


def _fields(front: str) -> dict[str, str]:
    """The fields of front matter that are read; its YAML is taken line by line."""
    return {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(front)}


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


class _Reader:
    """Turns markdown-it's tokens, which know lines, into blocks, which know characters."""

    def __init__(self, text: str, offset: int, url: str) -> None:
        self.offset = offset
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.title = ""
        self._text = text
        self._url = url
        self._lines = [found.start() for found in _LINE.finditer(text, offset)]
        self._lines.append(len(text))
        self._within: list[str] = []
        self._heading = 0
        self._in_table = False
        self._cell = 0

    def read(self, token: Token) -> None:
        """Take the next token."""
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _CONTAINERS:
            if token.nesting > 0:
                self._within.append(name)
            else:
                self._within.pop()
        elif name == "heading":
            self._heading = int(token.tag[1]) if token.nesting > 0 else 0
        elif name == "table":
            self._in_table = token.nesting > 0
        elif token.type == "tr_open" and token.map:
            self._row(token.map[0])
        elif token.type == "inline" and token.map:
            self._inline(token, token.map[0])
        elif token.type in {"fence", "code_block"} and token.map:
            self._code(token, token.map)
        elif token.type == "html_block" and token.map:
            self.add(BlockKind.FURNITURE, 0, self._lines[token.map[0]], self._lines[token.map[1]])

    def add(self, kind: BlockKind, level: int, start: int, end: int) -> _Span | None:
        """Keep the block, blanks around it left out; None when nothing is left."""
        piece = self._text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if start >= end:
            return None
        self.blocks.append(Block(kind=kind, start=start, end=end, level=level))
        return _Span(start, end)

    def _row(self, line: int) -> None:
        piece = self._text[self._lines[line] : self._lines[line + 1]]
        self._cell = self._lines[line]
        left = len(piece) - len(piece.lstrip(" \t>|"))
        right = len(piece.rstrip(" \t\r\n|"))
        self.add(BlockKind.TABLE_ROW, 0, self._lines[line] + left, self._lines[line] + right)

    def _inline(self, token: Token, line: int) -> None:
        """The span of a paragraph, a heading or a cell, found by its first and its last line."""
        pieces = [piece.strip() for piece in token.content.split("\n")]
        start = self._find(pieces[0], line)
        end = self._find(pieces[-1], line + len(pieces) - 1) + len(pieces[-1])
        if self._in_table:
            self._cell = end
            span: _Span | None = _Span(start, end)
        else:
            span = self.add(*self._kind(token), start, end)
        if span is not None:
            self.links += find_links(self._text, span.start, span.end, token.children or [], self._url)

    def _kind(self, token: Token) -> tuple[BlockKind, int]:
        if self._heading:
            if self._heading == 1 and not self.title:
                self.title = plain_text(token.children or [])
                return BlockKind.TITLE, 1
            return BlockKind.HEADING, self._heading
        if self._within:
            return _CONTAINERS[self._within[-1]], self._within.count("list_item")
        return BlockKind.PARAGRAPH, 0

    def _code(self, token: Token, lines: list[int]) -> None:
        first, last = lines
        if token.type == "fence":
            first += 1
            closing = self._text[self._lines[last - 1] : self._lines[last]].lstrip(" \t>")
            last -= closing.startswith(token.markup) and last > first
        self.add(BlockKind.CODE, 0, self._lines[first], self._lines[max(first, last)])

    def _find(self, piece: str, line: int) -> int:
        """Where ``piece`` stands in its line; the cells of a row are found one after the other."""
        start = max(self._lines[line], self._cell) if self._in_table else self._lines[line]
        found = self._text.find(piece, start, self._lines[line + 1])
        return start if found < 0 else found
