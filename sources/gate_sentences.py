"""The sentences of a page's main text: what each is about, whom it speaks to, and whether it tells something.

A wall speaks to its reader ("we", "you", "please") of itself. A report tells of others: it names them, and counts.
"""

import re
from dataclasses import dataclass

from sources import gate_words as words

_QUOTED = re.compile(r"\"[^\"]{2,300}\"|“[^”]{2,300}”|«[^»]{2,300}»|„[^“”]{2,300}[“”]|‘[^’]{4,300}’(?!\w)")
_SENTENCE_END = re.compile(r"(?<=[.!?:…])\s+|(?<=[。！？])|\n")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d[\d.,:]{0,12}")
_CLOSED = re.compile(r"[.!?。！？:;\]\"”»’')]\W*$")
_MENU = re.compile(r"\s[|·•/>»]\s")
SAID_AT_LEAST = 5
"""Words from which a line without a full stop is a sentence; fewer are a menu's entry or a label."""
_TELLS_AT_LEAST = 8
_CAPITALS_AT_MOST = 0.3
"""Share of the words in capitals; where there are more, they are German nouns or a headline, and no names."""
_LOOKED_AT = 1000
"""Characters in which a sentence shows its theme."""
_END = 40
"""Characters at the end of a line that tell whether it is closed."""


def count_words(text: str) -> int:
    """Words of a text; where no blanks part them, two characters count as one."""
    east = len(_EAST.findall(text))
    return east // 2 + len(WORD.findall(_EAST.sub(" ", text)))


def is_closed(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _CLOSED.search(line[-_END:]) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence in lower case, quoted words left out, and its length in words.

    ``text`` is no longer than 1,000 characters; ``words`` counts the whole sentence. ``speaks_to_reader`` is
    whether it says "we" or "you" or asks for something; ``tells`` whether it names or counts what is not the
    page's own, and speaks to nobody.
    """

    text: str
    words: int
    speaks_to_reader: bool
    tells: bool

    def has(self, theme: str) -> bool:
        """Whether it has a phrase of the theme."""
        return words.THEMES[theme].search(self.text) is not None

    def about(self, theme: str) -> bool:
        """Whether it has a phrase of the theme and is no report."""
        return not self.tells and self.has(theme)


def sentences_of(line: str, *, language: str, own: frozenset[str]) -> list[Said]:
    """The sentences of one line of text; menus, labels and quoted words are none.

    ``language`` is the BCP 47 tag that the page declares, ``""`` for none; ``own`` are the words of the page's
    title and its site, in lower case, which name nobody else.
    """
    speaks = words.speaks_to_reader(language)
    kept = []
    for piece in _SENTENCE_END.split(_QUOTED.sub(" ", line)):
        sentence, counted = piece.strip(), count_words(piece)
        if _is_said(sentence, counted):
            kept.append(_said(sentence[:_LOOKED_AT], counted, speaks, own))
    return kept


def _said(sentence: str, counted: int, speaks: re.Pattern[str], own: frozenset[str]) -> Said:
    text = sentence.lower()
    spoken = speaks.search(text) is not None
    tells = not spoken and counted >= _TELLS_AT_LEAST and _names_or_counts(sentence, own)
    return Said(text=text, words=counted, speaks_to_reader=spoken, tells=tells)


def _names_or_counts(sentence: str, own: frozenset[str]) -> bool:
    if len(_NUMBER.findall(sentence)) > 1:
        return True
    later = WORD.findall(sentence)[1:]
    capitals = [word for word in later if word[0].isupper() and word[1:].islower()]
    if not capitals or len(capitals) > _CAPITALS_AT_MOST * len(later):
        return False
    return any(word.lower() not in own for word in capitals)


def _is_said(sentence: str, counted: int) -> bool:
    marks = len(_MENU.findall(sentence))
    if marks > 2 and marks * 3 > counted:
        return False
    return counted >= SAID_AT_LEAST or (counted > 1 and is_closed(sentence))
