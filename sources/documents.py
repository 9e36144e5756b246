"""What was read of a source → its document and its entry in the corpus."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from sources.extract.extracted import Extracted
from sources.records import Document, Snapshot, Source, SourceState, Via, now
from sources.references import find_references


def identify(origin: str) -> str:
    """A readable id for what stands at a URL: the same origin, the same id."""
    words = re.sub(r"[^a-z0-9]+", "-", _host_and_stem(origin).lower()).strip("-")
    short = hashlib.sha256(origin.partition("#")[0].rstrip("/").encode()).hexdigest()[:8]
    return f"{words[:60].strip('-') or 'source'}-{short}"


def _host_and_stem(origin: str) -> str:
    try:
        parts = urlsplit(origin)
        return f"{parts.hostname or ''} {Path(parts.path).stem}"
    except ValueError:  # a text may hold what only looks like an address: http://[your-site]/
        return origin.partition("://")[2]


def make_document(
    document_id: str, url: str, snapshot: Snapshot, extracted: Extracted, *, title: str, via: Via = Via.LIVE
) -> Document:
    """The document of a snapshot; ``title`` serves where the page names none."""
    return Document(
        document_id=document_id,
        sha256=snapshot.sha256,
        extractor=snapshot.extractor,
        title=extracted.title or title,
        url=url,
        text=extracted.text,
        blocks=extracted.blocks,
        author=extracted.author,
        site=extracted.site,
        date=extracted.date,
        language=extracted.language,
        fetched_at=snapshot.fetched_at,
        references=find_references(extracted, own_url=url or snapshot.final_url),
        via=via,
        archived_at=snapshot.archived_at,
    )


def source_of(document: Document) -> Source:
    """The entry of a source that was read."""
    return Source(
        document_id=document.document_id,
        url=document.url,
        title=document.title,
        state=SourceState.OK,
        fetched_at=document.fetched_at,
        sha256=document.sha256,
        site=document.site,
        date=document.date,
        via=document.via,
        archived_at=document.archived_at,
    )


def failed_source(
    url: str, state: SourceState, reason: str, snapshot: Snapshot | None = None, *, title: str = ""
) -> Source:
    """The entry of a page that gave no document, and why; ``snapshot`` is of what came in its place."""
    return Source(
        document_id=identify(url),
        url=url,
        title=title or url,
        state=state,
        reason=reason,
        fetched_at=snapshot.fetched_at if snapshot else now(),
        sha256=snapshot.sha256 if snapshot else "",
    )


def pending_sources(document: Document) -> Iterable[Source]:
    """The pages that a document references, not fetched yet."""
    for reference in document.references:
        url = urldefrag(reference.url).url  # a place in the page; a citation names its own
        yield Source(
            document_id=identify(url),
            url=url,
            title=url,
            state=SourceState.PENDING,
            reason="not fetched yet: wellsourced refresh",
            cited_by=(document.document_id,),
        )
