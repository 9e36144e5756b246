"""Is this page worth citing? Its state, and in words that a person understands why not and what to do.

Walls come with status 200 too. Their words ("captcha", "subscribe") stand in good articles as well, so
they count only where there is little main text, or where they are the whole title.
"""

import re
from html import unescape
from urllib.parse import urlsplit

from sources import gate_words as words
from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.records import BlockKind, SourceState

_NOT_MAIN = (BlockKind.TITLE, BlockKind.HEADING, BlockKind.FURNITURE)
_HEADS = re.compile(r"<(title|h1)\b[^<>]*>([^<]{0,300})")
_SITE_NAME = re.compile(r"\s+[|–—·:-]\s+.*|[.!…]+$", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_LOOKED_AT = 200_000
_NO_TEXT = 200  # characters of main text
_WALL_AT_MOST = 800  # challenge and consent pages say little
_TEASER_AT_MOST = 2_500
_STOPPED_AT_MOST = 1_500
_HOME = re.compile(r"/?(?:index\.\w+|home|[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.IGNORECASE)


def judge(
    *,
    url: str,
    final_url: str,
    status: int | None,
    content_type: str,
    body: bytes,
    extracted: Extracted | None,
    error: ExtractionError | None,
) -> tuple[SourceState, str]:
    """The state of a page that was fetched, and the reason, ``""`` for ok.

    ``status`` is None for what did not come over HTTP; ``extracted`` is None exactly when ``error`` says
    why there is no text.
    """
    by_hand = f'save the page in your browser and add the file: wellsourced add page.html --for "{url}"'
    found = _by_status(status, by_hand)
    if found is None and _is_markup(content_type, body):
        found = _by_words(_Look(body, extracted), by_hand)
    if found is None and _fell_to_home(url, final_url):
        found = (SourceState.MISSING, "the address leads to the site's home page: the page seems to be gone")
    if found is None and error is not None:
        found = (SourceState(error.state), str(error))
    return found or (SourceState.OK, "")


class _Look:
    """What the judgment rests on, in lower case: titles, main text, and the page's first 200 kB."""

    def __init__(self, body: bytes, extracted: Extracted | None) -> None:
        self.source = body[:_LOOKED_AT].decode("utf-8", errors="replace").lower()
        self.visible = _visible(self.source)
        self.main = _main_text(extracted).lower()
        heads = [" ".join(unescape(found.group(2)).split()) for found in _HEADS.finditer(self.source)]
        self.titles = [_SITE_NAME.sub("", head) for head in heads]
        self.said = " ".join([*heads, self.main or self.visible[:_TEASER_AT_MOST]])


def _by_status(status: int | None, by_hand: str) -> tuple[SourceState, str] | None:
    if status is None or 200 <= status < 300:
        return None
    if status in {404, 410}:
        return SourceState.MISSING, f"the page is gone (HTTP {status}); look for it at web.archive.org"
    if status == 402:
        return SourceState.PAYWALLED, f"the page is for paying readers (HTTP 402); if you are one, {by_hand}"
    if status in {401, 403, 407, 429, 451, 999}:  # 999 is LinkedIn's own
        return SourceState.BLOCKED, f"the site does not let programs read it (HTTP {status}): {by_hand}"
    if status >= 500:
        return SourceState.UNREACHABLE, f"the site has a fault of its own (HTTP {status}): try again later"
    return SourceState.UNREACHABLE, f"the site gave no page (HTTP {status}): {by_hand}"


def _by_words(look: _Look, by_hand: str) -> tuple[SourceState, str] | None:
    if _is_challenge(look):
        return SourceState.BLOCKED, f"the site asks whether a person is reading: {by_hand}"
    little = len(look.main) <= _WALL_AT_MOST
    if little and (_titled(look, words.MISSING_TITLES) or words.MISSING_WORDS.search(look.said)):
        return SourceState.MISSING, "the site says that the page is gone; look for it at web.archive.org"
    if little and words.CONSENT_WORDS.search(look.said):
        return SourceState.BLOCKED, f"the site shows only its cookie notice: {by_hand}"
    if _is_teaser(look):
        return SourceState.PAYWALLED, f"only the beginning is free to read; if you may read it all, {by_hand}"
    return None


def _is_challenge(look: _Look) -> bool:
    if len(look.main) > _WALL_AT_MOST:
        return False
    return (
        _titled(look, words.BLOCKED_TITLES)
        or words.BLOCKED_WORDS.search(look.said) is not None
        or (len(look.main) < _NO_TEXT and words.BLOCKED_SOURCE.search(look.source) is not None)
    )


def _is_teaser(look: _Look) -> bool:
    if len(look.main) > _TEASER_AT_MOST:
        return False
    if words.NOT_FREE.search(look.source) or words.PAYWALL_WORDS.search(look.main[-600:]):
        return True
    return len(look.main) <= _STOPPED_AT_MOST and words.PAYWALL_ENDS.search(look.visible) is not None


def _titled(look: _Look, titles: re.Pattern[str]) -> bool:
    return any(titles.fullmatch(title) for title in look.titles)


def _main_text(extracted: Extracted | None) -> str:
    if extracted is None:
        return ""
    kept = (block for block in extracted.blocks if block.kind not in _NOT_MAIN)
    return "\n".join(extracted.text[block.start : block.end] for block in kept)


def _is_markup(content_type: str, body: bytes) -> bool:
    return "html" in content_type.lower() or (not content_type and b"<html" in body[:4096].lower())


def _visible(source: str) -> str:
    """The text between the tags, scripts and styles left out, in one line."""
    first, *rest = re.split(r"<(?:script|style)\b", source)
    pieces = [first]
    for piece in rest:
        end = re.search(r"</(?:script|style)", piece)
        pieces.append(piece[end.start() :] if end else "")
    return " ".join(unescape(_TAG.sub(" ", " ".join(pieces))).split())


def _fell_to_home(url: str, final_url: str) -> bool:
    """A link into a site that ended on its front page: what a site does when the page is no more."""
    try:
        asked, got = urlsplit(url), urlsplit(final_url)
    except ValueError:
        return False
    was_deep = not _HOME.fullmatch(asked.path) or bool(asked.query)
    is_home = _HOME.fullmatch(got.path) is not None and not got.query
    return was_deep and is_home and _same_site(asked.hostname or "", got.hostname or "")


def _same_site(asked: str, got: str) -> bool:
    """Whether one host is the other or under it; short links lead to front pages of other sites."""
    asked, got = asked.removeprefix("www."), got.removeprefix("www.")
    return asked == got or asked.endswith(f".{got}") or got.endswith(f".{asked}")
