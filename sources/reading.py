"""A URL, a file or a text → its source with its state, and its document when it was read."""

import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from sources.errors import ExtractionError, FetchError, SourceError
from sources.extract.extracted import Extracted
from sources.extract.registry import extract
from sources.fetch import Fetched, Fetcher
from sources.gate import judge
from sources.records import Document, Snapshot, Source, SourceState, now
from sources.references import find_references
from sources.snapshots import SnapshotStore

_MOST_FILE_BYTES = 30_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of one source; ``document`` is there exactly when the state is ok."""

    source: Source
    document: Document | None = None


class SourceReader:
    """Reads sources and keeps a snapshot of whatever bytes it got, cited or not."""

    def __init__(self, fetcher: Fetcher, snapshots: SnapshotStore) -> None:
        self._fetcher = fetcher
        self._snapshots = snapshots

    def read_file(self, path: Path, *, document_id: str = "", title: str = "", url: str = "") -> Reading:
        """A file on disk. ``url`` is where it came from, for citations.

        Raises: SourceError with one line for a file that cannot be read or holds no text.
        """
        body = read_bytes(path)
        origin = path.resolve().as_uri()
        identity = document_id or identify(url or origin)
        address = url or ("" if document_id else origin)
        extracted, extractor = _extract_file(path, body, address)
        snapshot = _snapshot_of(body, url=address or f"bundled:{identity}", content_type=guess_type(path))
        self._snapshots.put(snapshot, body)
        document = make_document(
            identity, address, snapshot, extracted, extractor, title=title or _readable(path.stem)
        )
        return Reading(source=_source_of(document), document=document)

    def read_text(self, document_id: str, title: str, text: str, url: str = "") -> Reading:
        """A text that is at hand already; its own UTF-8 bytes are the snapshot.

        Raises: ExtractionError when there is nothing in it.
        """
        body = text.encode()
        if not text.strip():
            raise ExtractionError(f"{document_id!r}: the text is empty", state=SourceState.EMPTY)
        extracted, extractor = extract(
            body, name="text.txt", url=url, content_type="text/plain; charset=utf-8"
        )
        snapshot = _snapshot_of(
            body, url=url or f"text:{document_id}", content_type="text/plain; charset=utf-8"
        )
        self._snapshots.put(snapshot, body)
        named = replace(extracted, title=title or extracted.title)
        document = make_document(document_id, url, snapshot, named, extractor, title=document_id)
        return Reading(source=_source_of(document), document=document)

    def read_urls(
        self, urls: Sequence[str], *, total_seconds: float, on_done: Callable[[Reading], None] | None = None
    ) -> list[Reading]:
        """Pages from the web, all at once; each has its reading within ``total_seconds``, in the order given."""
        readings: dict[str, Reading] = {}

        def finish(url: str, result: Fetched | FetchError) -> None:
            readings[url] = self._read_fetched(url, result)
            if on_done is not None:
                on_done(readings[url])

        self._fetcher.fetch_all(list(dict.fromkeys(urls)), total_seconds=total_seconds, on_done=finish)
        return [readings[url] for url in dict.fromkeys(urls)]

    def document_again(self, document: Document) -> Document:
        """Extract the document once more from its stored snapshot, to check citations against.

        Raises: SourceError when the snapshot is gone or changed; ExtractionError.
        """
        snapshot = self._snapshots.snapshot(document.sha256)
        body = self._snapshots.body(document.sha256)
        # the same bytes may have been stored once more since, under another name and type
        kind = f"text/{document.extractor.partition('/')[0]}"
        content_type = re.sub(r"[^;]*", kind, snapshot.content_type, count=1)
        extracted, _ = extract(body, name="", url=snapshot.final_url, content_type=content_type)
        return replace(document, text=extracted.text, blocks=extracted.blocks)

    def _read_fetched(self, url: str, result: Fetched | FetchError) -> Reading:
        if isinstance(result, FetchError):
            return Reading(source=failed_source(url, SourceState(result.state), str(result)))
        snapshot, body = result.snapshot, result.body
        self._snapshots.put(snapshot, body)
        extracted, extractor, error = _try_extract(snapshot, body)
        state, reason = judge(
            url=url,
            final_url=snapshot.final_url,
            status=snapshot.status,
            content_type=snapshot.content_type,
            body=body,
            extracted=extracted,
            error=error,
        )
        if state is not SourceState.OK or extracted is None:
            failed = failed_source(url, state, reason)
            return Reading(source=replace(failed, sha256=snapshot.sha256, fetched_at=snapshot.fetched_at))
        document = make_document(identify(url), url, snapshot, extracted, extractor, title=url)
        return Reading(source=_source_of(document), document=document)


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


def pending_sources(document: Document) -> Iterable[Source]:
    """The pages that a document references, not fetched yet."""
    for reference in document.references:
        yield Source(
            document_id=identify(reference.url),
            url=reference.url,
            title=reference.url,
            state=SourceState.PENDING,
            reason="not fetched yet: wellsourced refresh",
            cited_by=(document.document_id,),
        )


def failed_source(url: str, state: SourceState, reason: str) -> Source:
    """A page that gave no document, and why."""
    return Source(document_id=identify(url), url=url, title=url, state=state, reason=reason, fetched_at=now())


def make_document(
    document_id: str, url: str, snapshot: Snapshot, extracted: Extracted, extractor: str, *, title: str
) -> Document:
    """The document of a snapshot; ``title`` serves where the page names none."""
    return Document(
        document_id=document_id,
        sha256=snapshot.sha256,
        extractor=extractor,
        title=extracted.title or title,
        url=url,
        text=extracted.text,
        blocks=extracted.blocks,
        author=extracted.author,
        site=extracted.site,
        date=extracted.date,
        language=extracted.language,
        fetched_at=snapshot.fetched_at,
        references=find_references(extracted, own_url=snapshot.final_url),
    )


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises: SourceError with one line that says what is wrong with the path.
    """
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder: name the files in it, for example {path}/*.html")
        if path.stat().st_size > _MOST_FILE_BYTES:
            megabytes = path.stat().st_size / 1e6
            most = f"the {_MOST_FILE_BYTES // 10**6} MB that one source may have"
            raise SourceError(f"{path} has {megabytes:.0f} MB, more than {most}: split it")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"{path} is not there: check the name") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _readable(name: str) -> str:
    """A file name that is not UTF-8, with marks in the place of what cannot be shown."""
    return name.encode("utf-8", "replace").decode()


def guess_type(path: Path) -> str:
    """The content type that a file's ending promises; ``""`` when it promises none."""
    return mimetypes.guess_type(path.name)[0] or ""


def _extract_file(path: Path, body: bytes, url: str) -> tuple[Extracted, str]:
    try:
        return extract(body, name=path.name, url=url, content_type=guess_type(path))
    except ExtractionError as error:
        raise ExtractionError(f"{path.name}: {error}", state=error.state) from error


def _try_extract(snapshot: Snapshot, body: bytes) -> tuple[Extracted | None, str, ExtractionError | None]:
    name = urlsplit(snapshot.final_url).path
    try:
        extracted, extractor = extract(
            body, name=name, url=snapshot.final_url, content_type=snapshot.content_type
        )
    except ExtractionError as error:
        return None, "", error
    return extracted, extractor, None


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


def _source_of(document: Document) -> Source:
    return Source(
        document_id=document.document_id,
        url=document.url,
        title=document.title,
        state=SourceState.OK,
        reason="",
        fetched_at=document.fetched_at,
        sha256=document.sha256,
    )
