"""A corpus that is read into from a web of our own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from page_server import PageServer

from sources.archive import Archive
from sources.collecting import Collector, Follow
from sources.corpus import Corpus
from sources.fetch import Fetcher, FetchLimits
from sources.reading import Reading, SourceReader
from sources.records import Source
from sources.snapshots import SnapshotStore

SECONDS = 20.0


@dataclass(kw_only=True)
class Collected:
    """A corpus in a folder, what reads into it, and what it was told of while that was at work."""

    folder: Path
    web: PageServer
    use_archive: bool = False
    replaced: list[str] = field(default_factory=list)
    heard: list[Reading] = field(default_factory=list)

    def __post_init__(self) -> None:
        fetcher = Fetcher(limits=FetchLimits(attempts=1), allowed_hosts=frozenset({"127.0.0.1"}))
        self.snapshots = SnapshotStore(self.folder / "snapshots")
        self.corpus = Corpus(self.folder / "rivers")
        archive = Archive(fetcher, **self.web.archive) if self.use_archive else None
        self.reader = SourceReader(fetcher, self.snapshots, archive=archive)

    def collector(self, on_reading: Callable[[Reading], None] | None = None) -> Collector:
        """What reads into the corpus."""
        return Collector(
            self.corpus,
            self.reader,
            total_seconds=SECONDS,
            before=self.replaced.append,
            on_reading=on_reading or self.heard.append,
        )

    def add(self, *locations: str | Path, for_url: str = "", depth: int = 1, most_pages: int = 100) -> None:
        """Read files (paths) and pages (addresses)."""
        paths = [one for one in locations if isinstance(one, Path)]
        urls = [one for one in locations if isinstance(one, str)]
        self.collector().add(paths, urls, for_url=for_url, follow=Follow(depth=depth, most_pages=most_pages))

    def refresh(self) -> None:
        """Ask for every page again, with fresh notes of what was heard."""
        self.heard.clear()
        self.replaced.clear()
        self.web.asked.clear()
        self.collector().fetch_again()

    def source(self, url: str) -> Source:
        """The only source at an address."""
        [found] = [source for source in self.corpus.sources() if source.url == url]
        return found

    def states(self) -> dict[str, str]:
        """Each source's path with its state, in the order of the corpus."""
        base = self.web.url("")
        return {source.url.removeprefix(base): source.state.value for source in self.corpus.sources()}

    def text(self, url: str) -> str:
        """What was read at an address."""
        return self.corpus.document(self.source(url).document_id).text
