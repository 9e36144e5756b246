"""Which words mean much the same, and which the opposite: WordNet's answer, for stems (``thesaurus/README.md``)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Words = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """``like`` and ``opposite`` of a stem, and the ``bases`` of an irregular form: rose, rise."""

    like: Words
    opposite: Words
    bases: Words

    def are_alike(self, one: str, other: str) -> bool:
        """Whether two stems may mean much the same in one of their usual senses."""
        return any(
            first == second or second in self.like.get(first, ()) or first in self.like.get(second, ())
            for first in self._forms(one)
            for second in self._forms(other)
        )

    def are_opposite(self, one: str, other: str) -> bool:
        """Whether two stems may mean the opposite of each other, and never the same."""
        opposed = any(
            second in self.opposite.get(first, ()) or first in self.opposite.get(second, ())
            for first in self._forms(one)
            for second in self._forms(other)
        )
        return opposed and not self.are_alike(one, other)

    def _forms(self, word: str) -> frozenset[str]:
        return self.bases.get(word, frozenset()) | {word}


@cache
def thesaurus() -> Thesaurus:
    """The one that is shipped."""
    like: dict[str, frozenset[str]] = {}
    opposite: dict[str, frozenset[str]] = {}
    bases: dict[str, set[str]] = {}
    text = files("assistant.reader").joinpath("thesaurus", "words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, same, other = line.split("\t")
        if same == "=":
            bases.setdefault(word, set()).add(other)
            continue
        like[word] = frozenset(same.split())
        if other:
            opposite[word] = frozenset(other.split())
    return Thesaurus(like, opposite, {word: frozenset(found) for word, found in bases.items()})
