"""A seccomp filter: a list of system calls that Linux refuses to this process from now on, with EPERM.

It needs no privileges and holds for compiled code as for Python. The filter is a small program in classic BPF,
``struct sock_filter {u16 code; u8 jump_if_true; u8 jump_if_false; u32 value;}``, run at every call over
``struct seccomp_data {i32 number; u32 architecture; u64 instruction; u64 arguments[6];}``.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# Name → its number on x86_64 and on aarch64.
_REFUSED: dict[str, tuple[int, int]] = {
    # the network, and io_uring, which opens sockets without the call of that name
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "io_uring_setup": (425, 425),
    # programs and other processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "shmget": (29, 194),
    # what is on disk
    "truncate": (76, 45),
    "ftruncate": (77, 46),
    "mkdirat": (258, 34),
    "mknodat": (259, 33),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "linkat": (265, 37),
    "symlinkat": (266, 36),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "mount": (165, 40),
}
_REFUSED_ON_X86_ALONE = (  # the older forms, which take no folder
    *(57, 58),  # fork, vfork
    *(82, 83, 84, 85, 86, 87, 88),  # rename, mkdir, rmdir, creat, link, unlink, symlink
    *(90, 92, 94, 132, 133, 235, 261),  # chmod, chown, lchown, utime, mknod, utimes, futimesat
)
# These take their flags from memory, where no filter sees them; libraries fall back on the older calls.
_UNKNOWN = {"clone3": (435, 435), "openat2": (437, 437)}
_CLONE, _OPENAT, _OPEN_ON_X86, _TGKILL, _PRLIMIT = (56, 220), (257, 56), 2, (234, 131), (302, 261)
_CLONE_THREAD = 0x10000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _SAY_UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_OTHER_CALLS_OF_X86 = 0x40000000  # x32: the same calls under other numbers
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install_filter() -> bool:
    """Refuse the calls for good; False where the system has no such filter or its numbers are not known here.

    Threads that run already are not bound by it: call it while there is one.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    instructions = b"".join(_program(*known))
    program = _Program(len(instructions) // 8, instructions)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
    if prctl(_NO_NEW_PRIVILEGES, 1, None, 0, 0):
        return False
    return bool(prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) == 0)


def _program(column: int, architecture: int) -> Iterator[bytes]:
    yield _do(_LOAD, _ARCHITECTURE_AT)
    yield from (_do(_EQUAL, architecture, 1, 0), _do(_RETURN, _REFUSE))
    yield _do(_LOAD, _NUMBER_AT)
    yield from (_do(_AT_LEAST, _OTHER_CALLS_OF_X86, 0, 1), _do(_RETURN, _REFUSE))
    for numbers in _REFUSED.values():
        yield from _answer(numbers[column], _REFUSE)
    for numbers in _UNKNOWN.values():
        yield from _answer(numbers[column], _SAY_UNKNOWN)
    if column == 0:
        for number in _REFUSED_ON_X86_ALONE:
            yield from _answer(number, _REFUSE)
        yield from _refuse_unless(_OPEN_ON_X86, 1, _ANY_BIT, _WRITES, holds=False)
    yield from _refuse_unless(_OPENAT[column], 2, _ANY_BIT, _WRITES, holds=False)
    yield from _refuse_unless(_CLONE[column], 0, _ANY_BIT, _CLONE_THREAD, holds=True)
    yield from _refuse_unless(_TGKILL[column], 0, _EQUAL, os.getpid(), holds=True)  # as abort() does
    yield from _refuse_unless(_PRLIMIT[column], 0, _EQUAL, 0, holds=True)
    yield _do(_RETURN, _ALLOW)


def _answer(number: int, action: int) -> Iterator[bytes]:
    yield from (_do(_EQUAL, number, 0, 1), _do(_RETURN, action))


def _refuse_unless(number: int, argument: int, test: int, value: int, *, holds: bool) -> Iterator[bytes]:
    """Refuse the call unless ``test`` of the low half of its argument gives ``holds``."""
    yield _do(_EQUAL, number, 0, 4)
    yield _do(_LOAD, _ARGUMENTS_AT + 8 * argument)
    yield _do(test, value, 1 if holds else 0, 0 if holds else 1)
    yield from (_do(_RETURN, _REFUSE), _do(_LOAD, _NUMBER_AT))


def _do(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
