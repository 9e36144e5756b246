"""The command line: parse, call once, render. ``--help`` imports nothing slow."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sources.errors import UsageError, WellsourcedError

if TYPE_CHECKING:
    from assistant.workspace import Workspace

NOT_FOUND = 3
"""The exit code of a question that the sources do not answer."""

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended, as shells have it."""

app = typer.Typer(
    name="wellsourced",
    help="Ask an article and everything it cites. Every sentence of an answer is a passage you can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

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
    """A word about progress, on standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 the one place that does


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in plain language; - reads it from standard input.")
    ] = None,
    as_json: AsJson = False,
    history: Annotated[
        Path | None, typer.Option(help="A JSON file with the turns before: [{role, content}, …].")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="A file, or -, with a JSON object a line: {id, question, history?}.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where --batch writes its answers, a line each.")] = None,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Ask a question; exit code 3 when the sources do not say."""
    from ui import commands

    with workspace(home, corpus) as opened:
        if batch is not None:
            raise typer.Exit(commands.ask_batch(opened, batch, out))
        if question is None:
            raise UsageError("ask needs a question, or --batch FILE: wellsourced ask 'What is this about?'")
        raise typer.Exit(commands.ask_one(opened, question, history, as_json=as_json))


@app.command()
def retrieve(
    question: Annotated[str | None, typer.Argument(help="One question; or use --batch.")] = None,
    batch: Annotated[
        str | None, typer.Option(help="A file, or -, with a JSON object a line: {id, question}.")
    ] = None,
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=1000, help="How many passages.")] = 10,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Print the passages that fit a question best, as JSON, a line for each question."""
    from ui import commands

    with workspace(home, corpus) as opened:
        if (batch is None) == (question is None):
            raise UsageError("retrieve needs a question or --batch FILE, one of the two")
        raise typer.Exit(commands.retrieve(opened, question, batch, k))


@app.command()
def add(
    locations: Annotated[
        list[str] | None, typer.Argument(help="Files (.txt, .md, .html) and web addresses.")
    ] = None,
    jsonl: Annotated[
        Path | None, typer.Option(help="Plain texts in bulk, a JSON object a line: {id, title, text, url?}.")
    ] = None,
    for_url: Annotated[str, typer.Option("--for", help="The address that a saved page came from.")] = "",
    follow: Annotated[bool, typer.Option(help="Fetch the pages that the sources reference, too.")] = True,
    as_json: AsJson = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Read sources, and the pages that they reference, into a corpus, which is made if need be."""
    from ui import commands

    if bool(locations) == (jsonl is not None):
        raise UsageError(
            "add needs files or addresses, or --jsonl FILE: wellsourced add page.html --corpus mine"
        )
    if for_url and len(locations or []) != 1:
        raise UsageError("--for goes with one file: wellsourced add page.html --for URL")
    with workspace(home, corpus) as opened:
        if jsonl is not None:
            raise typer.Exit(commands.add_jsonl(opened, jsonl, as_json=as_json))
        raise typer.Exit(commands.add(opened, locations or [], for_url, follow=follow, as_json=as_json))


@app.command()
def sources(as_json: AsJson = False, corpus: CorpusName = None, home: Home = None) -> None:
    """List every source with its state; pages that were never tried are fetched first."""
    from ui import commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.sources(opened, as_json=as_json))


@app.command()
def refresh(as_json: AsJson = False, corpus: CorpusName = None, home: Home = None) -> None:
    """Try again to fetch the referenced pages that could not be read."""
    from ui import commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.refresh(opened, as_json=as_json))


@app.command()
def remove(
    document_id: Annotated[str, typer.Argument(help="The id, as wellsourced sources shows it.")],
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Forget a source; no answer cites it afterwards."""
    with workspace(home, corpus) as opened:
        opened.remove(document_id)
        tell(f"removed {document_id}")


@app.command()
def rebuild(corpus: CorpusName = None, home: Home = None) -> None:
    """Build the index of a corpus anew from its stored sources."""
    with workspace(home, corpus) as opened:
        tell(f"{opened.rebuild()} passages indexed")


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    url: Annotated[str, typer.Option(help="The address that it came from.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what would be read from a file: text, blocks, title, date; nothing is stored."""
    from ui import commands

    raise typer.Exit(commands.extract(file, url, as_json=as_json))


@app.command()
def verify(
    answer: Annotated[
        Path, typer.Argument(help="A saved answer, as ask --json prints it; - for standard input.")
    ],
    as_json: AsJson = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Check every citation of a saved answer against the stored snapshots."""
    from ui import commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.verify(opened, answer, as_json=as_json))


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; by default the first free from 7860.")
    ] = None,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Open the web chat."""
    from ui.app import serve

    with workspace(home, corpus) as opened:
        if port is None:
            serve(opened, host=host)
        else:
            serve(opened, host=host, port=port)
        _leave(0)


def _mount_plugins() -> None:
    """Commands of packages that this one must not import, the evals among them."""
    for plugin in entry_points(group="wellsourced.commands"):
        app.add_typer(plugin.load(), name=plugin.name)


def _stopped() -> NoReturn:
    tell("wellsourced: stopped; what was stored before is intact")
    _leave(INTERRUPTED)


def _leave(code: int) -> NoReturn:
    """End at once: a thread that is inside a library would make the interpreter's own way out abort.

    Nothing is lost by it, since whatever is stored is renamed into place when it is whole.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> NoReturn:
    """The entry point: one clear line for whatever goes wrong, and the contract's exit codes."""
    try:
        _mount_plugins()
        app(standalone_mode=True)
    except WellsourcedError as error:
        tell(f"wellsourced: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:  # Typer makes this of Ctrl-C, without a word
            _stopped()
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        tell(f"wellsourced: {error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)
    sys.exit(0)


if __name__ == "__main__":
    main()
