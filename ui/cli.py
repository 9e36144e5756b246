"""The command line: parse, call once, render. ``--help`` imports nothing slow."""

import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sources.errors import UsageError, WellsourcedError
from ui import cli_doctor, cli_models, cli_sources
from ui.options import AsJson, CorpusName, Home, tell, workspace

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
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where the answer is written: .html, .md, .json, or .zip with its sources; of --batch, lines."
        ),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the answer; refresh tells when a sentence of it is gone.")
    ] = False,
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
        raise typer.Exit(commands.ask_one(opened, question, history, as_json=as_json, save=save, out=out))


@app.command()
def check(
    claim: Annotated[
        str | None, typer.Argument(help="The claim, a whole sentence; - reads it from standard input.")
    ] = None,
    as_json: AsJson = False,
    batch: Annotated[
        str | None, typer.Option(help="A file, or -, with a JSON object a line: {id, claim}.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where --batch writes its verdicts, a line each.")] = None,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Check a claim: supported, contradicted, or not mentioned (exit code 3), with the sentence that decides."""
    from ui import commands

    with workspace(home, corpus) as opened:
        if batch is not None:
            raise typer.Exit(commands.check_batch(opened, batch, out))
        if claim is None:
            raise UsageError(
                "check needs a claim, or --batch FILE: wellsourced check 'The bridge opened in 2019.'"
            )
        raise typer.Exit(commands.check_one(opened, claim, as_json=as_json))


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
def verify(
    answer: Annotated[
        Path,
        typer.Argument(help="A saved answer, as ask --json prints it; - for standard input; or a bundle."),
    ],
    as_json: AsJson = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Check every citation of a saved answer against the stored snapshots; of a bundle, against those in it."""
    from ui import commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.verify(opened, answer, as_json=as_json))


cli_sources.register(app)
cli_models.register(app)
cli_doctor.register(app)


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
        if (
            opened.language_model is not None
        ):  # a name or a key that is wrong is better said before the page opens
            tell(f"answers are written by {opened.language_model.name}, each sentence checked")
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
