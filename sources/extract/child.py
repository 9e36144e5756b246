"""One worker process, seen from its parent: start it, ask it, end it. Nothing it says is trusted here."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from typing import cast

from sources.errors import SourceError
from sources.extract.messages import MOST_REPLY_BYTES, READY, Request, encode, receive, send

_START_SECONDS = 60.0
_MOST_ERROR_BYTES = 4_096
# what a Python needs to start and to read alike; keys and tokens in other variables stay out
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT")


class ChildLostError(Exception):
    """The process is no more; ``late`` when it was ended because its time was up."""

    def __init__(self, *, late: bool, status: int) -> None:
        super().__init__(f"ended with status {status}")
        self.late = late
        self.status = status


class Child:
    """A process that answers one request at a time; ``files`` counts them."""

    def __init__(self, module: str, *, memory_mib: int, seconds: float) -> None:
        """Start it; it is not ready yet. Raises: SourceError when the system starts no process."""
        self.files = 0
        self._late = False
        # -P -s: no module from the working folder or the user's own; what the parent imports from is named
        command = [sys.executable, "-P", "-s", "-B", "-m", module, str(memory_mib), str(seconds)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=os.path.abspath(os.sep),
                env=_environment(),
                start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends it
            )
        except OSError as error:
            raise _not_started(error.strerror or str(error)) from error
        self._requests = cast(FileIO, self._process.stdin)
        self._replies = cast(FileIO, self._process.stdout)
        self._errors = cast(FileIO, self._process.stderr)

    def wait_until_ready(self) -> None:
        """Raises: SourceError with what Python said, when it does not come up within a minute."""
        try:
            with self._ended_after(_START_SECONDS):
                ready = receive(self._replies, most=len(READY))
        except (EOFError, OSError, ValueError):
            ready = None
        if ready != READY:
            said = self._errors.read(_MOST_ERROR_BYTES) or b""
            self.end()
            last = said.decode(errors="replace").strip().rpartition("\n")[2]
            raise _not_started(f"not ready in {_START_SECONDS:g} s" if self._late else last or "no word")
        self._errors.close()

    def ask(self, request: Request, body: bytes, *, seconds: float) -> bytes:
        """The reply as it came, at most ``MOST_REPLY_BYTES``.

        Raises: ChildLostError when it died, said nonsense or was ended after ``seconds``.
        """
        self.files += 1
        try:
            with self._ended_after(seconds):
                send(self._requests, encode(request))
                send(self._requests, body)
                return receive(self._replies, most=MOST_REPLY_BYTES)
        except (EOFError, OSError, ValueError) as error:
            self.end()
            raise ChildLostError(late=self._late, status=self._process.returncode) from error

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Kill it; whoever asks it something finds it lost. May be called from any thread."""
        self._process.kill()

    def end(self) -> None:
        """Kill it, wait for that and close the pipes, for the thread that asks it; may be called again."""
        self.kill()
        self._process.wait()
        for pipe in (self._requests, self._replies, self._errors):
            pipe.close()

    @contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        """Kill the process when the block takes longer: its pipes break, and so does what waits for them."""
        timer = threading.Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _end_late(self) -> None:
        self._late = True
        self.kill()


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folders = [folder for folder in sys.path if os.path.isabs(folder)]
    # without a seed of their own, sets would come in another order in each process
    return {**passed, "PYTHONPATH": os.pathsep.join(folders), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


def _not_started(reason: str) -> SourceError:
    return SourceError(
        f"the process that reads files did not start ({reason}): free some memory, or install again and retry"
    )
