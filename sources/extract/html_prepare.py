"""What is changed in a copy of a page before trafilatura reads it, so that it keeps what it would drop.

Each change undoes one habit of it, for all pages: it drops figures and times, and words that are called
"author"; it takes the first of many entries for the article, and a list of sources for navigation.
"""

import re
from typing import Any

from sources.extract.html_blocks import squeeze
from sources.extract.html_notes import NoteMarks
from sources.extract.section_heads import heads_offers, heads_references

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])[:.h][0-5]\d\b")
_INLINE = frozenset("a abbr b cite em i mark s small span strong sub sup time u".split())
_MOST_TIME = 40  # characters
_LEAST_ENTRIES = 2
_MOST_LOOKED_AT = 20
_ENTRY = re.compile(r"(?:^|[\s_-])(?:post|entry|article|story|content|body|update|answer)", re.IGNORECASE)
_OFFERED = re.compile(
    r"teaser|card|related|promo|comment|recommend|sidebar|widget|(?:^|[\s_-])ad", re.IGNORECASE
)
_NAMES = ("class", "id", "rel", "itemprop", "role")
_LEAST_OF_ENTRY = 60


def prepare(tree: Any, *, url: str, base: str) -> frozenset[str]:
    """Change ``tree`` for trafilatura; returns the squeezed texts of the page's captions."""
    for mark in NoteMarks(tree, url=url, base=base).elements():
        mark.drop_tree()
    _merge_entries(tree)
    _keep_times(tree)
    _keep_words(tree)
    _keep_lists_of_sources(tree)
    return _keep_captions(tree)


def _keep_captions(tree: Any) -> frozenset[str]:
    """Captions of figures become paragraphs, or trafilatura drops them with their figures."""
    captions = {squeeze(caption.text_content()) for caption in tree.iter("caption", "figcaption")}
    for caption in list(tree.iter("figcaption")):
        caption.tag = "p"
    for figure in list(tree.iter("figure")):
        figure.tag = "div"
    return frozenset(captions - {""})


def _merge_entries(tree: Any) -> None:
    """Entries that stand side by side (of a live page, a list of answers) are parts of one article."""
    by_look: dict[tuple[Any, str, str], list[Any]] = {}
    for element in tree.iter("article", "section", "div"):
        look = f"{element.get('class', '')} {element.get('itemprop', '')}"
        if (element.tag == "article" or _ENTRY.search(look)) and not _OFFERED.search(look):
            by_look.setdefault((element.getparent(), element.tag, look), []).append(element)
    for entries in by_look.values():
        if sum(_says_something(entry) for entry in entries[:_MOST_LOOKED_AT]) >= _LEAST_ENTRIES:
            for entry in entries:
                entry.tag = "div"
                for name in _NAMES:
                    entry.attrib.pop(name, None)


def _says_something(entry: Any) -> bool:
    """Whether an entry has some text apart from its links; a card that offers a page has hardly any."""
    length = 0
    for element in entry.iter():
        own = "" if element.tag == "a" else element.text or ""
        length += len(own.strip()) + len((element.tail or "").strip() if element is not entry else "")
        if length >= _LEAST_OF_ENTRY:
            return True
    return False


def _keep_times(tree: Any) -> None:
    """A time in a sentence stays in it; the time of an entry becomes a line of its own."""
    times = [time for time in tree.iter("time") if len(time.text_content()) <= _MOST_TIME]
    clocks = [time for time in times if _CLOCK.search(time.text_content()) and not _in_byline(time)]
    for time in times:
        parent = time.getparent()
        in_sentence = parent is not None and parent.tag in {
            *_INLINE,
            *_HEADINGS,
            "p",
            "li",
            "td",
            "th",
            "dt",
            "dd",
        }
        if in_sentence:
            time.tag = "span"
        elif len(clocks) >= _LEAST_ENTRIES and time in clocks:
            time.tag = "p"


def _keep_words(tree: Any) -> None:
    """Words in a sentence lose their names: one called "author" would be dropped, and leave a hole."""
    for element in tree.iter("p", "li", "td", "dd"):
        said = [element.text or "", *(child.tail or "" for child in element)]
        if any(character.isalpha() for text in said for character in text):
            for word in element:
                if word.tag in _INLINE:
                    for name in _NAMES:
                        word.attrib.pop(name, None)


def _in_byline(time: Any) -> bool:
    """Whether a time is the page's own: by its name, or beside the page's title."""
    above = [time, *list(time.iterancestors())[:2]]
    return any(
        re.search(r"byline|published|updated|dateline|meta\b", element.get("class", "")) for element in above
    )


def _keep_lists_of_sources(tree: Any) -> None:
    """Links under "Notes" or "Further reading" lose their links here, or the list is taken for navigation."""
    inside: Any = None
    for element in list(tree.iter()):
        if element.tag in _HEADINGS or element.tag in {"p", "strong", "b", "dt"}:
            heading = "".join(element.itertext())
            if heads_references(heading):
                inside = element
                _name_plainly(element)
                continue
            if element.tag in _HEADINGS or heads_offers(heading):
                inside = None
        elif element.tag in {"nav", "aside", "footer"}:
            inside = None
        if inside is not None and element.tag == "a":
            element.tag = "span"


def _name_plainly(heading: Any) -> None:
    """The section around a list of sources loses its names: "references" and "further" are on block lists."""
    parent = heading.getparent()
    while parent is not None and parent.tag in {"section", "div", "header"} and _begins_with(parent, heading):
        for name in _NAMES:
            parent.attrib.pop(name, None)
        for child in parent.iterchildren("ol", "ul", "div"):
            for name in _NAMES:
                child.attrib.pop(name, None)
        parent = parent.getparent()


def _begins_with(section: Any, heading: Any) -> bool:
    """Whether nothing is said in ``section`` before ``heading``."""
    for element in section.iter():
        if element is heading:
            return True
        if (element.text or "").strip():
            return False
    return False
