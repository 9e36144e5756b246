"""Footnote marks of a page: the elements that show them, and the addresses in the notes that they lead to.

A mark is no word of its sentence, so that it is left out of the text; where it stood says which sentence
rests on the pages that the note names.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Set
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from sources.extract.plain import URL
from sources.extract.section_heads import heads_references

_NUMBER = re.compile(
    r"\s*[\[(]?\s*(?:note\s+)?(?:\d{1,3}|[ivxl]{1,5}|[a-z]|[*†‡§¶#]{1,3})\s*[\])]?\s*", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\s*\[\s*(?:note\s+|n\s+)?[\w*†‡]{1,4}\s*\]\s*", re.IGNORECASE)
_NOTE_CLASS = re.compile(r"(?:^|[\s_-])(?:footnote|noteref|fnref|endnote|foot-note)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;\[\]()]*")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|ft|in|yd|mi|s|kg|x|CO)\Z|\d\Z", re.IGNORECASE)
_BLOCKS = frozenset("li p dd td tr aside div section article blockquote body".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NOT_IN_NOTES = _HEADINGS | {"nav", "header", "footer", "form", "main"}
_SEMANTIC = etree.XPath(
    "//a[contains(concat(' ', @role, ' '), ' doc-noteref ') or contains(@*[name()='epub:type'], 'noteref')]"
)


class NoteMarks:
    """The marks of one page, each an element of its tree with the addresses that its notes hold."""

    def __init__(self, tree: Any, *, url: str, base: str) -> None:
        self._url, self._base = urldefrag(url).url, base
        self._tree = list(tree.iter())
        self._order = {element: at for at, element in enumerate(self._tree)}
        self._last = self._last_inside()
        self._ids = _targets(tree)
        self._numbered = _numbered_notes(tree)
        self._marks = dict.fromkeys(_outermost(self._elements(tree)))
        self._leading = {mark: list(self._leads_to(mark)) for mark in self._marks}
        targets = {target for targets in self._leading.values() for target in targets}
        self._stops = sorted(self._order[target] for target in targets)

    def elements(self) -> list[Any]:
        """The elements that show marks, in order; none stands in another."""
        return sorted(self._marks, key=self._order.__getitem__)

    def urls(self, mark: Any) -> tuple[str, ...]:
        """The absolute addresses to which ``mark`` leads, by itself or through its notes."""
        found = [self._absolute(link.get("href", "")) for link in _anchors(mark)]
        for target in self._leading[mark]:
            found += self._urls_of_note(target, mark)
        outside = [url for url in found if not _is_encyclopaedia(url, self._url)]
        return tuple(dict.fromkeys(url for url in outside or found if url))

    def entries(self) -> list[tuple[Any, Any, Any]]:
        """Each note as its first element, the block that ends it, and what begins the next note in it or None."""
        found = []
        for start in self._stops:
            first, block, end = self._extent(self._tree[start])
            is_cut = end <= self._last[block]
            found.append((self._tree[first], block, self._tree[end] if is_cut else None))
        return found

    def _extent(self, target: Any) -> tuple[int, Any, int]:
        """Where a note begins, its block, and where it ends: with the block, or where the next note begins."""
        block = _block(target)
        first = self._order[block if target.tag == "dt" else target]
        following = bisect_right(self._stops, first)
        next_note = self._stops[following] if following < len(self._stops) else len(self._tree)
        end = min(next_note, self._last[block] + 1)
        # an old page has no block of its own for each note: the last one does not go on into the footer
        others = (at for at in range(first + 1, end) if self._tree[at].tag in _NOT_IN_NOTES)
        return first, block, next(others, end)

    def _last_inside(self) -> dict[Any, int]:
        """Each element with the place of the last element in it."""
        last: dict[Any, int] = {}
        for at in range(len(self._tree) - 1, -1, -1):
            element = self._tree[at]
            inside = last.setdefault(element, at)
            parent = element.getparent()
            if parent is not None:
                last[parent] = max(inside, last.get(parent, 0))
        return last

    def _elements(self, tree: Any) -> Iterator[Any]:
        yield from _SEMANTIC(tree)
        for element in tree.iter("sup", "a"):
            text = "".join(element.itertext())
            if element.tag == "sup":
                if self._is_sup_mark(element, text):
                    yield element
            elif self._fragment(element) and (
                _IN_BRACKETS.fullmatch(text)
                or (_NUMBER.fullmatch(text) and (_only_child(element, "sup") or _is_noted(element)))
            ):
                yield element

    def _is_sup_mark(self, sup: Any, text: str) -> bool:
        links = _anchors(sup)
        if not links:
            number = text.strip(" []()\n")
            return number.isdecimal() and int(number) in self._numbered and not _UNIT.search(_before(sup))
        others = [sup.text or "", *(child.tail or "" for child in sup)]
        if any(child.tag != "a" for child in sup) or not all(_BETWEEN.fullmatch(other) for other in others):
            return all(self._fragment(link) for link in links) and all(
                child.tag in {"a", "span"} for child in sup
            )
        return all(self._fragment(link) or _NUMBER.fullmatch("".join(link.itertext())) for link in links)

    def _leads_to(self, mark: Any) -> Iterator[Any]:
        """The notes of a mark. A link that leads back stands behind its target, and leads to no note."""
        links = _anchors(mark)
        for link in links:
            target = self._ids.get(self._fragment(link))
            if target is not None and self._order[target] > self._order[mark]:
                yield target
        if not links:
            yield self._numbered[int("".join(mark.itertext()).strip(" []()\n"))]

    def _urls_of_note(self, target: Any, mark: Any) -> list[str]:
        urls: list[str] = []
        text: list[str] = []
        first, _, end = self._extent(target)
        for element in self._tree[first:end]:
            fragment = self._fragment(element) if element.tag == "a" else ""
            entry = self._ids.get(fragment)
            if entry is not None and self._is_entry(entry, mark):
                urls += [self._absolute(link.get("href", "")) for link in _anchors(_block(entry))]
            elif element.tag == "a":
                urls.append(self._absolute(element.get("href", "")))
            text += [
                element.text or "",
                "" if element is target and element.tag in _BLOCKS else element.tail or "",
            ]
        return urls + [found.group() for found in URL.finditer(" ".join(text))]

    def _is_entry(self, entry: Any, mark: Any) -> bool:
        """Whether a note's link leads on into a bibliography, and not back into the text."""
        return self._order[entry] > self._order[mark] and not any(
            e in self._marks for e in _block(entry).iter()
        )

    def _fragment(self, link: Any) -> str:
        """What an address within this page leads to, ``""`` for an address of another page."""
        href = (link.get("href") or "").strip()
        if href.startswith("#"):
            return href[1:]
        try:
            page, fragment = urldefrag(urljoin(self._base, href))
        except ValueError:
            return ""
        return fragment if page == self._url else ""

    def _absolute(self, href: str) -> str:
        try:
            address = urljoin(self._base, href.strip())
        except ValueError:
            return ""
        is_web = address.startswith(("http://", "https://"))
        return address if is_web and urldefrag(address).url != self._url else ""


def _targets(tree: Any) -> dict[str, Any]:
    """Names of places in the page → their elements."""
    named: dict[str, Any] = {}
    for element in tree.iter():
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                named.setdefault(name, element)
    return named


def _numbered_notes(tree: Any) -> dict[int, Any]:
    """The items of the first numbered list under a heading such as "Notes"."""
    for heading in tree.iter(*_HEADINGS):
        if heads_references("".join(heading.itertext())):
            following = heading.xpath("following::*[self::ol or self::h1 or self::h2 or self::h3][1]")
            if following and following[0].tag == "ol":
                return dict(enumerate(following[0].findall("li"), 1))
    return {}


def _outermost(elements: Iterator[Any]) -> list[Any]:
    found: Set[Any] = set(elements)
    return [element for element in found if not any(above in found for above in element.iterancestors())]


def _block(element: Any) -> Any:
    if element.tag == "dt":
        following = element.getnext()
        return following if following is not None else element
    while element.tag not in _BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def _anchors(element: Any) -> list[Any]:
    return [link for link in element.iter("a") if link.get("href")]


def _only_child(element: Any, tag: str) -> bool:
    return len(element) == 1 and element[0].tag == tag and not (element.text or "").strip()


def _is_noted(element: Any) -> bool:
    return any(_NOTE_CLASS.search(element.get(name, "")) for name in ("class", "id", "href", "rel"))


def _before(element: Any) -> str:
    previous = element.getprevious()
    text = previous.tail if previous is not None else element.getparent().text
    return text or ""


def _is_encyclopaedia(url: str, own: str) -> bool:
    """A wiki's article on a publisher or an author, beside the source itself."""
    try:
        parts, host = urlsplit(url), urlsplit(own).hostname
    except ValueError:
        return False
    return parts.hostname == host and parts.path.startswith("/wiki/")
