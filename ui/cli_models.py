"""The commands about models. ``register`` puts them into the program."""

from typing import Annotated

import typer

from ui.options import AsJson, Home, tell, workspace

app = typer.Typer(
    name="models",
    help="Which models are in use, and larger ones that can take their place.",
    invoke_without_command=True,
    no_args_is_help=False,
)


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app)


@app.callback()
def show(context: typer.Context, *, as_json: AsJson = False, home: Home = None) -> None:
    """List what is in use, and what can be fetched."""
    if context.invoked_subcommand is not None:
        return
    from dataclasses import asdict

    from assistant.models import RECOMMENDED, models_in_use
    from ui.commands import print_json
    from ui.terminal import print_models

    with workspace(home, None) as opened:
        used = models_in_use(opened.settings)
        if as_json:
            print_json(
                {"in_use": [asdict(one) for one in used], "recommended": [asdict(r) for r in RECOMMENDED]}
            )
        else:
            print_models(used, RECOMMENDED)


@app.command()
def get(
    name: Annotated[str, typer.Argument(help="A model of the Hub: owner/name.")], home: Home = None
) -> None:
    """Fetch a model from the Hub."""
    from assistant.models import RECOMMENDED, get_model

    with workspace(home, None) as opened:
        folder = get_model(name, opened.settings.home)
    setting = next((one.setting for one in RECOMMENDED if one.name == name), "WELLSOURCED_READER")
    tell(f"{name} is in {folder}; use it with {setting}={name}")
