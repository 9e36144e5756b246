"""One batch over more than 25 hostile servers: in time, within memory, and the good pages whole."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_servers import GOOD, GOOD_PAGE, HOSTILE, Hostile
from hostile_web import HostileWeb

ROOT = Path(__file__).parents[2]
PAGE_SECONDS = 3.0
GOOD_PAGES = 6


@pytest.fixture(scope="module")
def web() -> Iterator[HostileWeb]:
    """A place for the servers."""
    running = HostileWeb()
    yield running
    running.close()


@pytest.fixture(scope="module")
def hostile(web: HostileWeb) -> dict[str, str]:
    """The addresses of the hostile servers by name."""
    return {one.name: web.open(one.serve, one.scheme) for one in HOSTILE}


@pytest.fixture(scope="module")
def good(web: HostileWeb) -> list[str]:
    """The addresses of honest servers."""
    return [web.open(GOOD_PAGE) for _ in range(GOOD_PAGES)]


@pytest.fixture(scope="module")
def batch(hostile: dict[str, str], good: list[str]) -> dict[str, Any]:
    """What came of all pages, fetched at once in a process of their own."""
    # good pages begin, stand between and end
    bad = list(hostile.values())
    urls = [*good[:2], *bad[:20], *good[2:4], *bad[20:], *good[4:]]
    job = {
        "urls": urls,
        "warm_up": good[0],
        "limits": {"page_seconds": PAGE_SECONDS, "connect_seconds": 2.0, "at_once": len(urls)},
        "total_seconds": 30.0,
    }
    worker = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(Path(__file__).with_name("fetch_worker.py"))],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert worker.returncode == 0, worker.stderr
    outcome: dict[str, Any] = json.loads(worker.stdout)
    return outcome


def test_there_are_over_25() -> None:
    """The number that was promised."""
    assert len(HOSTILE) >= 25


@pytest.mark.parametrize("server", HOSTILE, ids=lambda server: server.name)
def test_a_hostile_server_ends_in_time_and_in_plain_words(
    hostile: dict[str, str], batch: dict[str, Any], server: Hostile
) -> None:
    """Its page ends by its deadline, half a second allowed, with the outcome written beside it."""
    outcome = batch["outcomes"][hostile[server.name]]
    assert re.search(server.outcome, outcome["words"]), outcome
    assert "\n" not in outcome["words"]
    assert outcome["seconds"] <= PAGE_SECONDS + 0.5


def test_good_pages_among_them_are_whole(good: list[str], batch: dict[str, Any]) -> None:
    """Nobody else's page is cut or late for what the others do."""
    for url in good:
        outcome = batch["outcomes"][url]
        assert (outcome["words"], outcome["size"]) == ("page", len(GOOD))
        assert outcome["seconds"] <= PAGE_SECONDS


def test_all_of_it_costs_little_memory(batch: dict[str, Any]) -> None:
    """All at once, bombs and endless pages among them: at most 64 MB more than before."""
    assert batch["more_megabytes"] <= 64
