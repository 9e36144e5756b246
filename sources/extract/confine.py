"""Take from the running process what reading a file does not need, before hostile bytes reach it.

What holds where:

- Linux on x86_64 and aarch64: the kernel enforces all of it, for compiled libraries too: no sockets, no other
  processes, nothing written or changed on disk (``kernel_filter``), and the limits below.
- Other Linux and BSD: the limits, and ``refuse_by_audit``, which only sees what Python code does.
- macOS: as before, but its kernel keeps no limit on memory.
- Windows: ``refuse_by_audit`` and the parent's clock.
"""

import math
import os
import sys
from typing import Any

from sources.extract.kernel_filter import install_filter

if sys.platform != "win32":
    import resource

_MIB = 2**20
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_FAMILIES = ("socket.", "subprocess.", "shutil.", "tempfile.", "ftplib.", "urllib.", "sqlite3.")
_REFUSED = frozenset(
    {f"os.{name}" for name in "exec fork forkpty kill killpg posix_spawn spawn startfile system".split()}
    | {f"os.{name}" for name in "chflags chmod chown link mkdir remove rename rmdir setxattr".split()}
    | {f"os.{name}" for name in "removexattr symlink truncate utime".split()}
)


def confine(memory_mib: int) -> None:
    """Give up network, programs, other processes and writing; keep ``memory_mib`` more than is in use now.

    Cannot be undone. Files can still be read: modules are imported when they are first needed.
    """
    if sys.platform != "win32":
        _limit(memory_mib * _MIB)
    sys.addaudithook(refuse_by_audit)
    install_filter()


def refuse_by_audit(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook. Raises: PermissionError for what a parser has no business with."""
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        refused = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & _WRITES)
    else:
        refused = event in _REFUSED or event.startswith(_REFUSED_FAMILIES)
    if refused:
        raise PermissionError(f"{event} is refused while a file is being read")


def limit_processor_seconds(seconds: float) -> None:
    """From now on so many seconds of processor time, then the kernel ends the process.

    The parent's clock comes first; this holds where the parent is gone or stopped.
    """
    if sys.platform != "win32":
        usage = resource.getrusage(resource.RUSAGE_SELF)
        at = math.ceil(usage.ru_utime + usage.ru_stime + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (at, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def memory_in_use() -> int:
    """Bytes of address space; where there is no ``/proc``, 0."""
    try:
        with open("/proc/self/statm", "rb") as pages:
            return int(pages.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _limit(memory: int) -> None:
    # Address space, not data alone: it also counts what is mapped and shared.
    for name, most in (
        ("RLIMIT_AS", memory_in_use() + memory),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_MEMLOCK", 0),
    ):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (within, within))
