"""English words as questions use them: stems, stop words, names and numbers."""

import re
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

STOP_WORDS = frozenset(
    """
    a about above across after again against all also am an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does
    doesn't doing don't down during each etc even ever every exactly few for from further get gets
    give given got had has hasn't have haven't having he her here hers herself him himself his how i
    i'd i'll i'm i've if in into is isn't it its itself just let like many may me might more most
    much my myself no nor not now of off on once only onto or other our ours out over own per please
    quite rather really said same say says she should shouldn't so some such than that that's the
    their theirs them themselves then there these they this those through to too under until up upon
    us's very was wasn't we were weren't what what's when where whether which while who whom whose
    why will with within without won't would wouldn't yet you your yours tell know want need explain
    describe happen happened happens article text author authors source sources according mention
    mentions mentioned wonder
    """.split()
)
"""Words that ask rather than name; "us" is not among them, since it is a country as often."""

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a word in any case (Porter 2001)."""
    stemmed: str = _stemmer.stemWord(word.lower().replace("’", "'"))
    return stemmed


def is_content(word: str) -> bool:
    """Whether a word says what a question is about, wherever it stands."""
    return word.lower().replace("’", "'") not in STOP_WORDS and word.lower() not in {"s", "t"}


def is_content_at(word: re.Match[str]) -> bool:
    """Whether a word says what a question is about where it stands: "in May", but not "may" or "May I"."""
    if is_content(word.group()):
        return True
    capital = len(word.group()) > 1 and word.group()[0].isupper() and word.group()[1:].islower()
    before = word.string[: word.start()].rstrip()
    return capital and bool(before) and before[-1].isalnum()


def content_words(text: str) -> list[str]:
    """The words of a text that name something, in order, compounds taken apart, as they are written."""
    return [word.group() for word in _PART.finditer(text) if is_content_at(word)]


def content_stems(text: str) -> set[str]:
    """The stems of the content words of a text."""
    return {stem(word) for word in content_words(text)}
