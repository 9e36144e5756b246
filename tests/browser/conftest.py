"""The real program in a process of its own, and Debian's Chromium to look at it.

Every request of every page is recorded: one to a foreign host fails the test that made it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
"""Milliseconds that any wait in a page may take."""
START_SECONDS = 90
LOOPBACK = {"WELLSOURCED_ALLOWED_HOSTS": "127.0.0.1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; without it these tests are skipped, but never in CI."""
    found = shutil.which("chromium")
    if found is None:
        reason = "needs chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(chromium_path: str, home: Path) -> Iterator[str]:
    """The address of ``wellsourced chat``, which answers."""
    with chat_program(home) as found:
        yield found


@contextmanager
def chat_program(home: Path, **environment: str) -> Iterator[str]:
    """``wellsourced chat`` over a data folder, with more settings; its address once it answers."""
    port = _free_port()
    log = home.parent / f"chat-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "ui.cli", "chat", "--port", str(port)],
            env=os.environ
            | {"WELLSOURCED_HOME": str(home), "WELLSOURCED_FETCH_SECONDS": "4"}
            | LOOPBACK
            | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the chat page did not answer:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the chat page in a fresh context; at the end nothing foreign was asked, nothing broke."""
    requests: list[str] = []
    problems: list[str] = []
    contexts = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        page.wait_for_selector(".wsw-example")
        return page

    yield open_page
    for context in contexts:
        context.close()
    foreign = [url for url in requests if urlsplit(url).scheme not in ("data", "blob") and not _is_local(url)]
    assert foreign == []
    assert problems == []


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname == "127.0.0.1"
