"""ODT (OpenDocument text, ISO/IEC 26300) → blocks, from its XML."""

import re
from collections.abc import Hashable
from typing import Any

from sources.errors import ExtractionError
from sources.extract.blocks import BlockWriter
from sources.extract.extracted import Extracted
from sources.extract.odt_body import BodyReader
from sources.extract.odt_styles import read_styles
from sources.extract.reference_lists import mark_references
from sources.extract.titles import choose_title
from sources.extract.written_notes import note_spans, resolve_notes
from sources.extract.zipped import Zipped, local_name

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DAY = re.compile(r"(?:19[89]|20\d)\d-\d{2}-\d{2}")
_NONE = frozenset({"", "none", "zxx"})


def extract_odt(body: bytes, *, url: str, declared: str | None) -> Extracted:
    """Title, headings, paragraphs, lists, tables, captions, quotes and text boxes; the notes at the end.

    Insertions are read and deletions are not; hidden text, running heads, tables of contents and comments
    are left out. A frame's text follows its paragraph. ``declared`` is not needed, as XML says its charset.

    Raises:
        ExtractionError: ``unsupported`` for a file that is damaged, locked or unsafe, ``empty`` for one
            without text.
    """
    zipped = Zipped(body, kind="ODT")
    if "META-INF/manifest.xml" in zipped and b"encryption-data" in zipped.read("META-INF/manifest.xml"):
        raise zipped.locked()
    content = zipped.tree("content.xml")
    shared = zipped.tree("styles.xml") if "styles.xml" in zipped else None
    meta = _meta(zipped)
    writer = BlockWriter()
    notes = _write(content, shared, writer)
    if not writer.text:
        raise ExtractionError(
            "there is no text in this ODT: if it holds pictures of text, add it as text", state="empty"
        )
    links = writer.links
    title, blocks = choose_title(writer.text, writer.blocks, said=meta.get("title", ""))
    marks, entries = resolve_notes(writer.marks, note_spans(notes, writer.blocks), links)
    notes_from = min((first for first, _ in notes.values()), default=len(blocks))
    dates = (_DAY.match(meta.get(name, "")) for name in ("creation-date", "date"))
    return Extracted(
        text=writer.text,
        blocks=mark_references(writer.text, blocks, links, notes_from=notes_from),
        title=title,
        author=meta.get("initial-creator", "") or meta.get("creator", ""),
        date=next((found.group() for found in dates if found), ""),
        language=meta.get("language", "") or _default_language(shared),
        url=url,
        links=links,
        notes=marks,
        note_entries=entries,
    )


def _write(content: Any, shared: Any, writer: BlockWriter) -> dict[Hashable, tuple[int, int]]:
    """Write the blocks of the body and then those of the notes; the places of each note's blocks."""
    reader = BodyReader(read_styles(content, shared), writer)
    text = content.find(f"{_OFFICE}body/{_OFFICE}text")
    try:
        if text is not None:
            reader.read(text)
        reader.read_notes()
    except RecursionError:
        raise ExtractionError(
            "this ODT is nested too deeply to be read: save its text as .txt and add that",
            state="unsupported",
        ) from None
    return reader.notes


def _meta(zipped: Zipped) -> dict[str, str]:
    """What the file says of itself: each property's local name → its text, the first of each."""
    if "meta.xml" not in zipped:
        return {}
    found: dict[str, str] = {}
    for element in zipped.tree("meta.xml").iter():
        text = " ".join((element.text or "").split())
        if text:
            found.setdefault(local_name(element), text)
    return found


def _default_language(shared: Any) -> str:
    """The language of paragraphs that name none, a BCP 47 tag."""
    if shared is None:
        return ""
    for style in shared.iter(f"{_STYLE}default-style"):
        said = style.find(f"{_STYLE}text-properties")
        if style.get(f"{_STYLE}family") == "paragraph" and said is not None:
            language, country = said.get(f"{_FO}language", ""), said.get(f"{_FO}country", "")
            if language in _NONE:
                return ""
            return str(language if country in _NONE else f"{language}-{country}")
    return ""
