"""The whole of a document in a few of its own sentences: one for each section, the conclusions first."""

import re

import numpy as np

from assistant.compose import points_back
from index.embedder import Embedder
from sources.records import BlockKind, Document
from sources.sentences import split_sentences

Span = tuple[int, int]

_SUMS_UP = re.compile(
    r"^(?:In (?:summary|short|essence|conclusion|sum|brief|the end)|Overall|To sum up|All (?:in all|of this)|"
    r"Ultimately|One thing is clear|The bottom line|Taken together|The main (?:point|finding)|We conclude|Key)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS, _MOST_SENTENCE_WORDS = 6, 55
_SECTION_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})


def overview(
    document: Document, embedder: Embedder, *, most_words: int, conclusions_only: bool = False
) -> list[Span]:
    """Spans of sentences that stand for the document, in its order, at most ``most_words`` words in all.

    Of every section the sentence that sums it up, where one says so; else the one nearest to the
    section's mean among its first. With ``conclusions_only``, the sentences that sum up and the last section's.
    """
    sections = _sections(document)
    if conclusions_only:
        summing = [
            span
            for section in sections
            for span in section
            if _SUMS_UP.match(document.text[span[0] : span[1]])
        ]
        last = sections[-1][-1:] if sections else []
        return _within(document, list(dict.fromkeys(summing[-3:] + last)), most_words)
    picked = [_best_of(document, section, embedder, opens=at == 0) for at, section in enumerate(sections)]
    return _within(document, [span for span in picked if span is not None], most_words)


def _sections(document: Document) -> list[list[Span]]:
    sections: list[list[Span]] = [[]]
    for block in document.blocks:
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE}:
            sections.append([])
        elif block.kind in _SECTION_KINDS:
            sections[-1] += split_sentences(document.text, block.start, block.end, document.language)
    return [section for section in sections if section]


def _best_of(document: Document, section: list[Span], embedder: Embedder, *, opens: bool) -> Span | None:
    texts = [document.text[start:end] for start, end in section]
    fitting = [
        at
        for at, text in enumerate(texts)
        if _FEWEST_WORDS <= len(text.split()) <= _MOST_SENTENCE_WORDS and not points_back(text)
    ]
    if not fitting:
        return None
    summing = [at for at in fitting if _SUMS_UP.match(texts[at])]
    if summing and not opens:
        return section[summing[-1]]
    vectors = embedder.embed(texts)
    central = vectors @ vectors.mean(axis=0)
    # The first sentence of a section is written to introduce it (the lead baseline of summarisation).
    lead = np.asarray([0.15 if at == fitting[0] else 0.0 for at in range(len(texts))])
    return section[max(fitting, key=lambda at: float(central[at] + lead[at]))]


def _within(document: Document, spans: list[Span], most_words: int) -> list[Span]:
    """Drop from the middle outwards until it fits; how a text opens and ends says most."""
    kept = sorted(spans)
    while len(kept) > 1 and sum(len(document.text[start:end].split()) for start, end in kept) > most_words:
        kept.pop(len(kept) // 2)
    return kept
