"""The links of one stretch of Markdown, each with the span of its text in the file."""

from urllib.parse import urldefrag, urljoin

from markdown_it.token import Token

from sources.extract.extracted import Link
from sources.extract.plain import URL

_MARKS = ("*", "_", "~", "`", "\\")


def find_links(text: str, start: int, end: int, children: list[Token], url: str) -> list[Link]:
    """Links to other pages in ``text[start:end]``, whose inline tokens are ``children``.

    Inline tokens know no positions: they are found one after the other. Addresses that stand bare in
    the text are links too.
    """
    walk = _Walk(text, start, end, url)
    for child in children:
        walk.step(child)
    links = walk.links
    for bare in URL.finditer(text, start, end):
        in_markup = text.endswith(("](", "<"), 0, bare.start()) or _overlaps(bare.start(), bare.end(), links)
        if not in_markup:
            links.append(Link(url=bare.group(), start=bare.start(), end=bare.end()))
    return links


def plain_text(children: list[Token]) -> str:
    """Inline tokens without their markup."""
    breaks = {"softbreak", "hardbreak"}
    return "".join(" " if child.type in breaks else child.content for child in children if child.nesting == 0)


class _Walk:
    """A cursor that follows the inline tokens through the source."""

    def __init__(self, text: str, start: int, end: int, url: str) -> None:
        self.links: list[Link] = []
        self._text = text
        self._cursor = start
        self._end = end
        self._page = url
        self._target = ""
        self._first: int | None = None

    def step(self, child: Token) -> None:
        if child.type in {"text", "code_inline"} and child.content.strip():
            self._content(child.content)
        elif child.type == "image":
            found = self._text.find("](", self._cursor, self._end)
            self._cursor = self._cursor if found < 0 else self._behind(found)
        elif child.type == "link_open":
            self._target, self._first = self._absolute(str(child.attrs.get("href", ""))), None
        elif child.type == "link_close":
            if self._target and self._first is not None:
                self.links.append(Link(url=self._target, start=self._first, end=self._cursor))
            self._target = ""
            self._cursor = self._behind(self._cursor)

    def _content(self, content: str) -> None:
        found = self._text.find(content, self._cursor, self._end)
        if found < 0:  # escapes and entities are spelt differently in the source
            return
        if self._first is None:
            self._first = found
        self._cursor = found + len(content)

    def _behind(self, position: int) -> int:
        """Behind the ``](address)`` or ``][label]`` at ``position``, where only marks stand in between."""
        closing = position
        while self._text.startswith(_MARKS, closing):
            closing += 1
        if not self._text.startswith(("](", "]["), closing):
            return position
        depth = 0
        for index in range(closing + 1, self._end):
            depth += (self._text[index] in "([") - (self._text[index] in ")]")
            if depth == 0:
                return index + 1
        return position

    def _absolute(self, href: str) -> str:
        try:
            target = urljoin(self._page, href)
        except ValueError:
            return ""
        is_web = target.startswith(("http://", "https://"))
        return target if is_web and urldefrag(target).url != urldefrag(self._page).url else ""


def _overlaps(start: int, end: int, links: list[Link]) -> bool:
    return any(link.start < end and start < link.end for link in links)
