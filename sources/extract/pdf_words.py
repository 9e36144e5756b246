"""A page of a PDF → its words with their places, by PDFium."""

import ctypes
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from sources.extract.pdf_drawn import Area, link_areas, page_frame, rules_and_images
from sources.extract.pdf_page import PageText, Word

_TOKEN = re.compile("[^\\s\\x00-\\x1f\ufffe]+[\\x02\ufffe]?")
_CLEANED = str.maketrans(
    {
        "\x02": "-",  # PDFium's mark for a hyphen at the end of a line
        "\ufffe": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u2060": None,
        "\ufeff": None,
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        # the bullets of the Symbol and Wingdings fonts, which have no code of their own
        **dict.fromkeys("\uf06c\uf06e\uf071\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc", "•"),
    }
)
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_BOLD_NAME = re.compile(r"bold|black|heavy|semibd|cmbx|demi(?!light)", re.IGNORECASE)
_BOLD_WEIGHT = 600


class _Style(NamedTuple):
    size: float
    turn: int  # quarter turns against the clock; -1 for a text that stands askew
    bold: bool


def read_words(document: Any, index: int) -> PageText | None:
    """The text of one page (``index`` from 0); None for a page that cannot be opened."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        return _Reader(document, page, text_page, index + 1).read()
    finally:
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)


class _Reader:
    """One page while it is open; the output arguments of PDFium's calls are made once."""

    def __init__(self, document: Any, page: Any, text_page: Any, number: int) -> None:
        self._document = document
        self._page = page
        self._text_page = text_page
        self._number = number
        self._styles: dict[int, _Style] = {}
        self._box = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix = pdfium.FS_MATRIX()
        self._frame = page_frame(page)

    def read(self) -> PageText:
        text = self._text()
        by_turn: dict[int, list[Word]] = {}
        for token in _TOKEN.finditer(text):
            for turn, word in self._words(text, token.start(), token.end()):
                by_turn.setdefault(turn, []).append(word)
        by_turn.pop(-1, None)  # a watermark across the page
        main = max(by_turn, key=lambda turn: sum(len(w.text) for w in by_turn[turn]), default=0)
        width, height = self._frame.right - self._frame.left, self._frame.top - self._frame.bottom
        rules, pictured = rules_and_images(self._page, self._frame, main)
        words = by_turn.pop(main, [])
        return PageText(
            number=self._number,
            width=height if main % 2 else width,
            height=width if main % 2 else height,
            words=_linked(words, link_areas(self._document, self._page, self._frame, main)),
            aside=list(by_turn.values()),
            rules=rules,
            characters=len(text) - text.count(" "),
            unreadable=len(_UNREADABLE.findall(text.translate(_CLEANED))),
            pictured=pictured,
        )

    def _text(self) -> str:
        """One code point per character of PDFium's, so that positions are its indices."""
        count = max(0, pdfium.FPDFText_CountChars(self._text_page))
        buffer = (ctypes.c_ushort * (2 * count + 2))()
        written = pdfium.FPDFText_GetText(self._text_page, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
        codes = (pdfium.FPDFText_GetUnicode(self._text_page, at) for at in range(count))
        return "".join(
            chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes
        )

    def _words(self, text: str, start: int, end: int) -> Iterator[tuple[int, Word]]:
        """A token's words, each with its turn: more than one where size or height change within."""
        at, edge = start, -math.inf
        for stop in [*self._breaks(start, end), end]:
            style = self._style(at)
            content = text[at:stop].translate(_CLEANED)
            if content and style.size > 0:
                word = self._word(content, at, stop - 1, style)
                yield style.turn, word._replace(glued=word.x0 - edge < 0.3 * style.size)
                edge = word.x1
            at = stop

    def _word(self, content: str, first: int, last: int, style: _Style) -> Word:
        x0, baseline = self._frame.place(style.turn, *self._origin(first))
        pdfium.FPDFText_GetLooseCharBox(self._text_page, last, self._box)
        box = self._box
        far = (box.right, box.top) if style.turn in {0, 1} else (box.left, box.bottom)
        x1, _ = self._frame.place(style.turn, *far)
        return Word(content, x0, max(x0, x1), baseline, style.size, style.bold)

    def _breaks(self, start: int, end: int) -> Iterator[int]:
        """Where a token changes to another size or height, or leaps over a wide gap."""
        if self._object(start) == self._object(end - 1):
            return
        above, edge = self._style(start), None
        height = self._height(start, above)
        for at in range(start + 1, end):
            style = self._style(at)
            x, y = self._frame.place(style.turn, *self._origin(at))
            leaps = edge is not None and x - edge > style.size
            if (
                leaps
                or abs(y - height) > 0.12 * above.size
                or not 0.85 < style.size / (above.size or 1) < 1.18
            ):
                yield at
                above, height = style, y
            pdfium.FPDFText_GetLooseCharBox(self._text_page, at, self._box)
            far = (
                (self._box.right, self._box.top)
                if style.turn in {0, 1}
                else (self._box.left, self._box.bottom)
            )
            edge = self._frame.place(style.turn, *far)[0]

    def _height(self, at: int, style: _Style) -> float:
        return self._frame.place(style.turn, *self._origin(at))[1]

    def _origin(self, at: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._text_page, at, self._x, self._y)
        return self._x.value, self._y.value

    def _object(self, at: int) -> int:
        found = pdfium.FPDFText_GetTextObject(self._text_page, at)
        return ctypes.addressof(found.contents) if found else 0

    def _style(self, at: int) -> _Style:
        """The same for all characters of one text object."""
        key = self._object(at)
        if key not in self._styles:
            self._styles[key] = self._measure(at)
        return self._styles[key]

    def _measure(self, at: int) -> _Style:
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._text_page, at, matrix)
        size = pdfium.FPDFText_GetFontSize(self._text_page, at) * math.hypot(matrix.c, matrix.d)
        quarters = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
        turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else -1
        name = ctypes.create_string_buffer(256)
        pdfium.FPDFText_GetFontInfo(self._text_page, at, name, 256, None)
        bold = bool(_BOLD_NAME.search(name.value.decode("utf-8", "replace")))
        return _Style(size, turn, bold or pdfium.FPDFText_GetFontWeight(self._text_page, at) >= _BOLD_WEIGHT)


def _linked(words: list[Word], areas: list[tuple[str, Area]]) -> list[Word]:
    """The words with the address of the link that covers their middle."""
    if not areas:
        return words
    linked = list(words)
    order = sorted(range(len(words)), key=lambda at: _middle(words[at]))
    heights = [_middle(words[at]) for at in order]
    for url, (x0, y0, x1, y1) in areas:
        for at in order[bisect_left(heights, y0) : bisect_right(heights, y1)]:
            if x0 <= (words[at].x0 + words[at].x1) / 2 <= x1:
                linked[at] = linked[at]._replace(url=url)
    return linked


def _middle(word: Word) -> float:
    return word.baseline - 0.3 * word.size
