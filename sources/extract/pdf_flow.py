"""Words of the lines of one block → running text: cut words mended, note marks taken out, exponents raised."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sources.extract.pdf_groups import Group
from sources.extract.pdf_hyphens import Vocabulary
from sources.extract.pdf_lines import Line
from sources.extract.pdf_page import Word
from sources.extract.pdf_rows import cells_by_column

CELL = " | "
NoteKey = tuple[int, str]
"""The page of a footnote and its number or sign."""
_MARK = re.compile(r"\[?(?:\d{1,3}(?:[,–-]\d{1,3})*,?|[*†‡§¶]{1,3})\]?")
_TAKES_EXPONENT = re.compile(r"(?:.*[^\d])?(?:1?\d{1,2}|\d{5,}|[kcdm]?m|ft|in|[a-zA-Z])")
_RAISED_DIGITS = str.maketrans("0123456789+-–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CLOSES = tuple(".,;:!?)]”’»%")
# Note numbers in digits that are raised by themselves; an exponent follows a figure or a short unit.
_MARK_AT_END = re.compile("(?:^|(?<=[^\\W\\d_]{3})|(?<=[.,;:!?\"'”’»)]))[¹²³⁴-⁹][⁰¹²³⁴-⁹]{0,2}$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A word, its page, and its span in the text of its block."""

    word: Word
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The text of a block, its words, and the marks left out of it: where each stood, and its note."""

    text: str
    words: tuple[Placed, ...]
    marks: tuple[tuple[int, NoteKey], ...] = ()


def compose(
    lines: Sequence[tuple[Line, Sequence[Word]]], vocabulary: Vocabulary, notes: frozenset[NoteKey]
) -> Flow:
    """The running text of lines; marks of ``notes`` are left out, of others stay as ``[12]``."""
    writer = _Writer(vocabulary, notes)
    for line, words in lines:
        for at, word in enumerate(words):
            writer.add(word, line, begins_line=at == 0)
    return writer.finish()


def compose_row(group: Group, vocabulary: Vocabulary) -> Flow:
    """``cell | cell``; the lines of a cell that is wrapped stand one after the other."""
    text, placed = "", list[Placed]()
    for column in cells_by_column(group.lines):
        flow = compose(column, vocabulary, frozenset())
        text += CELL if text else ""
        placed += [replace(p, start=p.start + len(text), end=p.end + len(text)) for p in flow.words]
        text += flow.text
    return Flow(text, tuple(placed))


def label_of(text: str) -> str:
    """A note's number or sign without what is set around it.

    >>> label_of("[12]"), label_of("¹."), label_of("*")
    ('12', '1', '*')
    """
    return text.translate(_PLAIN_DIGITS).strip("[]().,")


class _Writer:
    def __init__(self, vocabulary: Vocabulary, notes: frozenset[NoteKey]) -> None:
        self._vocabulary = vocabulary
        self._notes = notes
        self._pieces: list[str] = []  # words and the blanks between them
        self._placed: list[Placed] = []
        self._marks: list[tuple[int, NoteKey]] = []
        self._length = 0

    def finish(self) -> Flow:
        return Flow("".join(self._pieces), tuple(self._placed), tuple(self._marks))

    def add(self, word: Word, line: Line, *, begins_line: bool) -> None:
        content, mark, raised = self._content(word, line)
        if content:
            self._put(content, word, line.page, begins_line=begins_line, raised=raised)
        for label in mark:
            self._marks.append((self._length, (line.page, label)))

    def _content(self, word: Word, line: Line) -> tuple[str, list[str], bool]:
        """How a word is written, the notes that it leads to, and whether it is raised onto the one before."""
        before = self._pieces[-1] if self._pieces else ""
        if word.size >= 0.85 * line.size or word.baseline >= line.baseline - 0.15 * line.size:
            found = _MARK_AT_END.search(word.text)
            if not found or not (before or found.start()):
                return word.text, [], False
            marks = self._known(found.group(), line.page)
            return (
                word.text[: found.start()] + ("" if marks else f"[{label_of(found.group())}]"),
                marks,
                False,
            )
        if before and _TAKES_EXPONENT.fullmatch(before) and re.fullmatch(r"[+–-]?\d{1,2}", word.text):
            return word.text.translate(_RAISED_DIGITS), [], True
        if before and _MARK.fullmatch(word.text):
            marks = self._known(word.text, line.page)
            return "" if marks else f"[{word.text.strip('[],')}]", marks, True
        return word.text, [], word.glued and bool(before)

    def _known(self, marks: str, page: int) -> list[str]:
        """The labels in ``3,5–7``, where there is a note on the page for each."""
        labels = list(_labels(label_of(marks)))
        return labels if all((page, label) in self._notes for label in labels) else []

    def _put(self, content: str, word: Word, page: int, *, begins_line: bool, raised: bool) -> None:
        if self._pieces:
            last, blank = self._pieces[-1], " "
            if begins_line and not raised:
                last, blank = self._vocabulary.glue(last, content)
            elif raised or word.glued or self._touches(word):
                blank = ""
            else:
                blank = self._vocabulary.blank(last, content)
            if last != self._pieces[-1]:  # its hyphen is gone
                self._placed[-1] = replace(self._placed[-1], end=self._placed[-1].start + len(last))
            self._length += len(last) - len(self._pieces[-1]) + len(blank)
            self._pieces[-1:] = [last, blank]
        self._placed.append(Placed(word, page, self._length, self._length + len(content)))
        self._pieces.append(content)
        self._length += len(content)

    def _touches(self, word: Word) -> bool:
        """A full stop right behind a raised figure, which PDFium takes for a word of its own."""
        gap = word.x0 - self._placed[-1].word.x1
        return word.text.startswith(_CLOSES) and abs(gap) < 0.1 * word.size


def _labels(marks: str) -> Iterator[str]:
    for part in marks.split(","):
        first, _, last = part.replace("–", "-").partition("-")
        if last and first.isdecimal() and last.isdecimal() and int(first) < int(last) < int(first) + 20:
            yield from (str(number) for number in range(int(first), int(last) + 1))
        elif part:
            yield part
