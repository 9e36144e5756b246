"""The values that a page of a PDF is read into: words, rules, and the frame that places them.

Every place is in points in the frame of the text's own direction: x to the right along the line, y down
from line to line. So a page that is turned, and a table printed sideways, read like any other.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Word(NamedTuple):
    """What stands between two blanks; ``x0`` to ``x1`` on ``baseline``, ``size`` in points.

    ``glued``: no blank parts it from the word before (a raised note number, for instance).
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    glued: bool = False
    url: str = ""


class Rule(NamedTuple):
    """A horizontal line drawn on the page."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The words of one page, in the order of the file: ``words`` in the page's main direction, ``aside``
    those in each other one. ``unreadable`` of ``characters`` have no meaning in Unicode; ``pictured`` when
    there are images on the page.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    aside: list[list[Word]]
    rules: list[Rule]
    characters: int
    unreadable: int
    pictured: bool


class Frame(NamedTuple):
    """The visible box of a page, in points of its own space (y up)."""

    left: float
    bottom: float
    right: float
    top: float

    def place(self, turn: int, x: float, y: float) -> tuple[float, float]:
        """A point of the page in the frame of a text that is turned ``turn`` times."""
        match turn:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y
