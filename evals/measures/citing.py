"""Whether the citations of an answer are those that carry it: overlap with the expected quotes.

Citation recall and precision after Gao et al. 2023, "Enabling Large Language Models to Generate Text
with Citations" (ALCE), with the expected quotes of the question in the place of an entailment model.
Another passage may say the same, so precision is a lower bound.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.answer import Answer, Citation, Statement
from evals.measures.matching import matches

OVERLAP = 0.5
"""The least share of the shorter of citation and quote that both must cover, 0 to 1."""

TextOf = Callable[[str], str]
"""The text of a document by its id; empty when there is no such document."""


def quote_spans(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Every half-open span where the quote stands in the text; only the width of blanks may differ."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    return (found.span() for found in re.finditer(pattern, text))


def covers(citation: Citation, quote: str, text: str) -> bool:
    """Whether citation and quote share at least half of the shorter one, in characters."""
    for start, end in quote_spans(quote, text):
        shared = min(end, citation.end) - max(start, citation.start)
        if shared >= OVERLAP * min(end - start, citation.end - citation.start) > 0:
            return True
    return False


def supports(citation: Citation, quotes: Sequence[str], text_of: TextOf) -> bool:
    """Whether the citation covers one of the expected quotes in the document that it cites."""
    text = text_of(citation.document_id)
    return any(covers(citation, quote, text) for quote in quotes)


def citation_right(
    groups: Sequence[Sequence[str]], quotes: Sequence[str], answer: Answer, text_of: TextOf
) -> bool:
    """Whether every group is found in a statement that carries a citation which supports it."""
    carried = {c.marker for c in answer.citations if supports(c, quotes, text_of)}

    def stands(statement: Statement, group: Sequence[str]) -> bool:
        return not carried.isdisjoint(statement.citations) and matches(statement.text, group)

    return bool(groups) and all(any(stands(s, group) for s in answer.statements) for group in groups)


def citation_precision(quotes: Sequence[str], answer: Answer, text_of: TextOf) -> float | None:
    """The share of citations that cover an expected quote, 0 to 1; None without quotes or citations."""
    if not quotes or not answer.citations:
        return None
    return sum(supports(c, quotes, text_of) for c in answer.citations) / len(answer.citations)


def citation_recall(quotes: Sequence[str], answer: Answer, text_of: TextOf) -> float | None:
    """The share of expected quotes that a citation covers, 0 to 1; None without quotes."""
    if not quotes:
        return None
    texts = [(c, text_of(c.document_id)) for c in answer.citations]
    return sum(any(covers(c, quote, text) for c, text in texts) for quote in quotes) / len(quotes)
