"""Letters that the typesetter set apart → words: initials over several lines, and letterspaced headings."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from sources.extract.pdf_page import Word

_FEWEST_LETTERS = 5


def attach_initials(words: Sequence[Word], known: frozenset[str]) -> list[Word]:
    """A large first letter joined to the word that it begins; ``known`` are the words of the text.

    >>> attach_initials([Word("T", 0, 20, 30, 30), Word("he", 21, 30, 12, 10)], frozenset())[0].text
    'The'
    """
    if not words:
        return []
    body = median(word.size for word in words)
    mended = list(words)
    for initial in words:
        if len(initial.text) > 2 or not initial.text[-1:].isupper() or initial.size < 1.8 * body:
            continue
        first = _beside(initial, mended, body)
        if first is None:
            continue
        alone = first.text.lower() in known and initial.text in {"A", "I"}
        text = f"{initial.text} {first.text}" if alone else initial.text + first.text
        mended[mended.index(first)] = first._replace(text=text)
        mended.remove(initial)
    return mended


def _beside(initial: Word, words: Sequence[Word], body: float) -> Word | None:
    """The word right of a large letter, on the first of at least two lines beside it."""
    top = initial.baseline - initial.size
    near = [
        word
        for word in words
        if word.size < 0.7 * initial.size
        and top < word.baseline <= initial.baseline + 0.3 * body
        and -2 < word.x0 - initial.x1 < 1.5 * body
    ]
    starts = {round(word.baseline) for word in near}
    return min(near, key=lambda word: (word.baseline, word.x0)) if len(starts) > 1 else None


def close_letters(words: list[Word]) -> list[Word]:
    """A line of single letters set apart as the words that they spell; any other line as it is."""
    letters = sum(len(word.text) == 1 and word.text.isalpha() for word in words)
    if letters < _FEWEST_LETTERS or letters < 0.7 * len(words):
        return words
    gaps = [after.x0 - word.x1 for word, after in pairwise(words)]
    usual = median(gaps)
    closed = [words[0]]
    for word, gap in zip(words[1:], gaps, strict=True):
        if gap > 1.6 * usual + 0.05 * word.size:
            closed.append(word)
        else:
            closed[-1] = closed[-1]._replace(text=closed[-1].text + word.text, x1=word.x1)
    return closed
