"""Document → the pages that it references, each with the sentence that cites it."""

from bisect import bisect_right
from collections.abc import Sequence

from sources.extract.extracted import Extracted
from sources.records import Block, BlockKind, Reference
from sources.sentences import split_sentences

_NOT_CITING = frozenset({BlockKind.FURNITURE, BlockKind.CODE})


def find_references(extracted: Extracted, *, own_url: str = "") -> tuple[Reference, ...]:
    """The pages that the text points to, in order, each once; links to the page itself are left out.

    In a list of references the citing sentence is the entry; elsewhere it is the sentence around the link.
    """
    own = {_address(own_url), _address(extracted.url)}
    found: dict[str, Reference] = {}
    for link in extracted.links:
        block = _block_around(extracted.blocks, link.start)
        address = _address(link.url)
        if block is None or block.kind in _NOT_CITING or address in own or address in found:
            continue
        start, end = _citing_sentence(extracted, block, link.start)
        found[address] = Reference(
            url=link.url, start=link.start, end=link.end, sentence_start=start, sentence_end=end
        )
    return tuple(found.values())


def _citing_sentence(extracted: Extracted, block: Block, at: int) -> tuple[int, int]:
    if block.kind is BlockKind.REFERENCE:
        return block.start, block.end
    for start, end in split_sentences(extracted.text, block.start, block.end, extracted.language):
        if start <= at < end:
            return start, end
    return block.start, block.end


def _block_around(blocks: Sequence[Block], at: int) -> Block | None:
    place = bisect_right(blocks, at, key=lambda block: block.start) - 1
    return blocks[place] if place >= 0 and at < blocks[place].end else None


def _address(url: str) -> str:
    """What makes two links the same page: neither the fragment nor a closing slash does."""
    return url.partition("#")[0].rstrip("/")
