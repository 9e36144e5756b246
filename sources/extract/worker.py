"""The process in which untrusted files are parsed: ``python -m sources.extract.worker MEMORY_MIB SECONDS``.

Started by ``sandbox.Sandbox``. It answers one request after the other and ends when its input does.
"""

import importlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import FileIO
from pathlib import PurePath

from sources.errors import ExtractionError
from sources.extract.confine import confine, limit_processor_seconds, memory_in_use
from sources.extract.messages import MOST_REPLY_BYTES, READY, Outcome, Reply, Request, encode, receive, send
from sources.extract.registry import EXTRACTORS, Extract, extract
from sources.records import SourceState

if sys.platform == "linux":
    import fcntl

_MIB = 2**20
_INPUT, _OUTPUT, _ERRORS = 0, 1, 2
_WARMING = b"<!DOCTYPE html><title>Warm</title><p>One page read beforehand loads what is loaded late.</p>"


def serve(read: Extract, *, warm_up: Callable[[], None]) -> None:
    """Answer requests with ``read`` until the parent closes the pipe; ``warm_up`` comes before the limits."""
    memory_mib, seconds = int(sys.argv[1]), float(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    requests, replies = FileIO(_INPUT, closefd=False), FileIO(os.dup(_OUTPUT), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _OUTPUT)  # libraries that print would garble the replies
    warm_up()
    confine(memory_mib)
    os.dup2(nowhere, _ERRORS)  # so far the parent listens, for why it may not start
    most_memory = memory_in_use() + memory_mib * _MIB // 4
    send(replies, READY)
    with suppress(EOFError, BrokenPipeError):
        while True:
            request = Request(**json.loads(receive(requests)))
            body = receive(requests)
            limit_processor_seconds(seconds + 1)
            with _ended_with_parent():
                reply = _answer(read, request, body, most_memory)
            del body
            send(replies, reply)


def load_extractors() -> None:
    """Import what reading needs, before the memory in use is taken for an idle worker's."""
    for place, _ in EXTRACTORS.values():
        with suppress(Exception):  # a library that is missing or broken concerns its own kind of file alone
            importlib.import_module(place.partition(":")[0])
    with suppress(ExtractionError):
        extract(_WARMING, name="warm.html")


def _answer(read: Extract, request: Request, body: bytes, most_memory: int) -> bytes:
    try:
        reply = _try_to_read(read, request, body)
        encoded = encode(replace(reply, worn=memory_in_use() > most_memory))
    except MemoryError:
        return encode(Reply(outcome=Outcome.MEMORY))
    return encoded if len(encoded) <= MOST_REPLY_BYTES else encode(Reply(outcome=Outcome.TOO_LONG))


def _try_to_read(read: Extract, request: Request, body: bytes) -> Reply:
    try:
        extracted, extractor = read(
            body, name=request.name, url=request.url, content_type=request.content_type, kind=request.kind
        )
    except ExtractionError as error:
        return Reply(outcome=Outcome.REFUSED, error=str(error), state=SourceState(error.state))
    except MemoryError:
        raise
    except Exception as error:  # whatever a parser raises over a hostile file
        return Reply(outcome=Outcome.BROKEN, error=_place(error))
    return Reply(outcome=Outcome.READ, extracted=extracted, extractor=extractor)


def _place(error: Exception) -> str:
    """``ValueError in xpath.py:41, from html.py:53``, the last being ours; what it says may quote the file."""
    frames = [(PurePath(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = next(
        (frame for frame in reversed(frames) if frame[0].parent == PurePath(__file__).parent), frames[0]
    )
    inmost = frames[-1]
    return f"{type(error).__name__} in {inmost[0].name}:{inmost[1]}, from {ours[0].name}:{ours[1]}"


@contextmanager
def _ended_with_parent() -> Iterator[None]:
    """While a file is read the parent sends nothing, so a signal about the pipe means that it is gone.

    Linux then ends the process, in the middle of compiled code too. (Its signal for a parent's death comes
    with the end of the thread that started the child, which is too early here.)
    """
    if sys.platform != "linux":
        yield
        return
    flags = fcntl.fcntl(_INPUT, fcntl.F_GETFL)
    fcntl.fcntl(_INPUT, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(_INPUT, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        if select.select([_INPUT], [], [], 0)[0]:  # it was gone before
            sys.exit()
        yield
    finally:
        fcntl.fcntl(_INPUT, fcntl.F_SETFL, flags)


if __name__ == "__main__":
    serve(extract, warm_up=load_extractors)
