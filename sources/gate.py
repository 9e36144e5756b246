"""Is this page worth citing? Its state, and in words that a person understands why not and what to do.

Walls come with status 200 too, and their words ("captcha", "subscribe") stand in good articles as well. So
a page is a wall where most of what it says is of one kind, where little else is told, and where it speaks to its
reader; words in quotation marks do not count. A teaser is told by what stands where its text ends.
"""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from sources import gate_words as words
from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.gate_look import Look
from sources.gate_teaser import is_teaser
from sources.records import SourceState

_WALL_AT_MOST = 260
"""Words; what says more than this about cookies is an article."""
_GONE_AT_MOST = 170
_OF_ITSELF_AT_MOST = 80
_NOTHING_SAID = 12
_SHARES = ((60, 0.35), (100, 0.5), (_WALL_AT_MOST, 0.65))
"""For pages of at most so many words the share of them, in sentences of one theme, that makes a wall: the more is
said, the likelier it is an article on walls."""
_SHARE_IF_SIGNED = 0.6
"""The same for a page with an author or a day: walls have neither."""
_SHARE_IN_DOUBT = 0.2
"""The same where the title is of the theme, too, or the page keeps search engines and strangers out."""
_SPOKEN_AT_LEAST = 0.25
"""Share of the words that speak to the reader, in a wall of more than a few words."""
_SPOKEN_BY_WALLS = 0.5
"""The same for a page with a title of the theme that names or counts something, too, as the law's own words do."""
_TOLD_BY_WALLS = 0.3
"""Share of the words in sentences that name or count others: some walls have one, with a firm's name."""
_FEW_WORDS = 60
"""So short a wall need not speak to anybody: "Access denied"."""
_TOLD_AT_MOST = 45
"""Words in sentences that are of no theme and do not speak to the reader: from there on, something is told."""
_HOME = re.compile(r"/?(?:index\.\w+|home|[a-z]{2}(?:[-_][a-z]{2})?)?/?", re.IGNORECASE)

_OF_WALLS = ("robot", "consent", "gone", "script", "login", "fault")
_OF_ITSELF = ("web", "plea", *_OF_WALLS)
"""Where nobody is spoken to, a closed road and a page may be meant by the same words."""

Verdict = tuple[SourceState, str]


def judge(
    *,
    url: str,
    final_url: str,
    status: int | None,
    content_type: str,
    body: bytes,
    extracted: Extracted | None,
    error: ExtractionError | None,
) -> Verdict:
    """The state of a page that was fetched, and the reason, ``""`` for ok.

    ``status`` is None for what did not come over HTTP; ``extracted`` is None exactly when ``error`` says
    why there is no text.
    """
    named = f'"{url}"' if url else "URL"
    by_hand = f"save the page in your browser and add the file: wellsourced add page.html --for {named}"
    look = Look(body, extracted) if _is_markup(content_type, body) else None
    found = _by_status(status, look, by_hand)
    if found is None and look is not None:
        found = _by_look(look, error, by_hand)
    if found is None and _fell_to_home(url, final_url):
        found = (SourceState.MISSING, "the address leads to the site's home page: the page seems to be gone")
    if found is None and error is not None:
        found = (SourceState(error.state), str(error))
    return found or (SourceState.OK, "")


def _by_status(status: int | None, look: Look | None, by_hand: str) -> Verdict | None:
    if status is None or 200 <= status < 300:
        return None
    return _by_error(status, look, by_hand)


def _by_error(status: int, look: Look | None, by_hand: str) -> Verdict:
    if status in {404, 410}:
        return SourceState.MISSING, f"the page is gone (HTTP {status}); look for it at web.archive.org"
    if status == 402:
        return SourceState.PAYWALLED, f"the page is for paying readers (HTTP 402); if you are one, {by_hand}"
    if status in {401, 403, 407, 429, 451, 999}:  # 999 is LinkedIn's own
        return SourceState.BLOCKED, f"the site does not let programs read it (HTTP {status}): {by_hand}"
    if look is not None and _is_challenge(look):
        return SourceState.BLOCKED, f"the site asks whether a person is reading (HTTP {status}): {by_hand}"
    if status >= 500:
        return SourceState.UNREACHABLE, f"the site has a fault of its own (HTTP {status}): try again later"
    return SourceState.UNREACHABLE, f"the site gave no page (HTTP {status}): {by_hand}"


def _by_look(look: Look, error: ExtractionError | None, by_hand: str) -> Verdict | None:
    for is_so, state, reason in _CHECKS:
        if is_so(look):
            return state, reason.format(by_hand=by_hand)
    if error is None and _says_nothing(look):
        return _without_text(look, by_hand)
    for is_so, state, reason in _CHECKS_OF_TEXT:
        if is_so(look):
            return state, reason.format(by_hand=by_hand)
    return None


def _is_challenge(look: Look) -> bool:
    if look.words > _WALL_AT_MOST:
        return False
    marked = words.CHALLENGE_MARKS.search(look.source) is not None
    if marked and (look.words < 2 * _NOTHING_SAID or _share(look, "robot") >= _SHARE_IN_DOUBT):
        return True
    titled = any(words.BLOCKED_TITLES.fullmatch(head) for head in look.heads)
    return titled or _is_wall(look, "robot")


def _wants_scripts(look: Look) -> bool:
    """It says little, and first of all that it does nothing without scripts."""
    short = look.words <= _SHARES[1][0] and not look.signed and not look.tells
    return (short and any(one.about("script") for one in look.said[:1])) or _is_wall(look, "script")


def _is_gone(look: Look) -> bool:
    """Its title says so, or its first sentences do; below may stand what else the site has."""
    if look.words > _GONE_AT_MOST:
        return False
    if any(words.MISSING_TITLES.fullmatch(head) for head in look.heads):
        return True
    headed = any(words.THEMES["gone"].search(head) and not head.endswith("?") for head in look.heads)
    begins = any(one.has("gone") for one in look.said[:2])
    nothing_else = all(one.about("gone") or one.speaks_to_reader for one in look.said)
    return (headed and (begins or look.words < 60)) or (begins and (nothing_else or _is_wall(look, "gone")))


def _is_wall(look: Look, theme: str) -> bool:
    if not look.said or look.words > _WALL_AT_MOST:
        return False
    headed = any(words.THEMES[theme].search(head) and not head.endswith("?") for head in look.heads)
    told = sum(one.words for one in look.said if not one.about(theme) and not one.speaks_to_reader)
    if not look.keeps_out and (told > _TOLD_AT_MOST or not _speaks(look) or _tells_more(look)):
        return False
    if look.words <= _SHARES[0][0] and not look.tells:
        of_page = any(one.about("plea") or one.about("web") for one in look.said)
        if headed and of_page:
            return True
    speaking = not look.tells or look.spoken >= _SPOKEN_BY_WALLS
    in_doubt = look.keeps_out or (headed and look.words <= _SHARES[1][0] and speaking)
    return _share(look, theme) >= (_SHARE_IN_DOUBT if in_doubt else _enough(look))


def _enough(look: Look) -> float:
    share = next((share for most, share in _SHARES if look.words <= most), 1.0)
    return max(share, _SHARE_IF_SIGNED) if look.signed else share


def _speaks(look: Look) -> bool:
    """Whether it speaks to its reader, or is too short to have to."""
    return look.words <= _FEW_WORDS or look.spoken >= _SPOKEN_AT_LEAST


def _tells_more(look: Look) -> bool:
    """Whether it tells of others, and more than it speaks to its reader."""
    return look.told > max(look.spoken, _TOLD_BY_WALLS)


def _is_about_itself(look: Look) -> bool:
    if not look.said or look.words > _OF_ITSELF_AT_MOST or look.signed or not _speaks(look):
        return False
    spoken = any(one.speaks_to_reader for one in look.said)
    themes = _OF_ITSELF if spoken else _OF_WALLS
    of_itself = sum(one.words for one in look.said if any(one.about(theme) for theme in themes))
    return of_itself >= max(0.5, _enough(look)) * look.words


def _is_program_text(look: Look) -> bool:
    return look.words <= _WALL_AT_MOST and words.PROGRAM_TEXT.search(look.main) is not None


def _share(look: Look, theme: str) -> float:
    """The share of the words in sentences of the theme; reports count where most of the page speaks to its reader."""
    speaking = look.spoken >= _SPOKEN_BY_WALLS
    of_theme = (one.words for one in look.said if (one.has(theme) if speaking else one.about(theme)))
    return sum(of_theme) / max(look.words, 1)


def _says_nothing(look: Look) -> bool:
    told = sum(one.words for one in look.said if not one.about("script"))
    return told < _NOTHING_SAID and look.rows < 2


def _without_text(look: Look, by_hand: str) -> Verdict:
    if words.THEMES["script"].search(look.visible) or words.SCRIPT_ROOTS.search(look.source):
        return SourceState.SCRIPT_ONLY, _NO_SCRIPTS.format(by_hand=by_hand)
    for theme, state, reason in _WALLS:
        if look.mentions(theme):
            return state, reason.format(by_hand=by_hand)
    return SourceState.EMPTY, f"the page has no text of its own: {by_hand}"


def _is_markup(content_type: str, body: bytes) -> bool:
    return "html" in content_type.lower() or (not content_type and b"<html" in body[:4096].lower())


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


_NO_SCRIPTS = "the page is empty until its scripts run: {by_hand}"
_CHALLENGE = (SourceState.BLOCKED, "the site asks whether a person is reading: {by_hand}")
_GONE = (SourceState.MISSING, "the site says that the page is gone; look for it at web.archive.org")
_CONSENT = (SourceState.BLOCKED, "the site shows only its cookie notice: {by_hand}")
_LOGIN = (SourceState.BLOCKED, "the site wants its readers to log in: {by_hand}")
_FAULT = (SourceState.UNREACHABLE, "the site shows only a fault of its own: try again later")
_WALLS = (
    ("robot", *_CHALLENGE),
    ("gone", *_GONE),
    ("login", *_LOGIN),
    ("fault", *_FAULT),
    ("consent", *_CONSENT),
)
"""What a page of a few words says, the first that fits."""
_CHECKS: tuple[tuple[Callable[[Look], bool], SourceState, str], ...] = (
    (_is_challenge, *_CHALLENGE),
    (_wants_scripts, SourceState.SCRIPT_ONLY, _NO_SCRIPTS),
    (_is_gone, *_GONE),
)
_CHECKS_OF_TEXT: tuple[tuple[Callable[[Look], bool], SourceState, str], ...] = (
    (partial(_is_wall, theme="consent"), *_CONSENT),
    (
        is_teaser,
        SourceState.PAYWALLED,
        "only the beginning is free to read; if you may read it all, {by_hand}",
    ),
    (partial(_is_wall, theme="login"), *_LOGIN),
    (partial(_is_wall, theme="fault"), *_FAULT),
    (_is_program_text, *_FAULT),
    (_is_about_itself, SourceState.BLOCKED, "the page speaks only of itself: {by_hand}"),
)
