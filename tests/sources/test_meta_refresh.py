"""Where pages send their readers on: which meta tags and headers count, and which do not."""

import time

import pytest

from sources.meta_refresh import refresh_target

URL = "https://a.example/dir/page?x=1"
SENT_ON = [
    ('<meta http-equiv="refresh" content="0; url=https://b.example/">', "https://b.example/"),
    ("<META HTTP-EQUIV=Refresh CONTENT='0;URL=/new'>", "https://a.example/new"),
    ('<meta content="5;url=next" http-equiv="refresh"/>', "https://a.example/dir/next"),
    ("<meta http-equiv=refresh content=\"10; url='/q?a=1&amp;b=2'\">", "https://a.example/q?a=1&b=2"),
    ('<meta http-equiv="refresh" content="0.5; /bare">', "https://a.example/bare"),
    ('<meta http-equiv="refresh" content=";url=//c.example/x">', "https://c.example/x"),
    ('<p title="a > b"><meta http-equiv="refresh" content="0;url=/n">', "https://a.example/n"),
    ('<!-- x --><meta http-equiv="refresh" content="0;url=/n">', "https://a.example/n"),
]
STAYS = [
    '<meta http-equiv="refresh" content="300; url=/slow">',
    '<meta http-equiv="refresh" content="11; url=/slow">',
    '<meta http-equiv="refresh" content="5">',
    '<meta http-equiv="refresh" content="5; url=/dir/page?x=1#top">',
    '<meta http-equiv="refresh" content="0; url=javascript:alert(1)">',
    '<meta http-equiv="refresh" content="0; url=data:text/html,x">',
    '<meta http-equiv="refresh" content="soon; url=/x">',
    '<meta http-equiv="refresh" content="0; url=http://[broken/">',
    '<meta name="refresh" content="0; url=/x">',
    '<!-- <meta http-equiv="refresh" content="0; url=/x"> -->',
    '<script>"<meta http-equiv=refresh content=0;url=/x>"</script>',
    '<noscript><meta http-equiv="refresh" content="0; url=/x"></noscript>',
    '<template><meta http-equiv="refresh" content="0; url=/x"></template>',
    '<textarea><meta http-equiv="refresh" content="0; url=/x"></textarea>',
    '<p title=\'<meta http-equiv="refresh" content="0; url=/x">\'>',
    '<!-- never closed <meta http-equiv="refresh" content="0; url=/x">',
    " " * 65_536 + '<meta http-equiv="refresh" content="0; url=/x">',
]


@pytest.mark.parametrize(("page", "expected"), SENT_ON)
def test_a_meta_refresh_sends_on(page: str, expected: str) -> None:
    """Quotes, case, order, entities and relative addresses are read as browsers do."""
    assert refresh_target(URL, page.encode(), content_type="text/html; charset=utf-8") == expected


@pytest.mark.parametrize("page", STAYS)
def test_what_is_hidden_slow_or_leads_nowhere_does_not(page: str) -> None:
    """Late reloads, the page itself, other schemes, and tags that a browser would not obey are ignored."""
    assert not refresh_target(URL, page.encode(), content_type="text/html")


def test_only_html_has_meta_tags() -> None:
    """A plain text about meta tags stays where it is; a page without a type that begins like HTML does not."""
    page = b'<meta http-equiv="refresh" content="0; url=/x">'
    assert not refresh_target(URL, page, content_type="text/plain")
    assert refresh_target(URL, page, content_type="") == "https://a.example/x"


def test_the_charset_is_sniffed() -> None:
    """UTF-16 hides nothing."""
    page = '<meta http-equiv="refresh" content="0; url=/x">'.encode("utf-16")
    assert refresh_target(URL, page, content_type="text/html") == "https://a.example/x"


def test_the_header_counts_as_well() -> None:
    """``Refresh: 0; url=…`` sends on whatever the page's type."""
    target = refresh_target(URL, b"", content_type="application/pdf", refresh_header="1; url=/x")
    assert target == "https://a.example/x"


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<script",
        "<meta ",
        '<meta a="',
        "<meta a='b\" ",
        "<meta " + "a" * 60_000,
        "<",
        "<noscript><meta ",
    ],
)
def test_no_page_holds_the_reader_up(piece: str) -> None:
    """64 kB of unfinished tags are looked through in a moment: the patterns go over each byte once."""
    page = "<p>refresh" + piece * (66_000 // len(piece))
    start = time.monotonic()
    refresh_target(URL, page.encode(), content_type="text/html")
    assert time.monotonic() - start < 0.5
