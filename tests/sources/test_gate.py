"""The gate: which pages may be cited, and what people are told about the others."""

import time

import pytest

from sources.errors import ExtractionError
from sources.extract.registry import extract
from sources.gate import judge
from sources.records import SourceState

URL = "https://news.example/2024/rivers"
SENTENCE = "The river rises in the hills and runs for many miles through meadows to the sea. "
ARTICLE = "".join(f"<p>Of part {n}. {SENTENCE * 4}</p>" for n in range(12))  # trafilatura drops repeated ones
SHORT = f"<p>{SENTENCE * 3}</p>"


def wrap(title: str, body: str, head: str = "") -> bytes:
    """A page with its title as heading too."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    ).encode()


def state_of(
    body: bytes,
    *,
    status: int | None = 200,
    url: str = URL,
    final_url: str = "",
    content_type: str = "text/html",
) -> tuple[SourceState, str]:
    """The gate's word on a page, extracted as the reader does it."""
    try:
        extracted, error = extract(body, name="page", url=url, content_type=content_type)[0], None
    except ExtractionError as problem:
        extracted, error = None, problem
    return judge(
        url=url,
        final_url=final_url or url,
        status=status,
        content_type=content_type,
        body=body,
        extracted=extracted,
        error=error,
    )


GOOD = {
    "an article": wrap("Rivers of Europe", ARTICLE),
    "a short note": wrap(
        "Opening hours", "<p>The office is closed on Monday and open from nine on Tuesday.</p>"
    ),
    "an article about captchas": wrap(
        "How a CAPTCHA tells people from robots",
        ARTICLE + "<p>Verify you are human, says the page, and asks to enable cookies to continue.</p>",
    ),
    "an article called Just a moment": wrap("Just a moment: a history of waiting", ARTICLE),
    "an article that asks to subscribe": wrap(
        "Rivers",
        ARTICLE + "<p>Did you like it? Subscribe to keep up with our letter. Already a subscriber?</p>",
    ),
    "a brief with a subscriber's menu": wrap(
        "Brief",
        f"<nav>Already a subscriber? Log in</nav><p>{SENTENCE * 10}</p><footer>Subscribe now</footer>",
    ),
    "an article about cookies": wrap(
        "Baking", ARTICLE + "<p>Accept all cookies that grandmother offers.</p>"
    ),
    "an article about lost pages": wrap(
        "Error 404 and its history", ARTICLE + "<p>The page you requested was not found, it says.</p>"
    ),
    "an abstract about bots": wrap(
        "Security checks at scale",
        f"<p>We study automated requests to web sites and how captchas meet them. {SENTENCE * 4}</p>",
    ),
    "an article with a challenge script": wrap(
        "Rivers", ARTICLE + "<script src='/cdn-cgi/challenge-platform/scripts/x.js'></script>"
    ),
    "a site called 404 Media": wrap("Rivers and dams - 404 Media", SHORT),
    "an article with a cookie banner": wrap(
        "Rivers",
        ARTICLE + "<div class='cookie-banner'>We value your privacy. Accept all cookies to continue.</div>",
    ),
}

WALLS = {
    "Cloudflare": wrap(
        "Just a moment...",
        "<p>Enable JavaScript and cookies to continue</p><script>window._cf_chl_opt={}</script>",
    ),
    "Cloudflare, older": wrap(
        "Attention Required! | Cloudflare",
        "<h2>Sorry, you have been blocked</h2><p>You are unable to access news.example</p>"
        "<p>Cloudflare Ray ID: 7d1f2 - Performance &amp; security by Cloudflare</p>",
    ),
    "human check": wrap("news.example", "<p>Verify you are human by completing the action below.</p>"),
    "Akamai": wrap(
        "Access Denied",
        '<p>You don\'t have permission to access "http://news.example/" on this server.</p>'
        "<p>Reference #18.2d351ab8.1557333295.a4e16ab</p>",
    ),
    "DataDome": wrap(
        "news.example",
        "<p id='cmsg'>Please enable JS and disable any ad blocker</p>"
        "<script src='https://ct.captcha-delivery.com/c.js'></script>",
    ),
    "PerimeterX": wrap(
        "Access to this page has been denied.",
        "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p><div id='px-captcha'></div>",
    ),
    "Bloomberg": wrap(
        "Bloomberg - Are you a robot?",
        "<p>We've detected unusual activity from your network. Please make sure your browser supports"
        " JavaScript and cookies and that you are not blocking them from loading.</p>",
    ),
    "enable cookies": wrap("Please enable cookies", "<p>This site needs them.</p>"),
    "Incapsula": wrap(
        "", "<iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful. Incapsula incident ID: 7-1</iframe>"
    ),
    "Google's consent": wrap(
        "Before you continue to Search",
        "<p>We use cookies and data to deliver and maintain services.</p><button>Accept all</button>",
    ),
    "a consent wall": wrap(
        "Privacy",
        "<p>We value your privacy: agree to the use of cookies by us and our partners to continue.</p>",
    ),
}

PAYWALLS = {
    "the teaser says so": wrap("Rivers", f"<p>{SENTENCE * 6}</p><p>Subscribe to continue reading.</p>"),
    "the page says so below": wrap(
        "Rivers", f"<p>{SENTENCE * 6}</p><aside><b>To continue reading, log in or become a member</b></aside>"
    ),
    "reserved for subscribers": wrap(
        "Rivers", f"<p>{SENTENCE * 5}</p><p>The rest of this article is reserved for subscribers.</p>"
    ),
    "its metadata says so": wrap(
        "Rivers",
        f"<p>{SENTENCE * 6}</p>",
        '<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
    ),
}

MISSING = {
    "title": wrap("Page not found | News", "<p>Try our search or go back to the front page.</p>"),
    "title with number": wrap("404 - Page Not Found", "<p>Nothing here.</p>"),
    "sorry": wrap("News", "<p>Sorry, we couldn't find that page. It may have been moved.</p>"),
    "requested": wrap("News", "<p>The article you requested is no longer available on our site.</p>"),
    "domain": wrap("This domain is for sale", "<p>Make an offer today.</p>"),
}

STATUSES = [
    (401, SourceState.BLOCKED),
    (402, SourceState.PAYWALLED),
    (403, SourceState.BLOCKED),
    (404, SourceState.MISSING),
    (410, SourceState.MISSING),
    (429, SourceState.BLOCKED),
    (451, SourceState.BLOCKED),
    (500, SourceState.UNREACHABLE),
    (503, SourceState.UNREACHABLE),
    (304, SourceState.UNREACHABLE),
]


@pytest.mark.parametrize("page", GOOD.values(), ids=GOOD.keys())
def test_good_pages_are_ok(page: bytes) -> None:
    """What walls say may be said in an article, in a menu, or in a short page's own words."""
    assert state_of(page) == (SourceState.OK, "")


@pytest.mark.parametrize("page", WALLS.values(), ids=WALLS.keys())
def test_challenges_and_consent_walls_are_blocked(page: bytes) -> None:
    """They come with status 200; the reason names the way round, with the address to file it under."""
    state, reason = state_of(page)
    assert state is SourceState.BLOCKED
    assert f'wellsourced add page.html --for "{URL}"' in reason


@pytest.mark.parametrize("page", PAYWALLS.values(), ids=PAYWALLS.keys())
def test_a_teaser_is_paywalled(page: bytes) -> None:
    """The free beginning of an article is never taken for the article."""
    assert state_of(page)[0] is SourceState.PAYWALLED


@pytest.mark.parametrize("page", MISSING.values(), ids=MISSING.keys())
def test_soft_404s_are_missing(page: bytes) -> None:
    """A page that says that it is not there is not there, whatever its status."""
    assert state_of(page)[0] is SourceState.MISSING


@pytest.mark.parametrize(("status", "expected"), STATUSES)
def test_an_error_status_outweighs_the_text(status: int, expected: SourceState) -> None:
    """The long text of an error page is no source."""
    state, reason = state_of(wrap("Rivers", ARTICLE), status=status)
    assert state is expected
    assert f"HTTP {status}" in reason


@pytest.mark.parametrize(
    ("asked", "got", "expected"),
    [
        ("https://news.example/2024/rivers", "https://www.news.example/", SourceState.MISSING),
        ("https://blog.news.example/rivers", "https://news.example/index.html", SourceState.MISSING),
        ("https://news.example/?p=12", "https://news.example/en/", SourceState.MISSING),
        ("https://news.example/", "https://www.news.example/en", SourceState.OK),
        ("https://news.example", "https://news.example/", SourceState.OK),
        ("https://short.example/x1y2", "https://news.example/", SourceState.OK),
        ("https://news.example/old", "https://news.example/new/page", SourceState.OK),
        ("https://news.example/old", "https://news.example/?p=12", SourceState.OK),
    ],
)
def test_a_deep_link_that_ends_on_the_home_page_is_missing(
    asked: str, got: str, expected: SourceState
) -> None:
    """Sites do so with pages that are gone; front pages and short links are another matter."""
    assert state_of(wrap("News", ARTICLE), url=asked, final_url=got)[0] is expected


def test_scripts_and_emptiness_are_told_apart() -> None:
    """A shell that scripts fill is script_only; a page of nothing is empty."""
    shell = (
        b"<html><head><title>App</title></head><body><div></div><script src='a.js'></script></body></html>"
    )
    assert state_of(shell)[0] is SourceState.SCRIPT_ONLY
    assert state_of(b"<html><body><p> </p></body></html>")[0] is SourceState.EMPTY
    assert state_of(b"   ")[0] is SourceState.EMPTY


def test_other_kinds_are_unsupported() -> None:
    """A PDF is named as what it is."""
    state, reason = state_of(b"%PDF-1.7", content_type="application/pdf")
    assert state is SourceState.UNSUPPORTED
    assert "PDF" in reason


def test_plain_text_and_files_are_not_looked_at_for_walls() -> None:
    """A text file that talks of captchas is a text file, with or without HTTP."""
    note = b"Please complete the captcha.\n\nThat is all it said."
    assert state_of(note, content_type="text/plain")[0] is SourceState.OK
    assert state_of(note, content_type="text/plain", status=None)[0] is SourceState.OK


@pytest.mark.parametrize(
    "body", [b"<script" * 30_000, b"<" * 200_000, b"<title" * 30_000, b"<title>x" * 25_000]
)
def test_judging_takes_linear_time(body: bytes) -> None:
    """Openings that never close are no way to hold the gate up."""
    start = time.monotonic()
    judge(
        url=URL,
        final_url=URL,
        status=200,
        content_type="text/html",
        body=body,
        extracted=None,
        error=ExtractionError("no text", state="empty"),
    )
    assert time.monotonic() - start < 2
