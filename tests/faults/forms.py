"""What an answer shows, and whether anything in it acts: mark-up, links, images, markers that are not ours."""

import re
from dataclasses import replace

from lxml import html
from markdown_it import MarkdownIt

from assistant.answer import Answer
from ui.render import answer_markdown

_TAGS = frozenset("p strong em small a h4 ul li".split())
"""What our own Markdown comes to."""
_LINK = re.compile(r"#(?:cite-a-\d+|copy-a)")
_IN_A_STATEMENT = re.compile(
    r"[<>{}`]|\[[^\[\]]*\]|[【〔［][^】〕］]*[】〕］]|!\[|\]\(|\(S\d+\)|://|\bjavascript:|\bwww\.|&#",
    re.IGNORECASE,
)
"""A bracket that nothing closes is no marker."""


def page_of(answer: Answer) -> html.HtmlElement:
    """The answer as a browser would have it, with HTML and tables allowed, as a chat shows it."""
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return html.fromstring(f"<div>{renderer.render(answer_markdown(answer, 'a'))}</div>")


def shown_text(answer: Answer) -> str:
    """The words that a reader sees as ours: without the titles of sources, the passages quoted beneath an answer that
    was not found, and the names of pages that were not read.
    """
    return " ".join(page_of(replace(answer, closest=(), unread=())).text_content().split())


def acting_forms(answer: Answer) -> list[str]:
    """Each thing in the answer that acts, or looks like a marker and is none of ours."""
    found: list[str] = []
    for element in page_of(answer).iterdescendants():
        if element.tag not in _TAGS:
            found.append(f"element {element.tag}")
        elif element.tag == "a" and not _LINK.fullmatch(element.get("href", "")):
            found.append(f"link {element.get('href')}")
        elif set(element.keys()) - ({"href", "title"} if element.tag == "a" else set()):
            found.append(f"attributes of {element.tag}: {element.keys()}")
    known = {citation.marker for citation in answer.citations}
    for statement in answer.statements:
        found += [f"{one[0]!r} in {statement.text!r}" for one in _IN_A_STATEMENT.finditer(statement.text)]
        if not statement.citations or not set(statement.citations) <= known:
            found.append(f"markers {statement.citations}")
    return found
