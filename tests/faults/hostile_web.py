"""Servers made of sockets, for answers that no honest server's library would give."""

import itertools
import socket
import threading
from collections.abc import Callable


class Asked:
    """A connection together with the path that was asked for on it."""

    def __init__(self, connection: socket.socket, request: bytes) -> None:
        self.sendall = connection.sendall
        self.setsockopt = connection.setsockopt
        words = request.split(b" ", 2)
        self.path = words[1] if len(words) > 2 else b""


Serve = Callable[[Asked, threading.Event], None]
"""Answers one request; the event says that the test is over."""


class HostileWeb:
    """Servers, each on a loopback address of its own; they run until ``close``."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._listeners: list[socket.socket] = []
        self._host = itertools.count(2)

    def close(self) -> None:
        """Stop all servers."""
        self._stop.set()
        for listener in self._listeners:
            listener.close()

    def open(self, serve: Serve, scheme: str = "http") -> str:
        """Start one more server; its address."""
        host = f"127.0.0.{next(self._host)}"
        listener = socket.create_server((host, 0), backlog=20)
        self._listeners.append(listener)
        threading.Thread(target=self._accept, args=(listener, serve), daemon=True).start()
        return f"{scheme}://{host}:{listener.getsockname()[1]}/"

    def _accept(self, listener: socket.socket, serve: Serve) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection, serve), daemon=True).start()

    def _one(self, connection: socket.socket, serve: Serve) -> None:
        with connection:
            connection.settimeout(5)
            try:
                request = connection.recv(65_536)
                serve(Asked(connection, request), self._stop)
            except OSError:  # the reader has had enough
                return
