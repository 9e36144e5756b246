"""URLs, files and texts → sources with their states, and documents of those that were read."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from sources.archive import Archive
from sources.documents import failed_source, identify, make_document, source_of
from sources.errors import ExtractionError, FetchError, ForbiddenAddressError, SourceError
from sources.extract import registry
from sources.extract.extracted import Extracted
from sources.extract.registry import Extract
from sources.extract.saved import saved_from
from sources.fetch import Fetched, Fetcher, NotModified
from sources.fetch_errors import NoConnectionError
from sources.files import guess_type, read_bytes, readable_name
from sources.gate import judge
from sources.page_batch import PageBatch
from sources.records import Document, Snapshot, Source, SourceState, Via, now
from sources.snapshots import SnapshotStore
from sources.urls import normalise

_PAGES = frozenset({"html", "mhtml"})
"""Kinds of files that a browser saves: what they hold may be a wall as well as a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one source; ``document`` is there exactly when the state is ok and it is not ``unchanged``.

    ``unchanged``: the page's server says that it still is what it was at the last fetch.
    """

    source: Source
    document: Document | None = None
    unchanged: bool = False


def judge_file(
    body: bytes,
    *,
    url: str,
    content_type: str,
    extracted: Extracted | None,
    extractor: str,
    error: ExtractionError | None = None,
) -> tuple[SourceState, str]:
    """The state of a file at hand, and the reason, ``""`` for ok; ``error`` says why it gave no text.

    A browser saves a challenge or a teaser as readily as a page: neither is the page. Other kinds of files that
    gave a text are what they are.
    """
    saved_page = extractor.partition("/")[0] in _PAGES
    if error is None and not saved_page:
        return SourceState.OK, ""
    typed = "text/html" if saved_page else content_type
    return judge(
        url=url, final_url=url, status=None, content_type=typed, body=body, extracted=extracted, error=error
    )


class SourceReader:
    """Reads sources and keeps a snapshot of whatever bytes it got, cited or not."""

    def __init__(
        self,
        fetcher: Fetcher,
        snapshots: SnapshotStore,
        *,
        extract: Extract = registry.extract,
        archive: Archive | None = None,
    ) -> None:
        """``archive`` is where pages are looked for that cannot be read themselves; None: nowhere."""
        self._fetcher = fetcher
        self._snapshots = snapshots
        self._extract = extract
        self._archive = archive

    def read_file(self, path: Path, *, document_id: str = "", title: str = "", url: str = "") -> Reading:
        """A file on disk; ``url`` is the page that it is a saved copy of.

        Without ``url``, a copy that a browser saved tells it itself.
        Raises: SourceError with one line for a file that cannot be read or holds no text.
        """
        body = read_bytes(path)
        page = url or ("" if document_id else _saved_page(body))
        address = page or ("" if document_id else path.resolve().as_uri())
        identity = document_id or identify(address)
        named = _snapshot_of(body, url=address or f"bundled:{identity}", content_type=guess_type(path))
        try:
            extracted, extractor = self._extract(
                body, name=path.name, url=address, content_type=guess_type(path)
            )
            state, reason = judge_file(
                body,
                url=named.url,
                content_type=named.content_type,
                extracted=extracted,
                extractor=extractor,
            )
            if state is not SourceState.OK:
                raise ExtractionError(reason, state=state)
        except ExtractionError as error:
            raise ExtractionError(f"{readable_name(path.name)}: {error}", state=error.state) from error
        snapshot = replace(named, extractor=extractor)
        self._snapshots.put(snapshot, body)
        document = make_document(
            identity,
            address,
            snapshot,
            extracted,
            title=title or readable_name(path.stem),
            via=Via.SAVED if page else Via.LIVE,
        )
        return Reading(source=source_of(document), document=document)

    def read_text(self, document_id: str, title: str, text: str, url: str = "") -> Reading:
        """A text that is at hand already; its own UTF-8 bytes are the snapshot.

        Raises: ExtractionError when there is nothing in it.
        """
        body = text.encode()
        if not text.strip():
            raise ExtractionError(f"{document_id!r}: the text is empty", state=SourceState.EMPTY)
        content_type = "text/plain; charset=utf-8"
        # the caller says that it is plain text, so nothing in it is parsed as anything else
        extracted, extractor = registry.extract(
            body, name="", url=url, content_type=content_type, kind="plain"
        )
        named = _snapshot_of(body, url=url or f"text:{document_id}", content_type=content_type)
        snapshot = replace(named, extractor=extractor)
        self._snapshots.put(snapshot, body)
        titled = replace(extracted, title=title or extracted.title)
        document = make_document(document_id, url, snapshot, titled, title=document_id)
        return Reading(source=source_of(document), document=document)

    def read_urls(
        self,
        urls: Sequence[str],
        *,
        total_seconds: float,
        on_done: Callable[[Reading], None] | None = None,
        followed: bool = False,
        known: Mapping[str, Snapshot] | None = None,
    ) -> list[Reading]:
        """Pages from the web, all at once, in the order given; those that give nothing, from the archive.

        ``on_done`` hears of each as it is done, one at a time, from a thread of its own; what it raises is
        raised here. ``followed`` and ``known`` are as in ``Fetcher.fetch_all``. When nothing can be reached
        it takes ``total_seconds`` at most, otherwise the archive has as long again.
        """
        batch = PageBatch(
            self._fetcher,
            self._archive,
            live=self._read_live,
            archived=self._read_archived,
            on_done=on_done,
        )
        return batch.read(
            list(dict.fromkeys(urls)), total_seconds=total_seconds, followed=followed, known=known or {}
        )

    def document_again(self, document: Document) -> Document:
        """Extract the document once more from its stored snapshot, to check citations against.

        Raises: SourceError when the snapshot is gone or changed; ExtractionError.
        """
        extracted = self._extract_stored(self._fetch_of(document), document.extractor)
        return replace(document, text=extracted.text, blocks=extracted.blocks)

    def texts_of(self, sha256: str, url: str, document_id: str) -> list[str]:
        """The texts that stored bytes of a source give: one, unless they were read as two kinds of file.

        Raises: SourceError when the bytes are gone, changed, or of another source; ExtractionError.
        """
        fetches = self._fetches(sha256, url, document_id)
        if not fetches:
            raise SourceError(f"snapshot {sha256[:12]}… is not of this source")
        read_as = {stored.extractor: stored for stored in fetches if stored.extractor}
        return [self._extract_stored(read_as[kind], kind).text for kind in sorted(read_as)]

    def read_again(self, document: Document) -> Document:
        """The document as today's extractor gives it from the stored snapshot.

        Raises: SourceError when the snapshot is gone or changed; ExtractionError.
        """
        stored = self._fetch_of(document)
        body = self._snapshots.body(document.sha256)
        kind = document.extractor.partition("/")[0]
        extracted, extractor = self._extract(
            body, name="", url=document.url or stored.final_url, content_type=stored.content_type, kind=kind
        )
        snapshot = replace(stored, extractor=extractor, fetched_at=document.fetched_at)
        self._snapshots.put(snapshot, body)
        titled = replace(extracted, title=extracted.title or document.title)
        return make_document(
            document.document_id, document.url, snapshot, titled, title=document.title, via=document.via
        )

    def last_fetch(self, sha256: str, url: str) -> Snapshot | None:
        """What is known about the last time that ``url`` gave these bytes; None when it never did."""
        try:
            fetches = [stored for stored in self._snapshots.snapshots(sha256) if stored.url == url]
        except SourceError:
            return None
        return fetches[-1] if fetches else None

    def _fetches(self, sha256: str, url: str, document_id: str) -> list[Snapshot]:
        """What is known about the times that a source gave these bytes, oldest first.

        The same bytes may have been stored for another source, too, with another type and charset.
        """
        origins = {url, f"text:{document_id}", f"bundled:{document_id}"} - {""}
        return [stored for stored in self._snapshots.snapshots(sha256) if stored.url in origins]

    def _fetch_of(self, document: Document) -> Snapshot:
        fetches = self._fetches(document.sha256, document.url, document.document_id)
        return fetches[-1] if fetches else self._snapshots.snapshot(document.sha256)

    def _extract_stored(self, snapshot: Snapshot, extractor: str) -> Extracted:
        body = self._snapshots.body(snapshot.sha256)
        kind = extractor.partition("/")[0]
        extracted, _ = self._extract(
            body, name="", url=snapshot.final_url, content_type=snapshot.content_type, kind=kind
        )
        return extracted

    def _read_live(self, url: str, result: Fetched | NotModified | FetchError) -> Reading:
        if isinstance(result, FetchError):
            return Reading(source=failed_source(url, SourceState(result.state), str(result)))
        if isinstance(result, NotModified):
            checked = failed_source(url, SourceState.OK, "", result.snapshot)
            return Reading(source=checked, unchanged=True)
        return self._read_fetched(url, result, Via.LIVE)

    def _read_archived(self, failed: Reading, result: Fetched | FetchError) -> Reading:
        """The archive's copy where it is good; otherwise what failed, with a word about the archive."""
        if isinstance(result, NoConnectionError):  # the page's own reason says enough
            return failed
        if isinstance(result, FetchError):
            said = f"{failed.source.reason}. {_archive_said(result)}"
            return replace(failed, source=replace(failed.source, reason=said))
        copy = self._read_fetched(failed.source.url, result, Via.ARCHIVE)
        if copy.document is not None:
            return copy
        said = f"{failed.source.reason}. The web archive's copy is no better"
        return replace(failed, source=replace(failed.source, reason=said))

    def _read_fetched(self, url: str, fetched: Fetched, via: Via) -> Reading:
        snapshot, body = fetched.snapshot, fetched.body
        extracted: Extracted | None = None
        error: ExtractionError | None = None
        name = urlsplit(snapshot.final_url).path
        try:
            extracted, extractor = self._extract(
                body, name=name, url=snapshot.final_url, content_type=snapshot.content_type
            )
            snapshot = replace(snapshot, extractor=extractor)
        except ExtractionError as problem:
            error = problem
        self._snapshots.put(snapshot, body)
        state, reason = _judged(snapshot, body, extracted, error)
        if state is not SourceState.OK or extracted is None:
            title = extracted.title if extracted and state is SourceState.PAYWALLED else ""
            return Reading(source=failed_source(url, state, reason, snapshot, title=title))
        document = make_document(identify(url), url, snapshot, extracted, title=url, via=via)
        return Reading(source=source_of(document), document=document)


def _judged(
    snapshot: Snapshot, body: bytes, extracted: Extracted | None, error: ExtractionError | None
) -> tuple[SourceState, str]:
    return judge(
        url=snapshot.url,
        final_url=snapshot.final_url,
        status=snapshot.status,
        content_type=snapshot.content_type,
        body=body,
        extracted=extracted,
        error=error,
    )


def _archive_said(error: FetchError) -> str:
    """The archive's answer as a sentence, without the page's host, which the reason names already."""
    said = str(error).partition(": ")[2] or str(error)
    return said[0].upper() + said[1:]


def _saved_page(body: bytes) -> str:
    """The public page that a saved copy says it is of; ``""`` for none."""
    page = saved_from(body)
    try:
        return page if page and normalise(page) else ""
    except ForbiddenAddressError:
        return ""


def _snapshot_of(body: bytes, *, url: str, content_type: str) -> Snapshot:
    return Snapshot(
        sha256=hashlib.sha256(body).hexdigest(),
        url=url,
        final_url=url,
        fetched_at=now(),
        status=None,
        content_type=content_type,
        size=len(body),
    )
