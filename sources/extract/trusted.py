"""Files that came with the program are read in this process, all others in a process of their own."""

import hashlib
import threading
from functools import cached_property
from importlib.resources import files

from sources.extract import registry
from sources.extract.extracted import Extracted
from sources.extract.registry import Extract
from sources.extract.sandbox import Sandbox


class ExtractTrusting:
    """An ``Extract`` that starts no process for the bundled article: a first answer comes a second sooner."""

    def __init__(self) -> None:
        self._sandbox: Sandbox | None = None
        self._one_at_a_time = threading.Lock()

    def __call__(
        self, body: bytes, *, name: str, url: str = "", content_type: str = "", kind: str = ""
    ) -> tuple[Extracted, str]:
        """As ``registry.extract``; raises what ``Sandbox.extract`` does."""
        extract: Extract = registry.extract
        if hashlib.sha256(body).digest() not in self._bundled:
            extract = self._opened().extract
        return extract(body, name=name, url=url, content_type=content_type, kind=kind)

    def close(self) -> None:
        """End the processes; the next file starts others."""
        with self._one_at_a_time:
            sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            sandbox.close()

    def _opened(self) -> Sandbox:
        with self._one_at_a_time:
            if self._sandbox is None:
                self._sandbox = Sandbox()
            return self._sandbox

    @cached_property
    def _bundled(self) -> frozenset[bytes]:
        texts = (one for one in files("sources.library").iterdir() if one.name.endswith(".txt"))
        return frozenset(hashlib.sha256(one.read_bytes()).digest() for one in texts)
