"""Which pages that were not read might have known better.

A page is known by its address, its title, the words of the link to it and the sentences that cite it.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.answer import Citation, Unread
from assistant.words import content_stems, stem
from sources.records import Document, Source, SourceState

_MOST = 5
_SENTENCE_WEIGHT = 0.5
"""What a word of a citing sentence counts beside one of the address, the title or the link."""
_SHORT = 3
_LEAST_SHARE = 0.2
"""Share of the question's known words, by weight, that must be a page's."""


@dataclass(frozen=True, slots=True)
class _Described:
    """The stems that name a page, its host (where names are run together), the stems of what rests on it."""

    named: frozenset[str]
    host: str
    said: frozenset[str]

    def weight(self, word: str) -> float:
        """How much, in [0, 1], a word is the page's; ``word`` is a stem."""
        if word in self.named or (len(word) > _SHORT and word in self.host):
            return 1.0
        return _SENTENCE_WEIGHT if word in self.said else 0.0


class UnreadPages:
    """The unread pages among some sources. What they are known by is worked out once, for all questions."""

    def __init__(self, sources: Sequence[Source], citing: Sequence[Document]) -> None:
        """``citing`` are the documents that reference the sources."""
        self._missing = [source for source in sources if source.state is not SourceState.OK]
        self._citing = citing
        self._described = _descriptions(sources, citing) if self._missing else {}

    def that_may_matter(self, question: str, cited: Sequence[Citation] = ()) -> tuple[Unread, ...]:
        """Up to five unread pages: those that the cited sentences rest on, then those that fit the question best.

        ``cited`` are the citations of the answer or, without one, the closest passages.
        """
        if not self._missing:
            return ()
        resting = _rested_on(self._citing, cited)
        rarity = _rarity(content_stems(question), list(self._described.values()))
        known = sum(rarity.values())
        scored = [(_fit(self._described[source.url], rarity), source) for source in self._missing]
        fitting = [
            (source.url in resting, score, source)
            for score, source in scored
            if source.url in resting or (score > 0 and score >= _LEAST_SHARE * known)
        ]
        fitting.sort(key=lambda one: (not one[0], -one[1]))
        return tuple(Unread(url=source.url, state=source.state) for _, _, source in fitting[:_MOST])


def _descriptions(sources: Sequence[Source], citing: Sequence[Document]) -> Mapping[str, _Described]:
    linked: dict[str, set[str]] = {source.url: set() for source in sources}
    said: dict[str, set[str]] = {source.url: set() for source in sources}
    for document in citing:
        for reference in document.references:
            url = reference.url.partition("#")[0]
            if url in linked:
                linked[url] |= content_stems(document.text[reference.start : reference.end])
                for start, end in reference.cited_in:
                    said[url] |= content_stems(document.text[start:end])
    return {
        source.url: _Described(
            frozenset(
                {stem(word) for word in re.findall(r"[a-z]{3,}", f"{source.url} {source.title}".lower())}
                | linked[source.url]
            ),
            re.sub(r"[^a-z0-9]+", "", (urlsplit(source.url).hostname or "").lower()),
            frozenset(said[source.url]),
        )
        for source in sources
    }


def _rested_on(citing: Iterable[Document], cited: Iterable[Citation]) -> set[str]:
    spans = [(citation.document_id, citation.start, citation.end) for citation in cited]
    return {
        reference.url.partition("#")[0]
        for document in citing
        for reference in document.references
        for start, end in reference.cited_in
        if any(owner == document.document_id and start < e and s < end for owner, s, e in spans)
    }


def _rarity(asked: set[str], pages: Sequence[_Described]) -> dict[str, float]:
    """A word of every page tells nothing: the logarithm of how few have it, for the words that any has."""
    having = {word: sum(page.weight(word) > 0 for page in pages) for word in asked}
    return {word: math.log((1 + len(pages)) / count) for word, count in having.items() if count}


def _fit(page: _Described, rarity: Mapping[str, float]) -> float:
    return sum(weight * page.weight(word) for word, weight in rarity.items())
