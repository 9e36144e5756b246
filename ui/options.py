"""What the commands share: the options that most of them take, and the workspace behind them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sources.errors import UsageError
from ui.controls import without_controls

if TYPE_CHECKING:
    from assistant.workspace import Workspace

Home = Annotated[
    Path | None, typer.Option(help="The data folder.", envvar="WELLSOURCED_HOME", show_default=False)
]
CorpusName = Annotated[
    str | None, typer.Option("--corpus", help="The corpus; by default the bundled article.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


@contextmanager
def workspace(home: Path | None, corpus: str | None) -> Iterator["Workspace"]:
    """The workspace of a command; what it has to say goes to standard error."""
    from pydantic import ValidationError

    from assistant.settings import Settings
    from assistant.workspace import Workspace

    try:
        settings = Settings.load(home=home, corpus=corpus)
    except ValidationError as error:
        first = error.errors()[0]
        name = f"WELLSOURCED_{'_'.join(str(part) for part in first['loc'])}".upper()
        raise UsageError(f"the setting {name} is wrong: {first['msg']}") from error
    opened = Workspace(settings, say=tell)
    try:
        yield opened
    finally:
        opened.close()


def tell(line: str) -> None:
    """A word about progress, on standard error; what a source says in it to the terminal is not obeyed."""
    print(without_controls(line), file=sys.stderr, flush=True)  # noqa: T201 the one place that does
