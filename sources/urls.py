"""Addresses: one spelling for each, and nothing that is not on the public internet."""

import ipaddress
import re
import socket
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna

from sources.errors import FetchError, ForbiddenAddressError

_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_PATH_SAFE = "/:@!$&'()*+,;=~%-._"
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


def normalise(url: str) -> str:
    """The one spelling of an http(s) address: host in lower case and IDNA, no default port, no fragment.

    Path and query are kept (tracking parameters too); only what may not stand in an address is
    percent-encoded, and ``.`` and ``..`` are resolved.

    Raises:
        ForbiddenAddressError: malformed, another scheme, a user name in it, or no host.
    """
    shown = _shown(url)
    parts = _split(url.strip(), shown)
    scheme = parts.scheme.lower()
    host = normalise_host(parts.hostname or "", shown)
    try:
        port = parts.port
    except ValueError:
        raise ForbiddenAddressError(f"{shown}: its port is no number from 0 to 65535") from None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    path = quote(_without_dots(parts.path) or "/", safe=_PATH_SAFE)
    return urlunsplit((scheme, netloc, path, quote(parts.query, safe=_PATH_SAFE + "?[]|"), ""))


def normalise_host(host: str, shown: str) -> str:
    """One host name or address in its usual spelling; ``shown`` is the address in messages.

    IPv4 in any notation that a resolver takes (``0x7f.1``, ``2130706433``) becomes dotted decimal.

    Raises:
        ForbiddenAddressError: neither a host name nor an address.
    """
    if ":" in host:
        return _ipv6(host, shown)
    name = _ascii_host(host, shown).removesuffix(".")
    if _NUMERIC.fullmatch(name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(socket.inet_aton(name)))
        except (OSError, ValueError):
            raise ForbiddenAddressError(f"{shown}: the host is no valid IP address") from None
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise ForbiddenAddressError(f"{shown}: the host is no valid name")
    return name


def public_addresses(host: str, port: int, *, allowed_hosts: frozenset[str]) -> list[str]:
    """The IP addresses of ``host``, resolved once, best first; connect to these, not to the name.

    Raises:
        ForbiddenAddressError: one of them is not public and ``host`` is not in ``allowed_hosts``.
        FetchError: the name does not resolve (state ``unreachable``, retryable).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        message = f"{host}: the name does not resolve (no network?)"
        raise FetchError(message, retryable=True) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
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


def _shown(url: str) -> str:
    """``url`` fit for a message: one line, not too long, without what stands before an ``@``."""
    line = re.sub(r"[\x00-\x1f\x7f]+", " ", url).strip()
    line = re.sub(r"//[^/?#]*@", "//…@", line)
    return f"{line[:80]}…" if len(line) > 80 else line or "(nothing)"


def _split(url: str, shown: str) -> SplitResult:
    if _CONTROL.search(url):  # urlsplit would drop some of them without a word
        raise ForbiddenAddressError(f"{shown}: there are control characters in it")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ForbiddenAddressError(f"{shown}: not a valid address") from None
    if parts.scheme.lower() not in _PORTS:
        raise ForbiddenAddressError(f"{shown}: only http:// and https:// addresses can be read")
    if "@" in parts.netloc:
        raise ForbiddenAddressError(f"{shown}: an address with a user name or password in it is not fetched")
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise ForbiddenAddressError(f"{shown}: only an IPv6 address stands in brackets")
    if not parts.hostname:
        raise ForbiddenAddressError(f"{shown}: there is no host in it")
    return parts


def _ascii_host(host: str, shown: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        pass
    try:  # "①②⑦.0.0.1" is no name, but a resolver would read it as an address
        return idna.uts46_remap(host).encode("ascii").decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise ForbiddenAddressError(f"{shown}: the host is no valid name") from None


def _ipv6(host: str, shown: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        raise ForbiddenAddressError(f"{shown}: the host is no valid IP address") from None
    if address.scope_id:
        raise ForbiddenAddressError(f"{shown}: an address with a zone in it is not fetched")
    return address.compressed


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4: ``.`` and ``..`` segments resolved, empty segments kept."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain == "..":
            if len(kept) > 1:
                kept.pop()
        elif plain != ".":
            kept.append(segment)
    if segments[-1].replace("%2e", ".").replace("%2E", ".") in {".", ".."}:
        kept.append("")
    return "/".join(kept)
