"""The transport that pages are fetched with: checked addresses only, and a deadline for every byte.

The address that was checked is the address that is connected to, so a name that resolves differently
a moment later gets nobody in; the name stays in the TLS handshake and in the Host header.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from sources.deadline import Deadline
from sources.errors import FetchError
from sources.urls import public_addresses

_MOST_ADDRESSES = 4


class GuardedTransport(httpx2.HTTPTransport):
    """An httpx2 transport that refuses addresses that are not public and ends at ``deadline``.

    Made for one page: connections are not shared between pages, as their deadlines differ.
    """

    def __init__(self, *, context: ssl.SSLContext, deadline: Deadline, allowed_hosts: frozenset[str]) -> None:
        super().__init__(verify=context, trust_env=False)
        # httpx2 offers no public way to hand over a network backend; the version is pinned and a test
        # fails when a later one no longer connects through it
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context, network_backend=_GuardedBackend(deadline, allowed_hosts)
        )


class _GuardedBackend(httpcore2.SyncBackend):
    def __init__(self, deadline: Deadline, allowed_hosts: frozenset[str]) -> None:
        self._deadline = deadline
        self._allowed_hosts = allowed_hosts

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = public_addresses(host, port, allowed_hosts=self._allowed_hosts)[:_MOST_ADDRESSES]
        problem: Exception = FetchError(f"{host}: the name has no address")
        for address in addresses:
            left = _left(self._deadline, timeout)
            try:
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
            else:
                return _TimedStream(stream, self._deadline)
        raise problem


class _TimedStream(httpcore2.NetworkStream):
    """A stream that a server cannot keep open by sending a byte now and then."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._deadline, timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: Deadline, timeout: float | None) -> float:
    left = deadline.left()
    if not left:
        raise httpcore2.ReadTimeout("the deadline has passed")
    return left if timeout is None else min(left, timeout)
