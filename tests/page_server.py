"""Pages over real HTTP on loopback that change while they are served, and a web archive of them."""

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

HTML = "text/html; charset=utf-8"
ARCHIVED = "20190304050607"
"""When the archive took its copies, in its own spelling: 4 March 2019."""


def page(title: str, *sentences: str, links: tuple[str, ...] = ()) -> str:
    """An article in HTML: a paragraph for each sentence, then one for each link."""
    told = [f"<p>{sentence}</p>" for sentence in sentences]
    told += [
        f'<p>More of it <a href="{link}">stands in another report</a> on the matter.</p>' for link in links
    ]
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head>"
        f"<body><main><h1>{title}</h1>{''.join(told)}</main></body></html>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a path answers; with ``etag`` a client that has it already hears 304."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    etag: str = ""
    location: str = ""


class PageServer:
    """Serves while the ``with`` block runs. ``asked`` are the paths asked for, without robots.txt, in order."""

    def __init__(self) -> None:
        self._pages: dict[str, Reply] = {}
        self._copies: dict[str, bytes] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path: str) -> str:
        """The absolute address of a path that begins with a slash."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def put(self, path: str, body: str | bytes = "", **fields: Any) -> str:
        """Serve a page, in the place of the one that was there; returns its address. ``fields`` are Reply's."""
        self._pages[path] = Reply(body=body if isinstance(body, bytes) else body.encode(), **fields)
        return self.url(path)

    def remove(self, path: str) -> None:
        """Answer 404 from now on."""
        del self._pages[path]

    def keep_copy(self, url: str, body: str) -> None:
        """Let the archive have a copy of a page."""
        self._copies[url] = body.encode()

    @property
    def archive(self) -> dict[str, str]:
        """Where the archive is, as ``Archive`` takes it."""
        return {"api": self.url("/available"), "web": self.url("/web")}

    def reply_to(self, target: str, etag: str) -> Reply:
        """The reply for a path with its query, for a client that has the version ``etag``."""
        parts = urlsplit(target)
        if parts.path == "/available":
            return self._nearest(parse_qs(parts.query)["url"][0])
        if target.startswith(f"/web/{ARCHIVED}id_/"):
            return Reply(body=self._copies[target.partition("id_/")[2]])
        if parts.path != "/robots.txt":
            self.asked.append(target)
        found = self._pages.get(parts.path, Reply(body=page("Not found").encode(), status=404))
        return Reply(body=b"", status=304) if etag and etag == found.etag else found

    def _nearest(self, url: str) -> Reply:
        copy = {
            "available": True,
            "status": "200",
            "timestamp": ARCHIVED,
            "url": self.url(f"/web/{ARCHIVED}/{url}"),
        }
        found = {"closest": copy} if url in self._copies else {}
        return Reply(body=json.dumps({"archived_snapshots": found}).encode(), content_type="application/json")


def _handler(pages: PageServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Writes a ``Reply`` as it stands."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            """Answer."""
            reply = pages.reply_to(self.path, self.headers.get("If-None-Match", ""))
            self.send_response(reply.status)
            headers = {"Content-Type": reply.content_type, "ETag": reply.etag, "Location": reply.location}
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
            """Say nothing."""

    return Handler
