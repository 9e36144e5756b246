"""Makes the pictures of the chat page in this folder: ``python docs/screenshots.py``.

Starts the real program with a fresh data folder and looks at it with Debian's Chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from miniweb.server import MiniWeb  # noqa: E402 - the tests' own web of an article and 24 pages

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
LOOPBACK = {"WELLSOURCED_ALLOWED_HOSTS": "127.0.0.1"}
CABLE = "How much would the cable between the two ports cost to lay?"
MARKER = '#ws-chat a[href*="#cite-"]'
TREATY = "When did Russia and Venezuela sign the Strategic Partnership Treaty?"
CUBA = "What does Cuba provide in exchange for oil?"
ABSENT = "Who won the 1998 football world cup final?"


def main() -> None:
    """All pictures."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(  # noqa: S603 our own program
            [sys.executable, "-m", "ui.cli", "chat", "--port", str(port)],
            env=os.environ | {"WELLSOURCED_HOME": home, "WELLSOURCED_FETCH_SECONDS": "5"} | LOOPBACK,
            cwd=HERE.parent,
        )
        try:
            address = f"http://127.0.0.1:{port}/"
            wait_for(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                take(browser, address)
                with MiniWeb() as web:
                    take_sources(browser, address, web.url("/article.html"))
                browser.close()
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str, seconds: float = 90) -> None:
    """Return when the page answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise SystemExit(f"{address} did not answer")


def take(browser: Browser, address: str) -> None:
    """Start page, light, dark, not found, and the phone's three views."""
    page = opened(browser, address, width=1440, height=900)
    shoot(page, "start")
    for question in (TREATY, CUBA):
        ask(page, question)
    page.locator(MARKER).first.click()
    page.wait_for_selector(".wsp-text mark")
    shoot(page, "chat")
    page.click("[data-wsh=theme]")
    shoot(page, "chat-dark")
    page.click("[data-wsh=theme]")
    phone = opened(browser, address, width=390, height=844, touch=True)
    ask(phone, TREATY)
    shoot(phone, "phone")
    phone.tap(MARKER)
    phone.wait_for_selector(".wsp-text mark")
    shoot(phone, "phone-source")
    phone.tap(".wsp-close")
    phone.tap(".wsh-sources")
    shoot(phone, "phone-sources")
    page.click("text=New chat")
    page.wait_for_selector(".wsw-example", state="visible")
    ask(page, ABSENT)
    # Last, and only when it is what its name says.
    page.wait_for_selector("#ws-chat h4")
    shoot(page, "not-found")


def take_sources(browser: Browser, address: str, article: str) -> None:
    """A corpus made of an article over HTTP: what was read, what was not and why, an answer from a cited PDF."""
    page = opened(browser, address, width=1440, height=900)
    page.click('[data-wss="new"]')
    page.fill("#wss-name", "Harbours")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#wss-pick').value === 'harbours'")
    page.fill("#ws-address :is(input, textarea)", article)
    page.click("#ws-add-button")
    page.wait_for_selector("#ws-progress >> text=could not be read", timeout=90_000)
    ask(page, CABLE)
    page.locator(MARKER).first.click()
    page.wait_for_selector(".wsp-text mark")
    page.locator(".wss-group h3").nth(1).evaluate("heading => heading.scrollIntoView({ block: 'center' })")
    shoot(page, "sources")


def opened(browser: Browser, address: str, *, width: int, height: int, touch: bool = False) -> Page:
    """The page, when its examples and the sources' states are there."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch, device_scale_factor=1.5
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    page.wait_for_selector(".wsw-example")
    page.wait_for_function("!document.querySelector('.wss-groups').textContent.includes('Not read yet')")
    return page


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    before = page.locator("#ws-chat small").count()
    page.fill("#ws-question textarea", question)
    page.press("#ws-question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('#ws-chat small').length > n", arg=before)


def shoot(page: Page, name: str) -> None:
    """One picture, when nothing moves any more."""
    page.wait_for_timeout(500)
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
