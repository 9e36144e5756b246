"""Answers and sources in a terminal, with Rich; nothing from a source is taken for mark-up."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer, Citation, Status
from assistant.check import Check, Verdict
from assistant.corpora import CorpusSummary
from assistant.models import InUse, Recommended
from sources.records import Source, SourceState, Via
from ui.controls import without_controls
from ui.render_check import VERDICTS, how_sure

_VERDICT_COLOURS = {Verdict.SUPPORTED: "green", Verdict.CONTRADICTED: "red", Verdict.NOT_MENTIONED: "yellow"}
_COLOURS = {SourceState.OK: "green", SourceState.PENDING: "yellow"}


def print_answer(answer: Answer) -> None:
    """The statements with their markers, then each citation with its place."""
    console = Console(highlight=False)
    if answer.standalone_question != answer.question:
        _show(console, Text(f"Read as: {answer.standalone_question}", style="dim"))
    if answer.status is Status.NOT_FOUND:
        _show(console, Text(answer.reason, style="bold yellow"))
        _print_citations(console, "Closest passages", answer.closest)
    else:
        text = Text()
        for statement in answer.statements:
            text.append(statement.text)
            for marker in statement.citations:
                text.append(f" [{marker}]", style="bold cyan")
            text.append("\n")
        _show(console, text)
        _print_citations(console, "", answer.citations)
    for unread in answer.unread:
        _show(console, Text(f"not read ({unread.state}): {unread.url}", style="dim"), wrap=False)
    _show(console, Text(f"{answer.engine}, {answer.seconds.total * 1000:.0f} ms", style="dim"))


def print_check(check: Check) -> None:
    """The verdict, the sentences that decide or those nearest to the claim, and what was not read."""
    console = Console(highlight=False)
    line = Text(f"{VERDICTS[check.verdict]}:", style=f"bold {_VERDICT_COLOURS[check.verdict]}")
    line.append(f" {how_sure(check)}", style="dim")
    _show(console, line)
    _print_citations(console, "", check.citations)
    _print_citations(console, "Closest passages", check.closest)
    for unread in check.unread:
        _show(console, Text(f"not read ({unread.state}): {unread.url}", style="dim"), wrap=False)


def print_models(used: Sequence[InUse], recommended: Sequence[Recommended]) -> None:
    """Two tables: what is in use, and what can be fetched."""
    console = Console(highlight=False)
    now = Table("in use for", "model", "changed by", box=SIMPLE_HEAD, pad_edge=False)
    for one in used:
        now.add_row(one.task, Text(one.name), one.setting)
    larger = Table("larger ones for", "model", "licence", "MB", box=SIMPLE_HEAD, pad_edge=False)
    for model in recommended:
        larger.add_row(model.task, model.name, model.licence, str(model.megabytes))
    console.print(now)
    console.print(larger)
    _show(console, Text("fetch one with: wellsourced models get NAME", style="dim"))


def _print_citations(console: Console, heading: str, citations: Sequence[Citation]) -> None:
    if heading and citations:
        _show(console, Text(heading, style="dim"))
    for citation in citations:
        line = Text(f"[{citation.marker}] ", style="cyan")
        line.append(citation.title, style="default")
        page = f", page {citation.page}" if citation.page else ""
        copies = {Via.ARCHIVE: f", archived copy of {citation.archived_at[:10]}", Via.SAVED: ", saved copy"}
        page += copies.get(citation.via, "")
        line.append(f"{page}, {citation.start}–{citation.end}", style="dim")
        if citation.url.startswith("http"):
            line.append(f"  {citation.url}", style="dim")
        if heading:
            line.append(f"\n    “{' '.join(citation.quote.split())}”", style="dim")
        _show(console, line, wrap=False)


def print_sources(sources: Sequence[Source]) -> None:
    """One source after the other: state, title or address, id, and for those not read the reason."""
    console = Console(highlight=False)
    for source in sources:
        line = Text(f"{source.state.value:<12}", style=_COLOURS.get(source.state, "red"))
        line.append(
            source.title if source.state is SourceState.OK else source.url or source.title, style="default"
        )
        details = [_facts(source)] if source.state is SourceState.OK else []
        details += [source.reason] if source.reason else []
        line.append(f"\n{'':<12}{source.document_id}", style="dim")
        for detail in filter(None, details):
            line.append(f"\n{'':<12}{detail}", style="dim")
        _show(console, line, wrap=False)
    unread = sum(source.state is not SourceState.OK for source in sources)
    _show(console, Text(f"{len(sources)} sources, {unread} not read", style="bold"))


def _facts(source: Source) -> str:
    """What is known of a source that was read, in one line."""
    came = {Via.ARCHIVE: f"archived copy of {source.archived_at[:10]}", Via.SAVED: "saved copy"}
    facts = [
        source.date,
        f"{source.passages} passages" if source.passages else "",
        came.get(source.via, ""),
        f"same story as {source.same_as}" if source.same_as else "",
        f"cited by {', '.join(source.cited_by)}" if source.cited_by else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def print_corpora(corpora: Sequence[CorpusSummary]) -> None:
    """One corpus a line: its name, its title, how much of it was read."""
    console = Console(highlight=False)
    width = max((len(corpus.name) for corpus in corpora), default=0) + 2
    for corpus in corpora:
        line = Text(f"{corpus.name:<{width}}", style="bold")
        line.append(f"{corpus.title}  ", style="default")
        line.append(f"{corpus.read} of {corpus.sources} read", style="dim")
        _show(console, line, wrap=False)


def _show(console: Console, text: Text, *, wrap: bool = True) -> None:
    text.plain = without_controls(text.plain)
    console.print(text, soft_wrap=not wrap)
