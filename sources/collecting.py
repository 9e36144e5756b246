"""Reading into a corpus: files, pages, and what they reference, each stored as soon as it is read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sources.corpus import Corpus
from sources.documents import pending_sources
from sources.page_addresses import page_key
from sources.reading import Reading, SourceReader
from sources.records import Snapshot, Source, SourceState, Via

OnReading = Callable[[Reading], None]
MOST_PAGES = 100
"""Pages that one ``add`` follows references to, unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """How far references are followed: ``depth`` 0 not at all, 1 those of what was added, 2 those of these too."""

    depth: int = 1
    most_pages: int = MOST_PAGES


class Collector:
    """Reads into one corpus, whose write lock the caller holds."""

    def __init__(
        self,
        corpus: Corpus,
        reader: SourceReader,
        *,
        total_seconds: float,
        before: Callable[[str], None] | None = None,
        on_reading: OnReading | None = None,
    ) -> None:
        """``on_reading`` hears of every source, one at a time, once it is stored; perhaps in another thread.

        ``before`` hears the id of a document that was read earlier and is about to be replaced.
        """
        self._corpus = corpus
        self._reader = reader
        self._total_seconds = total_seconds
        self._before = before or (lambda _: None)
        self._on_reading = on_reading or (lambda _: None)

    def add(
        self, paths: Sequence[Path], urls: Sequence[str], *, for_url: str = "", follow: Follow
    ) -> list[Reading]:
        """Read files and pages that a person named, and the pages that these reference.

        Raises: SourceError for a file that cannot be read, before anything is stored; StorageError.
        """
        files = [self._read_file(path, for_url) for path in paths]
        listing = follow.depth > 0
        named = [self._keep(self._known_copy(one), listing=True) for one in files]
        named += self._pages(urls, followed=False, listing=True)
        level = {one.source.document_id for one in named}
        left = follow.most_pages
        for depth in range(follow.depth if listing else 0):
            pending = self._pending_of(level)[:left]
            left -= len(pending)
            deeper = depth + 1 < follow.depth
            read = self._pages([source.url for source in pending], followed=True, listing=deeper)
            level = {one.source.document_id for one in read}
        return named

    def put(self, readings: Iterable[Reading], *, title: str = "") -> None:
        """Store readings that are at hand, all in one step, and list the pages that they reference."""
        self._store(list(readings), listing=True, title=title)

    def fetch(self, states: set[SourceState]) -> list[Reading]:
        """Try the listed pages that are in these states; references of what is read are not followed."""
        unread = [source for source in self._corpus.sources() if source.state in states]
        urls = [source.url for source in unread if "://" in source.url]
        return self._pages(urls, followed=True, listing=False)

    def fetch_again(self) -> list[Reading]:
        """Ask for every page again: those that were read only if they changed, the others anew.

        A page that is gone now stays as it was read; saved copies and files are left alone. What nothing cites
        was named by a person, so that robots.txt has no say in it, then as now.
        """
        pages = [s for s in self._corpus.sources() if s.url.startswith(("http://", "https://"))]
        asked = [s for s in pages if s.via is not Via.SAVED]
        known = {s.url: found for s in asked if (found := self._last_fetch(s)) is not None}
        named = [s.url for s in asked if not s.cited_by]
        cited = [s.url for s in asked if s.cited_by]
        read = self._pages(named, followed=False, listing=False, known=known)
        return read + self._pages(cited, followed=True, listing=False, known=known)

    def _pages(
        self,
        urls: Sequence[str],
        *,
        followed: bool,
        listing: bool,
        known: dict[str, Snapshot] | None = None,
    ) -> list[Reading]:
        def keep(reading: Reading) -> None:
            self._keep(reading, listing=listing)

        if not urls:
            return []
        return self._reader.read_urls(
            urls, total_seconds=self._total_seconds, followed=followed, known=known, on_done=keep
        )

    def _keep(self, reading: Reading, *, listing: bool) -> Reading:
        reading = self._unless_archived(reading)
        self._store([reading], listing=listing)
        self._on_reading(reading)
        return reading

    def _store(self, readings: Sequence[Reading], *, listing: bool, title: str = "") -> None:
        """Keep readings, and list the pages they reference; a page that was read stays read."""
        known = {source.document_id: source for source in self._corpus.sources()}
        kept = [one for one in readings if not one.unchanged and not _would_lose(one.source, known)]
        documents = [one.document for one in kept if one.document is not None]
        for document in documents:
            replaced = known.get(document.document_id)
            if replaced is not None and replaced.state is SourceState.OK:
                self._before(document.document_id)
        own = {one.source.document_id for one in kept}
        addresses = {page_key(source.url): source.document_id for source in known.values() if source.url}
        listed: dict[str, Source] = {}
        for document in documents if listing else []:
            for source in pending_sources(document):
                there = addresses.setdefault(page_key(source.url), source.document_id)
                before = listed.get(there) or known.get(there) or source
                if there not in own:
                    cited_by = tuple(dict.fromkeys((*before.cited_by, document.document_id)))
                    listed[there] = replace(before, cited_by=cited_by)
        self._corpus.put(
            [*(one.source for one in kept), *listed.values()],
            documents,
            title=title or self._corpus.manifest.title or (documents[0].title if documents else ""),
        )

    def _pending_of(self, citing: set[str]) -> list[Source]:
        return [
            source
            for source in self._corpus.sources()
            if source.state is SourceState.PENDING and citing & set(source.cited_by)
        ]

    def _read_file(self, path: Path, for_url: str) -> Reading:
        """A file; a saved copy is of the page that the corpus lists, however its address is spelt now."""
        reading = self._reader.read_file(path, url=for_url)
        if reading.source.via is not Via.SAVED:
            return reading
        listed = {page_key(source.url): source.url for source in reversed(self._corpus.sources())}
        url = listed.get(page_key(reading.source.url), reading.source.url)
        return reading if url == reading.source.url else self._reader.read_file(path, url=url)

    def _known_copy(self, reading: Reading) -> Reading:
        """The same bytes under another name are there already: what is known of them is kept as it is.

        A saved copy is kept all the same: it says which page these bytes are of.
        """
        if reading.source.via is Via.SAVED:
            return reading
        for source in self._corpus.sources():
            is_copy = source.state is SourceState.OK and source.sha256 == reading.source.sha256
            if is_copy and source.document_id != reading.source.document_id:
                return Reading(source=source, unchanged=True)
        return reading

    def _unless_archived(self, reading: Reading) -> Reading:
        """An archive's copy, older by nature, leaves a page as it is that was read itself or saved."""
        if reading.source.via is Via.ARCHIVE:
            for source in self._corpus.sources():
                was_read = source.state is SourceState.OK and source.via is not Via.ARCHIVE
                if was_read and source.document_id == reading.source.document_id:
                    return Reading(source=source, unchanged=True)
        return reading

    def _last_fetch(self, source: Source) -> Snapshot | None:
        if source.state is not SourceState.OK or source.via is not Via.LIVE:
            return None
        return self._reader.last_fetch(source.sha256, source.url)


def _would_lose(source: Source, known: dict[str, Source]) -> bool:
    """A failed fetch must not take the place of a page that was read."""
    before = known.get(source.document_id)
    return before is not None and before.state is SourceState.OK and source.state is not SourceState.OK
