"""The sources of a corpus → the list on the left, grouped by what became of them. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from sources.records import Source, SourceState
from ui.render import count, host, is_web, moment, plain, shorten

# For each state: its dot, its group's heading, and what a reader can do about it.
_STATES: dict[SourceState, tuple[str, str, str]] = {
    SourceState.OK: ("ok", "Read", ""),
    SourceState.PENDING: ("waiting", "Not read yet", "Press “Try unread pages again” to read them."),
    SourceState.UNREACHABLE: ("waiting", "Could not be reached", "Check the connection, then try again."),
    SourceState.BLOCKED: ("closed", "Refused by the site", "Save the page from a browser and add the file."),
    SourceState.PAYWALLED: ("closed", "Behind a paywall", "With access, save the page and add the file."),
    SourceState.ROBOTS: ("closed", "Not open to programs", "Save the page from a browser and add the file."),
    SourceState.MISSING: ("closed", "No longer there", "An archived copy may exist; add its address."),
    SourceState.SCRIPT_ONLY: ("closed", "Needs a browser to show", "Save the page as HTML and add the file."),
    SourceState.EMPTY: ("closed", "No text found", "Add the text as a .txt file."),
    SourceState.UNSUPPORTED: ("closed", "Not a format that can be read", "Add it as .txt, .md or .html."),
}


def source_list(title: str, sources: Sequence[Source], corpus: str = "") -> dict[str, Any]:
    """The left panel's payload: a summary, and the sources in groups, those that were read first."""
    read = sum(source.state == SourceState.OK for source in sources)
    return {
        "corpus": corpus,
        "title": plain(title),
        "summary": summary(read, len(sources)),
        "unread": len(sources) - read,
        "groups": [_group(state, sources) for state in _STATES if _of(state, sources)],
    }


def summary(read: int, total: int) -> str:
    """How much was read, in words."""
    if total == 0:
        return "No sources yet"
    if read == total:
        return f"{count(total)} source{'s' if total > 1 else ''}, all read"
    return f"{count(read)} of {count(total)} read"


def _of(state: SourceState, sources: Iterable[Source]) -> list[Source]:
    return [source for source in sources if source.state == state]


def _group(state: SourceState, sources: Sequence[Source]) -> dict[str, Any]:
    members = _of(state, sources)
    dot, heading, advice = _STATES[state]
    reasons = {_reason(source) for source in members}
    # One reason for all is said once, above them; otherwise each row says its own.
    shared = reasons.pop() if len(reasons) == 1 else ""
    return {
        "state": state.value,
        "dot": dot,
        "heading": heading,
        "count": len(members),
        "reason": "" if state == SourceState.OK else shared,
        "advice": advice,
        "rows": [_row(source, shared) for source in members],
    }


def _row(source: Source, shared: str) -> dict[str, Any]:
    own = _reason(source)
    return {
        "document_id": source.document_id,
        "title": source_title(source),
        "host": host(source.url),
        "url": source.url if is_web(source.url) else "",
        "readable": source.state == SourceState.OK,
        "reason": "" if own == shared or source.state == SourceState.OK else own,
        "detail": _detail(source),
    }


def _reason(source: Source) -> str:
    """The reason as a sentence, without the name of the site, which its row gives already."""
    reason = plain(source.reason)
    site = urlsplit(source.url).hostname if is_web(source.url) else None
    reason = reason.removeprefix(f"{site}: ") if site else reason
    if not reason:
        return ""
    return reason[0].upper() + reason[1:] + ("" if reason.endswith((".", "!", "?")) else ".")


def _detail(source: Source) -> str:
    if source.state != SourceState.OK:
        return ""
    passages = f"{count(source.passages)} passage{'' if source.passages == 1 else 's'}"
    return f"{passages} · read {moment(source.fetched_at)}" if source.fetched_at else passages


def source_title(source: Source) -> str:
    """The title; for a page that was never read, the words of its address."""
    title = plain(source.title)
    if title and title != source.url:
        return shorten(title, 120)
    if not is_web(source.url):
        return shorten(host(source.url), 120) or "Untitled"
    segments = [part for part in unquote(urlsplit(source.url).path).split("/") if part]
    words = plain(segments[-1].rsplit(".", 1)[0].replace("-", " ").replace("_", " ")) if segments else ""
    # A hash or a number says less than the site's name does.
    if not words or sum(character.isalpha() for character in words) * 2 < len(words) or " " not in words:
        return host(source.url)
    return shorten(words[0].upper() + words[1:], 120)
