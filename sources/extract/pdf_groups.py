"""A run of lines → one block with its kind: heading, paragraph, list item, caption, row of a table."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sources.extract.pdf_lines import Line
from sources.records import BlockKind

LARGER = 1.12
"""Times the body's size: a heading."""
SMALLER = 0.94
"""Times the body's size: a note."""
ENDED = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*(?:\[?[\d,–-]+\]?)?$")
"""The end of a sentence, with whatever closes after it."""
_BULLET = re.compile(r"[•‣▪▸►●○■□◦*–—-]|o")
_LABEL = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\[\d{1,3}\]")
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|chart|map|box|graph|exhibit|photo|image|abbildung|abb\.|tabelle|figura|tabla|cuadro|"
    r"gráfico|tableau|graphique|quadro|tabela)\s*(?:[A-Z]?\d+(?:\.\d+)*|[IVX]+)?\s*[:.–—|-](?:\s|$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:figure|fig\.|table|chart|map|box|tabla|tabelle|tableau)\s+\d+\b", re.IGNORECASE)
_MOST_HEADING_WORDS = 25
_MOST_BOLD_WORDS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one block, which may go on in another column or on the next page."""

    kind: BlockKind
    lines: tuple[Line, ...]
    level: int = 0
    footnote: bool = False

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Its last line."""
        return self.lines[-1]

    @property
    def size(self) -> float:
        """The size of its type, in points."""
        return median(line.size for line in self.lines)

    @property
    def text(self) -> str:
        """All words with blanks between them, for looking at."""
        return " ".join(line.text for line in self.lines)


def body_size(lines: Sequence[Line]) -> float:
    """The size that most characters are set in, to the half point."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(2 * line.size) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def style(line: Line, body: float) -> str:
    """``larger`` than the body, ``bold``, or ``text``."""
    if line.size >= LARGER * body:
        return "larger"
    return "bold" if line.bold and line.size >= SMALLER * body else "text"


def is_item(line: Line) -> bool:
    """Whether it begins with a bullet or a label and has more to say."""
    words = line.words
    if line.tabular or len(words) < 2 or words[1].glued:
        return False
    return bool(_BULLET.fullmatch(words[0].text) or _LABEL.fullmatch(words[0].text))


def make_group(lines: Sequence[Line], body: float) -> Group:
    """One block of these lines."""
    return Group(kind=_kind(lines, body), lines=tuple(lines))


def _kind(lines: Sequence[Line], body: float) -> BlockKind:
    first, text = lines[0], " ".join(line.text for line in lines)
    if first.tabular:
        return BlockKind.TABLE_ROW
    if _is_caption(lines, text, body):
        return BlockKind.CAPTION
    if is_item(first) and _BULLET.fullmatch(first.words[0].text):
        return BlockKind.LIST_ITEM
    if _is_heading(lines, text, body):
        return BlockKind.HEADING
    return BlockKind.LIST_ITEM if is_item(first) else BlockKind.PARAGRAPH


def _is_caption(lines: Sequence[Line], text: str, body: float) -> bool:
    if _CAPTION.match(text):
        return True
    set_apart = lines[0].words[0].bold or lines[0].size < SMALLER * body
    return set_apart and bool(_NUMBERED.match(text))


def _is_heading(lines: Sequence[Line], text: str, body: float) -> bool:
    words = text.split()
    if not any(letter.isalpha() for letter in text) or (text.endswith((".", ",", ";")) and len(words) > 3):
        return False
    if "://" in text or "@" in text:
        return False
    look = style(lines[0], body)
    if look == "larger":
        return len(words) <= _MOST_HEADING_WORDS
    if look == "bold":
        return len(words) <= _MOST_BOLD_WORDS and len(lines) <= 3 and not text.endswith((".", ","))
    capitals = text.isupper() and sum(letter.isalpha() for letter in text) >= 4
    return capitals and len(lines) == 1 and lines[0].size >= SMALLER * body and len(words) <= 12
