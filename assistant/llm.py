"""Language models by the name that LangChain has for them, behind one small protocol. LangChain stays in here.

Every model streams on an event loop of its own, so that a stream that nobody wants any more, or that takes too
long, is cancelled at once, its connection with it, whatever the provider's library does while it waits.
"""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from assistant.breaker import Breaker, RestingError
from assistant.chat_model import Limits, Message, Usage
from assistant.llm_errors import explained
from sources.errors import ModelError, ModelTimeoutError

_MOST_CHARACTERS = 16_000
"""A model that has written this much is not going to stop by itself."""
_GRACE_SECONDS = 2.0
"""How much later than its deadline a stream may be heard of; beyond it the event loop itself is stuck."""
_RETRY_SECONDS = 0.5
_BEAT_SECONDS = 0.1
_ENDS = ("finish_reason", "stop_reason", "done_reason")


Bound = Callable[[dict[str, Any] | None], Any]
"""A schema, or None → the LangChain model that is told to keep to it."""


class LangChainModel:
    """A LangChain chat model, with deadlines, one retry and a circuit breaker."""

    def __init__(
        self,
        name: str,
        bound: Bound,
        *,
        window: int,
        keeps_schema: bool,
        limits: Limits,
        address: str = "",
        tells_end: bool = False,
    ) -> None:
        """``address`` is where a server of the user's own listens, to be named when it does not; ``tells_end`` is
        whether a whole reply ends with a word about why it ends, so that one without was cut off.
        """
        self.name = name
        self.window = window
        self.keeps_schema = keeps_schema
        self._bound = bound
        self.limits = limits
        self._where = f"{name} at {address}" if address else name
        self._breaker = Breaker()
        self._tells_end = tells_end

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: dict[str, Any] | None = None,
        limits: Limits | None = None,
    ) -> "LangChainStream":
        """Begin to write."""
        plain: list[tuple[str, str]] = [(message.role, message.content) for message in messages]
        return LangChainStream(
            self._bound(schema), plain, limits or self.limits, self._breaker, self._where, self._tells_end
        )


class LangChainStream:
    """One reply of a LangChain model."""

    def __init__(
        self,
        model: Any,
        messages: list[tuple[str, str]],
        limits: Limits,
        breaker: Breaker,
        where: str,
        tells_end: bool,
    ) -> None:
        self.usage = Usage()
        self._model, self._messages, self._limits = model, messages, limits
        self._breaker, self._where, self._tells_end = breaker, where, tells_end
        self._heard = self._ended = self._closed = False
        self._pieces: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        self._began = time.monotonic()
        self._running = asyncio.run_coroutine_threadsafe(self._write(), _event_loop())

    def __iter__(self) -> Iterator[str]:
        """Pieces as they come; an empty one now and then while none does. Raises: ModelError."""
        latest = self._began + self._limits.total + _GRACE_SECONDS
        try:
            while time.monotonic() < latest:
                try:
                    piece = self._pieces.get(timeout=_BEAT_SECONDS)
                except queue.Empty:
                    if self._running.cancelled():
                        return
                    yield ""
                    continue
                if piece is None:
                    return
                if isinstance(piece, ModelError):
                    raise piece
                yield piece
            raise self._late(self._limits.total)
        finally:
            self.close()

    def close(self) -> None:
        """Cancel what is still to come."""
        self._closed = True
        self._running.cancel()

    async def _write(self) -> None:
        """Everything into the queue: pieces, then None for the end, or the error that ended it."""
        end: ModelError | None = None
        try:
            self._breaker.check(self._where)
            await self._try_twice()
            self._breaker.succeeded()
        except ModelError as error:
            end = error
        except Exception as error:  # whatever a provider's library raises ends here, in one line
            end = explained(error, self._where)
        if end is not None and not isinstance(end, RestingError):
            self._breaker.failed()
        self._pieces.put(end)

    async def _try_twice(self) -> None:
        try:
            async with asyncio.timeout(self._limits.total):
                try:
                    await self._try(self._limits.first)
                except Exception as error:
                    failed = error if isinstance(error, ModelError) else explained(error, self._where)
                    left = self._limits.first - (time.monotonic() - self._began) - _RETRY_SECONDS
                    if not failed.retryable or self._heard or left <= 0:
                        raise failed from error
                    await asyncio.sleep(_RETRY_SECONDS)
                    await self._try(left)
        except TimeoutError:
            raise self._late(self._limits.total) from None

    async def _try(self, first_seconds: float) -> None:
        length = 0
        stream: AsyncIterator[Any] = self._model.astream(self._messages)
        async with contextlib.aclosing(stream):  # type: ignore[type-var]
            while True:
                chunk = await self._next(stream, None if self._heard else first_seconds)
                if chunk is None:
                    break
                self._check_wanted()
                self._heard = True
                self._note(chunk)
                if chunk.text:
                    self._pieces.put(str(chunk.text))
                    length += len(chunk.text)
                if length > _MOST_CHARACTERS:
                    raise ModelError(f"{self._where} wrote without end")
        if not length:
            raise ModelError(f"{self._where} wrote nothing", retryable=True)
        if self._tells_end and not self._ended:
            raise ModelError(f"{self._where} broke off")

    def _check_wanted(self) -> None:
        """End what was cancelled or is late. Python 3.11's ``wait_for``, which LangChain uses, forgets to be cancelled
        when a chunk comes at that moment, and with a fast model one always does.
        """
        if self._closed:
            raise asyncio.CancelledError
        if time.monotonic() - self._began > self._limits.total:
            raise self._late(self._limits.total)

    async def _next(self, stream: AsyncIterator[Any], seconds: float | None) -> Any:
        try:
            async with asyncio.timeout(seconds):
                return await anext(stream, None)
        except TimeoutError:
            if seconds is None:
                raise
            raise self._late(self._limits.first) from None

    def _note(self, chunk: Any) -> None:
        """Add up what the model tells of tokens and money."""
        self._ended = self._ended or any(chunk.response_metadata.get(word) for word in _ENDS)
        told = chunk.usage_metadata or {}
        billed = (chunk.response_metadata.get("token_usage") or {}).get("cost")
        self.usage = replace(
            self.usage,
            read=self.usage.read + int(told.get("input_tokens") or 0),
            written=self.usage.written + int(told.get("output_tokens") or 0),
            dollars=self.usage.dollars if billed is None else (self.usage.dollars or 0.0) + float(billed),
        )

    def _late(self, seconds: float) -> ModelTimeoutError:
        return ModelTimeoutError(f"{self._where} took longer than {seconds:g} s")


_one_at_a_time = threading.Lock()


def _event_loop() -> asyncio.AbstractEventLoop:
    """The one loop of this process: LangChain keeps connections for the next model, and they belong to a loop."""
    with _one_at_a_time:  # a cache alone would let streams that begin at once make a loop each
        return _running_loop()


@cache
def _running_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="wellsourced-model", daemon=True).start()
    return loop
