"""Who wrote a page: its fields for machines first, then the line that readers see."""

import re
from collections.abc import Iterator

from sources.extract.json_ld import names_in
from sources.extract.page_told import Page, is_remark, line_of, squeezed

_BY = re.compile(
    r"^\W*(?:(?:written|words|story|text|report|reported|reporting|posted|published|compiled|prepared|edited|analysis"
    r"|opinion)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez|от)\s*:?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:authors?|autor(?:in|en|es|a)?|auteure?s?|autore|redactie|text)\s*:\s*", re.IGNORECASE
)
_PREPARED = re.compile(
    r"(?:\b(?:written|prepared|compiled|reported|edited)\s+by|[.|·]\s+authors?:)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(
    r"\s*(?:[|·•—–/\n]|\s-\s|,?\s+(?:on|am|le|el|op)\s+\d|,?\s*\d|published|updated|posted|last modified"
    r"|,\s+(?:\w+\s){0,4}?(?:correspondent|editor|reporter|writer|fellow|analyst|director|professor|economist"
    r"|columnist|staff)\b)",
    re.IGNORECASE,
)
_BYLINE = "byline|author|writer|contributor|autor|auteur|verfasser"
_BYLINE_CLASS = re.compile(rf"(?:^|[\s_-])(?:{_BYLINE})(?:$|[\s_-]|s\b|name)", re.IGNORECASE)
_NOT_BYLINE = re.compile(
    r"bio|box|card|about|social|image|avatar|photo|related|comment|follow|links?$", re.IGNORECASE
)
_META_AUTHORS = (
    "author article:author parsely-author sailthru.author dc.creator dcterms.creator citation_author byl"
    " article.author cxenseparse:author"
).split()
_MOST_NAME = 120  # characters
_MOST_NAMES = 20
_NO_NAMES = frozenset(
    "admin administrator editor editorial staff guest webmaster redaktion redaction redaccion".split()
)


def find_author(page: Page, *, site: str, title: str) -> str:
    """The author, several joined by "; "; a site is not an author of its pages."""
    for names in _authors(page):
        kept = [name for name in map(_clean_name, names) if _is_name(name, site, title)]
        if kept:
            return "; ".join(dict.fromkeys(kept))
    return ""


def _authors(page: Page) -> Iterator[list[str]]:
    """The names in each place where a page has its authors, the most trusted place first."""
    yield names_in(page.article.get("author") or page.article.get("creator"), page.items)
    for name in _META_AUTHORS:
        yield [author for author in page.meta.get(name, ()) if not author.startswith("http")]
    for path in (
        "//*[@itemprop='author']//*[@itemprop='name']",
        "//*[@itemprop='author']",
        "//a[contains(concat(' ', @rel, ' '), ' author ')]",
        "//address[contains(concat(' ', @class, ' '), ' author ')]",
    ):
        yield [line_of(element) for element in page.tree.xpath(path)[:_MOST_NAMES] if not is_remark(element)]
    yield from _bylines(page)


def _bylines(page: Page) -> Iterator[list[str]]:
    """What stands in elements that are called a byline, then lines near the title that begin with "By"."""
    for element in page.tree.iter("p", "div", "span", "a", "address", "li", "strong", "em"):
        look = f"{element.get('class', '')} {element.get('id', '')}"
        if _BYLINE_CLASS.search(look) and not _NOT_BYLINE.search(look) and not is_remark(element):
            text = line_of(element)
            if text:
                yield _split_names(_LABEL.sub("", _BY.sub("", text)))
    for element in page.near_title():
        text = "" if is_remark(element) else line_of(element)
        said = _BY.match(text) or _LABEL.match(text) or _PREPARED.search(text)
        if said:
            yield _split_names(text[said.end() :])


def _split_names(text: str) -> list[str]:
    """The names in a byline, up to the date or the office that follows them."""
    end = _NAME_ENDS.search(text)
    named = text[: end.start()] if end else text
    first, *others = re.split(
        r"\s*[,;&]\s*(?:and\s+|und\s+|et\s+|y\s+)?|\s+(?:and|und|et|y|e|en|i)\s+", named
    )
    return [first, *(name for name in others if not name[:1].islower())]  # "transport section" is no name


def _clean_name(name: str) -> str:
    stripped = _LABEL.sub("", _BY.sub("", name)).strip(" ,;|·•-–—»\u00a0")
    return stripped if len(stripped) <= _MOST_NAME else ""


def _is_name(name: str, site: str, title: str) -> bool:
    words = name.split()
    return (
        0 < len(words) <= 10
        and any(character.isalpha() for character in name)
        and not re.search(r"https?://|@|\d{3}", name)
        and squeezed(name) not in {squeezed(site), squeezed(title), *_NO_NAMES}
    )
