"""Pages that a browser saved: MHTML, single-file HTML, and where and when a copy was saved."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from sources.errors import ExtractionError
from sources.extract.blocks import web_address
from sources.extract.extracted import Extracted
from sources.extract.html import extract_html
from sources.extract.saved_markup import restore_markup

_HEAD = 16_384
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\b(.{0,4096}?)-->", re.DOTALL)
_SINGLE_URL = re.compile(rb"^\s*url:\s*(\S+)", re.MULTILINE)
_SINGLE_DATE = re.compile(rb"^\s*saved date:\s*\w{3} (\w{3} \d{1,2} \d{4})", re.MULTILINE)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{1,6}\)\s*(\S+?)\s*-->", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_LOCATIONS = ("Snapshot-Content-Location", "Content-Location")


def extract_mhtml(body: bytes, *, url: str, declared: str | None) -> Extracted:
    """The page in a web archive of one file, read as ``extract_html`` does; frames in it are not read.

    Its address is the page's own, else where the copy was saved from, else ``url``. ``declared`` is the
    charset of the archive, and each part in it names its own.

    Raises: ExtractionError as ``extract_html``, and ``unsupported`` when there is no page in it.
    """
    page, content = None, None
    with suppress(RecursionError, ValueError, LookupError):  # archives in archives; odd encodings
        page = _root(message_from_bytes(body))
        content = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(content, bytes):
        raise ExtractionError(
            "there is no page in this MHTML: save it again from the browser, as HTML", state="unsupported"
        )
    address = saved_from(body) or web_address(_header(page, "Content-Location")) or url
    charset = page.get_content_charset()
    extracted = extract_html(restore_markup(content, address=address), url=address, declared=charset)
    return replace(extracted, url=extracted.url or address)


def saved_from(body: bytes) -> str:
    """The http(s) address that a saved copy came from, ``""`` for a page that names none.

    Read from the head of HTML (SingleFile's comment, a browser's "saved from url") and of MHTML.
    """
    head = _head_of_mail(body)
    if head is not None:
        named = [_header(head, name) for name in _LOCATIONS]
        return next((address for address in map(web_address, named) if address), "")
    single = _SINGLE_FILE.search(body, 0, _HEAD)
    found = _SINGLE_URL.search(single.group(1)) if single else _SAVED_FROM.search(body, 0, _HEAD)
    return web_address(found.group(1).decode("utf-8", "replace")) if found else ""


def saved_on(body: bytes) -> str:
    """The day on which a saved copy was made, ISO 8601, or ``""``; it is not the page's own date."""
    head = _head_of_mail(body)
    if head is not None:
        try:
            return parsedate_to_datetime(_header(head, "Date")).date().isoformat()
        except (ValueError, TypeError):
            return ""
    single = _SINGLE_FILE.search(body, 0, _HEAD)
    found = _SINGLE_DATE.search(single.group(1)) if single else None
    try:
        text = found.group(1).decode("ascii") if found else ""
        return datetime.strptime(text, "%b %d %Y").date().isoformat()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return ""


def _head_of_mail(body: bytes) -> Message | None:
    """The headers that an MHTML begins with; None for what is none."""
    found = _MAIL.match(body, 0, _HEAD)
    head = message_from_bytes(found.group()) if found else None
    return head if head is not None and head.get_content_maintype() == "multipart" else None


def _root(message: Message) -> Message | None:
    """The part that holds the page: the one that ``start`` names, else the first that is HTML."""
    pages = [part for part in message.walk() if part.get_content_type() in _HTML]
    start = message.get_param("start")
    named = [part for part in pages if isinstance(start, str) and _header(part, "Content-ID") == start]
    return next(iter([*named, *pages]), None)


def _header(message: Message, name: str) -> str:
    """A header in one line; Firefox and others fold long addresses."""
    return re.sub(r"[\r\n]+[ \t]*", "", str(message.get(name, ""))).strip()
