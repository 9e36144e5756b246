"""The links of a page, each where its anchor text stands in the extracted text.

Trafilatura turns ``#fragment`` links into bare hosts, so links are taken from the source here. An
anchor text alone ("here", "1901") may stand anywhere, so it is found together with its neighbours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import etree

from sources.extract.extracted import Link
from sources.extract.html_blocks import squeeze

_CONTEXT = 24  # characters on each side, blanks not counted: hardly any two places share as many
_LEAST_CONTEXT = 8
_MOST_ANCHORS = 5_000  # each is searched for in the whole text


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A link of the source: its address and the span of its text in the squeezed source."""

    url: str
    start: int
    end: int


def find_links(tree: Any, text: str, *, url: str, base: str) -> tuple[Link, ...]:
    """Links to other pages whose anchor text stands in ``text``, in the order of the text.

    ``tree`` is the page without scripts and styles; ``url`` is its address, and ``base`` is
    what relative links go by.
    """
    source, anchors = _anchors(tree, url, base)
    kept = [index for index, character in enumerate(text) if squeeze(character)]
    squeezed = "".join(text[index] for index in kept)
    links: dict[tuple[int, int], Link] = {}
    cursor = 0
    for anchor in anchors[:_MOST_ANCHORS]:
        start = _find(source, anchor, squeezed, cursor)
        if start is None:
            continue
        cursor = start + anchor.end - anchor.start
        span = (kept[start], kept[cursor - 1] + 1)
        links.setdefault(span, Link(url=anchor.url, start=span[0], end=span[1]))
    return tuple(links[span] for span in sorted(links))


def _anchors(tree: Any, url: str, base: str) -> tuple[str, list[_Anchor]]:
    """The squeezed text of the page and its anchors with some text, to pages other than itself."""
    pieces: list[str] = []
    length = 0
    opened: dict[Any, int] = {}
    anchors: list[_Anchor] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            opened[element] = length
            piece = squeeze(element.text or "")
        else:
            start = opened.pop(element)
            target = _absolute(base, element.get("href", "")) if element.tag == "a" else ""
            if target and length > start and urldefrag(target).url != urldefrag(url).url:
                anchors.append(_Anchor(target, start, length))
            piece = squeeze(element.tail or "")
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), sorted(anchors, key=lambda anchor: anchor.start)


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
    for left, right in _contexts(before, after):
        whole = left + shown + right
        found = squeezed.find(whole, max(0, cursor - len(left)))
        if found < 0:
            found = squeezed.find(whole)
        if found >= 0:
            return found + len(left)
    return None


def _contexts(before: str, after: str) -> Iterator[tuple[str, str]]:
    yield before, after
    if len(before) >= _LEAST_CONTEXT:
        yield before, ""
    if len(after) >= _LEAST_CONTEXT:
        yield "", after
