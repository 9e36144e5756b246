"""The questions of the project put to a corpus of the workspace: what `wellsourced eval` does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals import report
from evals.outcomes import Outcome
from evals.questions import QuestionSet
from evals.runs import Run, run

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.workspace import Workspace

QUESTIONS = Path(__file__).with_name("questions")
_SECRET = {"key", "token", "secret", "password"}


class Split(StrEnum):
    """Questions to develop with, questions to be judged by, or both."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A finished run and its page."""

    run: Run
    report: Path


def split_files(split: Split) -> tuple[Path, ...]:
    """The files of questions that a split is made of."""
    names = ("dev", "test") if split is Split.ALL else (split.value,)
    return tuple(QUESTIONS / f"{name}.jsonl" for name in names)


def evaluate(
    workspace: "Workspace",
    questions: QuestionSet,
    *,
    folder: Path,
    corpus: str | None = None,
    settings: "Settings | None" = None,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> Evaluation:
    """Run the questions on a corpus (the default one without a name) and write the report beside the run.

    Raises: WellsourcedError when the corpus or the folder cannot be used.
    """
    done = run(
        workspace.assistant(corpus),
        questions,
        folder=folder,
        documents=lambda document_id: workspace.document(document_id, corpus),
        verify=lambda answer: workspace.verify(answer, corpus),
        about={"corpus": corpus or "the default", "settings": described(settings) if settings else {}},
        on_outcome=on_outcome,
    )
    return Evaluation(run=done, report=report.write(done, folder / "report.html"))


def described(settings: "Settings") -> dict[str, Any]:
    """Settings as plain values for the summary; what is named like a secret is left out."""
    return {
        name: value
        for name, value in settings.model_dump(mode="json").items()
        if _SECRET.isdisjoint(name.lower().split("_"))
    }


def rows(summary: dict[str, Any], names: Sequence[str]) -> list[list[str]]:
    """For each kind of question its name, how many there are, and the named figures, as texts."""
    return [
        [kind.replace("_", " "), str(group["n"]), *(shown(name, group[name]) for name in names)]
        for kind, group in summary["kinds"].items()
    ]


def shown(name: str, figure: dict[str, float] | None, key: str = "value") -> str:
    """A figure, or the ``low`` or ``high`` end of its interval: shares in per cent, a dash for none."""
    if figure is None:
        return "–"
    if name.startswith("seconds"):
        return f"{figure[key]:.3f}"
    return f"{figure[key]:.0f}" if name.startswith("words") else report.percent(figure[key])
