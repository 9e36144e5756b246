"""The gate on 252 pages: none of the 130 that are no source is taken for one, and good ones are let in."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from sources.errors import ExtractionError
from sources.extract import registry
from sources.gate import judge
from sources.records import SourceState

FOLDER = Path(__file__).parent / "gate_pages"
MOST_REFUSED = 1
"""Good pages of a split that may be refused: a newsletter that ends as a teaser does."""


@dataclass(frozen=True)
class Judged:
    """A page, the states that are right for it, and the one that it was given."""

    file: str
    split: str
    accept: list[str]
    state: SourceState
    reason: str


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """Every page, extracted and judged as after a fetch."""
    lines = (FOLDER / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [_judge(json.loads(line)) for line in lines]


def _judge(page: dict[str, str]) -> Judged:
    body, url = (FOLDER / page["file"]).read_bytes(), page["url"]
    extracted, error = None, None
    try:
        extracted, _ = registry.extract(body, name="page.html", url=url, content_type="text/html")
    except ExtractionError as problem:
        error = problem
    state, reason = judge(
        url=url,
        final_url=url,
        status=int(page["status"]),
        content_type="text/html",
        body=body,
        extracted=extracted,
        error=error,
    )
    return Judged(page["file"], page["split"], list(page["accept"]), state, reason)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_page_that_is_no_source_is_taken_for_one(judged: list[Judged], split: str) -> None:
    """Walls, shells, faults and pages that are gone, most of them with status 200."""
    poison = [page for page in judged if page.split == split and "ok" not in page.accept]
    assert len(poison) == 65
    assert [page.file for page in poison if page.state == SourceState.OK] == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_good_pages_are_let_in(judged: list[Judged], split: str) -> None:
    """At most one of 61 is refused: short notices, lists, tables, 21 languages, articles about walls."""
    good = [page for page in judged if page.split == split and "ok" in page.accept]
    assert len(good) == 61
    refused = [(page.file, page.reason) for page in good if page.state != SourceState.OK]
    assert len(refused) <= MOST_REFUSED, refused


def test_most_refused_pages_are_told_what_they_are(judged: list[Judged]) -> None:
    """At most five of 130 get a state that is not one of the right ones, and every one a reason."""
    poison = [page for page in judged if "ok" not in page.accept]
    assert all(page.reason for page in poison)
    assert sum(page.state.value not in page.accept for page in poison) <= 5
