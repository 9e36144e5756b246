"""Addresses: one spelling for each, and only what can be one of a web page."""

import ipaddress
import re
import socket
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import idna

from sources.errors import ForbiddenAddressError

_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_PATH_SAFE = "/:@!$&'()*+,;=~%-._"
# Parameters that tag a visit: of analytics and mailing programs (utm_, pk_, mtm_, at_, ns_, hsa_, mc_ …) …
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "_hs", "__hs", "oly_", "vero_")
# … and, by their whole names, the click ids of advertisers, of social networks and of newsletters
_TRACKING_NAMES = frozenset(
    """
    fbclid fb_action_ids fb_action_types fb_ref fb_source gclid gclsrc dclid gbraid wbraid gad_source
    gad_campaignid srsltid msclkid yclid ysclid twclid ttclid tblci obclid li_fat_id igshid igsh epik rdt_cid
    sccid mc_cid mc_eid mkt_tok ml_subscriber ml_subscriber_hash _openstat _ga _gl xtor wickedid s_cid ref_src
    ref_url guccounter guce_referrer guce_referrer_sig hsctatracking at_campaign at_medium at_link_id
    at_link_origin at_link_type at_ptr_name at_format ns_mchannel ns_source ns_campaign ns_linkname ns_fee
    cmpid ito smid smtyp
    """.split()
)
_TRACKING_BY_VALUE = frozenset({"ref", "cmp", "from"})
_CAMPAIGN = re.compile(
    r"(share|social|soc|twt|fb|newsletter|email|rss|whatsapp)([_-].*)?"
    r"|(www\.)?(twitter|facebook|linkedin|reddit|t\.co|news\.ycombinator)(\.com)?"
)


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


def without_tracking(url: str) -> str:
    """``url`` without its fragment and without parameters that only say where a reader came from.

    For recognising one page under several addresses; what is fetched and cited is the address as it
    stands in the article. The rest of the address keeps its spelling and order. Nothing is removed that
    could select content: ``ref``, ``cmp`` and ``from`` only go when their value is a campaign's.
    """
    base, mark, query = url.partition("#")[0].partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _is_tracking(pair))
    return f"{base}{mark}{kept}" if kept else base


def _is_tracking(pair: str) -> bool:
    name, _, value = (unquote(part).lower() for part in pair.partition("="))
    if name.startswith(_TRACKING_PREFIXES) or name in _TRACKING_NAMES:
        return True
    return name in _TRACKING_BY_VALUE and _CAMPAIGN.fullmatch(value) is not None


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
