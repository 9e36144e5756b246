"""Many pages at once: in order, told of one at a time, and nobody is told of any once one has failed."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from sources.archive import Archive
from sources.errors import FetchError, StorageError
from sources.fetch import Fetcher
from sources.page_batch import PageBatch
from sources.records import Source, SourceState

PATIENCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A reading that is nothing but its source."""

    source: Source


def reading(url: str, state: SourceState) -> Read:
    """What came of a page."""
    return Read(source=Source(document_id=url, url=url, title=url, state=state))


class FakeFetcher:
    """Every page arrives at once and in order, as an error; ``asked`` are those that were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.seconds: list[float] = []

    def fetch_all(
        self,
        urls: Sequence[str],
        *,
        total_seconds: float,
        on_done: Callable[[str, FetchError], None],
        **_: Any,
    ) -> None:
        """As the real one's."""
        self.seconds.append(total_seconds)
        for url in urls:
            self.asked.append(url)
            on_done(url, FetchError("nothing"))


class Batch:
    """A batch whose web and archive are fakes; ``read`` tells what became of pages by their address."""

    def __init__(self, *, archive: bool = False, tell: Callable[[Read], None] | None = None) -> None:
        self.web, self.archive = FakeFetcher(), FakeFetcher()
        self.told: list[str] = []
        self.became: dict[str, SourceState] = {}
        self.held: dict[str, threading.Event] = {}
        self.waiting = threading.Event()
        self._tell = tell or (lambda one: self.told.append(f"{one.source.url} {one.source.state.value}"))
        self.batch = PageBatch(
            cast("Fetcher", self.web),
            cast("Archive", self.archive) if archive else None,
            live=self._live,
            archived=lambda failed, _: Read(source=replace(failed.source, reason="from the archive")),
            on_done=self._tell,
        )

    def _live(self, url: str, _: object) -> Read:
        if url in self.held:
            self.waiting.set()
            assert self.held[url].wait(PATIENCE)
        return reading(url, self.became.get(url, SourceState.OK))

    def read(self, *urls: str) -> list[Read]:
        """Read them all."""
        return self.batch.read(list(urls), total_seconds=PATIENCE, followed=False, known={})


@pytest.fixture
def idle() -> Iterator[None]:
    """No thread that reads is at work any more at the end."""
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("read"):
            thread.join(PATIENCE)
            assert not thread.is_alive()


pytestmark = pytest.mark.usefixtures("idle")


def test_readings_come_in_the_order_of_the_addresses() -> None:
    """Though the first is the last to be done."""

    def release(one: Read) -> None:
        if one.source.url == "c":
            batch.held["a"].set()

    batch = Batch(tell=release)
    batch.held["a"] = threading.Event()
    assert [one.source.url for one in batch.read("a", "b", "c")] == ["a", "b", "c"]


def test_only_what_failed_is_looked_for_in_the_archive() -> None:
    """And whoever listens hears of each page once, when it is known what became of it."""
    batch = Batch(archive=True)
    batch.became = {"b": SourceState.BLOCKED}
    read = batch.read("a", "b")
    assert batch.archive.asked == ["b"]
    assert sorted(batch.told) == ["a ok", "b blocked"]
    assert [one.source.reason for one in read] == ["", "from the archive"]


def test_when_nothing_was_reached_the_archive_gets_what_time_is_left() -> None:
    """A machine without a network does not wait twice."""
    batch = Batch(archive=True)
    batch.became = {"a": SourceState.UNREACHABLE}
    batch.read("a")
    [seconds] = batch.archive.seconds
    assert 0 < seconds < PATIENCE


def test_one_listener_at_a_time() -> None:
    """Two threads read, but nobody is told of two pages at once."""
    inside: list[str] = []
    most: list[int] = []

    def tell(one: Read) -> None:
        inside.append(one.source.url)
        time.sleep(0.002)
        most.append(len(inside))
        inside.remove(one.source.url)

    Batch(tell=tell).read(*"abcdefgh")
    assert most == [1] * 8


def test_after_an_error_nobody_is_told_of_the_pages_still_being_read() -> None:
    """The caller gives its lock on the corpus up then: what is read late must not be stored."""
    told: list[str] = []

    def tell(one: Read) -> None:
        told.append(one.source.url)
        assert batch.waiting.wait(PATIENCE)  # the other thread is at work on the slow page
        raise StorageError("the disk is full")

    batch = Batch(tell=tell)
    batch.held["slow"] = threading.Event()
    with pytest.raises(StorageError, match="the disk is full"):
        batch.read("bad", "slow")
    batch.held["slow"].set()
    for thread in threading.enumerate():
        if thread.name.startswith("read"):
            thread.join(PATIENCE)
    assert told == ["bad"]


def test_after_an_error_no_more_pages_are_fetched() -> None:
    """A disk that is full stays so: the other pages are left alone."""
    stored = threading.Event()

    def tell(one: Read) -> None:
        stored.set()
        raise StorageError("the disk is full")

    class SlowFetcher(FakeFetcher):
        def fetch_all(
            self, urls: Sequence[str], *, on_done: Callable[[str, FetchError], None], **options: Any
        ) -> None:
            for url in urls:
                super().fetch_all([url], on_done=on_done, **options)
                assert stored.wait(PATIENCE)
                time.sleep(0.02)  # until the reader's future knows of the error

    batch = Batch(tell=tell)
    batch.batch._fetcher = cast("Fetcher", SlowFetcher())
    with pytest.raises(StorageError):
        batch.read(*(f"page {number}" for number in range(50)))
    assert len(cast("FakeFetcher", batch.batch._fetcher).asked) < 5
