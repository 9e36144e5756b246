"""The transport that pages are fetched with: checked addresses only, and limits for every byte.

The address that was checked is the address that is connected to, so a name that resolves differently
a moment later gets nobody in; the name stays in the TLS handshake and in the Host header.
"""

import ipaddress
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2
import httpx2

from sources.addresses import public_addresses
from sources.deadline import Deadline
from sources.errors import FetchError, ForbiddenAddressError

_MOST_ADDRESSES = 4
_HEAD_BYTES = 250_000


class GuardedTransport(httpx2.HTTPTransport):
    """An httpx2 transport that refuses addresses that are not public and ends at ``deadline``.

    ``connect_seconds`` hold for all addresses of a host together, ``wire_bytes`` for a body with the
    framing of its chunks; see ``admit_body``. Made for one page: connections are not shared between
    pages, as their deadlines differ.
    """

    def __init__(
        self,
        *,
        context: ssl.SSLContext,
        deadline: Deadline,
        allowed_hosts: frozenset[str],
        connect_seconds: float,
        wire_bytes: int,
    ) -> None:
        super().__init__(verify=context, trust_env=False)
        # httpx2 offers no public way to hand over a network backend; the version is pinned and a test
        # fails when a later one no longer connects through it
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            network_backend=_GuardedBackend(deadline, allowed_hosts, connect_seconds, wire_bytes),
        )


def admit_body(response: httpx2.Response) -> None:
    """Let the body of an answer in, now that its head is here.

    Until then a connection brings a quarter of a megabyte at most: interim answers without end are no body.
    """
    stream = response.extensions.get("network_stream")
    if isinstance(stream, _LimitedStream):
        stream.admit_body()


def peer_address(response: httpx2.Response) -> str:
    """The IP address that answered; ``""`` where the network was replaced."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    return str(peer[0]) if peer else ""


class _GuardedBackend(httpcore2.SyncBackend):
    def __init__(
        self, deadline: Deadline, allowed_hosts: frozenset[str], connect_seconds: float, wire_bytes: int
    ) -> None:
        self._deadline = deadline
        self._allowed_hosts = allowed_hosts
        self._connect_seconds = connect_seconds
        self._wire_bytes = wire_bytes

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        connecting = self._deadline.within(self._connect_seconds)
        addresses = public_addresses(
            host, port, allowed_hosts=self._allowed_hosts, seconds=_left(connecting, timeout)
        )[:_MOST_ADDRESSES]
        problem: Exception = FetchError(f"{host}: the name has no address")
        for number, address in enumerate(addresses, 1):
            left = _left(connecting, timeout)
            # half of the time is for the addresses that follow: the first may lie behind a dead route
            left = left if number == len(addresses) else left / 2
            try:
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
            else:
                return self._checked(stream, host, address)
        raise problem

    def _checked(self, stream: httpcore2.NetworkStream, host: str, address: str) -> "_LimitedStream":
        """The stream, when at its other end is the address that was checked."""
        try:
            peer = stream.get_extra_info("server_addr")
        except OSError as error:  # it has hung up already
            stream.close()
            raise httpcore2.ConnectError(str(error)) from error
        if ipaddress.ip_address(peer[0]) != ipaddress.ip_address(address):
            stream.close()
            raise ForbiddenAddressError(f"{host}: connected to another address than the one that was checked")
        return _LimitedStream(stream, self._deadline, host, peer, self._wire_bytes)


class _LimitedStream(httpcore2.NetworkStream):
    """A stream that a server cannot keep open by sending a byte now and then, nor by never ceasing to.

    The bytes are counted here, as headers, interim answers and the framing of chunks are in no body.
    """

    def __init__(
        self,
        stream: httpcore2.NetworkStream,
        deadline: Deadline,
        host: str,
        peer: tuple[Any, ...],
        wire_bytes: int,
    ) -> None:
        self._stream = stream
        self._deadline = deadline
        self._host = host
        self._peer = peer
        self._wire_bytes = wire_bytes
        self._bytes_left = _HEAD_BYTES

    def admit_body(self) -> None:
        self._bytes_left += self._wire_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _left(self._deadline, timeout))
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise FetchError(f"{self._host}: the answer does not end, so it was broken off")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self._deadline, timeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, left)
        return _LimitedStream(secured, self._deadline, self._host, self._peer, self._wire_bytes)

    def get_extra_info(self, info: str) -> Any:
        # the peer is remembered: a connection that was reset no longer tells it
        return self._peer if info == "server_addr" else self._stream.get_extra_info(info)


def _left(deadline: Deadline, timeout: float | None) -> float:
    left = deadline.left()
    if not left:
        raise httpcore2.ReadTimeout("the deadline has passed")
    return left if timeout is None else min(left, timeout)
