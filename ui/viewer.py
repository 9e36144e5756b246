"""A document and a citation → what the source panel shows. Pure and JSON-able.

The text is cut into runs here, at code point offsets, so that no script ever counts characters (JavaScript
counts UTF-16 units and would miss by one behind every emoji).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.answer import Answer, Citation
from assistant.check import Check
from sources.records import Block, BlockKind, Document
from ui.fragments import is_web, text_fragment
from ui.render import copy_note, host, moment, plain

WINDOW = 200
"""Blocks sent at once; a book has thousands, and a reader looks at the quote first."""
_LONGEST = 4000
"""Characters of one shown block: a text file can be one block of a megabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What to mark: ``[start, end)`` of the document's text, and the span in it that answers directly."""

    start: int
    end: int
    highlight: tuple[int, int] | None = None


class StaleCitationError(ValueError):
    """The quote does not stand at its place: the source was read again since the answer."""


def mark_of(document: Document, request: dict[str, Any]) -> Mark | None:
    """The mark that a page asks for, checked against the text; None when it asks for the document only.

    Raises: StaleCitationError when the quote is not what stands there.
    """
    if request.get("start") is None:
        return None
    start, end = int(request["start"]), int(request["end"])
    if not 0 <= start < end <= len(document.text):
        raise StaleCitationError
    if document.text[start:end] != request.get("quote"):
        raise StaleCitationError
    asked = request.get("highlight")
    highlight = (int(asked[0]), int(asked[1])) if asked else None
    if highlight and not start <= highlight[0] < highlight[1] <= end:
        highlight = None
    return Mark(start=start, end=end, highlight=highlight)


def where_cited(document: Document, url: str) -> Mark | None:
    """The first sentence of a document that rests on a page, or the place that lists it; None where neither is."""
    reference = next((one for one in document.references if one.url.partition("#")[0] == url), None)
    if reference is None:
        return None
    start, end = next(iter(reference.cited_in), (reference.sentence_start, reference.sentence_end))
    inside = start <= reference.start < reference.end <= end
    return Mark(start=start, end=end, highlight=(reference.start, reference.end) if inside else None)


def entries(answer: Answer | Check, answer_id: str, corpus: str = "") -> list[dict[str, Any]]:
    """One entry for each citation that a page can open, in order, each naming its neighbours."""
    cited: Sequence[Citation] = answer.citations or answer.closest
    keys = [f"{answer_id}-{citation.marker}" for citation in cited]
    return [
        {
            "key": key,
            "label": f"Source {citation.marker}",
            "previous": keys[number - 1] if number else None,
            "next": keys[number + 1] if number + 1 < len(keys) else None,
            "position": f"{number + 1} of {len(keys)}",
            "title": plain(citation.title) or host(citation.url),
            "request": {
                "corpus": corpus,
                "document_id": citation.document_id,
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
                "highlight": list(citation.highlight) if citation.highlight else None,
            },
        }
        for number, (key, citation) in enumerate(zip(keys, cited, strict=True))
    ]


def view(document: Document, mark: Mark | None = None, *, window: int = WINDOW) -> dict[str, Any]:
    """Everything that the panel shows at first: what the source is, and the blocks around the mark."""
    blocks = shown_blocks(document)
    centre = _block_at(blocks, mark.start) if mark else 0
    first = max(0, min(centre - window // 2, len(blocks) - window))
    return head(document, mark) | blocks_between(document, mark, first, first + window)


def head(document: Document, mark: Mark | None = None) -> dict[str, Any]:
    """Title, where it comes from, and how to check it again."""
    quoted = document.text[mark.start : mark.end] if mark else ""
    return {
        "document_id": document.document_id,
        "title": plain(document.title) or host(document.url),
        "site": plain(document.site) or host(document.url),
        "author": plain(document.author),
        "date": plain(document.date),
        "language": plain(document.language),
        "url": document.url if is_web(document.url) else "",
        "link": text_fragment(document.url, quoted, page=_page_at(document, mark)),
        "page": _page_at(document, mark),
        "fetched": moment(document.fetched_at),
        "copy": copy_note(document.via, document.archived_at),
        "snapshot": document.sha256,
        "snapshot_short": document.sha256[:12],
    }


def _page_at(document: Document, mark: Mark | None) -> int | None:
    """The page of the block in which a mark begins; None where there are no pages, or no mark."""
    if mark is None:
        return None
    return next((block.page for block in document.blocks if block.start <= mark.start < block.end), None)


def blocks_between(document: Document, mark: Mark | None, first: int, last: int) -> dict[str, Any]:
    """The shown blocks ``[first, last)`` with their runs, and how many there are in all."""
    blocks = shown_blocks(document)
    first, last = max(0, first), min(last, len(blocks))
    return {
        "first": first,
        "last": last,
        "total": len(blocks),
        "blocks": [_block_view(document, block, mark) for block in blocks[first:last]],
    }


def _block_view(document: Document, block: Block, mark: Mark | None) -> dict[str, Any]:
    return {
        "kind": block.kind.value,
        "level": block.level,
        "page": block.page,
        "segments": segments(document.text, block.start, block.end, mark),
    }


def segments(text: str, start: int, end: int, mark: Mark | None) -> list[dict[str, str]]:
    """``text[start:end]`` in runs of kind plain, quote or highlight; joined they are that text again."""
    if mark is None:
        return [{"kind": "plain", "text": text[start:end]}]
    cuts = [mark.start, mark.end, *(mark.highlight or ())]
    edges = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
    return [{"kind": _kind_at(left, mark), "text": text[left:right]} for left, right in pairwise(edges)]


def _kind_at(offset: int, mark: Mark) -> str:
    if mark.highlight and mark.highlight[0] <= offset < mark.highlight[1]:
        return "highlight"
    return "quote" if mark.start <= offset < mark.end else "plain"


def shown_blocks(document: Document) -> list[Block]:
    """The document's blocks in order; text between them that is not blank becomes paragraphs of its own."""
    shown: list[Block] = []
    reached = 0
    for block in sorted(document.blocks, key=lambda block: (block.start, block.end)):
        shown += _gap(document, reached, block.start)
        start = max(reached, block.start)
        if start < block.end:
            shown += _pieces(document.text, block, start)
            reached = block.end
    return shown + _gap(document, reached, len(document.text))


def _gap(document: Document, start: int, end: int) -> list[Block]:
    """Nothing that could be quoted may stay unseen, whatever the extractor made of it."""
    if start >= end or not document.text[start:end].strip():
        return []
    return _pieces(document.text, Block(kind=BlockKind.PARAGRAPH, start=start, end=end), start)


def _pieces(text: str, block: Block, start: int) -> list[Block]:
    """The block from ``start`` on, in pieces that a page can hold, cut behind a space where there is one."""
    pieces: list[Block] = []
    while start < block.end:
        end = min(start + _LONGEST, block.end)
        if end < block.end:
            space = text.rfind(" ", start + _LONGEST // 2, end)
            end = space + 1 if space > 0 else end
        pieces.append(Block(kind=block.kind, start=start, end=end, level=block.level, page=block.page))
        start = end
    return pieces


def _block_at(blocks: Sequence[Block], offset: int) -> int:
    """The number of the block that holds an offset, or of the first one behind it."""
    return next((number for number, block in enumerate(blocks) if offset < block.end), 0)
