"""Where a page says what it is: meta elements, JSON-LD, and the lines around its title."""

import re
from itertools import islice
from typing import Any

from sources.extract.json_ld import article_of, flat, read_items

_NEAR_TITLE = 40  # elements after the title
_BEFORE_TITLE = 6
_LINES = " or ".join(f"self::{tag}" for tag in "p div span address li small em".split())
_MOST_LINE = 200  # characters
_REMARK = re.compile(r"comment|related|sidebar|recommend|most-read|teaser|promo|\bcard\b", re.IGNORECASE)


class Page:
    """The tree of a page, head and scripts included, with what it tells machines.

    ``meta`` has the contents of meta elements by their names in lower case; ``items`` are the objects of its
    JSON-LD, and ``article`` is the one that speaks of the page's text, or empty.
    """

    def __init__(self, tree: Any, url: str) -> None:
        self.tree, self.url = tree, url
        self.meta: dict[str, list[str]] = {}
        for meta in tree.iter("meta"):
            name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower().strip()
            content = flat(meta.get("content"))
            if name and content:
                self.meta.setdefault(name, []).append(content)
        self.items = read_items(tree)
        self.article = article_of(self.items)

    def language(self) -> str:
        """A BCP 47 tag."""
        named = [
            self.tree.get("lang") or "",
            *self.meta.get("og:locale", ()),
            *self.tree.xpath("//meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content"),
            flat(self.article.get("inLanguage")),
        ]
        first = next((str(name).strip() for name in named if str(name).strip()), "").replace("_", "-")
        return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else ""

    def near_title(self) -> list[Any]:
        """Short elements that follow the first heading, and the few before it."""
        heads = self.tree.xpath("(//h1)[1]")
        if not heads:
            lines = self.tree.iter("p", "div", "span", "address", "td", "font")
            return list(islice(lines, _NEAR_TITLE))
        return [
            *heads[0].xpath(f"following::*[{_LINES}][position() <= {_NEAR_TITLE}]"),
            *heads[0].xpath(f"preceding::*[{_LINES}][position() <= {_BEFORE_TITLE}]"),
        ]


def is_remark(element: Any) -> bool:
    """Whether an element stands in comments, in a box of related pages, or in the page's frame."""
    return any(
        above.tag in {"aside", "footer", "nav"}
        or (above.tag != "body" and _REMARK.search(f"{above.get('class', '')} {above.get('id', '')}"))
        for above in (element, *element.iterancestors())
    )


def line_of(element: Any) -> str:
    """The text of an element in one line; ``""`` for more than 200 characters, which is no line."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > _MOST_LINE:
            return ""
    return flat(" ".join(pieces))


def squeezed(text: str) -> str:
    """Letters and figures only, in lower case: what two spellings of a title share."""
    return "".join(character for character in text.casefold() if character.isalnum())
