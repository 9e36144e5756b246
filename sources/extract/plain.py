"""Plain text → blocks. The canonical text is the file's own text, so offsets are the file's offsets.

Nothing marks a heading in plain text; it is recognised by what it lacks (a full stop, a second line)
and by what follows it (a paragraph).
"""

import re
from dataclasses import dataclass, replace

from sources.extract.extracted import Extracted, Link
from sources.records import Block, BlockKind

URL = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]}’']")
_CHUNK = re.compile(r"[^\n]+(?:\n(?![^\S\n]*(?:\n|\Z))[^\n]+)*")
_BULLET = re.compile(r"(?:[•‣▪◦*–-]|\d{1,3}[.)])\s+")
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|chart|image|photo|map|graph|exhibit)\s*\d*\s*[:.–-]\s", re.IGNORECASE
)
_TAG_LINE = re.compile(r"(?:tags?|categor(?:y|ies)|topics?|filed under|archives?)\s*:", re.IGNORECASE)
_REFERENCE_HEADING = re.compile(
    r"(?:references?|sources?|bibliography|works cited|literature|links|further reading|footnotes|endnotes)\s*:?",
    re.IGNORECASE,
)
_HEADING_ENDS = tuple(".!?;,…")
_MOST_HEADING_WORDS = 16
_MOST_HEADING_CHARACTERS = 130
_MOST_OPENING_BLOCKS = 12


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    bulleted: bool = False


def extract_plain(text: str, *, url: str = "") -> Extracted:
    """Blocks of a plain text; the title is the first heading, or what an early line says twice.

    >>> [block.kind.value for block in extract_plain("A title\\n\\nA sentence stands here.").blocks]
    ['title', 'paragraph']
    """
    spans = [
        span for chunk in _CHUNK.finditer(text) for span in _lines_or_whole(text, chunk.start(), chunk.end())
    ]
    blocks = _classify(text, spans)
    title = next((_flat(text[b.start : b.end]) for b in blocks if b.kind is BlockKind.TITLE), "")
    links = tuple(
        Link(url=found.group(), start=found.start(), end=found.end()) for found in URL.finditer(text)
    )
    return Extracted(text=text, blocks=tuple(blocks), title=title, url=url, links=links)


def _lines_or_whole(text: str, start: int, end: int) -> list[_Span]:
    """A chunk between blank lines is one block, unless its lines are items: bullets, URLs, short lines."""
    lines = [_trim(text, start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    lines = [line for line in lines if line.start < line.end]
    if not lines:
        return []
    if len(lines) == 1 or any(_is_item(text, line) for line in lines):
        return _join_continuations(text, [_without_bullet(text, line) for line in lines])
    return [_Span(lines[0].start, lines[-1].end)]


def _is_item(text: str, line: _Span) -> bool:
    content = text[line.start : line.end]
    return bool(_BULLET.match(content) or URL.fullmatch(content))


def _join_continuations(text: str, lines: list[_Span]) -> list[_Span]:
    """A line without a bullet that starts in lower case goes on with the item above it."""
    joined: list[_Span] = []
    for line in lines:
        goes_on = (
            joined and not line.bulleted and text[line.start].islower() and not URL.match(text, line.start)
        )
        if goes_on:
            joined[-1] = replace(joined[-1], end=line.end)
        else:
            joined.append(line)
    return joined


def _without_bullet(text: str, line: _Span) -> _Span:
    bullet = _BULLET.match(text, line.start, line.end)
    return _Span(bullet.end(), line.end, bulleted=True) if bullet and bullet.end() < line.end else line


def _classify(text: str, spans: list[_Span]) -> list[Block]:
    blocks: list[Block] = []
    in_references = False
    looks = [not span.bulleted and _looks_like_heading(text[span.start : span.end]) for span in spans]
    # A heading stands above something that is no heading, or above headings that do.
    last_content = max((at for at, heading in enumerate(looks) if not heading), default=-1)
    for at, span in enumerate(spans):
        content = text[span.start : span.end]
        heading = looks[at] and at < last_content
        if heading:
            in_references = bool(_REFERENCE_HEADING.fullmatch(content))
        kind = BlockKind.HEADING if heading else _kind_of_content(content, span, in_references)
        blocks.append(Block(kind=kind, start=span.start, end=span.end, level=2 if heading else 0))
    return _with_title(text, blocks, spans)


def _kind_of_content(content: str, span: _Span, in_references: bool) -> BlockKind:
    if in_references and URL.search(content):
        return BlockKind.REFERENCE
    if _TAG_LINE.match(content) and len(content) < _MOST_HEADING_CHARACTERS:
        return BlockKind.FURNITURE
    if _CAPTION.match(content):
        return BlockKind.CAPTION
    return BlockKind.LIST_ITEM if span.bulleted else BlockKind.PARAGRAPH


def _looks_like_heading(content: str) -> bool:
    return (
        "\n" not in content
        and len(content) <= _MOST_HEADING_CHARACTERS
        and len(content.split()) <= _MOST_HEADING_WORDS
        and not content.endswith(_HEADING_ENDS)
        and not content[0].islower()
        and any(character.isalpha() for character in content)
        and not URL.search(content)
        and not _CAPTION.match(content)
        and not _TAG_LINE.match(content)
    )


def _with_title(text: str, blocks: list[Block], spans: list[_Span]) -> list[Block]:
    """The title is the opening line that comes twice, else the first heading when nothing precedes it."""
    opening = _opening(blocks, spans)
    said = [_flat(text[block.start : block.end]) for block in opening]
    twice = next((line for line in said if said.count(line) > 1), None)
    headings = [at for at, block in enumerate(opening) if block.kind is BlockKind.HEADING]
    if twice is not None:
        last = max(at for at, line in enumerate(said) if line == twice)
    elif headings:
        last = headings[0]
    else:
        return blocks
    kinds = {at: BlockKind.FURNITURE for at, line in enumerate(said) if line == said[last]}
    kinds[last] = BlockKind.TITLE
    return [
        replace(block, kind=kinds[at], level=1 if at == last else 0) if at in kinds else block
        for at, block in enumerate(blocks)
    ]


def _opening(blocks: list[Block], spans: list[_Span]) -> list[Block]:
    """The blocks above the first paragraph, a dozen at most."""
    for at, block in enumerate(blocks[:_MOST_OPENING_BLOCKS]):
        if block.kind is BlockKind.PARAGRAPH and not spans[at].bulleted:
            return blocks[:at]
    return blocks[:_MOST_OPENING_BLOCKS]


def _flat(content: str) -> str:
    return " ".join(content.split())


def _trim(text: str, start: int, end: int) -> _Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return _Span(start, end)
