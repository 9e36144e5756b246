"""The left pane in Chromium: a corpus made of an article over real HTTP, its sources, and choosing among them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from miniweb.server import MiniWeb
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

MARKER = '#ws-chat a[href*="#cite-"]'
QUESTION = "How much would the cable between the two ports cost to lay?"
SAVED = """<!doctype html><html><head><title>Cheap crossings, dear mistake</title></head><body><article>
<h1>Cheap crossings, dear mistake</h1><p>The fare cut costs the treasury 12.4 million crowns in every year. Nobody
who lives inland has ever crossed by boat, and yet all of them pay for it with their taxes.</p></article></body></html>
"""

DROPPED_TEXT = SAVED.replace("Cheap crossings, dear mistake", "A briefing").replace("12.4", "3.9")
DROPPED = """
text => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], "briefing.html", { type: "text/html" }));
  return transfer;
}
"""


@pytest.fixture(scope="module")
def web() -> Iterator[MiniWeb]:
    """The mini-web, served as long as these tests run."""
    with MiniWeb() as served:
        yield served


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, wait for what comes back."""
    before = page.locator('#ws-chat [data-testid="bot"]').count()
    page.fill("#ws-question textarea", question)
    page.press("#ws-question textarea", "Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('#ws-chat [data-testid=\"bot\"]').length > n", arg=before
    )


def make_corpus(page: Page, name: str, address: str, *, ends: str) -> None:
    """Name a new corpus, add an address to it, and wait for the line that ends it."""
    page.click('[data-wss="new"]')
    page.fill("#wss-name", name)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "name => (document.querySelector('#wss-pick') || {}).value === name", arg=name.lower()
    )
    page.fill("#ws-address :is(input, textarea)", address)
    page.click("#ws-add-button")
    page.wait_for_selector(f"#ws-progress >> text={ends}", timeout=60_000)


def test_an_article_with_all_that_it_cites(visit: Callable[..., Page], web: MiniWeb, tmp_path: Path) -> None:
    """Added through the page: 25 sources with their states, answers from them, unticked ones not asked, and a saved
    copy in the place of a page behind a paywall.
    """
    page = visit()
    make_corpus(page, "Harbours", web.url("/article.html"), ends="could not be read")
    assert page.inner_text(".wss-summary") == "13 of 25 read"
    assert page.locator(".wss-tick:checked").count() == 13
    headings = {heading.split("\n")[0] for heading in page.locator(".wss-group h3").all_inner_texts()}
    assert {"Read", "Behind a paywall", "Refused by the site", "No longer there"} <= {
        heading.rstrip(" 0123456789") for heading in headings
    }

    ask(page, QUESTION)
    page.click(MARKER)
    page.wait_for_selector(".wsp-facts >> text=page 5")
    assert str(page.get_attribute(".wsp-link", "href")).endswith(".pdf#page=5")

    page.locator(".wss-row", has_text="Two Ports, One Cable").locator(".wss-tick").uncheck()
    page.wait_for_selector("#ws-hint >> text=Asking 12 of 13 sources")
    ask(page, QUESTION)
    last = page.locator('#ws-chat [data-testid="bot"]').last
    assert "88 million" not in last.inner_text()

    row = page.locator(".wss-row", has=page.locator("a[href*='/opinion/cheap-crossings']"))
    copy = tmp_path / "copy.html"
    copy.write_text(SAVED, encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        row.locator(".wss-copy").click()
    chooser.value.set_files(str(copy))
    page.wait_for_selector("#ws-progress >> text=Read 1 source")
    page.wait_for_selector(".wss-note >> text=Saved copy")
    ask(page, "How much does the fare cut cost the treasury in every year?")
    assert "12.4 million crowns" in page.locator('#ws-chat [data-testid="bot"]').last.inner_text()

    row = page.locator(".wss-row", has=page.locator("a[href*='/members/underwriters-briefing']"))
    dropped = page.evaluate_handle(DROPPED, DROPPED_TEXT)
    row.dispatch_event("drop", {"dataTransfer": dropped})
    page.wait_for_function("document.querySelectorAll('.wss-note').length === 2")
    page.wait_for_function("document.querySelector('.wss-summary').textContent === '15 of 25 read'")


def test_the_corpus_is_chosen_kept_and_removed(visit: Callable[..., Page], web: MiniWeb) -> None:
    """The choice stands in the address and survives a reload; each corpus has a conversation of its own."""
    page = visit()
    ask(page, "Who was extradited to the US in September 2023?")
    make_corpus(page, "Quays", web.url("/data/outages-2024"), ends="Read 1 source")
    assert page.locator('#ws-chat [data-testid="bot"]').count() == 0
    assert "corpus=quays" in page.url
    page.reload()
    page.wait_for_function("(document.querySelector('#wss-pick') || {}).value === 'quays'")
    page.wait_for_selector(".wss-title >> text=Charger outages")
    page.select_option("#wss-pick", "article")
    page.wait_for_selector(".wss-title >> text=Venezuela")
    assert "corpus=" not in page.url
    page.select_option("#wss-pick", "quays")
    page.click('[data-wss="drop-corpus"]')
    page.click(".wss-confirm >> button:has-text('Remove')")
    page.wait_for_selector("#ws-progress >> text=Removed the corpus quays")
    assert page.locator("#wss-pick option", has_text="Charger outages").count() == 0


def test_what_is_under_way_stays_with_its_corpus(visit: Callable[..., Page], web: MiniWeb) -> None:
    """Who looks at another corpus while one is read, or asked, is not carried back; reading stops when told to."""
    page = visit()
    make_corpus(page, "Moorings", web.url("/article.html"), ends="of 25 done")
    page.select_option("#wss-pick", "article")
    page.wait_for_selector(".wss-title >> text=Venezuela")
    page.click("#ws-stop")
    page.wait_for_selector("#ws-progress >> text=Stopped. What was read stays")
    assert page.input_value("#wss-pick") == "article"
    assert "Venezuela" in page.inner_text(".wsh-corpus")
    page.select_option("#wss-pick", "moorings")
    page.wait_for_selector(".wss-group h3 >> text=Not read yet")
    assert page.locator(".wss-tick:checked").count() >= 1

    page.fill("#ws-question textarea", "What do the batteries cost?")
    page.press("#ws-question textarea", "Enter")
    page.wait_for_selector('#ws-chat [data-testid="user"]')
    page.select_option("#wss-pick", "article")
    page.wait_for_selector(".wss-title >> text=Venezuela")
    page.wait_for_selector(".wsw-example", state="visible")
    ask(page, "Who was extradited to the US in September 2023?")
    assert page.locator('#ws-chat [data-testid="user"]').count() == 1
    page.select_option("#wss-pick", "moorings")
    page.wait_for_selector('#ws-chat [data-testid="user"] >> text=What do the batteries cost?')
    assert page.locator('#ws-chat [data-testid="bot"]').count() == 1


def test_a_file_that_is_too_large_is_refused_in_words(visit: Callable[..., Page], tmp_path: Path) -> None:
    """A file of 21 MB; nothing is sent."""
    page = visit()
    large = tmp_path / "large.txt"
    large.write_bytes(b"word " * (21 * 1024 * 1024 // 5))
    page.set_input_files("#ws-file input[type=file]", str(large))
    page.wait_for_selector("#ws-progress >> text=large.txt has more than 20 MB")


def test_none_ticked_asks_nobody(visit: Callable[..., Page]) -> None:
    """A name that is taken or empty is refused in words; with nothing ticked a line says what to do."""
    page = visit()
    page.click('[data-wss="new"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#ws-progress >> text=at least one letter")
    page.locator(".wss-tick").first.uncheck()
    page.wait_for_selector("#ws-hint >> text=No source is ticked")
    ask(page, "Who was extradited to the US in September 2023?")
    assert "No source is ticked" in page.locator('#ws-chat [data-testid="bot"]').last.inner_text()
