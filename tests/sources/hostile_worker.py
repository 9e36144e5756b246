"""A worker whose parser does on request what a hostile file might bring a real one to do.

The body of the file is the request: a trick's name, a blank, and what it needs.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import lxml.html

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted, Link, NoteMark
from sources.extract.worker import serve
from sources.records import Block, BlockKind

_MIB = 2**20
_C = ctypes.CDLL(None, use_errno=True)


def _said(text: str, **more: Any) -> tuple[Extracted, str]:
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text))
    return Extracted(**{"text": text, "blocks": (block,), **more}), "plain/1"


def _tell(function: Any, *arguments: Any, **named: Any) -> tuple[Extracted, str]:
    """What came of a call that should be refused."""
    try:
        return _said(f"done: {function(*arguments, **named)}")
    except OSError as error:
        return _said(f"refused: {type(error).__name__} {error.errno}")


def _tell_in_c(name: str, *arguments: Any) -> tuple[Extracted, str]:
    """The same past Python: its audit hook sees nothing of it."""
    result = getattr(_C, name)(*arguments)
    return _said(f"refused: {ctypes.get_errno()}" if result == -1 else f"done: {result}")


def _hog(megabytes: int) -> tuple[Extracted, str]:
    held = [os.urandom(_MIB) for _ in range(megabytes)]
    return _said(f"held {len(held)}")


def _hog_in_c(megabytes: int) -> tuple[Extracted, str]:
    _C.malloc.restype = ctypes.c_void_p
    got = 0
    while got < megabytes and (place := _C.malloc(_MIB)):
        ctypes.memset(place, 1, _MIB)
        got += 1
    return _said(f"{got}")


def _spin() -> tuple[Extracted, str]:
    while True:
        pass


def _raise(error: BaseException) -> tuple[Extracted, str]:
    raise error


def _flood() -> tuple[Extracted, str]:
    """A length of 4 GB in front of the reply: past our own code, to where replies go."""
    for descriptor in range(3, 8):
        try:
            os.write(descriptor, b"\xff" * 1_000)
        except OSError:
            continue
    time.sleep(60)
    return _said("never")


def _nonsense(reply: bytes) -> tuple[Extracted, str]:
    for descriptor in range(3, 8):
        try:
            os.write(descriptor, len(reply).to_bytes(4, "big") + reply)
        except OSError:
            continue
    time.sleep(60)
    return _said("never")


def _chatter() -> tuple[Extracted, str]:
    sys.stdout.write("chatter\n")
    sys.stdout.flush()
    os.write(1, b"chatter\n" * 20_000)
    os.write(2, b"chatter\n" * 20_000)
    return _said("chattered")


_TRICKS: dict[str, Any] = {
    "pid": lambda _: _said(str(os.getpid())),
    "spin": lambda _: _spin(),
    "spin_in_c": lambda _: _said(f"{max(range(10**12))}"),
    "sleep": lambda given: (time.sleep(float(given)), _said("slept"))[1],
    "attributes": lambda given: _said(lxml.html.document_fromstring(given).tag),
    "hog": lambda given: _hog(int(given)),
    "hog_in_c": lambda given: _hog_in_c(int(given)),
    "segfault": lambda _: _said(f"{ctypes.string_at(0)!r}"),
    "abort": lambda _: _said(f"{_C.abort()}"),
    "exit": lambda _: sys.exit(0),
    "bug": lambda _: _raise(ZeroDivisionError("a secret of the file")),
    "recursion": lambda _: _raise(RecursionError()),
    "refuse": lambda given: _raise(ExtractionError(given, state="script_only")),
    "refuse_ok": lambda _: _raise(ExtractionError("fine", state="ok")),
    "socket": lambda _: _tell(socket.socket),
    "socket_in_c": lambda _: _tell_in_c("socket", 2, 1, 0),
    "socket_unix_in_c": lambda _: _tell_in_c("socket", 1, 1, 0),
    "resolve": lambda _: _tell(socket.getaddrinfo, "localhost", 80),
    "program": lambda _: _tell(subprocess.run, ["/bin/true"], check=False),
    "system": lambda _: _tell(os.system, "true"),
    "fork": lambda _: _tell(os.fork),
    "fork_in_c": lambda _: _tell_in_c("fork"),
    "exec_in_c": lambda _: _tell_in_c("execv", b"/bin/true", (ctypes.c_char_p * 2)(b"true", None)),
    "kill": lambda given: _tell(os.kill, int(given), signal.SIGTERM),
    "kill_in_c": lambda given: _tell_in_c("kill", int(given), int(signal.SIGTERM)),
    "write": lambda given: _tell(Path(given).write_text, "hostile"),
    "write_in_c": lambda given: _tell_in_c("open", given.encode(), os.O_WRONLY | os.O_CREAT, 0o600),
    "remove": lambda given: _tell(os.remove, given),
    "remove_in_c": lambda given: _tell_in_c("unlink", given.encode()),
    "rename_in_c": lambda given: _tell_in_c("rename", given.encode(), given.encode() + b".old"),
    "limit_in_c": lambda given: _tell_in_c("prlimit", int(given), 0, bytes(16), None),
    "interrupt": lambda _: (signal.raise_signal(signal.SIGINT), _said("went on"))[1],
    "environment": lambda _: _said("\n".join(sorted(os.environ)) + f"\n{os.getcwd()}"),
    "surrogates": lambda _: _said("half \ud83d of a pair", title="\udc80"),
    "beyond": lambda _: _said("short", blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=6),)),
    "backwards": lambda _: _said("short", links=(Link(url="https://a.example/", start=3, end=2),)),
    "outside": lambda _: _said("short", notes=(NoteMark(at=-1, urls=()),)),
    "overlap": lambda _: _said("short", blocks=(Block(kind=BlockKind.QUOTE, start=0, end=4),) * 2),
    "stranger": lambda _: (_said("short")[0], "unheard-of/1"),
    "much": lambda given: _said("x" * int(given)),
    "flood": lambda _: _flood(),
    "nonsense": lambda given: _nonsense(given.encode()),
    "chatter": lambda _: _chatter(),
}


def read(
    body: bytes, *, name: str, url: str = "", content_type: str = "", kind: str = ""
) -> tuple[Extracted, str]:
    """Do the trick that the body names."""
    trick, _, given = body.decode().partition(" ")
    made: tuple[Extracted, str] = _TRICKS[trick](given)
    return made


if __name__ == "__main__":
    serve(read, warm_up=lambda: None)
