"""The commands that look at Wellsourced itself. ``register`` puts them into the program."""

import typer

from ui.options import AsJson, CorpusName, Home, workspace


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command()(doctor)
    program.command()(prompts)


def doctor(as_json: AsJson = False, corpus: CorpusName = None, home: Home = None) -> None:
    """Look whether all is there that answers need, and try the language model; exit code 1 when something is not."""
    from dataclasses import asdict

    from assistant.doctor import State, examine
    from ui.commands import print_json
    from ui.terminal import print_examined

    with workspace(home, corpus) as opened:
        found = list(examine(opened)) if as_json else list(print_examined(examine(opened)))
    if as_json:
        print_json([asdict(one) for one in found])
    raise typer.Exit(int(any(one.state is State.PROBLEM for one in found)))


def prompts(as_json: AsJson = False) -> None:
    """Show what language models are told, with the version of each text and what is put into it."""
    from assistant.prompting import NAMES, prompt
    from ui.commands import print_json
    from ui.terminal import print_prompt

    chosen = [prompt(name) for name in NAMES]
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "version": one.version,
                    "placeholders": one.placeholders,
                    "system": one.system,
                    "user": one.user,
                }
                for one in chosen
            ]
        )
        return
    for one in chosen:
        print_prompt(one)
