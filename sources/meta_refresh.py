"""Pages that send the reader on by themselves: HTML's meta refresh and the Refresh header."""

import html
import re
from urllib.parse import urljoin, urlsplit

from sources.errors import ExtractionError
from sources.extract.decode import decode

_LOOKED_AT = 65_536
_LONGEST_DELAY = 10
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# One pass, each byte looked at once: what hides a tag is taken whole, to its end or the end of the text.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hiding>script|style|noscript|template|title|textarea|iframe|xmp)\b.*?(?:</(?P=hiding)\b|\Z)"
    r"|<(?:meta\b(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*'|[\"'])*+)"
    r"|[a-z/](?:[^>\"']|\"[^\"]*\"|'[^']*'|[\"'])*+)(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![a-z-])([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s*(?P<delay>\d{1,9})?(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?"
    r"(?:\"(?P<double>[^\"]*)|'(?P<single>[^']*)|(?P<bare>.*))",
    re.IGNORECASE | re.DOTALL,
)


def refresh_target(url: str, body: bytes, *, content_type: str, refresh_header: str = "") -> str:
    """Where the page at ``url`` sends its reader within ten seconds; ``""`` when it does not.

    A page that reloads itself (a live blog) stays where it is, and only http(s) counts. The address is
    as the page gives it, made absolute: it is not checked yet.
    """
    texts = [refresh_header] if refresh_header else []
    texts += _meta_refreshes(body[:_LOOKED_AT], content_type)
    for text in texts:
        target = _target(text, url)
        if target:
            return target
    return ""


def _meta_refreshes(start: bytes, content_type: str) -> list[str]:
    media_type, _, parameters = content_type.partition(";")
    declared = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    if media_type.strip().lower() not in _HTML_TYPES and not (not media_type and start.lstrip()[:1] == b"<"):
        return []
    if b"refresh" not in start.replace(b"\0", b"").lower():  # two-byte charsets have zeros between
        return []
    try:
        text = decode(start, declared=declared[1] if declared else None)
    except ExtractionError:  # no text: there is nothing to look at
        return []
    found = []
    for token in _TOKEN.finditer(text):
        attributes = {
            match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(token["attributes"] or "")
        }
        if attributes.get("http-equiv", "").strip().lower() == "refresh":
            found.append(attributes.get("content", ""))
    return found


def _target(text: str, url: str) -> str:
    match = _REFRESH.match(text)
    if match is None or int(match["delay"] or 0) > _LONGEST_DELAY:
        return ""
    named = (match["double"] or match["single"] or match["bare"] or "").strip()
    try:
        target = urljoin(url, named)
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        return ""
    is_other_page = target.partition("#")[0] != url.partition("#")[0]
    return target if named and scheme in {"http", "https"} and is_other_page else ""
