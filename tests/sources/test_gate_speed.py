"""The gate on text that no person wrote: whatever stands in a page, it is judged in well under two seconds."""

import re
import time
import tomllib
from importlib.resources import files

import pytest

from sources.extract.extracted import Extracted, Link
from sources.gate import judge
from sources.records import Block, BlockKind, SourceState

URL = "https://news.example/2024/rivers"
TOLD = "Of the river it is told that it rises in the hills and runs for miles to the sea. "
LONG = 40_000
ENDLESS = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\})(?![^\[\]]*\])")
"""A repeat without an upper bound, outside square brackets."""


def judged(text: str, blocks: tuple[Block, ...], links: tuple[Link, ...] = ()) -> tuple[SourceState, float]:
    """The state of a page with this main text, and the seconds that judging it took."""
    extracted = Extracted(text=text, blocks=blocks, links=links)
    start = time.monotonic()
    state, _ = judge(
        url=URL,
        final_url=URL,
        status=200,
        content_type="text/html",
        body=f"<html><body><p>{text}</p></body></html>".encode(),
        extracted=extracted,
        error=None,
    )
    return state, time.monotonic() - start


@pytest.mark.parametrize(
    "unit", ["1", "a", "seite", ".", "-", "/a.", "“", "„", "\u00a0", "ваш", "页面", "loading---", "you "]
)
@pytest.mark.parametrize("at_end", [False, True])
def test_a_long_run_of_one_thing_takes_linear_time(unit: str, at_end: bool) -> None:
    """Digits or letters without a blank, dots, quotation marks that never close, at either end of a sentence."""
    run = unit * (LONG // len(unit))
    text = TOLD + run if at_end else f"{run} {TOLD}"
    _, seconds = judged(text, (Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text)),))
    assert seconds < 2


def test_twenty_thousand_linked_lines_take_linear_time() -> None:
    """Whether a line is a link is found without going through every link of the page for every line."""
    line = "Hill of rain. "
    starts = range(0, 20_000 * len(line), len(line))
    blocks = tuple(Block(kind=BlockKind.LIST_ITEM, start=at, end=at + len(line) - 1) for at in starts)
    links = tuple(Link(url="https://hills.example/", start=at, end=at + 4) for at in starts)
    state, seconds = judged(line * len(starts), blocks, links)
    assert (state, seconds < 2) == (SourceState.OK, True)


def test_a_line_that_is_a_link_says_nothing() -> None:
    """Twelve linked lines are a menu and no text; the same lines without links are a text."""
    line = "The river rises in the hills. "
    starts = range(0, 12 * len(line), len(line))
    blocks = tuple(Block(kind=BlockKind.LIST_ITEM, start=at, end=at + len(line) - 1) for at in starts)
    links = tuple(Link(url=URL, start=at, end=at + len(line) - 1) for at in reversed(starts))
    assert judged(line * 12, blocks, links)[0] is SourceState.EMPTY
    assert judged(line * 12, blocks)[0] is SourceState.OK


def test_no_phrase_repeats_without_end() -> None:
    r"""``\d+ partners`` alone takes a minute for thirty thousand digits; ``\d{1,7} partners`` does not."""
    text = files("sources").joinpath("gate_words.toml").read_text(encoding="utf-8")
    themes = tomllib.loads(text).values()
    phrases = [phrase for languages in themes for listed in languages.values() for phrase in listed]
    assert len(phrases) > 1000
    assert [phrase for phrase in phrases if ENDLESS.search(phrase)] == []
    assert ENDLESS.search(r"\d+ partners")
