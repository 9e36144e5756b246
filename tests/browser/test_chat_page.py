"""The chat page in Chromium, over the real program and the bundled article."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

MARKER = '#ws-chat a[href*="#cite-"]'
QUESTIONS = [
    ("When did Russia and Venezuela sign the Strategic Partnership Treaty?", "May 2025"),
    ("How much has China loaned Venezuela?", "$50 billion"),
    ("Who was extradited to the US in September 2023?", "Ovidio Guzman"),
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
IN_VIEW = """
() => {
  const box = document.querySelector(".wsp-text").getBoundingClientRect();
  const top = Math.max(0, box.top), bottom = Math.min(innerHeight, box.bottom);
  return [...document.querySelectorAll(".wsp-text mark")].map(mark => mark.getBoundingClientRect())
    .every(r => r.height > 0 && r.top >= top && r.bottom <= bottom);
}
"""


MARKED_HAS = """
text => [...document.querySelectorAll(".wsp-text mark")].map(m => m.textContent).join("").includes(text)
"""
TOO_SMALL = """
() => [...document.querySelectorAll("#ws-panel button")]
  .filter(b => b.offsetParent && getComputedStyle(b).visibility === "visible")
  .filter(b => b.offsetWidth < 44 || b.offsetHeight < 44).map(b => b.outerHTML)
"""


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, wait for its answer."""
    before = page.locator("#ws-chat small").count()
    field = page.locator("#ws-question textarea")
    field.fill(question)
    field.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('#ws-chat small').length > n", arg=before)


def marked(page: Page) -> str:
    """What the panel marks, as one text."""
    page.wait_for_selector(".wsp-text mark")
    return "".join(page.locator(".wsp-text mark").all_text_contents())


def test_every_answer_opens_at_its_sentence(visit: Callable[..., Page]) -> None:
    """Three questions; each marker shows the source with the right sentence marked and in view."""
    page = visit()
    for question, _ in QUESTIONS:
        ask(page, question)
    assert page.evaluate("document.activeElement.closest('#ws-question') !== null")
    answers = page.locator('#ws-chat [data-testid="bot"]')
    for number, (_, expected) in enumerate(QUESTIONS):
        answers.nth(number).locator('a[href*="#cite-"]').first.click()
        page.wait_for_function(MARKED_HAS, arg=expected)
        assert page.evaluate(IN_VIEW)
        assert page.evaluate("document.activeElement.id") == "wsp-heading"
    assert "snapshot" in page.inner_text(".wsp-about").lower()
    assert len(page.get_attribute(".wsp-proof code", "title") or "") == len("SHA-256 ") + 64


def test_a_claim_is_checked_and_its_source_opened(visit: Callable[..., Page]) -> None:
    """Type a claim, press "Check a claim": the verdict stands over a quote that one click shows in its source."""
    page = visit()
    page.fill("#ws-question textarea", "China has loaned Venezuela over 50 billion dollars.")
    page.click("#ws-check")
    page.wait_for_selector("#ws-chat h4")
    assert page.inner_text("#ws-chat h4") == "The sources support this"
    assert "Check:" in page.inner_text('#ws-chat [data-testid="user"]')
    page.locator(MARKER).first.click()
    page.wait_for_function(MARKED_HAS, arg="$50 billion")
    page.click("#ws-check")
    page.wait_for_function(
        "() => document.querySelector('#ws-hint').innerText.includes('Type a claim first')"
    )


def test_keyboard_only(visit: Callable[..., Page]) -> None:
    """From the question box back to the marker, Enter opens, Escape returns; no mouse anywhere."""
    page = visit()
    page.keyboard.type(QUESTIONS[0][0])
    page.keyboard.press("Enter")
    page.wait_for_selector(MARKER)
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a[href*=\"#cite-\"]')"):
            break
    page.keyboard.press("Enter")
    assert QUESTIONS[0][1] in marked(page)
    page.wait_for_function("document.activeElement.id === 'wsp-heading'")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a[href*=\"#cite-\"]')")


def test_on_a_phone_the_source_is_a_sheet(visit: Callable[..., Page]) -> None:
    """390 px: nothing wider than the screen, the sheet opens and closes, targets are large enough."""
    page = visit(**PHONE)
    ask(page, QUESTIONS[0][0])
    assert not page.locator("#ws-panel").is_visible()
    page.tap(MARKER)
    assert QUESTIONS[0][1] in marked(page)
    page.wait_for_timeout(300)  # the sheet slides in
    assert page.evaluate(IN_VIEW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(TOO_SMALL) == []
    page.tap(".wsp-close")
    page.wait_for_function("getComputedStyle(document.querySelector('#ws-panel')).visibility === 'hidden'")
    page.tap(".wsh-sources")
    page.wait_for_selector(".wss-row", state="visible")


CONTRAST = """
(selector) => {
  const channel = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const numbers = c => c.match(/[\\d.]+/g).map(Number);
  const node = document.querySelector(selector);
  let ground = node, back;
  do { back = numbers(getComputedStyle(ground).backgroundColor); ground = ground.parentElement; }
  while (ground && back.length === 4 && back[3] === 0);
  const [a, b] = [light(numbers(getComputedStyle(node).color)), light(back)].sort((x, y) => y - x);
  return (a + .05) / (b + .05);
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(visit: Callable[..., Page], scheme: str) -> None:
    """WCAG AA, 4.5 to 1, for every kind of text; the theme follows the system."""
    page = visit(color_scheme=scheme)
    ask(page, QUESTIONS[0][0])
    page.click(MARKER)
    marked(page)
    assert page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")
    page.mouse.move(0, 0)
    for selector in (
        "#ws-chat .bot p",
        "#ws-chat .user p",
        "#ws-chat small",
        MARKER,
        ".wsp-text p",
        ".wsp-text mark",
        ".wsp-proof",
        ".wss-host",
        ".wss-reason",
        ".wsh-corpus",
        "#ws-send",
    ):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector


def test_an_answer_that_is_not_there(visit: Callable[..., Page]) -> None:
    """A card that says so; whatever comes closest can be opened."""
    page = visit()
    ask(page, "Who won the 1998 football world cup final?")
    assert "Not in the sources" in page.inner_text("#ws-chat h4")
    closest = page.locator(MARKER)
    if closest.count():
        closest.first.click()
        assert marked(page)
        assert page.evaluate(IN_VIEW)


def test_all_sources_are_listed_with_their_state(visit: Callable[..., Page]) -> None:
    """The article and the twelve pages that it cites, grouped, with reasons where they were not read."""
    page = visit()
    page.wait_for_selector(".wss-row")
    assert page.locator(".wss-row").count() >= 13
    for group in page.locator(".wss-group").all():
        if not group.locator(".wss-tick").count():
            assert group.locator(".wss-reason, .wss-why").count()


def test_what_cannot_be_asked_gets_a_gentle_word(visit: Callable[..., Page]) -> None:
    """Nothing, or a megabyte: a line under the box, and the conversation stays empty."""
    page = visit()
    field = page.locator("#ws-question textarea")
    field.press("Enter")
    page.wait_for_selector("#ws-hint >> text=Type a question first")
    field.fill("a" * 1_000_000)
    field.press("Enter")
    page.wait_for_selector("#ws-hint >> text=1,000,000 characters")
    assert page.locator("#ws-chat .bot").count() == 0


def test_an_example_asks_and_a_new_chat_forgets(visit: Callable[..., Page]) -> None:
    """A click on an example answers it; "New chat" brings the examples back and empties the panel."""
    page = visit()
    page.click(".wsw-example >> nth=0")
    page.wait_for_selector(MARKER)
    page.click(MARKER)
    marked(page)
    page.click("text=New chat")
    page.wait_for_selector(".wsw-example", state="visible")
    page.wait_for_selector(".wsp-empty", state="visible")


HOSTILE = """<img src=x onerror="window.pwned=1"><script>window.pwned=2</script> ${window.pwned=3}

The purple zebra of Quxton weighs 4711 kilograms <b onclick="window.pwned=4">x</b> [y](javascript:alert(5)).

![x](https://evil.example/x.png) and {{value}} `${fetch("https://evil.example/")}` $x$ https://evil.example/a
"""


def test_a_hostile_source_runs_nothing(visit: Callable[..., Page], tmp_path: Path) -> None:
    """Added through the page, listed, asked about and opened: shown literally, and no script ran."""
    page = visit()
    file = tmp_path / "zebra.txt"
    file.write_text(HOSTILE, encoding="utf-8")
    page.set_input_files("#ws-file input[type=file]", str(file))
    page.wait_for_selector("#ws-progress >> text=Read 1")
    ask(page, "How many kilograms does the purple zebra of Quxton weigh?")
    page.click(MARKER)
    assert "4711" in marked(page)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#ws-chat img, #ws-panel img, .wss img").count() == 0
    assert page.locator('a[href^="javascript:"]').count() == 0
    # The list of sources may name the pages that the file references; the conversation links to nothing.
    assert page.locator('#ws-chat a[href*="evil.example"], #ws-panel a[href*="evil.example"]').count() == 0
    row = page.locator(".wss-row").filter(has=page.locator(".wss-tick")).last
    row.hover()
    row.locator(".wss-remove").click()
    page.click(".wss-confirm >> button:has-text('Remove')")
    page.wait_for_selector("#ws-progress >> text=Removed")


def test_a_local_path_is_not_read(visit: Callable[..., Page]) -> None:
    """The address field takes web addresses only."""
    page = visit()
    page.fill("#ws-address :is(input, textarea)", "/etc/passwd")
    page.click("#ws-add-button")
    page.wait_for_selector("#ws-progress >> text=no web address")
