"""The page of a run."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from eval_fakes import COST, OPENED, QueuedAssistant, answered, asks, declined, document, question_set

from assistant.answer import Answer
from evals import report
from evals.charts import bar, bins, histogram
from evals.questions import Question
from evals.runs import Run, run
from sources.errors import SourceError

NASTY = '<script>alert("x")</script><img src=https://example.org/i onerror=alert(1)>'
VOID = {"meta"}


class Reading(HTMLParser):
    """Which elements and attributes a page has, what text, and whether every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and that it is to be closed."""
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """The element opened last is closed first."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what a reader sees."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """What a reader sees, blanks squeezed."""
        return " ".join(" ".join(self.texts).split())


def run_of(folder: Path, *pairs: tuple[Question, Answer | SourceError]) -> Run:
    """A run of the questions in which every check of the snapshots finds nothing."""
    return run(
        QueuedAssistant(*(reply for _, reply in pairs)),
        question_set(*(question for question, _ in pairs)),
        folder=folder / "run",
        documents=document,
        verify=lambda answer: [],
        about={"corpus": NASTY, "settings": {"model": "m"}},
    )


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """A page whose every text is hostile: question, kind, expectation, quote, answer, reason, error."""
    nasty = Question(id=NASTY, kind=NASTY, question=NASTY, answers=((NASTY,),), quotes=(NASTY,))
    quoted = answered(OPENED).to_json() | {"reason": NASTY}
    quoted["statements"][0]["text"] = NASTY + " and more"
    quoted["citations"][0].update(quote=NASTY, title=NASTY)
    done = run_of(
        tmp_path,
        (nasty, Answer.from_json(quoted)),
        (asks(2, ("4,200", "4200"), quotes=(COST,)), answered(OPENED)),
        (asks(3, ("4,200",), quotes=(COST,)), SourceError(NASTY)),
        (asks(4, kind="unanswerable"), declined()),
    )
    return Reading(report.page(done))


def test_every_element_is_closed(read: Reading) -> None:
    """The page is well formed: closing tags come in the order in which they are due."""
    assert read.open == []
    assert read.seen[0][0] == "html"


def test_no_text_becomes_markup(read: Reading) -> None:
    """Hostile texts stand on the page as texts; nothing on it runs or is loaded."""
    assert read.text.count("<script>alert") >= 7
    assert {tag for tag, _ in read.seen}.isdisjoint({"script", "img", "link", "iframe", "a"})
    names = {name for _, attributes in read.seen for name in attributes}
    assert not any(name.startswith("on") or name in {"src", "href"} for name in names)


def test_errors_stand_side_by_side(read: Reading) -> None:
    """What was asked, what was expected and what was answered with its quote; the gravest error first."""
    assert "Errors: 3 of 4 questions" in read.text
    assert "✗ missing 4,200 or 4200" in read.text.replace("  ", " ")
    assert f"[1] {OPENED}" in read.text
    order = [read.text.index(f"{card} ·") for card in ("alert(1)>", "q3", "q2")]
    assert order == sorted(order)


def test_the_page_says_what_it_was_measured_on(read: Reading) -> None:
    """Files, the settings, the machine and the warm-up are listed."""
    for told in ("files · small.jsonl", "settings · model", "machine · cores", "warm_up · question"):
        assert told in read.text


def test_a_run_without_errors_or_answers_still_has_a_page(tmp_path: Path) -> None:
    """Figures that could not be taken are shown as such, and no chart is drawn over nothing."""
    read = Reading(report.page(run_of(tmp_path, (asks(1, kind="off_topic"), declined()))))
    assert "Errors None." in read.text
    assert "not measured" in read.text
    assert "Length of answers" not in read.text


def test_hundreds_of_errors_stay_under_the_limit(tmp_path: Path) -> None:
    """320 questions, all wrong, each with five quotes of 600 characters: less than 1.5 MB."""
    long = answered(*[OPENED] * 5).to_json()
    for citation in long["citations"]:
        citation["quote"] = "word " * 120
    pairs = [(asks(n, ("never",), quotes=(COST * 20,)), Answer.from_json(long)) for n in range(320)]
    path = report.write(run_of(tmp_path, *pairs), tmp_path / "report.html")
    assert 1_000_000 < path.stat().st_size < 1_500_000


def test_a_bar_shows_value_and_interval() -> None:
    """Widths are per cent of the whole, and the drawing has a name for those who cannot see it."""
    drawn = bar({"value": 0.75, "low": 0.5, "high": 0.875}, "why & how", "series-a")
    assert 'width="75.00%"' in drawn
    assert 'x1="50.00%" x2="87.50%"' in drawn
    assert 'aria-label="why &amp; how: 75 %, 95 % interval 50 to 88 %"' in drawn


def test_bins_are_round_and_count_everything() -> None:
    """0 to 19 in 20 bins of 1; 0.31 in the 0.02 bin that begins at 0.3; the last value is not lost."""
    assert bins([float(n) for n in range(20)]) == (1.0, [1] * 20)
    width, counts = bins([0.31, 0.05, 0.4])
    assert width == pytest.approx(0.02)
    assert [slot for slot, count in enumerate(counts) if count] == [2, 15, 20]
    assert bins([0.0, 0.0])[1] == [2]


def test_a_histogram_of_nothing_is_empty() -> None:
    """No answers, no axis."""
    assert histogram([], "Time", "seconds", {}) == ""


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (1.0, "100 %"),
        (0.999, "99.90 %"),
        (0.99999, "99.99 %"),
        (0.0, "0 %"),
        (0.001, "0.10 %"),
        (0.874, "87 %"),
    ],
)
def test_only_all_is_shown_as_all(share: float, shown: str) -> None:
    """A share that rounds to 100 or 0 per cent without being it keeps its digits."""
    assert report.percent(share) == shown
