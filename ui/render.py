"""An answer → what people read. Pure: no Gradio, no clock, no network.

The chat shows Markdown, and Markdown from a source must never act: every character that Markdown, HTML,
a formula or an automatic link could start with is written as a numeric entity. Entities, not backslashes:
``\\[`` and ``\\(`` open formulas in some renderers, an entity opens nothing anywhere.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import unquote, urlsplit

from assistant.answer import EXTRACTIVE, Answer, Citation, Statement, Status, Support, Unread
from assistant.question import Turn
from sources.records import Via
from ui.fragments import is_web, text_fragment

_ACTIVE = re.compile(r"[!\"#$%&*+\-./:<=>@\[\\\]^_`{|}~]")
# Invisible controls that reorder what follows them (bidi), or that no text needs.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_MARKER = re.compile(r"\s*\[\d{1,3}\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\))?")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")

_MOST_NAMED = 3
_UNREAD_WORDS = {
    "pending": "not read yet",
    "unreachable": "could not be reached",
    "blocked": "refused by the site",
    "paywalled": "behind a paywall",
    "robots": "not open to programs",
    "missing": "no longer there",
    "script_only": "needs a browser",
    "empty": "no text found",
    "unsupported": "not a format that can be read",
}
SUPPORT_NOTES = {
    Support.PARTIAL: "compare with the source",
    Support.UNSUPPORTED: "not borne out by the source",
    Support.UNCHECKED: "not checked",
}


def plain(text: str) -> str:
    """One line without control characters: what a title or a label may hold."""
    return " ".join(_CONTROLS.sub("", text).split())


def escape(text: str) -> str:
    """Text that Markdown shows literally, on one line."""
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", plain(text))


def answer_markdown(answer: Answer, answer_id: str, *, growing: bool = False) -> str:
    """The answer as Markdown; its markers are links to ``#cite-<answer_id>-<marker>``.

    ``growing``: a language model is still writing.
    """
    if answer.status == Status.NOT_FOUND:
        return _not_found_markdown(answer, answer_id)
    quoted = answer.engine == EXTRACTIVE
    head = _read_as(answer)
    cited = {citation.marker: citation for citation in answer.citations}
    paragraphs: list[list[str]] = []
    previous: Citation | None = None
    for statement in answer.statements:
        first = next((cited[marker] for marker in statement.citations if marker in cited), None)
        if not paragraphs or (quoted and not _continues(previous, first)):
            paragraphs.append([])
        paragraphs[-1].append(_statement_markdown(statement, cited, answer_id))
        previous = first
    parts = [" ".join(sentences) for sentences in paragraphs]
    if answer.verdict and parts:  # our word, set apart from what the sources say
        parts[0] = f"<em>{answer.verdict.value.capitalize()}, as we read this:</em> {parts[0]}"
    parts = [*head, *parts]
    if growing:
        return "\n\n".join([*parts, f"<small>{escape(answer.engine)} is writing …</small>"])
    if answer.notice:
        parts.append(notice_line(answer.notice))
    if answer.unread:
        parts.append(unread_line(answer.unread))
    return "\n\n".join([*parts, _footer(answer, answer_id)])


def _read_as(answer: Answer) -> list[str]:
    """How a question that needed the conversation was understood; nothing for one that stands alone."""
    if not answer.was_completed:
        return []
    return [f"*Read as: {escape(answer.standalone_question)}*"]


def notice_line(notice: str) -> str:
    """How the answer came about, where the reader should know."""
    return f"*{escape(notice)}*"


def _continues(previous: Citation | None, following: Citation | None) -> bool:
    """Whether a sentence stands right behind the one before it, and so belongs to its paragraph."""
    if previous is None or following is None or previous.document_id != following.document_id:
        return False
    return 0 <= following.start - previous.end <= 2 or following.start == previous.start


def _statement_markdown(statement: Statement, cited: dict[int, Citation], answer_id: str) -> str:
    markers = [cited[marker] for marker in statement.citations if marker in cited]
    text = _emphasised(statement.text, markers)
    note = SUPPORT_NOTES.get(statement.support)
    badge = f" *({note})*" if note else ""
    return text + "".join(marker_link(citation, answer_id) for citation in markers) + badge


def _emphasised(text: str, citations: Sequence[Citation]) -> str:
    """The statement, with the words that answer most directly in bold when it quotes them."""
    for citation in citations:
        offset = citation.quote.find(text)
        if citation.highlight is None or offset < 0:
            continue
        start = citation.highlight[0] - citation.start - offset
        end = citation.highlight[1] - citation.start - offset
        # A highlight of nearly the whole sentence points at nothing.
        if 0 <= start < end <= len(text) and (end - start) < 0.7 * len(text):
            words = text[start:end]
            lead = " " if text[:start].endswith((" ", "\n")) else ""
            tail = " " if text[end:].startswith((" ", "\n")) else ""
            before, after = escape(text[:start]), escape(text[end:])
            return f"{before}{lead}<strong>{escape(words)}</strong>{tail}{after}"
    return escape(text)


def marker_link(citation: Citation, answer_id: str) -> str:
    """The number of a citation as a link that opens it."""
    known = [f"p. {citation.page}" if citation.page else "", copy_note(citation.via, citation.archived_at)]
    more = "".join(f", {fact}" for fact in known if fact)
    title = f"Source {citation.marker}: {escape(citation.title + more)}"
    return f' [{citation.marker}](#cite-{answer_id}-{citation.marker} "{title}")'


def _not_found_markdown(answer: Answer, answer_id: str) -> str:
    """A short honest card: why, what comes closest, what could not be read."""
    reason = escape(answer.reason) or "None of the sources that were read says this."
    parts = [*_read_as(answer), "#### Not in the sources", reason]
    if answer.notice:
        parts.append(notice_line(answer.notice))
    if answer.closest:
        parts.append("Closest passages:")
        parts.append(closest_lines(answer.closest, answer_id))
    if answer.unread:
        parts.append(unread_line(answer.unread))
    parts.append(_footer(answer, answer_id))
    return "\n\n".join(parts)


def closest_lines(closest: Iterable[Citation], answer_id: str) -> str:
    """Passages that come near without answering, as a list."""
    return "\n".join(f"- “{escape(shorten(one.quote, 220))}”{marker_link(one, answer_id)}" for one in closest)


def unread_line(unread: Sequence[Unread]) -> str:
    """Which cited pages were not read and might tell more, each with the reason in a word or two."""
    named = [
        f"{_page_name(one.url)} ({_UNREAD_WORDS.get(one.state, 'not read')})" for one in unread[:_MOST_NAMED]
    ]
    more = f" and {count(len(unread) - _MOST_NAMED)} more" if len(unread) > _MOST_NAMED else ""
    return f"*Not read, and may say more: {', '.join(named)}{more}*"


def _page_name(url: str) -> str:
    """The site and the last words of an address: theguardian.com, visual guide us military presence."""
    words = [
        part
        for part in re.split(r"[-_/.]+", unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))
        if part
    ]
    named = " ".join(
        word for word in words if not word.isdigit() and word not in {"html", "htm", "pdf", "php"}
    )
    return escape(shorten(f"{host(url)}, {named}", 60) if len(named.split()) > 1 else host(url))


def _footer(answer: Answer, answer_id: str) -> str:
    """The small line under an answer: who wrote it, and how long that took."""
    found, quoted = answer.status != Status.NOT_FOUND, answer.engine == EXTRACTIVE
    if quoted:
        how = "Quoted from the sources" if found else "Searched the sources"
    else:
        name = escape(answer.engine)
        how = f"Written by {name}, each sentence checked" if found else f"Asked {name}"
    parts = [how, duration(answer.seconds.total)]
    if answer.seconds.first:
        parts.append(f"first sentence after {duration(answer.seconds.first)}")
    if found:
        parts.append(f'[Copy](#copy-{answer_id} "Copy with sources")')
    return f"<small>{' · '.join(parts)}</small>"


def answer_text(answer: Answer) -> str:
    """The answer as plain text with its numbered sources: what "Copy" puts on the clipboard."""
    if answer.status == Status.NOT_FOUND:
        return f"Not in the sources. {answer.reason}".strip()
    lines = [
        f"[{c.marker}] {plain(c.title)} {text_fragment(c.url, c.quote, page=c.page)}".rstrip()
        for c in answer.citations
    ]
    return "\n".join([answer.text, "", *lines])


def unmarked(markdown: str) -> str:
    """Plain words: markers gone, links reduced to their text."""
    without = _MARKER.sub("", markdown)
    return " ".join(_LINK.sub(r"\1", without).split())


def turns(answers: Iterable[Answer]) -> tuple[Turn, ...]:
    """A conversation as the assistant reads it: plain questions and plain answers."""
    history: list[Turn] = []
    for answer in answers:
        said = " ".join(statement.text for statement in answer.statements) or answer.reason
        history.append(Turn(role="user", content=answer.question))
        history.append(Turn(role="assistant", content=unmarked(said)))
    return tuple(history)


def host(url: str) -> str:
    """The site of an address, without ``www.``; for anything else the name of the file."""
    if is_web(url):
        return (urlsplit(url).hostname or url).removeprefix("www.")
    return plain(url).rsplit("/", 1)[-1]


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words."""
    text = plain(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0]
    return f"{cut.rstrip(',;:')}…"


def count(number: int) -> str:
    """1234567 → 1,234,567."""
    return f"{number:,}"


def duration(seconds: float) -> str:
    """0.0483 → 48 ms; 1.26 → 1.3 s."""
    if seconds < 0.9995:
        return f"{max(1, round(seconds * 1000))} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def copy_note(via: Via, archived_at: str) -> str:
    """What a page that did not come from its site came from: ``archived copy of 3 May 2024``, ``saved copy``."""
    if via is Via.ARCHIVE:
        return f"archived copy of {day(archived_at)}" if archived_at else "archived copy"
    return "saved copy" if via is Via.SAVED else ""


def day(date: str) -> str:
    """An ISO 8601 date or time as a day for people: 23 November 2026; what cannot be read stays as it is."""
    try:
        when = datetime.fromisoformat(date)
    except ValueError:
        return plain(date)
    return f"{when.day} {when:%B %Y}"


def moment(timestamp: str) -> str:
    """An ISO 8601 time for people: 23 November 2026, 23:22 UTC; what cannot be read stays as it is."""
    try:
        when = datetime.fromisoformat(timestamp)
    except ValueError:
        return plain(timestamp)
    zone = " UTC" if when.utcoffset() is not None and not when.utcoffset() else ""
    return f"{when.day} {when:%B %Y}, {when:%H:%M}{zone}"
