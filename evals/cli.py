"""`wellsourced eval`: parse, call once, show. Whatever is slow to import stands inside the functions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sources.errors import UsageError, WellsourcedError

if TYPE_CHECKING:
    from evals.questions import QuestionSet
    from evals.suite import Evaluation

app = typer.Typer(
    name="eval",
    help="Ask questions with known answers and measure what comes back.",
    no_args_is_help=False,
    invoke_without_command=True,
)

COLUMNS = {
    "right": "right",
    "right_cited": "right and cited",
    "declined_rightly": "declined rightly",
    "declined_falsely": "declined falsely",
    "quote_fidelity": "quotes stand",
    "words_median": "words, median",
    "seconds_median": "seconds, median",
    "seconds_p95": "seconds, p95",
}
PER_KIND = ("right", "right_cited", "declined_falsely", "words_median", "seconds_p95")

Home = Annotated[
    Path | None, typer.Option(help="The data folder; default: WELLSOURCED_HOME, or the system's.")
]
Corpus = Annotated[str | None, typer.Option(help="The corpus to ask; default: the bundled one.")]
Out = Annotated[
    Path | None, typer.Option(help="A new folder for the run; default: runs/DATE-TIME in the data folder.")
]
SHIPPED = "shipped"
Reader = Annotated[
    str | None, typer.Option(help="Read with a model of the Hub that was fetched; the shipped one beside it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Write the summary as JSON to standard output.")]
Floors = Annotated[Path | None, typer.Option(help="The floors; default: those that come with the project.")]


@app.callback()
def evaluate(
    context: typer.Context,
    *,
    split: Annotated[str, typer.Option(help="dev, test or all.")] = "dev",
    questions: Annotated[Path | None, typer.Option(help="A file of questions in place of a split.")] = None,
    corpus: Corpus = None,
    home: Home = None,
    out: Out = None,
    reader: Reader = None,
    as_json: AsJson = False,
) -> None:
    """Ask the questions of a split or a file; write the run, a report and a table per kind of question."""
    if context.invoked_subcommand is not None:
        return
    with _plain_errors():
        asked = _asked(split, questions)
        done = _run(asked, corpus, home, out, reader)
        beside = _run(asked, corpus, home, done.run.folder / SHIPPED, SHIPPED) if reader else None
        _show(done, beside, as_json=as_json)


@app.command()
def gate(
    *,
    corpus: Corpus = None,
    home: Home = None,
    out: Out = None,
    floors: Floors = None,
    as_json: AsJson = False,
) -> None:
    """Ask the test questions and exit with 1 when a floor is broken, with one line for each that is."""
    with _plain_errors():
        from evals.gate import FLOORS, check, load_floors

        pinned = load_floors(floors or FLOORS)
        asked = _asked("test")
        done = _run(asked, corpus, home, out)
        _show(done, as_json=as_json)
        broken = check(done.run.summary, pinned, asked.files[0][1])
    for line in broken:
        typer.echo(line, err=True)
    if broken:
        raise typer.Exit(1)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """One line on standard error, and the error's own exit code."""
    try:
        yield
    except WellsourcedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from error


def _asked(split: str, questions: Path | None = None) -> "QuestionSet":
    from evals.questions import load
    from evals.suite import Split, split_files

    if questions is not None:
        return load(questions)
    if split not in set(Split):
        raise UsageError(f"there is no split {split!r}: choose {', '.join(Split)}")
    return load(*split_files(Split(split)))


def _run(
    asked: "QuestionSet",
    corpus: str | None,
    home: Path | None,
    out: Path | None,
    reader: str | None = None,
) -> "Evaluation":
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.progress import Progress

    from assistant.settings import Settings
    from assistant.workspace import Workspace
    from evals.suite import evaluate as evaluate_questions

    settings = Settings.load(home=home, corpus=corpus, reader=reader)
    folder = out or settings.home / "runs" / datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("asking", total=len(asked.questions))
        return evaluate_questions(
            Workspace(settings),
            asked,
            folder=folder,
            corpus=corpus,
            settings=settings,
            on_outcome=lambda outcome: progress.advance(task),
        )


def _show(done: "Evaluation", beside: "Evaluation | None" = None, *, as_json: bool) -> None:
    """The figures; ``beside`` is the same run with the shipped reader."""
    folder = done.run.folder
    paths = {"folder": folder, "summary": folder / "summary.json", "report": done.report}
    if as_json:
        import json

        told: dict[str, Any] = done.run.summary | {"paths": {name: str(path) for name, path in paths.items()}}
        if beside is not None:
            told[SHIPPED] = beside.run.summary
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    _tables(done.run.summary, beside.run.summary if beside is not None else None)
    typer.echo(f"summary  {paths['summary']}\nreport   {paths['report']}")


def _tables(summary: dict[str, Any], beside: dict[str, Any] | None) -> None:
    """One table of the kinds, and one of all questions with the intervals; ``beside``: the shipped reader's."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Column, Table

    from evals.suite import rows, shown

    titles = [COLUMNS[name] for name in PER_KIND]
    figures = [Column(title, justify="right", width=max(map(len, title.split()))) for title in titles]
    number = Column("n", justify="right", width=3)
    kinds = Table(Column("kind", no_wrap=True), number, *figures, box=SIMPLE_HEAD, pad_edge=False)
    kinds.padding = (0, 1, 0, 0)
    for row in rows(summary, PER_KIND):
        kinds.add_row(*row)
    overall = Table(
        "all questions", *(Column(name, justify="right") for name in ("figure", "95 % interval", "n"))
    )
    overall.box = SIMPLE_HEAD
    if beside is not None:
        overall.add_column(SHIPPED, justify="right")
    for name, title in COLUMNS.items():
        figure = summary["overall"][name]
        between = f"{shown(name, figure, 'low')} to {shown(name, figure, 'high')}"
        other = [shown(name, beside["overall"][name])] if beside is not None else []
        overall.add_row(title, shown(name, figure), between, str(figure["n"]) if figure else "0", *other)
    console = Console()
    console.print(kinds)
    console.print(overall)
