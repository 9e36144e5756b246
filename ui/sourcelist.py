"""The sources of a corpus → the list on the left, grouped by what became of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from sources.records import Source, SourceState
from ui.fragments import is_web
from ui.render import copy_note, count, day, host, plain, shorten

# For each state: its dot, its group's heading, and what a reader can do about it.
_STATES: dict[SourceState, tuple[str, str, str]] = {
    SourceState.OK: ("ok", "Read", ""),
    SourceState.PENDING: ("waiting", "Not read yet", "“Ask for the pages again” reads them."),
    SourceState.UNREACHABLE: ("waiting", "Could not be reached", "Check the connection, then try again."),
    SourceState.BLOCKED: ("closed", "Refused by the site", "Save the page from a browser and add the copy."),
    SourceState.PAYWALLED: ("closed", "Behind a paywall", "With access, save the page and add the copy."),
    SourceState.ROBOTS: ("closed", "Not open to programs", "Save the page from a browser and add the copy."),
    SourceState.MISSING: ("closed", "No longer there", "An archived copy may exist; add its address."),
    SourceState.SCRIPT_ONLY: (
        "closed",
        "Needs a browser to show",
        "Save the page from a browser and add the copy.",
    ),
    SourceState.EMPTY: ("closed", "No text found", "Add the text as a file, or a copy that has it."),
    SourceState.UNSUPPORTED: ("closed", "Not a format that can be read", "Add a copy as PDF, HTML or text."),
}

_NO_REASON = {SourceState.OK, SourceState.PENDING}


def source_list(title: str, sources: Sequence[Source], corpus: str = "") -> dict[str, Any]:
    """The left panel's payload: a summary, and the sources in groups, those that were read first."""
    read = sum(source.state == SourceState.OK for source in sources)
    titles = {source.document_id: source_title(source) for source in sources}
    return {
        "corpus": corpus,
        "title": plain(title),
        "summary": summary(read, len(sources)),
        "unread": len(sources) - read,
        "groups": [_group(state, sources, titles) for state in _STATES if _of(state, sources)],
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


def _group(state: SourceState, sources: Sequence[Source], titles: Mapping[str, str]) -> dict[str, Any]:
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
        "reason": "" if state in _NO_REASON else shared,
        "advice": advice,
        "rows": [_row(source, shared, titles) for source in members],
    }


def _row(source: Source, shared: str, titles: Mapping[str, str]) -> dict[str, Any]:
    own = _reason(source)
    return {
        "document_id": source.document_id,
        "title": source_title(source),
        "host": host(source.url),
        "url": source.url if is_web(source.url) else "",
        "readable": source.state == SourceState.OK,
        "reason": "" if own == shared or source.state in _NO_REASON else own,
        "detail": _detail(source),
        "note": _note(source, titles),
        "cited_by": _citing(source, titles),
        "wants_copy": source.state not in {SourceState.OK, SourceState.PENDING} and is_web(source.url),
    }


def _citing(source: Source, titles: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"document_id": one, "title": shorten(titles[one], 60)} for one in source.cited_by if one in titles
    ]


def _reason(source: Source) -> str:
    """The reason as a sentence, without the name of the site, which its row gives already."""
    reason = plain(source.reason)
    site = urlsplit(source.url).hostname if is_web(source.url) else None
    reason = reason.removeprefix(f"{site}: ") if site else reason
    if not reason:
        return ""
    return reason[0].upper() + reason[1:] + ("" if reason.endswith((".", "!", "?")) else ".")


def _detail(source: Source) -> str:
    """The day of a page that was read, and how much it holds."""
    if source.state != SourceState.OK:
        return ""
    known = [day(source.date) if source.date else ""]
    if source.passages:
        known.append(f"{count(source.passages)} passage{'' if source.passages == 1 else 's'}")
    return " · ".join(fact for fact in known if fact)


def _note(source: Source, titles: Mapping[str, str]) -> str:
    """What a reader should know of a page that was read: that it is a copy, or tells what another tells."""
    notes = [copy_note(source.via, source.archived_at)]
    if source.same_as in titles:
        notes.append(f"same story as “{shorten(titles[source.same_as], 60)}”")
    said = "; ".join(note for note in notes if note)
    return said[:1].upper() + said[1:]


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
