"""HTML → the main text of the page, with trafilatura (Barbaresi, ACL 2021), as blocks with exact offsets."""

import re
from typing import Any
from urllib.parse import urljoin

from sources.errors import ExtractionError
from sources.extract.decode import decode
from sources.extract.extracted import Extracted
from sources.extract.html_blocks import squeeze, to_blocks
from sources.extract.html_links import find_links
from sources.extract.html_tree import drop_unread, parse, visible_text
from sources.records import Block, BlockKind

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_META_IN_FIRST = 4_096
_TINY = 200
_MUCH = 1_000
_HEADS = (BlockKind.TITLE, BlockKind.HEADING)
_SAVE = "open it in a browser, save the page there and add that file"


def extract_html(body: bytes, *, url: str, declared: str | None) -> Extracted:
    """The main text of a page; ``url`` resolves its links, ``declared`` is the server's charset.

    Raises:
        ExtractionError: ``script_only`` when scripts would have to write the text, ``empty`` when no
            main text was found, ``unsupported`` for binary bytes and pages that exhaust a parser.
    """
    tree = parse(decode(body, declared=declared or _meta_charset(body)))
    captions = _mark_captions(tree)
    try:
        page = _trafilatura(tree, url)
        title = " ".join((page.title or "").split()) if page is not None else ""
        text, blocks = ("", ()) if page is None else to_blocks(page.body, title=title, captions=captions)
    except RecursionError:
        raise ExtractionError("the page is nested too deeply to be read", state="unsupported") from None
    language, canonical, base = _language(tree), _canonical(tree, url), _base(tree, url)
    drop_unread(tree)
    links = find_links(tree, text, url=url, base=base)
    _refuse_empty(tree, blocks, scripted=_is_scripted(body))
    return Extracted(
        text=text,
        blocks=blocks,
        title=title,
        author=page.author or "",
        site=page.sitename or "",
        date=page.date or "",
        language=language,
        url=canonical,
        links=links,
    )


def _trafilatura(tree: Any, url: str) -> Any:
    """Trafilatura's document, or None when it finds no text."""
    from trafilatura import bare_extraction

    return bare_extraction(
        tree,
        url=url or None,
        include_comments=False,
        include_formatting=True,
        with_metadata=True,
        output_format="xml",
        # a date from the page's own words; a wider search takes any year in the footer for one
        date_extraction_params={"original_date": True, "extensive_search": False},
    )


def _mark_captions(tree: Any) -> frozenset[str]:
    """The captions' squeezed texts; those of figures become paragraphs, or trafilatura drops them."""
    captions = {squeeze(caption.text_content()) for caption in tree.iter("caption", "figcaption")}
    for caption in list(tree.iter("figcaption")):
        caption.tag = "p"
    for figure in list(tree.iter("figure")):
        figure.tag = "div"
    return frozenset(captions - {""})


def _meta_charset(body: bytes) -> str | None:
    found = _META_CHARSET.search(body[:_META_IN_FIRST])
    return found.group(1).decode("ascii") if found else None


def _language(tree: Any) -> str:
    named = [tree.get("lang", ""), *tree.xpath("//meta[@property='og:locale']/@content")]
    first = next((name.strip() for name in named if name.strip()), "").replace("_", "-")
    return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else ""


def _canonical(tree: Any, url: str) -> str:
    named = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    absolute = (_join(url, str(href)) for href in named)
    return next((address for address in absolute if address.startswith(("http://", "https://"))), "")


def _base(tree: Any, url: str) -> str:
    """What relative links go by: the page's address, unless it names another."""
    named = tree.xpath("//base/@href")
    return _join(url, str(named[0])) or url if named else url


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:  # such as "http://[", which no browser follows either
        return ""


def _is_scripted(body: bytes) -> bool:
    return re.search(rb"<script\b", body, re.IGNORECASE) is not None


def _refuse_empty(tree: Any, blocks: tuple[Block, ...], *, scripted: bool) -> None:
    """Too little text is an error where there should be more; a short page is not."""
    main = sum(block.end - block.start for block in blocks if block.kind not in _HEADS)
    if main >= _TINY:
        return
    visible = len(visible_text(tree))
    if visible >= _MUCH:
        raise ExtractionError(
            f"the page has text, but its main text was not found: {_SAVE}, or its text as .txt", state="empty"
        )
    if main == 0 and scripted:
        raise ExtractionError(f"scripts write this page, and they are not run: {_SAVE}", state="script_only")
    if main == 0:
        raise ExtractionError("there is no main text on the page", state="empty")
