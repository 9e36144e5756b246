"""The HTML of a page that a browser saved → as the site sent it, where the difference matters to reading."""

import re
from html import escape

_DATA = re.compile(
    rb"data:(?:image|font|audio|video|application|text)/[\w.+-]{1,80}(?:;[\w=.-]{1,80})*?"
    rb"(?:;base64,[A-Za-z0-9+/=%]{200,}|,[A-Za-z0-9%._~!$&*+,;:=@/?-]{200,})"
)
_NO_DATA = b"data:,"


def restore_markup(body: bytes, *, address: str) -> bytes:
    """``body`` with long ``data:`` addresses emptied, and links within the page as fragments again.

    Pictures and fonts make up nearly all of a single-file save. Browsers save ``#note-1`` with the page's
    ``address`` before it, so that the mark of a note would look like a link to another page.
    """
    body = _DATA.sub(_NO_DATA, body)
    page = address.partition("#")[0]
    if not page:
        return body
    for spelt in {page, escape(page)}:
        for quote in ('"', "'", ""):
            body = body.replace(f"href={quote}{spelt}#".encode(), f"href={quote}#".encode())
    return body
