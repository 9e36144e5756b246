"""`wellsourced eval` and what it calls; the assistant behind it is tested where it lives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from eval_fakes import OPENED, QueuedAssistant, answered, asks, declined, document, question_set
from typer.testing import CliRunner

from assistant.answer import Answer
from assistant.settings import Settings
from evals.cli import app
from evals.suite import described, evaluate, rows, shown
from sources.records import Document


class OneBridge:
    """A workspace of one corpus with one document, whose quotes are all found broken."""

    def __init__(self) -> None:
        self.corpora: set[str | None] = set()

    def assistant(self, corpus: str | None = None) -> QueuedAssistant:
        """Answers one question and declines one."""
        self.corpora.add(corpus)
        return QueuedAssistant(answered(OPENED), declined())

    def document(self, document_id: str, corpus: str | None = None) -> Document:
        """The document of the corpus."""
        self.corpora.add(corpus)
        return document(document_id)

    def verify(self, answer: Answer, corpus: str | None = None) -> list[str]:
        """One problem for each citation."""
        self.corpora.add(corpus)
        return ["hash differs" for _ in answer.citations]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--split", "train"], "there is no split 'train': choose dev, test, all"),
        (["--questions", "nowhere.jsonl"], "nowhere.jsonl cannot be read: No such file or directory"),
        (["gate", "--floors", "nowhere.toml"], "nowhere.toml cannot be read: No such file or directory"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments: list[str], told: str) -> None:
    """The line goes to standard error; standard output stays empty."""
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told + "\n")


def test_help_names_both_commands() -> None:
    """The default command's options and the gate are found from the help text."""
    shown_help = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout
    assert "--split" in shown_help
    assert "gate" in shown_help


def test_importing_the_commands_is_cheap() -> None:
    """Nothing slow is loaded for a help text: no numpy, no pydantic, no assistant."""
    slow = {"numpy", "pydantic", "chromadb", "assistant", "torch"}
    code = f"import sys, evals.cli; print(*sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == ""


def test_an_evaluation_asks_one_corpus_and_leaves_a_report(tmp_path: Path) -> None:
    """Assistant, documents and checks all belong to the corpus that was named; the page lies there."""
    workspace = OneBridge()
    questions = question_set(asks(1, ("1932",), quotes=(OPENED,)), asks(2, kind="unanswerable"))
    settings = Settings.load(home=tmp_path / "home")
    done = evaluate(workspace, questions, folder=tmp_path / "run", corpus="bridges", settings=settings)  # type: ignore[arg-type]
    assert workspace.corpora == {"bridges"}
    told = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert told["run"]["corpus"] == "bridges"
    assert told["run"]["settings"]["home"] == str(tmp_path / "home")
    assert told["overall"]["right"]["value"] == 1
    assert told["overall"]["quote_fidelity"]["value"] == 0
    assert done.report == tmp_path / "run" / "report.html"
    assert "a quote does not stand in its source" in done.report.read_text()


def test_secrets_stay_out_of_the_summary(tmp_path: Path) -> None:
    """A setting named like a key is left out; one that only contains the letters is not."""

    class Secretive(Settings):
        llm_api_key: str = "sk-1"
        keyboard: str = "qwerty"

    told = described(Secretive(home=tmp_path))
    assert "llm_api_key" not in told
    assert told["keyboard"] == "qwerty"
    assert told["home"] == str(tmp_path)


def test_rows_show_what_was_measured() -> None:
    """Shares in per cent, times to the millisecond, a dash for no figure, and never a rounded 100."""
    figure = {"value": 0.999, "low": 0.5, "high": 1.0}
    seconds = {"value": 0.126, "low": 0.1, "high": 0.2}
    summary = {"kinds": {"yes_no": {"n": 8, "right": figure, "right_cited": None, "seconds_p95": seconds}}}
    assert rows(summary, ["right", "right_cited", "seconds_p95"]) == [
        ["yes no", "8", "99.90 %", "–", "0.126"]
    ]
    assert shown("right", figure, "low") == "50 %"
    assert shown("words_median", {"value": 21.5, "high": 22.7}, "high") == "23"
