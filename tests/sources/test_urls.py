"""Addresses: one spelling, and only public ones."""

import socket

import pytest

from sources.errors import FetchError, ForbiddenAddressError
from sources.urls import is_public, normalise, public_addresses

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

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::8.8.8.8", "2a00:1450::1"]
NOT_PUBLIC = [
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse, nothing listens on it
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "203.0.113.5",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
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


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    """Ordinary addresses pass, also IPv4 behind NAT64."""
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_all_other_addresses_are_not(address: str) -> None:
    """Loopback, private, reserved, multicast and tunnelled addresses do not pass."""
    assert not is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1", "2130706433", "::1", "localhost"])
def test_a_name_for_this_machine_is_refused(host: str) -> None:
    """However loopback is spelt, the resolver's answer is what is checked."""
    with pytest.raises(ForbiddenAddressError, match="not on the public internet"):
        public_addresses(host, 80, allowed_hosts=frozenset())


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public and a private address is refused as a whole."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(ForbiddenAddressError, match=r"10\.0\.0\.1"):
        public_addresses("rebind.example", 80, allowed_hosts=frozenset())


def test_an_allowed_host_is_let_through() -> None:
    """Hosts that the caller allows are resolved, not judged."""
    assert public_addresses("127.0.0.1", 80, allowed_hosts=frozenset({"127.0.0.1"})) == ["127.0.0.1"]


def test_a_name_that_does_not_resolve_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network the error says so, and is marked as worth another try."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchError, match="does not resolve") as caught:
        public_addresses("nowhere.example", 80, allowed_hosts=frozenset())
    assert caught.value.retryable
    assert caught.value.state == "unreachable"
