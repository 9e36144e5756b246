"""HTML text → a tree that is safe to work on and free of what no reader reads as text."""

import re
from collections import Counter
from typing import Any

import lxml.html
from lxml import etree

from sources.errors import ExtractionError

_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "template", "noscript"})
# elements that hold nothing, or that the next one of their kind closes: they never nest by themselves
_NOT_NESTING = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"}
    | {"track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"}
    | {"option", "optgroup", "rt", "rp", "html", "head", "body"}
)
_KEEP_BLANKS = frozenset({"pre", "textarea", "script", "style"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# what no XML text may hold, written out or by number: lxml refuses to work on a tree with it
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\ufffe\uffff]"
    "|&#0*(?:[0-8]|1[124-9]|2[0-9]|3[01])(?![0-9]);?|&#[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])(?![0-9a-fA-F]);?"
)
_DEEPEST = 3_000
_MOST_ATTRIBUTES = 200_000
_MOST_ATTRIBUTES_OF_ONE = 5_000  # the parser's time grows with the square of these
_EDIT_MARKS = etree.XPath(
    "//a[contains(concat(' ', @class, ' '), ' headerlink ')]"
    " | //*[contains(concat(' ', @class, ' '), ' mw-editsection ')]"
)
_BACK = re.compile(r"\s*[↩↑⤴↵⏎^][\ufe0e\ufe0f]?\s*")  # from a note to its mark
_UNREAD = ("script", "style", "noscript", "template", "svg", "head")
_FRAME = ("nav", "header", "footer", "aside", "form", "select", "button")


def parse(text: str) -> Any:
    """The lxml tree of a page, without edit links, heading anchors and arrows back from notes.

    Raises:
        ExtractionError: ``unsupported`` for a page built to exhaust a parser, ``empty`` for no elements.
    """
    text = _UNSPEAKABLE.sub("", text.replace("\x0b", " ").replace("\x0c", " "))
    refuse_exhausting(text)
    # without huge_tree libxml2 drops whatever is nested deeper than 256, and says nothing
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise ExtractionError("the page holds nothing that can be read as HTML", state="empty") from None
    for mark in [*_EDIT_MARKS(tree), *(link for link in tree.iter("a") if _BACK.fullmatch(link.text or ""))]:
        mark.drop_tree()
    _show_line_breaks(tree)
    return tree


def refuse_exhausting(text: str) -> None:
    """One linear look at the tags, before any parser sees them.

    Raises:
        ExtractionError: nested deeper than 3,000, or 200,000 attributes (5,000 in one element).
    """
    opened: Counter[str] = Counter()
    depth = attributes = position = 0
    while found := _TAG.search(text, position):
        closing, name, rest = found.group(1), (found.group(2) or "").lower(), found.group(3) or ""
        position = _after(text, found, name, closing)
        if closing:
            if opened[name]:
                opened[name] -= 1
                depth -= 1
            continue
        of_this = len(_QUOTED.sub("", rest).split())
        attributes += of_this
        if of_this > _MOST_ATTRIBUTES_OF_ONE or attributes > _MOST_ATTRIBUTES:
            raise _too_much("attributes")
        if name and name not in _NOT_NESTING and name not in _RAW_TEXT and not rest.endswith("/"):
            opened[name] += 1
            depth += 1
            if depth > _DEEPEST:
                raise _too_much("nested elements")


def visible_text(tree: Any) -> str:
    """What a reader sees of a page apart from its frame; drops the rest from ``tree``."""
    drop_unread(tree)
    etree.strip_elements(tree, *_FRAME, with_tail=False)
    return " ".join(" ".join(tree.itertext()).split())


def drop_unread(tree: Any) -> None:
    """Take scripts, styles and the like out of ``tree``."""
    etree.strip_elements(tree, *_UNREAD, with_tail=False)


def _show_line_breaks(tree: Any) -> None:
    """Leave line breaks only where a reader sees them: trafilatura keeps those of the source as well."""
    kept = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            kept += element.tag in _KEEP_BLANKS
            if not kept and element.text:
                element.text = _BLANKS.sub(" ", element.text)
        else:
            kept -= element.tag in _KEEP_BLANKS
            if not kept and element.tail:
                element.tail = _BLANKS.sub(" ", element.tail)
    for first in tree.iter("br"):
        second = first.getnext()
        if second is not None and second.tag == "br" and not (first.tail or "").strip():
            first.tail = "\u2029"  # with nothing in between, trafilatura makes one break of two


def _after(text: str, found: re.Match[str], name: str, closing: str | None) -> int:
    """Where to look on: behind a comment, or at the end tag of an element whose content is no markup."""
    if found.group() == "<!--":
        end = text.find("-->", found.end())
        return len(text) if end < 0 else end + 3
    if name in _RAW_TEXT and not closing:
        end_tag = re.compile(f"</{name}", re.IGNORECASE).search(text, found.end())
        return end_tag.start() if end_tag else len(text)
    return found.end()


def _too_much(what: str) -> ExtractionError:
    return ExtractionError(
        f"the page has too many {what} to be read safely: save its text as .txt and add that",
        state="unsupported",
    )
