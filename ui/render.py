"""An answer → what people read. Pure: no Gradio, no clock, no network.

The chat shows Markdown, and Markdown from a source must never act: every character that Markdown, HTML,
a formula or an automatic link could start with is written as a numeric entity. Entities, not backslashes:
``\\[`` and ``\\(`` open formulas in some renderers, an entity opens nothing anywhere.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote, urlsplit

from assistant.answer import Answer, Citation, Statement, Status, Support
from assistant.question import Turn

_ACTIVE = re.compile(r"[!\"#$%&*+\-./:<=>@\[\\\]^_`{|}~]")
# Invisible controls that reorder what follows them (bidi), or that no text needs.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_MARKER = re.compile(r"\s*\[\d{1,3}\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\))?")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")

_FRAGMENT_WORDS = 12
"""Quotes of more words are named by their first and last words: shorter, and proof against small edits."""
_FRAGMENT_EDGE = 5
_FRAGMENT_CHARACTERS = 24
"""The edge of a quote in a script that puts no spaces between its words."""

_SUPPORT_NOTES = {
    Support.PARTIAL: "partly supported",
    Support.UNSUPPORTED: "not supported by the sources",
    Support.UNCHECKED: "not checked",
}


def plain(text: str) -> str:
    """One line without control characters: what a title or a label may hold."""
    return " ".join(_CONTROLS.sub("", text).split())


def escape(text: str) -> str:
    """Text that Markdown shows literally, on one line."""
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", plain(text))


def answer_markdown(answer: Answer, answer_id: str) -> str:
    """The answer as Markdown; its markers are links to ``#cite-<answer_id>-<marker>``."""
    if answer.status == Status.NOT_FOUND:
        return _not_found_markdown(answer, answer_id)
    cited = {citation.marker: citation for citation in answer.citations}
    paragraphs: list[list[str]] = []
    previous: Citation | None = None
    for statement in answer.statements:
        first = next((cited[marker] for marker in statement.citations if marker in cited), None)
        if not paragraphs or not _continues(previous, first):
            paragraphs.append([])
        paragraphs[-1].append(_statement_markdown(statement, cited, answer_id))
        previous = first
    body = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    return f"{body}\n\n{_footer(answer, answer_id)}"


def _continues(previous: Citation | None, following: Citation | None) -> bool:
    """Whether a sentence stands right behind the one before it, and so belongs to its paragraph."""
    if previous is None or following is None or previous.document_id != following.document_id:
        return False
    return 0 <= following.start - previous.end <= 2 or following.start == previous.start


def _statement_markdown(statement: Statement, cited: dict[int, Citation], answer_id: str) -> str:
    markers = [cited[marker] for marker in statement.citations if marker in cited]
    text = _emphasised(statement.text, markers)
    note = _SUPPORT_NOTES.get(statement.support)
    badge = f" *({note})*" if note else ""
    return text + "".join(_marker_link(citation, answer_id) for citation in markers) + badge


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


def _marker_link(citation: Citation, answer_id: str) -> str:
    title = f"Source {citation.marker}: {escape(citation.title)}"
    return f' [{citation.marker}](#cite-{answer_id}-{citation.marker} "{title}")'


def _not_found_markdown(answer: Answer, answer_id: str) -> str:
    """A short honest card: why, what comes closest, what could not be read."""
    reason = escape(answer.reason) or "None of the sources that were read says this."
    parts = ["#### Not in the sources", reason]
    if answer.closest:
        parts.append("Closest passages:")
        parts.append("\n".join(_closest_line(citation, answer_id) for citation in answer.closest))
    if answer.unread:
        parts.append(_unread_line([unread.url for unread in answer.unread]))
    parts.append(_footer(answer, answer_id))
    return "\n\n".join(parts)


def _closest_line(citation: Citation, answer_id: str) -> str:
    return f"- “{escape(shorten(citation.quote, 220))}”{_marker_link(citation, answer_id)}"


def _unread_line(urls: Sequence[str]) -> str:
    hosts = list(dict.fromkeys(escape(host(url)) for url in urls))
    shown = ", ".join(hosts[:4]) + (f" and {len(hosts) - 4} more sites" if len(hosts) > 4 else "")
    pages = "1 cited page was" if len(urls) == 1 else f"{count(len(urls))} cited pages were"
    return f"*{pages} not read and may say more: {shown}*"


def _footer(answer: Answer, answer_id: str) -> str:
    """The small line under an answer: who wrote it, and how long that took."""
    found, quoted = answer.status != Status.NOT_FOUND, answer.engine == "extractive"
    if quoted:
        how = "Quoted from the sources" if found else "Searched the sources"
    else:
        how = f"Written by {escape(answer.engine)}" if found else escape(answer.engine)
    copy = f' · [Copy](#copy-{answer_id} "Copy with sources")' if found else ""
    return f"<small>{how} · {duration(answer.seconds.total)}{copy}</small>"


def answer_text(answer: Answer) -> str:
    """The answer as plain text with its numbered sources: what "Copy" puts on the clipboard."""
    if answer.status == Status.NOT_FOUND:
        return f"Not in the sources. {answer.reason}".strip()
    lines = [
        f"[{c.marker}] {plain(c.title)} {text_fragment(c.url, c.quote)}".rstrip() for c in answer.citations
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


def is_web(url: str) -> bool:
    """Whether an address may become a link: http or https, with a host and no odd characters."""
    if any(ord(character) <= 32 or ord(character) == 127 for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def host(url: str) -> str:
    """The site of an address, without ``www.``; for anything else the name of the file."""
    if is_web(url):
        return (urlsplit(url).hostname or url).removeprefix("www.")
    return plain(url).rsplit("/", 1)[-1]


def text_fragment(url: str, passage: str) -> str:
    """The address that opens a page at a passage (WICG text fragments); empty for what is no web page."""
    if not is_web(url):
        return ""
    base = url.split(":~:", 1)[0].rstrip("#")
    words = passage.split()
    if not words:
        return base
    joint = ":~:" if "#" in base else "#:~:"
    return f"{base}{joint}text={_directive(passage, words)}"


def _directive(passage: str, words: Sequence[str]) -> str:
    # A range may cross blocks, a single text may not: a line end asks for a range.
    many_lines = "\n" in passage.strip() and len(words) > 1
    if len(words) > _FRAGMENT_WORDS or (many_lines and len(words) > 2):
        edge = min(_FRAGMENT_EDGE, len(words) // 2)
        return f"{_encoded(' '.join(words[:edge]))},{_encoded(' '.join(words[-edge:]))}"
    whole = " ".join(words)
    if len(words) <= 2 and len(whole) > 3 * _FRAGMENT_CHARACTERS:
        return f"{_encoded(whole[:_FRAGMENT_CHARACTERS])},{_encoded(whole[-_FRAGMENT_CHARACTERS:])}"
    return _encoded(whole)


def _encoded(text: str) -> str:
    """Percent-encoded; the hyphen too, as it separates prefix and suffix in the directive."""
    return quote(text, safe="").replace("-", "%2D")


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


def moment(timestamp: str) -> str:
    """An ISO 8601 time for people: 23 November 2026, 23:22 UTC; what cannot be read stays as it is."""
    try:
        when = datetime.fromisoformat(timestamp)
    except ValueError:
        return plain(timestamp)
    zone = " UTC" if when.utcoffset() is not None and not when.utcoffset() else ""
    return f"{when.day} {when:%B %Y}, {when:%H:%M}{zone}"
