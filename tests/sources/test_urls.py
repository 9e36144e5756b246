"""Addresses: one spelling for each page, with and without what tags a visit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import ForbiddenAddressError
from sources.urls import normalise, without_tracking

SPELLINGS = [
    ("http://example.org", "http://example.org/"),
    ("HTTP://Example.ORG:80", "http://example.org/"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("https://example.org:80/a", "https://example.org:80/a"),
    ("http://example.org:/", "http://example.org/"),
    ("http://example.org./", "http://example.org/"),
    ("http://example.org/Path?Q=1#part", "http://example.org/Path?Q=1"),
    ("http://example.org?utm_source=x", "http://example.org/?utm_source=x"),
    ("  http://example.org/x \n", "http://example.org/x"),
    ("https://bücher.de/", "https://xn--bcher-kva.de/"),
    ("https://xn--bcher-kva.de/", "https://xn--bcher-kva.de/"),
    ("http://ｅｘａｍｐｌｅ．ｏｒｇ/", "http://example.org/"),
    ("http://faß.de/", "http://xn--fa-hia.de/"),
    ("https://example.org/ä ö", "https://example.org/%C3%A4%20%C3%B6"),
    ("https://example.org/a%20b?q=%C3%A4", "https://example.org/a%20b?q=%C3%A4"),
    ("http://example.org/a/../b/./c/..", "http://example.org/b/"),
    ("http://example.org/%2e%2e/x", "http://example.org/x"),
    ("http://example.org//a//b", "http://example.org//a//b"),
    ("http://example.org/wiki/A_(b)", "http://example.org/wiki/A_(b)"),
    ("http://good.org#@evil.org/", "http://good.org/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://017700000001/", "http://127.0.0.1/"),
    ("http://127.1/", "http://127.0.0.1/"),
    ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
    ("http://[::FFFF:7F00:1]/", "http://[::ffff:7f00:1]/"),
    ("http://[0:0:0:0:0:0:0:1]:8080/", "http://[::1]:8080/"),
]

REFUSED = [
    "",
    "example.org",
    "//example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,hello",
    "gopher://127.0.0.1/",
    "http:example.org",
    "http://",
    "http:///path",
    "http://user@example.org/",
    "http://user:secret@example.org/",
    "http://good.org\\@evil.org/",
    "http://good.org\\.evil.org/",
    "http://exa mple.org/",
    "http://example.org:99999/",
    "http://example.org:eighty/",
    "http://example.org/a\nb",
    "http://exam\tple.org/",
    "http://exa%6dple.org/",
    "http://a..b/",
    "http://-a.b/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://0x/",
    "http://08.1/",
    "http://[::1/",
    "http://[v1.x]/",
    "http://[fe80::1%25eth0]/",
    "http://" + "a" * 64 + ".org/",
    "http://" + "a." * 130 + "org/",
]


@pytest.mark.parametrize(("given", "expected"), SPELLINGS)
def test_spellings_of_one_address_become_one(given: str, expected: str) -> None:
    """Host case, IDNA, default ports, fragments, dots and odd notations of IPv4 have one spelling."""
    assert normalise(given) == expected


@pytest.mark.parametrize("given", [expected for _, expected in SPELLINGS])
def test_normalising_twice_changes_nothing(given: str) -> None:
    """A normalised address is its own spelling."""
    assert normalise(given) == given


@pytest.mark.parametrize("given", REFUSED)
def test_what_is_no_plain_web_address_is_refused_in_one_line(given: str) -> None:
    """Malformed addresses, other schemes and user names are refused, with one line to show."""
    with pytest.raises(ForbiddenAddressError) as caught:
        normalise(given)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 200


TRACKED = [
    ("https://a.example/x?utm_source=n&id=7&utm_medium=m", "https://a.example/x?id=7"),
    ("https://a.example/x?b=2&fbclid=q&a=1#part", "https://a.example/x?b=2&a=1"),
    ("https://a.example/x?UTM_Campaign=z", "https://a.example/x"),
    ("https://a.example/?gclid=1&srsltid=2&mc_cid=3&igshid=4&msclkid=5&mtm_kwd=6", "https://a.example/"),
    ("https://a.example/x?utm%5Fsource=n&q=a%20b", "https://a.example/x?q=a%20b"),
    ("https://a.example/x?ref=rss&page=2", "https://a.example/x?page=2"),
    ("https://a.example/x?CMP=share_btn_tw", "https://a.example/x"),
    ("https://a.example/x#top", "https://a.example/x"),
    ("https://a.example/x?at_medium=RSS&at_campaign=KARANGA", "https://a.example/x"),
]
KEPT = [
    "https://a.example/x?id=7&p=1&q=utm_source&page=3&ref=main&v=abc",
    "https://a.example/x?ref=v2.1&from=2019&cmp=12",
    "https://a.example/x?source=census&medium=print&campaign=1812&term=oil",
    "https://a.example/x?refuge=1&utmost=2&gclids=3&mc=4",
    "https://a.example/utm_source=n/x?a=&b&a=1",
    "https://a.example/x?url=https://b.example/?c=1",
]


@pytest.mark.parametrize(("given", "expected"), TRACKED)
def test_what_tags_a_visit_is_removed(given: str, expected: str) -> None:
    """Known tracking parameters and the fragment go; the rest keeps its order and spelling."""
    assert without_tracking(given) == expected


@pytest.mark.parametrize("url", KEPT)
def test_what_may_select_content_stays(url: str) -> None:
    """A parameter of any other name stays, and ``ref`` and its like unless the value is a campaign's."""
    assert without_tracking(url) == url


@given(st.text(alphabet="ab=&?#;/%_utmsorcefbclid:.", max_size=60))
def test_removing_tracking_twice_changes_nothing(text: str) -> None:
    """What was removed once leaves nothing more to remove, whatever the address looks like."""
    once = without_tracking(text)
    assert without_tracking(once) == once
