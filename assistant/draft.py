"""The answer that grows while a language model writes: statements that passed their check, with their citations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.answer import Citation, Statement, Support
from assistant.citing import cite, pick
from assistant.orders import visible
from assistant.reader.support import CitedSentence, Judged, ReadStatement, SupportJudge, says_the_same
from assistant.shelf import Shelf
from assistant.statements import Written
from assistant.words import content_stems, content_words
from sources.sentences import split_sentences

_MOST_CITED = 6
_MOST_CHARACTERS = 500
_LONGEST_WORD = 60
_FEWEST_WORDS = 4
_FEWEST_IN_ALL = 3
"""Words of a sentence; less is a crumb of one."""
_UNSAFE = re.compile(
    r"[<>{}]|\]\s*\(|!\[|\[[\w\s,;^–-]+\]|://|//\w|\bwww\.|\b(?:javascript|data|file|mailto)\s*:|`|\|\s*\||&#|\\[a-z(\[]|@\w+\.\w"
    r"|\b\w[\w-]*\.(?:example|com|org|net|io|ru|cn|info|biz|xyz|app|dev|co)\b",
    re.IGNORECASE,
)
"""Forms that act somewhere: mark-up, links, addresses. A sentence about a source needs none of them."""
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|^#+\s*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
Highlights = Mapping[tuple[str, int], tuple[int, int] | None]
"""The document and the start of a sentence → the words in it that answer."""


@dataclass(slots=True)
class Counts:
    """What became of the statements that were not shown."""

    uncited: int = 0
    unsafe: int = 0
    unsupported: int = 0

    @property
    def dropped(self) -> int:
        """All of them."""
        return self.uncited + self.unsafe + self.unsupported


class Draft:
    """Takes statements as they are written, keeps what the sources bear out."""

    def __init__(
        self,
        sentences: Mapping[str, CitedSentence],
        highlights: Highlights,
        judge: SupportJudge,
        shelf: Shelf,
        *,
        keep_unsupported: bool,
    ) -> None:
        """``sentences`` are those that may be cited, by their ids; ``keep_unsupported`` marks what else is dropped."""
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.counts = Counts()
        self._sentences = sentences
        self._highlights = highlights
        self._judge = judge
        self._shelf = shelf
        self._keep_unsupported = keep_unsupported

    def take(self, written: Written) -> bool:
        """Check what was written, sentence by sentence; True when a statement came of it.

        Raises: SourceError when no document that it cites is what its snapshot gives.
        """
        text = cleaned(written.text)
        cited = nearest([self._sentences[one] for one in written.ids if one in self._sentences], text)
        if not cited:
            # "Here is what the sources say:" and "I hope this helps!" are no loss
            self.counts.uncited += len(content_words(text)) >= _FEWEST_WORDS and not text.endswith(":")
            return False
        if not is_plain(text):
            self.counts.unsafe += 1
            return False
        before = len(self.statements)
        for start, end in split_sentences(text):
            self._take_sentence(text[start:end], cited)
        return len(self.statements) > before

    def _take_sentence(self, text: str, cited: list[CitedSentence]) -> None:
        if any(says_the_same(text, one.text) for one in self.statements):
            return
        support, carrying = self._judged(text, cited)
        if support is Support.UNSUPPORTED and not self._keep_unsupported:
            self.counts.unsupported += 1
            return
        markers = [marker for one in carrying if (marker := self._marker(one)) is not None]
        if not markers:
            self.counts.uncited += 1
            return
        self.statements.append(Statement(text=text, citations=tuple(dict.fromkeys(markers)), support=support))

    def _judged(self, text: str, cited: list[CitedSentence]) -> tuple[Support, list[CitedSentence]]:
        """How well a statement is carried, and by which of the sentences that it cites."""
        for one in cited:
            if says_the_same(text, one.text):  # nothing to judge, and the others add nothing
                return Support.QUOTED, [one]
        read = self._judge.read(text, cited)
        judged = read.judge(cited)
        return judged.support, fewest_that_carry(read, cited, judged)

    def _marker(self, one: CitedSentence) -> int | None:
        """The number of the citation of a sentence; None when its quote does not stand."""
        passage = one.passage.passage
        known = (passage.document_id, one.start, one.end)
        for citation in self.citations:
            if (citation.document_id, citation.start, citation.end) == known:
                return citation.marker
        highlight = self._highlights.get((passage.document_id, one.start))
        found = cite(self._shelf, [pick(passage, one.start, one.end, highlight)])
        if not found:
            return None
        self.citations.append(replace(found[0], marker=len(self.citations) + 1))
        return len(self.citations)


def fewest_that_carry(read: ReadStatement, cited: list[CitedSentence], judged: Judged) -> list[CitedSentence]:
    """The sentences without those that add nothing: what can be left out is no citation (Gao et al. 2023, ALCE)."""
    kept = list(cited)
    for one in reversed(cited):
        rest = [other for other in kept if other is not one]
        if rest and _as_good(read.judge(rest), judged) and not _says_less(read, rest, kept):
            kept = rest
    return kept


def _says_less(read: ReadStatement, rest: list[CitedSentence], kept: list[CitedSentence]) -> bool:
    """Whether words of the statement are lost with a sentence: the judge forgives a few, a citation must not."""
    return read.compare(rest).covered < read.compare(kept).covered - _FEW_WORDS


_WORST_FIRST = (Support.UNSUPPORTED, Support.PARTIAL, Support.SUPPORTED)
_SLACK = 0.02
_FEW_WORDS = 0.05


def _as_good(judged: Judged, before: Judged) -> bool:
    return (
        _WORST_FIRST.index(judged.support) >= _WORST_FIRST.index(before.support)
        and judged.probability >= before.probability - _SLACK
    )


def nearest(cited: list[CitedSentence], text: str) -> list[CitedSentence]:
    """Of too many sentences those that share most words with the statement, in the order in which it cites them."""
    if len(cited) <= _MOST_CITED:
        return cited
    said = content_stems(text)
    kept = sorted(cited, key=lambda one: -len(said & content_stems(one.text)))[:_MOST_CITED]
    return [one for one in cited if one in kept]


def cleaned(text: str) -> str:
    """One line in visible characters, without emphasis."""
    return " ".join(_EMPHASIS.sub("", visible(text)).split())


def is_plain(text: str) -> bool:
    """Whether a statement is a sentence of words, and nothing that acts on a page or in a terminal."""
    return (
        len(text) <= _MOST_CHARACTERS
        and len(text.split()) >= _FEWEST_IN_ALL
        and not _UNSAFE.search(text)
        and all(len(word) <= _LONGEST_WORD for word in text.split())
    )
