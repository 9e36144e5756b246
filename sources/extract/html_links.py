"""The links and footnote marks of a page, each where it stands in the extracted text.

Trafilatura turns ``#fragment`` links into bare hosts, so links are taken from the source here. An
anchor text alone ("here", "1901") may stand anywhere, so it is found together with its neighbours; so is
the place of a mark, which has no text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import etree

from sources.extract.extracted import Link, NoteMark
from sources.extract.html_blocks import squeeze
from sources.extract.html_notes import NoteMarks

_CONTEXT = 24  # characters on each side, blanks not counted: hardly any two places share as many
_LEAST_CONTEXT = 8
_LEAST_TEXT = 20  # a longer text stands for itself, as that of a note whose neighbours were left out
_MOST_ANCHORS = 5_000  # each is searched for in the whole text


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A link or mark of the source: where it leads, and the span of its text in the squeezed source."""

    urls: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pointers:
    """What ``Extracted`` has of a page's links: its fields of the same names."""

    links: tuple[Link, ...]
    notes: tuple[NoteMark, ...]
    note_entries: tuple[tuple[int, int], ...]


def find_links(tree: Any, text: str, *, url: str, base: str) -> Pointers:
    """Links to other pages whose anchor text stands in ``text``, footnote marks and notes, in its order.

    ``tree`` is the page without scripts and styles; ``url`` is its address, and ``base`` is
    what relative links go by.
    """
    walk = _Walk(NoteMarks(tree, url=url, base=base), url, base)
    walk.through(tree)
    source = "".join(walk.pieces)
    kept = [index for index, character in enumerate(text) if squeeze(character)]
    squeezed = "".join(text[index] for index in kept)
    links: dict[tuple[int, int], Link] = {}
    for anchor, start in _places(source, walk.anchors(), squeezed):
        span = (kept[start], kept[start + anchor.end - anchor.start - 1] + 1)
        links.setdefault(span, Link(url=anchor.urls[0], start=span[0], end=span[1]))
    notes = [
        NoteMark(at=kept[start - 1] + 1 if start else 0, urls=mark.urls)
        for mark, start in _places(source, walk.marks(), squeezed)
    ]
    entries = [
        (kept[start], kept[start + entry.end - entry.start - 1] + 1)
        for entry, start in _places(source, walk.entries(), squeezed)
    ]
    return Pointers(
        links=tuple(links[span] for span in sorted(links)),
        notes=tuple(sorted(notes, key=lambda note: note.at)),
        note_entries=tuple(sorted(entries)),
    )


class _Walk:
    """The squeezed text of a page without its footnote marks, and where in it every element stands."""

    def __init__(self, notes: NoteMarks, url: str, base: str) -> None:
        self.pieces: list[str] = []
        self._notes, self._url, self._base = notes, url, base
        self._spans: dict[Any, tuple[int, int]] = {}
        self._length = 0

    def through(self, tree: Any) -> None:
        marks = set(self._notes.elements())
        opened: dict[Any, int] = {}
        muted = 0
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if event == "start":
                opened[element] = self._length
                muted += element in marks
                piece = element.text
            else:
                self._spans[element] = (opened.pop(element), self._length)
                muted -= element in marks
                piece = element.tail
            if piece and not muted:
                self.pieces.append(squeeze(piece))
                self._length += len(self.pieces[-1])

    def anchors(self) -> list[_Anchor]:
        """Links with some text to pages other than this one."""
        found: list[_Anchor] = []
        for element, (start, end) in self._spans.items():
            target = _absolute(self._base, element.get("href", "")) if element.tag == "a" else ""
            if target and end > start and urldefrag(target).url != urldefrag(self._url).url:
                found.append(_Anchor((target,), start, end))
        return sorted(found, key=lambda anchor: anchor.start)

    def marks(self) -> list[_Anchor]:
        """Marks whose notes name some page; they have a place and no length."""
        named = ((self._notes.urls(mark), self._spans[mark][1]) for mark in self._notes.elements())
        return [_Anchor(urls, at, at) for urls, at in named if urls]

    def entries(self) -> list[_Anchor]:
        """The notes."""
        found: list[_Anchor] = []
        for first, block, following in self._notes.entries():
            start = self._spans[first][0]
            end = self._spans[block if following is None else following][1 if following is None else 0]
            if end > start:
                found.append(_Anchor((), start, end))
        return found


def _places(source: str, anchors: list[_Anchor], squeezed: str) -> Iterator[tuple[_Anchor, int]]:
    """The anchors that stand in the extracted text, each with its place there."""
    cursor = 0
    for anchor in anchors[:_MOST_ANCHORS]:
        start = _find(source, anchor, squeezed, cursor)
        if start is not None:
            cursor = start + anchor.end - anchor.start
            yield anchor, start


def _absolute(base: str, href: str) -> str:
    try:
        target = urljoin(base, href.strip())
    except ValueError:  # such as "http://[", which no browser follows either
        return ""
    return target if target.startswith(("http://", "https://")) else ""


def _find(source: str, anchor: _Anchor, squeezed: str, cursor: int) -> int | None:
    """Where the anchor stands in the extracted text: with both neighbours, or with one of them.

    The other one may not have been kept (a byline above, a list of tags below).
    """
    shown = source[anchor.start : anchor.end]
    before = source[max(0, anchor.start - _CONTEXT) : anchor.start]
    after = source[anchor.end : anchor.end + _CONTEXT]
    for left, right in _contexts(before, shown, after):
        whole = left + shown + right
        found = squeezed.find(whole, max(0, cursor - len(left)))
        if found < 0:
            found = squeezed.find(whole)
        if found >= 0:
            return found + len(left)
    return None


def _contexts(before: str, shown: str, after: str) -> Iterator[tuple[str, str]]:
    yield before, after
    if len(before) >= _LEAST_CONTEXT:
        yield before, ""
    if len(after) >= _LEAST_CONTEXT:
        yield "", after
    if len(shown) >= _LEAST_TEXT:
        yield "", ""
