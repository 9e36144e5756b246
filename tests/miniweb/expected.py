"""Reads what is written beside the mini-web: states, hand-marked texts, citations and questions."""

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from miniweb.long_report import truth_lines

HERE = Path(__file__).parent
WHOLE_ARTICLE = "*"
"""Stands in place of a citing sentence where the article as a whole cites a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPage:
    """What a page must become; title, date (ISO) and author are empty unless the state is ok.

    ``sentence_pages`` names the file with the page of each sentence (PDF only).
    """

    name: str
    path: str
    state: str
    note: str
    final_path: str = ""
    title: str = ""
    date: str = ""
    author: str = ""
    truth: str = ""
    sentence_pages: str = ""

    def blocks(self) -> list[str]:
        """The hand-marked main text, the title first, a block a string; empty unless the state is ok."""
        if self.name == "gauge_register":
            return truth_lines()
        return (HERE / self.truth).read_text(encoding="utf-8").splitlines() if self.truth else []

    def sentences(self) -> list[tuple[int, str]]:
        """Each sentence of a PDF with the page on which it begins, counted from 1; else empty."""
        return [(int(page), sentence) for page, sentence in _rows(self.sentence_pages)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniQuestion:
    """A question with its answers, of which any one passes, or with the unread page that would tell."""

    id: str
    question: str
    answers: list[str] = field(default_factory=list)
    path: str = ""
    quote: str = ""
    page: int | None = None
    unread_path: str = ""


def load_pages() -> list[ExpectedPage]:
    """The article first, then the 24 pages that it cites."""
    table = tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))
    return [ExpectedPage(**page) for page in table["page"]]


def load_citations() -> list[tuple[str, str]]:
    """Pairs of citing sentence, as displayed without note marks, and cited path, in reading order."""
    return [(sentence, path) for sentence, path in _rows("truth/citations.tsv")]


def load_questions() -> list[MiniQuestion]:
    """All questions, the answerable ones first."""
    rows = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [MiniQuestion(**json.loads(row)) for row in rows]


def _rows(name: str) -> list[list[str]]:
    """The tab-separated rows of a file beside this one; none where no file is named."""
    if not name:
        return []
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
