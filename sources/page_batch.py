"""Many pages: fetched at once, read by a few threads beside, and looked for in the archive where they failed."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from sources.archive import Archive
from sources.deadline import Deadline
from sources.errors import FetchError
from sources.fetch import Fetched, Fetcher, NotModified
from sources.records import Snapshot, Source, SourceState

_READERS = 2
"""Threads that read; the parsing itself is done in as many processes."""


class HasSource(Protocol):
    """What a batch needs to know of a reading."""

    @property
    def source(self) -> Source:
        """The source with its state."""
        ...


Read = TypeVar("Read", bound=HasSource)


class PageBatch(Generic[Read]):
    """One batch; fetching goes on while pages that have come are read."""

    def __init__(
        self,
        fetcher: Fetcher,
        archive: Archive | None,
        *,
        live: Callable[[str, Fetched | NotModified | FetchError], Read],
        archived: Callable[[Read, Fetched | FetchError], Read],
        on_done: Callable[[Read], None] | None,
    ) -> None:
        """``live`` reads what the web gave for a URL, ``archived`` what the archive gave for a failed reading."""
        self._fetcher = fetcher
        self._archive = archive
        self._live = live
        self._archived = archived
        self._on_done = on_done or (lambda _: None)
        self._one_at_a_time = threading.Lock()
        self._given_up = False

    def read(
        self, urls: list[str], *, total_seconds: float, followed: bool, known: Mapping[str, Snapshot]
    ) -> list[Read]:
        """A reading for each of ``urls`` (all different), in their order.

        Raises: what reading or ``on_done`` raises; nobody hears of the pages that are not done by then.
        """
        total = Deadline.after(total_seconds)
        readers = ThreadPoolExecutor(_READERS, thread_name_prefix="read")
        waiting: dict[str, Future[Read]] = {}
        reached = False

        def arrived(url: str, result: Fetched | NotModified | FetchError) -> None:
            nonlocal reached
            reached = reached or not isinstance(result, FetchError)
            waiting[url] = readers.submit(self._read_live, url, result)
            self._raise_problem(waiting)

        try:
            self._fetcher.fetch_all(
                urls, total_seconds=total_seconds, on_done=arrived, followed=followed, known=known
            )
            readings = {url: reading.result() for url, reading in waiting.items()}
            failed = {url: one for url, one in readings.items() if _failed(one)}
            seconds = total_seconds if reached else total.left()
            readings |= self._second_way(failed, readers, seconds)
        except BaseException:
            with self._one_at_a_time:  # whoever is storing a page ends that; nobody begins with another
                self._given_up = True
            readers.shutdown(wait=False, cancel_futures=True)
            raise
        readers.shutdown()
        return [readings[url] for url in urls]

    def _second_way(
        self, failed: dict[str, Read], readers: ThreadPoolExecutor, seconds: float
    ) -> dict[str, Read]:
        if self._archive is None or not failed:
            return {}
        waiting: dict[str, Future[Read]] = {}

        def arrived(url: str, result: Fetched | FetchError) -> None:
            waiting[url] = readers.submit(self._read_archived, failed[url], result)
            self._raise_problem(waiting)

        self._archive.fetch_all(list(failed), total_seconds=seconds, on_done=arrived)
        return {url: reading.result() for url, reading in waiting.items()}

    def _read_live(self, url: str, result: Fetched | NotModified | FetchError) -> Read:
        reading = self._live(url, result)
        if self._archive is None or not _failed(reading):
            self._tell(reading)
        return reading

    def _read_archived(self, failed: Read, result: Fetched | FetchError) -> Read:
        reading = self._archived(failed, result)
        self._tell(reading)
        return reading

    def _tell(self, reading: Read) -> None:
        with self._one_at_a_time:
            if self._given_up:
                return
            try:
                self._on_done(reading)
            except BaseException:
                self._given_up = True
                raise

    def _raise_problem(self, waiting: Mapping[str, Future[Read]]) -> None:
        """Raises: what ``on_done`` raised, as soon as it did; the other pages need not be fetched then."""
        if self._given_up:
            for reading in waiting.values():
                if reading.done():
                    reading.result()


def _failed(reading: HasSource) -> bool:
    return reading.source.state is not SourceState.OK
