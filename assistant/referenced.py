"""Answers about the reference list itself: which pages, and whether one of them is there."""

import re
from collections.abc import Sequence

from assistant.words import content_words, stem
from sources.records import Document, Reference

_ABOUT_LISTS = frozenset(
    stem(word)
    for word in """
    page pages article articles source sources website websites site sites link links url urls
    outlet outlets reference references referenced cite cites cited citation citations linked quoted
    listed list bibliography media news newspaper newspapers think tank tanks organisation
    organization organisations organizations web online show give name used use piece read document
    story paper com org www http https number
    """.split()
)


def matching_references(
    question: str, references: Sequence[tuple[Document, Reference]]
) -> list[tuple[Document, Reference]]:
    """The references that a question asks for: all of them, or those whose address has its words.

    Empty when it asks for pages that are not there.
    """
    wanted = [word.lower() for word in content_words(question) if stem(word) not in _ABOUT_LISTS]
    if not wanted:
        return list(references)
    scored = [(_fit(wanted, reference.url), pair) for pair in references for reference in (pair[1],)]
    best = max((score for score, _ in scored), default=0)
    return [pair for score, pair in scored if score == best] if best else []


def _fit(wanted: Sequence[str], url: str) -> int:
    """How many of the words stand in an address, where names are often run together (atlanticcouncil)."""
    squeezed = re.sub(r"[^a-z0-9]+", "", url.lower())
    words = set(re.findall(r"[a-z0-9]+", url.lower()))
    return sum(word in words or (len(word) > 3 and word in squeezed) for word in wanted)
