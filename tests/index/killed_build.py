"""Builds an index again and again in processes that kill themselves, each a little later than the one before.

    python killed_build.py VECTORS.npz FOLDER MOMENTS

copies FOLDER to FOLDER-0, FOLDER-1 and so on, and prints how many there are. A moment is the n-th time that
Python opens, moves, makes or removes a file; the kill is a real one, which no ``finally`` sees.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb  # noqa: F401 before the forks, so that what they count is the build alone
import numpy as np
from index_material import passages

from index.build import build
from index.embedder import DEFAULT_MODEL, TokenVectors, Vectors

NEW = [f"New text number {at}." for at in range(4)]
_EVENTS = {"open", "sqlite3.connect", "shutil.copyfile", "tempfile.mkstemp"} | {
    f"os.{name}" for name in ("rename", "mkdir", "remove", "rmdir", "scandir")
}


class KnownVectors:
    """Vectors that the real embedder computed beforehand: its threads would not outlive a fork."""

    name = DEFAULT_MODEL
    dimension = 384

    def __init__(self, path: Path) -> None:
        stored = np.load(path)
        self._known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))

    def count_tokens(self, text: str) -> int:
        """Nobody asks here."""
        raise NotImplementedError

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Looked up."""
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(len(texts), 384)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Nobody asks here."""
        raise NotImplementedError


def _build_in_child(folder: Path, embedder: KnownVectors, on_event: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        sys.addaudithook(lambda event, _: on_event() if event in _EVENTS else None)
        build(folder, passages(NEW), embedder)
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def main(vectors: Path, folder: Path, moments: int) -> None:
    """Count the moments of a build, then kill one at each of so many of them, evenly spread."""
    embedder = KnownVectors(vectors)
    read, write = os.pipe()
    shutil.copytree(folder, f"{folder}-whole")
    _build_in_child(Path(f"{folder}-whole"), embedder, lambda: os.write(write, b".") and None)
    total = len(os.read(read, 65536))
    for number in range(moments):
        left = [1 + (total - 1) * number // (moments - 1)]

        def count(left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        copy = Path(f"{folder}-{number}")
        shutil.copytree(folder, copy)
        if _build_in_child(copy, embedder, count) != signal.SIGKILL:
            sys.exit(f"the build was not killed at moment {number}")
    sys.stdout.write(f"{total}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
