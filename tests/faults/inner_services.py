"""Servers on loopback for the tests of the guard: a canary that nobody may reach, and a site that leads to it."""

import json
import socket
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_SECRET = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"
)
TAKEN = "20190304050607"


class Canary:
    """Listens on every address of this machine, IPv4 and IPv6, and counts who connects."""

    def __init__(self) -> None:
        self._listener = socket.create_server(
            ("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=100
        )
        self.port: int = self._listener.getsockname()[1]
        self._connections = 0
        self._mine = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def connections(self) -> int:
        """How many have connected since this was last asked, those still in the queue included."""
        self._mine.clear()
        # one of our own goes to the end of the queue and is not counted
        with socket.create_connection(("127.0.0.1", self.port)) as own:
            own.sendall(b"GET /own HTTP/1.1\r\n\r\n")
            assert self._mine.wait(5)
        counted, self._connections = self._connections, 0
        return counted

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    request = connection.recv(4096)
                    if request.startswith(b"GET /own "):
                        self._mine.set()
                        continue
                    connection.sendall(_SECRET)
                except OSError:  # it connected and hung up: that counts all the same
                    pass
            self._connections += 1


class LeadingSite(ThreadingHTTPServer):
    """A site whose paths lead to ``targets`` by number: ``/302/4``, ``/meta/4``, ``/header/4``, ``/chain/4``.

    At hosts ``robots-4.example`` its robots.txt redirects there, and as an archive every copy does.
    """

    daemon_threads = True
    request_queue_size = 100

    def __init__(self, targets: Sequence[str]) -> None:
        super().__init__(("127.0.0.1", 0), _LeadingHandler)
        self.targets = targets
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class _LeadingHandler(BaseHTTPRequestHandler):
    server: LeadingSite

    def do_GET(self) -> None:
        way, _, number = self.path.strip("/").partition("/")
        host = self.headers["Host"].partition(":")[0]
        if self.path == "/robots.txt":
            is_leading = host.startswith("robots-")
            self._answer(302, location=self._target(host[7:-8])) if is_leading else self._answer(404)
        elif way.startswith("available"):
            original = urlsplit(self.path).query.removeprefix("url=")
            self._copy_of(original)
        elif way == "web":
            self._answer(302, location=self._target(self.path.rpartition("/")[2]))
        elif way == "meta":
            self._answer(200, b"<meta http-equiv=refresh content=\"0; url='%s'\">" % self._target(number))
        elif way == "header":
            self._answer(200, refresh=b"0; url=" + self._target(number))
        elif way == "chain":
            self._answer(301, location=b"/meta/" + number.encode())
        else:
            self._answer(int(way), location=self._target(number))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _target(self, number: str) -> bytes:
        return self.server.targets[int(number)].encode()

    def _copy_of(self, quoted: str) -> None:
        number = quoted.rpartition("%2F")[2]
        snapshot = {
            "available": True,
            "status": "200",
            "timestamp": TAKEN,
            "url": f"http://x/web/{TAKEN}/https://gone.example/{number}",
        }
        self._answer(200, json.dumps({"archived_snapshots": {"closest": snapshot}}).encode())

    def _answer(self, status: int, body: bytes = b"", **headers: bytes) -> None:
        lines = [b"HTTP/1.1 %d X" % status, b"Content-Type: text/html; charset=utf-8", b"Connection: close"]
        lines += [name.title().encode() + b": " + value for name, value in headers.items()]
        lines.append(b"Content-Length: %d" % len(body))
        self.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.close_connection = True
