"""``registry.extract`` in processes of its own: a hostile file can stop one of those and nothing else.

Each has limits on time and memory, no network and nothing to write to (``confine`` says what holds on which
system). What it answers is checked here like any other untrusted input.
"""

import queue
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, pairwise
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter

from sources.errors import ExtractionError, SourceError
from sources.extract import registry
from sources.extract.child import Child, ChildLostError
from sources.extract.extracted import Extracted, Link
from sources.extract.messages import Outcome, Reply, Request
from sources.records import Block, SourceState

_FILES_OF_ONE = 500  # then another takes its place: memory that leaks, and whatever else files leave behind
_MOST_WORDS = 300
_AS_TEXT = "save its text as .txt and add that"


class Sandbox:
    """Reads files in up to ``workers`` processes, each file in at most ``seconds`` and ``memory_mib``.

    They are started when they are first needed and read one file after the other. ``extract`` may be called
    from many threads; who finds all processes busy waits. Close it, or use it in a ``with``.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        seconds: float = 10.0,
        memory_mib: int = 512,
        module: str = "sources.extract.worker",
    ) -> None:
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._module = module
        self._reply: TypeAdapter[Reply] = TypeAdapter(Reply)
        self._lock = threading.Lock()
        self._closed = False
        self._children: set[Child] = set()
        # last in, first out: as long as one process is enough no other is started
        self._places: queue.LifoQueue[Child | None] = queue.LifoQueue()
        self._workers = workers
        for _ in range(workers):
            self._places.put(None)
        self._forgotten = weakref.finalize(self, _end_all, self._children)

    def extract(
        self, body: bytes, *, name: str, url: str = "", content_type: str = "", kind: str = ""
    ) -> tuple[Extracted, str]:
        """As ``registry.extract``.

        Raises:
            ExtractionError: as there, and ``unsupported`` for a file that takes too long or too much memory
                or brings its reader down.
            SourceError: no process could be started, or the sandbox is closed.
        """
        if len(body) > registry.MOST_BYTES:
            return registry.extract(body, name=name)  # which refuses it for its size and reads nothing
        reply = self._ask(Request(name=name, url=url, content_type=content_type, kind=kind), body)
        if reply.outcome is Outcome.READ and reply.extracted is not None:
            return reply.extracted, reply.extractor
        raise self._error(reply)

    def close(self) -> None:
        """End all processes, also those at work: what waits for them gets a SourceError."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for child in self._children:
                child.kill()
        places = [
            self._places.get() for _ in range(self._workers)
        ]  # each comes back when its file is given up
        for _ in places:
            self._places.put(None)
        self._forgotten()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: Request, body: bytes) -> Reply:
        """The reply about a file. It is blamed for what it brings down only if no file was read there before."""
        while True:
            try:
                with self._borrowed() as child:
                    used = child.files > 0
                    reply = self._checked(child.ask(request, body, seconds=self._seconds))
                    if reply.outcome is Outcome.MEMORY or reply.worn or child.files >= _FILES_OF_ONE:
                        child.end()
            except ChildLostError as lost:
                self._refuse_if_closed()
                if lost.late:
                    text = f"the page takes too long to read (over {self._seconds:g} s): {_AS_TEXT}"
                    raise ExtractionError(text, state=SourceState.UNSUPPORTED) from lost
                reply = Reply(outcome=Outcome.BROKEN, error=str(lost))
            except ValueError:  # no reply of ours
                reply = Reply(outcome=Outcome.BROKEN, error="not a valid reply")
            else:
                if reply.outcome is not Outcome.MEMORY:
                    return reply
            if not used:
                return reply

    @contextmanager
    def _borrowed(self) -> Iterator[Child]:
        """A free process, started if need be; ended when the block fails."""
        child = self._places.get()
        try:
            if child is None or not child.alive():
                child = self._replace(child)
            yield child
        except BaseException:
            if child is not None:
                child.end()
            raise
        finally:
            self._places.put(child)

    def _replace(self, dead: Child | None) -> Child:
        with self._lock:
            if dead is not None:
                dead.end()
                self._children.discard(dead)
            if self._closed:
                raise _closed()
            child = Child(self._module, memory_mib=self._memory_mib, seconds=self._seconds)
            self._children.add(child)
        try:
            child.wait_until_ready()
        except SourceError:
            self._refuse_if_closed()
            raise
        return child

    def _refuse_if_closed(self) -> None:
        with self._lock:
            if self._closed:
                raise _closed()

    def _checked(self, data: bytes) -> Reply:
        """What a process said. Raises: ValueError when no honest one would say it."""
        reply = self._reply.validate_json(data, strict=True)
        if reply.outcome is Outcome.READ:
            known = {f"{kind}/{version}" for kind, (_, version) in registry.EXTRACTORS.items()}
            if reply.extracted is None or reply.extractor not in known:
                raise ValueError("a text and the name of its extractor belong together")
            check_offsets(reply.extracted)
        elif reply.state is SourceState.OK:
            raise ValueError("what was not read is not ok")
        return reply

    def _error(self, reply: Reply) -> ExtractionError:
        if reply.outcome is Outcome.REFUSED:
            return ExtractionError(_one_line(reply.error), state=reply.state)
        why = {
            Outcome.MEMORY: f"the page takes over {self._memory_mib} MB of memory to read: {_AS_TEXT}",
            Outcome.TOO_LONG: "the page holds more text than one source may have: split it",
        }.get(reply.outcome, f"the page is damaged or made to do harm, its reader broke down: {_AS_TEXT}")
        error = ExtractionError(why, state=SourceState.UNSUPPORTED)
        if reply.error:
            error.add_note(_one_line(reply.error))
        return error


def check_offsets(extracted: Extracted) -> None:
    """Raises: ValueError unless blocks are in order and apart, and all spans lie within the text."""
    most = len(extracted.text)
    spans: Iterator[Block | Link] = chain(extracted.blocks, extracted.links)
    for span in spans:
        if not 0 <= span.start < span.end <= most:
            raise ValueError(f"a span from {span.start} to {span.end} in a text of {most}")
    for note in extracted.notes:
        if not 0 <= note.at <= most:
            raise ValueError(f"a note at {note.at} in a text of {most}")
    for before, after in pairwise(extracted.blocks):
        if after.start < before.end:
            raise ValueError(f"a block starts at {after.start}, before the end of another at {before.end}")
    for block in extracted.blocks:
        if block.level < 0 or (block.page is not None and block.page < 1):
            raise ValueError(f"level {block.level}, page {block.page}")


def _one_line(said: str) -> str:
    """What a process says, fit to be shown: no control characters, and no novel."""
    return "".join(character for character in " ".join(said.split()) if character.isprintable())[:_MOST_WORDS]


def _end_all(children: set[Child]) -> None:
    while children:
        children.pop().end()


def _closed() -> SourceError:
    return SourceError("the program is closing and reads no more files: start it again")
