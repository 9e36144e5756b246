"""HTML → the main text of the page, with trafilatura (Barbaresi, ACL 2021), as blocks with exact offsets."""

import re
from copy import deepcopy
from typing import Any

from lxml import etree

from sources.errors import ExtractionError
from sources.extract.decode import decode
from sources.extract.extracted import Extracted
from sources.extract.html_blocks import to_blocks
from sources.extract.html_links import find_links
from sources.extract.html_meta import join_address, read_metadata
from sources.extract.html_prepare import prepare
from sources.extract.html_tree import drop_unread, parse, visible_text
from sources.extract.reference_lists import mark_references
from sources.records import Block, BlockKind

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_DATA = re.compile(r"\b(src|href|srcset|poster|data-src)\s*=\s*([\"'])\s*data:[^\"']*\2", re.IGNORECASE)
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
    tree = parse(_without_data(decode(body, declared=declared or _meta_charset(body))))
    base = _base(tree, url)
    try:
        reading = deepcopy(tree)
        captions = prepare(reading, url=url, base=base)
        page = _trafilatura(reading, url)
        about = read_metadata(tree, url=url, found=page)
        text, blocks = (
            ("", ()) if page is None else to_blocks(page.body, title=about.title, captions=captions)
        )
    except RecursionError:
        raise ExtractionError("the page is nested too deeply to be read", state="unsupported") from None
    drop_unread(tree)
    found = find_links(tree, text, url=url, base=base)
    _refuse_empty(tree, blocks, scripted=_is_scripted(body))
    return Extracted(
        text=text,
        blocks=mark_references(text, blocks, found.links, notes_from=len(blocks)),
        title=about.title,
        author=about.author,
        site=about.site,
        date=about.date,
        language=about.language,
        url=about.url,
        links=found.links,
        notes=found.notes,
        note_entries=found.note_entries,
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
        # dates are read elsewhere: those of trafilatura may be of the last change
        date_extraction_params={"original_date": True, "extensive_search": False},
    )


def _without_data(text: str) -> str:
    """Pictures that a saved page carries in itself are most of its characters, and no text."""
    return _DATA.sub("", text) if "data:" in text else text


def _meta_charset(body: bytes) -> str | None:
    found = _META_CHARSET.search(body[:_META_IN_FIRST])
    return found.group(1).decode("ascii") if found else None


def _base(tree: Any, url: str) -> str:
    """What relative links go by: the page's address, unless it names another."""
    named = tree.xpath("//base/@href")
    return join_address(url, str(named[0])) or url if named else url


def _is_scripted(body: bytes) -> bool:
    return re.search(rb"<script\b", body, re.IGNORECASE) is not None


def _refuse_empty(tree: Any, blocks: tuple[Block, ...], *, scripted: bool) -> None:
    """Too little text is an error where there should be more; a short page is not.

    Links are not counted: a notice of two lines may stand beside a hundred links.
    """
    main = sum(block.end - block.start for block in blocks if block.kind not in _HEADS)
    if main >= _TINY:
        return
    etree.strip_elements(tree, "a", with_tail=False)
    if len(visible_text(tree)) >= _MUCH:
        raise ExtractionError(
            f"the page has text, but its main text was not found: {_SAVE}, or its text as .txt", state="empty"
        )
    if main == 0 and scripted:
        raise ExtractionError(f"scripts write this page, and they are not run: {_SAVE}", state="script_only")
    if main == 0:
        raise ExtractionError("there is no main text on the page", state="empty")
