"""EPUB (2 and 3) → blocks: the chapters in reading order, without cover, contents and the like."""

import posixpath
import re
from typing import Any

from sources.errors import ExtractionError
from sources.extract.blocks import BlockWriter
from sources.extract.chapters import member_name, parse_chapter, write_chapter
from sources.extract.extracted import Extracted
from sources.extract.reference_lists import mark_references
from sources.extract.titles import choose_title
from sources.extract.written_notes import note_spans, resolve_notes
from sources.extract.zipped import Zipped, local_name

_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", ""})
_SKIPPED_GUIDES = frozenset({"cover", "toc", "title-page", "index", "loi", "lot"})
_FONT_MASKS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_DAY = re.compile(r"(?:1[0-9]|20)\d\d(?:-\d{2}(?:-\d{2})?)?")


def extract_epub(body: bytes, *, url: str, declared: str | None) -> Extracted:
    """The chapters of a book. ``declared`` is not needed, as chapters say their charset.

    Raises:
        ExtractionError: ``unsupported`` for a file that is damaged, locked or unsafe, ``empty`` for one
            without text.
    """
    zipped = Zipped(body, kind="EPUB")
    _refuse_locked(zipped)
    place = _package_place(zipped)
    package = zipped.tree(place)
    metadata = [element for element in package.iter() if _is_dublin_core(element)]
    writer, places = BlockWriter(), dict[str, int]()
    for name in _reading_order(package, place):
        if name in zipped:
            places |= _write_chapter(zipped.read(name), writer, name)
    if not writer.text:
        raise ExtractionError(
            "there is no text in this EPUB: if its pages are pictures, add it as text", state="empty"
        )
    links = writer.links
    written = {place: (at, at + 1) for place, at in places.items() if at < len(writer.blocks)}
    marks, entries = resolve_notes(writer.marks, note_spans(written, writer.blocks), links)
    title, blocks = choose_title(writer.text, writer.blocks, said=_first(metadata, "title"))
    date = _DAY.match(_first(metadata, "date"))
    return Extracted(
        text=writer.text,
        blocks=mark_references(writer.text, blocks, links, notes_from=len(blocks)),
        title=_first(metadata, "title") or title,
        author=", ".join(dict.fromkeys(_said(metadata, "creator"))),
        site=_first(metadata, "publisher"),
        date=date.group() if date else "",
        language=_first(metadata, "language"),
        url=url,
        links=links,
        notes=marks,
        note_entries=entries,
    )


def _write_chapter(body: bytes, writer: BlockWriter, name: str) -> dict[str, int]:
    if not body.strip():
        return {}
    try:
        return write_chapter(parse_chapter(body), writer, name=name)
    except RecursionError:
        raise ExtractionError(
            "this EPUB is nested too deeply to be read: save its text as .txt and add that",
            state="unsupported",
        ) from None


def _refuse_locked(zipped: Zipped) -> None:
    """Masked fonts are listed as encrypted too; they lock nothing that is read."""
    if "META-INF/encryption.xml" not in zipped:
        return
    methods = [
        element.get("Algorithm", "")
        for element in zipped.tree("META-INF/encryption.xml").iter()
        if local_name(element) == "EncryptionMethod" and local_name(element.getparent()) == "EncryptedData"
    ]
    if any(method not in _FONT_MASKS for method in methods):
        raise ExtractionError(
            "this EPUB is locked by its seller (DRM), so that only the seller's reader opens it: "
            "add its text another way",
            state="unsupported",
        )


def _package_place(zipped: Zipped) -> str:
    """The member that lists the book's parts."""
    container = zipped.tree("META-INF/container.xml")
    places = (e.get("full-path", "") for e in container.iter() if local_name(e) == "rootfile")
    return next((place for place in places if place in zipped), "")


def _reading_order(package: Any, place: str) -> list[str]:
    """The members that hold the chapters, in the order of the spine, each once."""
    folder = posixpath.dirname(place)
    items = {e.get("id", ""): e for e in package.iter() if local_name(e) == "item"}
    guides = {
        member_name(folder, e.get("href", ""))
        for e in package.iter()
        if local_name(e) == "reference" and e.get("type", "").lower() in _SKIPPED_GUIDES
    }
    found: dict[str, None] = {}
    for entry in package.iter():
        item = items.get(entry.get("idref", "")) if local_name(entry) == "itemref" else None
        if item is None or item.get("media-type", "") not in _CHAPTERS:
            continue
        name = member_name(folder, item.get("href", ""))
        if "nav" not in item.get("properties", "").split() and name not in guides:
            found[name] = None
    return list(found)


def _is_dublin_core(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith("{http://purl.org/dc/elements/1.1/}")


def _said(metadata: list[Any], name: str) -> list[str]:
    texts = (" ".join((e.text or "").split()) for e in metadata if local_name(e) == name)
    return [text for text in texts if text]


def _first(metadata: list[Any], name: str) -> str:
    return next(iter(_said(metadata, name)), "")
