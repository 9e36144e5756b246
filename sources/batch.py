"""Many addresses at once on daemon threads, a few for each host, as long as something comes of it."""

import math
import queue
import threading
from collections import Counter
from collections.abc import Callable, Generator
from typing import TypeVar
from urllib.parse import urlsplit

from sources.deadline import Deadline

Result = TypeVar("Result")


def run_batch(
    urls: list[str],
    work: Callable[[str], Result],
    *,
    at_once: int,
    per_host: int,
    latest: Deadline,
    patience: float = math.inf,
    is_reached: Callable[[Result], bool] = lambda result: True,
) -> Generator[tuple[str, Result], None, None]:
    """Yield ``(url, work(url))`` as each is done; what is not done in time is left out.

    Time is up at ``latest``, or when for ``patience`` seconds no result was ``is_reached``. At most
    ``at_once`` run at a time, and ``per_host`` of them for one host. ``urls`` are valid and differ;
    ``work`` must not raise. Leaving the iterator early (Ctrl-C, an error) starts nothing more; threads
    that are still at work then do not keep the process alive.
    """
    schedule = _Schedule(urls, per_host)
    results: queue.SimpleQueue[tuple[str, Result]] = queue.SimpleQueue()

    def keep_working() -> None:
        while (url := schedule.take()) is not None:
            results.put((url, work(url)))
            schedule.release(url)

    for number in range(min(at_once, len(urls))):
        threading.Thread(target=keep_working, name=f"fetch-{number}", daemon=True).start()
    waiting = Deadline.after(patience)
    try:
        for _ in urls:
            url, result = results.get(timeout=min(waiting.left(), latest.left()))
            if is_reached(result):
                waiting = Deadline.after(patience)
            yield url, result
    except queue.Empty:
        return
    finally:
        schedule.stop()


class _Schedule:
    """Which address is next: the first whose host has fewer than ``per_host`` at work."""

    def __init__(self, urls: list[str], per_host: int) -> None:
        self._waiting = list(urls)
        self._per_host = per_host
        self._at_work: Counter[str] = Counter()
        self._changed = threading.Condition()

    def take(self) -> str | None:
        """The next address, waiting for a host to be free; None when nothing is left."""
        with self._changed:
            while self._waiting:
                for url in self._waiting:
                    if self._at_work[_host(url)] < self._per_host:
                        self._waiting.remove(url)
                        self._at_work[_host(url)] += 1
                        return url
                self._changed.wait()
            return None

    def release(self, url: str) -> None:
        """The work on ``url`` is done."""
        with self._changed:
            self._at_work[_host(url)] -= 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
