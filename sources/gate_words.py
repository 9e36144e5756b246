"""The words of walls, of empty shells and of pages that are gone, in the languages of the web; in lower case.

The phrases of each theme stand in ``gate_words.toml``, by language. Here are the titles, which are compared as
a whole, and the marks of page sources.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases))


_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(
    files("sources").joinpath("gate_words.toml").read_text(encoding="utf-8")
)


@cache
def _address_in(language: str) -> re.Pattern[str]:
    spoken = _TABLES["address"]
    kept = ("en", language, "please") if language in spoken else tuple(spoken)
    return _any_of(*(phrase for key in kept for phrase in spoken[key]))


def speaks_to_reader(language: str) -> re.Pattern[str]:
    """What "we", "you" and "please" are on a page that declares this language, and in English.

    They are those of every language where it declares none or English, which templates do for any language.
    """
    primary = language.lower().partition("-")[0]
    return _address_in(primary if primary in _TABLES["address"] and primary != "en" else "")


# titles are compared as a whole, without the site's name
BLOCKED_TITLES = _any_of(
    r"just a moment", r"before you continue.*", r"attention required", r"access(?: to this page has been)? denied",
    r"(?:are you|verify (?:that )?you(?: are|'re|’re)|verifying you are) (?:a )?(?:human|robot)",
    r"(?:security|browser|human|bot) (?:check|verification)",
    r"(?:error )?(?:403|401|429|451)(?::? .{0,40})?", r"forbidden", r"too many requests",
    r"pardon our interruption", r"(?:please )?enable (?:cookies|javascript and cookies).*",
    r"(?:sorry, )?you have been blocked", r"ddos-guard", r"request (?:blocked|rejected|unsuccessful)",
    r"(?:re)?captcha", r"robot check",
)  # fmt: skip
MISSING_TITLES = _any_of(
    r"(?:error )?(?:404|410)(?: error)?(?:[ :-]*(?:page |file )?(?:not found|gone))?",
    r"(?:sorry,? |oops[!,.…]* )?(?:the |this |that )?(?:page|article|file|content|product|listing|video|job)"
    r"(?: you[a-z’' ]{0,40})? (?:was |is |could |can)?(?:not|n't|n’t|no longer)(?: be)?"
    r"(?: found| available| exist(?:s|ing)?)?",
    r"(?:not found|oops|nothing found|(?:page|product|content|video|article) unavailable)",
    r"(?:this domain|[\w.-]+\.[a-z]{2,9}) (?:is|may be) for sale",
)

# parts of the page that load a challenge; good pages load some as well, so they count without text only
CHALLENGE_MARKS = _any_of(
    r"captcha-delivery\.com", r"px-captcha", r"cf-chl-|/cdn-cgi/challenge-platform", r"_incapsula_resource",
    r"awswafintegration", r"id=[\"']anubis_challenge", r"class=[\"'][^\"']*(?:h-captcha|g-recaptcha|cf-turnstile)",
    r"geo\.captcha", r"/_sec/cp_challenge", r"ddos-guard/js-challenge",
)  # fmt: skip
PAYWALL_MARKS = _any_of(
    r"(?:class|id|data-[a-z-]{1,30})=[\"'][^\"'<>]*(?:paywall|regwall|pay-wall|reg-wall|subscriber-only|subscribers-only"
    r"|premium-(?:content|gate|lock)|meter(?:ed)?-(?:gate|wall|barrier)|article-(?:lock|gate|barrier)|content-gate"
    r"|piano-|tp-modal|locked-content|is-locked|gated-content|offer-(?:box|wall)|plus-(?:gate|wall)|preview-fade)",
)
NOT_FREE = _any_of(
    r"\"isaccessibleforfree\"\s*:\s*\"?false",
    r"(?:article:content_tier|content_tier|contenttier)[\"'][^<>]{0,40}[\"'](?:locked|premium|paid|subscriber|metered)",
)
KEEPS_OUT = _any_of(
    r"<meta[^<>]{0,60}name=[\"']?robots[\"']?[^<>]{0,60}noindex",
    r"type=[\"']?password",
    CHALLENGE_MARKS.pattern,
)
_MONEY = r"(?:[€$£¥₽₺₩]|\b(?:eur|usd|gbp|chf|kr|zł|kč|ft|lei|tl|euros?|crowns?|dollars?|руб\w{0,9}|грн)\b|[円元원])"
PRICE = re.compile(rf"{_MONEY}\.? ?\d|\d ?{_MONEY}")
PROGRAM_TEXT = _any_of(
    r"stack trace",
    r"traceback \(most recent",
    r"(?:/[\w.-]{1,40}){2,9}\.(?:php|pl|pm|py|rb|jsp|cgi)\b",
    r"fatal error:",
    r"uncaught (?:error|exception)",
    r"at line \d{1,6} of",
    r"ora-\d{5}",
    r"sqlstate\[",
    r"<configuration>",
)
SCRIPT_ROOTS = re.compile(
    r"<(?:div|main|app-root)[^<>]{0,80}(?:id=[\"']?(?:root|app|__next|__nuxt|main-app)\b|></app-root)"
)

THEMES = {
    theme: _any_of(*(phrase for phrases in languages.values() for phrase in phrases))
    for theme, languages in _TABLES.items()
    if theme != "address"
}
