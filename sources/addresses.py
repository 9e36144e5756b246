"""Names → the IP addresses that may be connected to: public ones only, looked up once and in time."""

import ipaddress
import queue
import socket
import threading

from sources.errors import ForbiddenAddressError
from sources.fetch_errors import NoConnectionError

_IPV4_NOT_PUBLIC = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "100.64.0.0/10",  # carriers' own networks
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "224.0.0.0/4",  # multicast, which ipaddress calls global
        "240.0.0.0/4",
    )
)
_IPV6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_IPV6_NOT_PUBLIC = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_WEB_PORTS_BELOW_1024 = frozenset({80, 81, 443, 591})
# mail, files, telephony, X11 and chat: a page's request could be read as a command there
_PORTS_OF_OTHER_SERVICES = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)
_LOOK_UP_SECONDS = 5.0
_ASK_AGAIN_SECONDS = 1.0


def public_addresses(
    host: str, port: int, *, allowed_hosts: frozenset[str], seconds: float = _LOOK_UP_SECONDS
) -> list[str]:
    """The IP addresses of ``host``, resolved once, best first; connect to these, not to the name.

    Raises:
        ForbiddenAddressError: one of them is not public, or ``port`` is another service's, and ``host``
            is not in ``allowed_hosts``.
        NoConnectionError: the name does not resolve (retryable), or not within ``seconds``, 5 at most.
    """
    if host not in allowed_hosts and not _is_web_port(port):
        raise ForbiddenAddressError(f"{host}: port {port} belongs to another service, so it is not fetched")
    addresses = _look_up(host, port, min(seconds, _LOOK_UP_SECONDS))
    if host not in allowed_hosts:
        for address in addresses:
            if not is_public(address):
                raise ForbiddenAddressError(
                    f"{host}: its address {address} is not on the public internet, so it is not fetched"
                )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address (textual form) belongs to the public internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _IPV4_NOT_PUBLIC)
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    # 6to4 (2002::/16) is refused whatever address it wraps: its relays are gone
    return ip in _IPV6_GLOBAL and not any(ip in network for network in _IPV6_NOT_PUBLIC)


def _is_web_port(port: int) -> bool:
    return port in _WEB_PORTS_BELOW_1024 or (port >= 1024 and port not in _PORTS_OF_OTHER_SERVICES)


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    """What the system's resolver says; it knows no time limit, so it is asked on a thread of its own.

    It is asked a second time after a second: it notices a lost question or answer only after five.
    """
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except Exception as error:  # handed to the thread that waits for it
            answers.put(error)

    for wait in (_ASK_AGAIN_SECONDS, seconds - _ASK_AGAIN_SECONDS):
        threading.Thread(target=ask, name="look-up", daemon=True).start()
        try:
            return _addresses(host, answers.get(timeout=max(0.0, min(wait, seconds))))
        except queue.Empty:
            continue
    raise NoConnectionError(f"{host}: the name did not resolve in time (no network?)")


def _addresses(host: str, answer: list[str] | Exception) -> list[str]:
    if isinstance(answer, OSError | UnicodeError):
        message = f"{host}: the name does not resolve (no network?)"
        raise NoConnectionError(message, retryable=True) from None
    if isinstance(answer, Exception):
        raise answer
    return answer
