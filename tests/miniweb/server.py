"""The mini-web's server: real HTTP on a free loopback port, and a record of what was asked of it."""

import socket
import sys
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from miniweb.replies import Reply, Route
from miniweb.routes import build_site, missing_route


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came: the path without its query, the query, and the headers, names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]


class _Server(ThreadingHTTPServer):
    """Keeps its sockets and threads in view, so that stopping can end every one of them."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.site: dict[str, Route] = build_site(self.base)
        self.missing = missing_route(self.base)
        self.stopped = Event()
        self.lock = Lock()
        self.requests: list[Request] = []
        self.visits: Counter[str] = Counter()
        self.connections: set[socket.socket] = set()
        self.handlers: list[Thread] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self.lock:
            self.connections.add(request)
            self.handlers = [handler for handler in self.handlers if handler.is_alive()] + [thread]
            thread.start()

    def shutdown_request(self, request: Any) -> None:
        with self.lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is part of the game; anything else is told as usual."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def reply_to(self, request: Request) -> Reply:
        """Record the request and choose its reply; repeated requests may get another one."""
        with self.lock:
            earlier = self.visits[request.path]
            self.visits[request.path] += 1
            self.requests.append(request)
        return self.site.get(request.path, self.missing)(earlier)

    def stop(self) -> None:
        """End the streams, hang up on every client and wait for the handlers."""
        self.stopped.set()
        self.shutdown()
        with self.lock:
            connections, handlers = list(self.connections), list(self.handlers)
        for connection in connections:
            _hang_up(connection)
        for handler in handlers:
            handler.join(timeout=2)
        self.server_close()


def _hang_up(connection: socket.socket) -> None:
    """Wake whoever reads or writes the socket; it may already be closed."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    """Writes a ``Reply`` as it stands, lies included."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Say nothing: requests are recorded instead."""

    def _answer(self, *, with_body: bool) -> None:
        target = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(method=self.command, path=target.path, query=target.query, headers=headers)
        reply = self.server.reply_to(request)
        self._send_head(reply)
        if with_body:
            self._send_body(reply)

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        honest = reply.stream is None and reply.declared is None
        length = len(reply.body) if honest else reply.declared
        if length is not None:
            self.send_header("Content-Length", str(length))
        if not honest:
            # what follows the declared end would be taken for the next response
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        if reply.stream is None:
            self.wfile.write(reply.body)
            return
        for chunk in reply.stream(self.server.stopped):
            self.wfile.write(chunk)


class MiniWeb:
    """Serves the mini-web while the ``with`` block runs; each server starts with fresh counters.

    ``requests`` holds every request so far, in order of arrival.
    """

    def __init__(self) -> None:
        self._server = _Server()
        # a short poll, so that stopping takes no half second
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join(timeout=2)

    @property
    def base(self) -> str:
        """The server's address, without a slash at the end."""
        return self._server.base

    @property
    def requests(self) -> tuple[Request, ...]:
        """A copy of what was asked so far."""
        with self._server.lock:
            return tuple(self._server.requests)

    def url(self, path: str) -> str:
        """The absolute URL of a path that begins with a slash."""
        return self.base + path

    def requests_for(self, path: str) -> tuple[Request, ...]:
        """The requests for one path, whatever their query."""
        return tuple(request for request in self.requests if request.path == path)
