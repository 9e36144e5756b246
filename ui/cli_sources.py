"""The commands that read sources and keep corpora. ``register`` puts them into the program."""

from pathlib import Path
from typing import Annotated

import typer

from sources.errors import UsageError
from ui.options import AsJson, CorpusName, Home, tell, workspace


def register(app: typer.Typer) -> None:
    """Add these commands to the program, in the order in which its help lists them."""
    app.command()(add)
    app.command()(sources)
    app.command()(cite)
    app.command()(refresh)
    app.command()(remove)
    app.command(name="list")(list_corpora)
    app.command(name="export")(export_corpus)
    app.command(name="import")(import_corpus)
    app.command()(rebuild)
    app.command()(extract)


def add(
    locations: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files (text, Markdown, HTML, MHTML, PDF, DOCX, ODT, EPUB, SRT, VTT) and addresses."
        ),
    ] = None,
    jsonl: Annotated[
        Path | None, typer.Option(help="Plain texts in bulk, a JSON object a line: {id, title, text, url?}.")
    ] = None,
    for_url: Annotated[
        str, typer.Option("--for", help="The address that a saved page came from; citations link to it.")
    ] = "",
    follow: Annotated[bool, typer.Option(help="Fetch the pages that the sources reference, too.")] = True,
    depth: Annotated[
        int, typer.Option(min=1, max=3, help="2: also the pages that the referenced pages reference.")
    ] = 1,
    most_pages: Annotated[
        int, typer.Option(min=1, max=5000, help="The most referenced pages to fetch; the rest is listed.")
    ] = 100,
    as_json: AsJson = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Read sources, and the pages that they reference, into a corpus, which is made if need be."""
    from ui import source_commands as commands

    if bool(locations) == (jsonl is not None):
        raise UsageError(
            "add needs files or addresses, or --jsonl FILE: wellsourced add page.html --corpus mine"
        )
    if for_url and len(locations or []) != 1:
        raise UsageError("--for goes with one file: wellsourced add page.html --for URL")
    if for_url and "://" in (locations or [""])[0]:
        raise UsageError("--for goes with a file, not with an address: wellsourced add page.html --for URL")
    with workspace(home, corpus) as opened:
        if jsonl is not None:
            raise typer.Exit(commands.add_jsonl(opened, jsonl, as_json=as_json))
        how = commands.How(for_url=for_url, follow=follow, depth=depth, most_pages=most_pages)
        raise typer.Exit(commands.add(opened, locations or [], how, as_json=as_json))


def sources(as_json: AsJson = False, corpus: CorpusName = None, home: Home = None) -> None:
    """List every source with its state; pages that were never tried are fetched first."""
    from ui import source_commands as commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.sources(opened, as_json=as_json))


def cite(
    csl: Annotated[bool, typer.Option("--csl", help="CSL-JSON, for Zotero and its like.")] = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Print the sources that were read as a bibliography, in BibTeX."""
    from ui import source_commands as commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.cite(opened, as_csl=csl))


def refresh(
    answers: Annotated[
        list[Path] | None,
        typer.Option("--answer", help="A saved answer to look through for sentences that are gone."),
    ] = None,
    as_json: AsJson = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Ask for every page again: tell what changed, and which cited sentences of saved answers are gone."""
    from ui import source_commands as commands

    with workspace(home, corpus) as opened:
        raise typer.Exit(commands.refresh(opened, answers or [], as_json=as_json))


def remove(
    document_id: Annotated[
        str | None, typer.Argument(help="The id of a source, as wellsourced sources shows it.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Remove the corpus named, with all of it.")] = False,
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Forget a source, or with --whole a corpus; no answer cites it afterwards."""
    if whole == (document_id is not None):
        raise UsageError("remove needs the id of a source, or --whole --corpus NAME")
    if whole and corpus is None:
        raise UsageError("--whole needs the corpus's name: wellsourced remove --whole --corpus NAME")
    with workspace(home, corpus) as opened:
        if document_id is not None:
            opened.remove(document_id)
        else:
            opened.remove_corpus(opened.settings.corpus)
        tell(f"removed {document_id or opened.settings.corpus}")


def list_corpora(as_json: AsJson = False, home: Home = None) -> None:
    """List the corpora, how many sources each has, and how many of them were read."""
    from ui import source_commands as commands

    with workspace(home, None) as opened:
        raise typer.Exit(commands.list_corpora(opened, as_json=as_json))


def export_corpus(
    file: Annotated[Path, typer.Argument(help="The zip to write.")],
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Write a corpus to one zip: its snapshots, its documents, and the hash of each."""
    with workspace(home, corpus) as opened:
        number = opened.export_corpus(file)
        tell(f"{file}: corpus {opened.settings.corpus!r} with {number} sources that were read")


def import_corpus(
    file: Annotated[Path, typer.Argument(help="A zip that wellsourced export wrote.")],
    corpus: CorpusName = None,
    home: Home = None,
) -> None:
    """Make a corpus of an exported zip, every hash checked; by default it is called as the file."""
    from ui import source_commands as commands

    with workspace(home, None) as opened:
        name = corpus or commands.corpus_name_of(file)
        number = opened.import_corpus(file, name)
        tell(f"corpus {name!r} with {number} sources that were read")


def rebuild(corpus: CorpusName = None, home: Home = None) -> None:
    """Build the index of a corpus anew from its stored sources."""
    with workspace(home, corpus) as opened:
        tell(f"{opened.rebuild()} passages indexed")


def extract(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    url: Annotated[str, typer.Option(help="The address that it came from.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what would be read from a file: text, blocks, title, date; nothing is stored."""
    from ui import source_commands as commands

    raise typer.Exit(commands.extract(file, url, as_json=as_json))
