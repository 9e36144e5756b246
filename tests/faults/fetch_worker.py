"""A process of its own that fetches a batch and tells how long each page took and what memory it cost."""

import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from sources.fetch import Fetched, Fetcher, FetchLimits, Result


def _status(field: str) -> float:
    """A figure of this process's in MB, as Linux counts it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


def main() -> None:
    """Read a job from standard input, write the outcome to standard output."""
    job = json.load(sys.stdin)
    urls = job["urls"]
    hosts = frozenset(str(urlsplit(url).hostname) for url in urls)
    fetcher = Fetcher(limits=FetchLimits(**job["limits"]), allowed_hosts=hosts)
    fetcher.fetch_all([job["warm_up"]])  # what a first fetch loads is not a hostile page's doing
    before = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    start = time.monotonic()
    outcomes = {}

    def done(url: str, result: Result) -> None:
        words = "page" if isinstance(result, Fetched) else str(result)
        outcomes[url] = {"seconds": time.monotonic() - start, "words": words}

    results = fetcher.fetch_all(urls, total_seconds=job["total_seconds"], on_done=done)
    for url, result in results.items():
        outcomes[url]["size"] = len(result.body) if isinstance(result, Fetched) else 0
    json.dump({"outcomes": outcomes, "more_megabytes": _status("VmHWM") - before}, sys.stdout)


main()
