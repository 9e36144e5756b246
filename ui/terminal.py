"""Answers and sources in a terminal, with Rich; nothing from a source is taken for mark-up."""

from collections.abc import Iterable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.answer import EXTRACTIVE, Answer, Citation, Statement, Status
from assistant.check import Check, Verdict
from assistant.corpora import CorpusSummary
from assistant.doctor import Examined, State
from assistant.models import InUse, Recommended
from assistant.prompting import Prompt
from sources.records import Source, SourceState, Via
from ui.controls import without_controls
from ui.render import SUPPORT_NOTES, duration
from ui.render_check import VERDICTS, how_sure

_VERDICT_COLOURS = {Verdict.SUPPORTED: "green", Verdict.CONTRADICTED: "red", Verdict.NOT_MENTIONED: "yellow"}
_STATE_COLOURS = {State.OK: "green", State.NOTE: "yellow", State.PROBLEM: "red"}
_COLOURS = {SourceState.OK: "green", SourceState.PENDING: "yellow"}


def print_answers(answers: Iterable[Answer]) -> Answer:
    """An answer as it grows, sentence by sentence where somebody watches, then whatever else there is to say; the last
    one is returned.

    A model that fails after some sentences leaves them standing; the answer that counts follows, and says so.
    """
    console = Console(highlight=False)
    answer: Answer | None = None
    shown = 0
    for answer in answers:
        if console.is_terminal and answer.usage is not None:
            _print_statements(console, answer.statements[shown:])
            shown = len(answer.statements)
    if answer is None:
        raise ValueError("an answer has at least one state")
    print_answer(answer, already=shown if answer.engine != EXTRACTIVE else 0)
    return answer


def print_answer(answer: Answer, *, already: int = 0) -> None:
    """The statements with their markers, ``already`` of them being on the screen, then each citation with its place."""
    console = Console(highlight=False)
    if answer.standalone_question != answer.question:
        _show(console, Text(f"Read as: {answer.standalone_question}", style="dim"))
    if answer.status is Status.NOT_FOUND:
        _show(console, Text(answer.reason, style="bold yellow"))
        _print_citations(console, "Closest passages", answer.closest)
    else:
        _print_statements(console, answer.statements[already:])
        _print_citations(console, "", answer.citations)
    if answer.notice:
        _show(console, Text(answer.notice, style="yellow"))
    for unread in answer.unread:
        _show(console, Text(f"not read ({unread.state}): {unread.url}", style="dim"), wrap=False)
    _show(console, Text(_how(answer), style="dim"))


def _print_statements(console: Console, statements: Sequence[Statement]) -> None:
    for statement in statements:
        text = Text(statement.text)
        for marker in statement.citations:
            text.append(f" [{marker}]", style="bold cyan")
        if statement.support in SUPPORT_NOTES:
            text.append(f" ({SUPPORT_NOTES[statement.support]})", style="yellow")
        _show(console, text)


def _how(answer: Answer) -> str:
    """What made it, in which time, from how much."""
    parts = [answer.engine, duration(answer.seconds.total)]
    if answer.seconds.first:
        parts.append(f"first sentence after {duration(answer.seconds.first)}")
    if answer.usage is not None and answer.usage.read:
        parts.append(f"{answer.usage.read:,} tokens read, {answer.usage.written:,} written")
    if answer.usage is not None and answer.usage.dollars is not None:
        parts.append(f"${answer.usage.dollars:.4f}")
    return ", ".join(parts)


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


def print_examined(found: Iterable[Examined]) -> Iterator[Examined]:
    """A line for each finding, as it comes; the findings go on."""
    console = Console(highlight=False)
    for one in found:
        line = Text(f"{one.state.value:<8}", style=_STATE_COLOURS[one.state])
        line.append(f"{one.what}: ", style="bold")
        line.append(one.told, style="default")
        _show(console, line, wrap=False)
        yield one


def print_prompt(prompt: Prompt) -> None:
    """A prompt with its version and what is put in."""
    console = Console(highlight=False)
    _show(console, Text(f"{prompt.name}  version {prompt.version}", style="bold"))
    _show(console, Text(f"put in: {', '.join(prompt.placeholders)}", style="dim"))
    _show(console, Text(f"\n{prompt.system}\n\n{prompt.user}\n"))


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
