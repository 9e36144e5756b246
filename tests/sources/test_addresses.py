"""Names → IP addresses: only public ones, looked up once and in time."""

import socket
import threading
import time

import pytest

from sources.addresses import is_public, public_addresses
from sources.errors import FetchError, ForbiddenAddressError
from sources.fetch_errors import NoConnectionError

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


@pytest.mark.parametrize("port", [0, 22, 25, 110, 587, 6000, 6667])
def test_ports_of_other_services_are_refused(port: int) -> None:
    """A page's request is not sent to a mail or chat server, where it could be read as commands."""
    with pytest.raises(ForbiddenAddressError, match=f"port {port} belongs to another service"):
        public_addresses("8.8.8.8", port, allowed_hosts=frozenset())


@pytest.mark.parametrize("port", [80, 443, 8000, 8080, 8443, 65535])
def test_ports_of_web_servers_pass(port: int) -> None:
    """The usual ports, and the high ones that servers are put on."""
    assert public_addresses("8.8.8.8", port, allowed_hosts=frozenset()) == ["8.8.8.8"]


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver knows no time limit; the look-up has one, and is not repeated."""
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(5) and [])
    start = time.monotonic()
    with pytest.raises(NoConnectionError, match="did not resolve in time") as caught:
        public_addresses("slow.example", 80, allowed_hosts=frozenset(), seconds=0.1)
    answered.set()
    assert time.monotonic() - start < 1.0
    assert not caught.value.retryable


def test_a_question_that_got_lost_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that hangs once and answers the second time is no failure."""
    over = threading.Event()
    asked: list[str] = []

    def lose_the_first(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        if len(asked) == 1:
            over.wait(5)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]

    monkeypatch.setattr(socket, "getaddrinfo", lose_the_first)
    assert public_addresses("lossy.example", 80, allowed_hosts=frozenset()) == ["8.8.8.8"]
    over.set()
    assert len(asked) == 2
