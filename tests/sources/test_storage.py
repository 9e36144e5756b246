"""Files that are replaced whole or not at all, and what the operating system refuses said in one line."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.errors import StorageError
from sources.storage import storage_errors, write_atomically

OLD, NEW = b"old content", b"new content" * 100_000


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file that must not be lost."""
    path = tmp_path / "kept.json"
    path.write_bytes(OLD)
    return path


def test_a_file_is_replaced_whole(kept: Path) -> None:
    """The new content stands there, and nothing beside it."""
    write_atomically(kept, NEW)
    assert kept.read_bytes() == NEW
    assert list(kept.parent.iterdir()) == [kept]


@pytest.mark.parametrize("durable", [True, False])
def test_folders_are_made_on_the_way(tmp_path: Path, durable: bool) -> None:
    """The first write to a new data folder needs no preparation."""
    write_atomically(tmp_path / "a" / "b" / "c.bin", b"", durable=durable)
    assert (tmp_path / "a" / "b" / "c.bin").read_bytes() == b""


def test_a_reader_never_sees_half_a_file(kept: Path) -> None:
    """While two contents are written in turn, each read gives one of them, whole."""
    contents = [bytes([at]) * 300_000 for at in (1, 2)]
    write_atomically(kept, contents[0])
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for content in contents:
                write_atomically(kept, content, durable=False)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = {kept.read_bytes() for _ in range(300)}
    finally:
        stop.set()
        writer.join()
    assert seen <= set(contents)


def test_a_folder_in_the_place_of_the_file_is_one_line(tmp_path: Path) -> None:
    """What cannot be replaced is left, and no temporary file stays."""
    (tmp_path / "x").mkdir()
    with pytest.raises(StorageError, match="stored before is intact") as caught:
        write_atomically(tmp_path / "x", NEW)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_file_in_the_place_of_a_folder_is_one_line(kept: Path) -> None:
    """A data folder that is a file, for one."""
    with pytest.raises(StorageError, match=r"kept\.json"):
        write_atomically(kept / "corpus.json", NEW)


def test_other_errors_pass_through(tmp_path: Path) -> None:
    """A mistake in our own code is not dressed up as a full disk."""
    with pytest.raises(KeyError), storage_errors(tmp_path):
        raise KeyError("x")


LIMITED = """
import resource, sys
from pathlib import Path
from sources.errors import StorageError
from sources.storage import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    write_atomically(Path(sys.argv[1]), b"n" * 100_000)
except StorageError as error:
    print(error)
"""


def test_a_write_cut_short_leaves_the_old_content(kept: Path) -> None:
    """A child that may write 50,000 bytes a file fails half-way through 100,000."""
    command = [sys.executable, "-c", LIMITED, str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 our own code
    assert "File too large" in done.stdout
    assert "stored before is intact" in done.stdout
    assert kept.read_bytes() == OLD
    assert list(kept.parent.iterdir()) == [kept]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB, or a read-only one after a remount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607


def test_a_full_disk_leaves_the_old_content_and_says_what_to_do(tiny_disk: Path) -> None:
    """With space again the same write succeeds."""
    path = tiny_disk / "kept.json"
    write_atomically(path, OLD)
    with pytest.raises(StorageError, match="the disk is full: free some space"):
        write_atomically(path, b"n" * 100_000)
    assert path.read_bytes() == OLD
    assert list(tiny_disk.iterdir()) == [path]
    write_atomically(path, b"n" * 10_000)
    assert path.stat().st_size == 10_000


def test_a_read_only_disk_says_what_to_do(tiny_disk: Path) -> None:
    """Another folder is what helps."""
    remount = ["mount", "-o", "remount,ro", str(tiny_disk)]
    subprocess.run(remount, check=True, capture_output=True)  # noqa: S603
    with pytest.raises(StorageError, match="read-only: choose another folder with --home"):
        write_atomically(tiny_disk / "x", NEW)


def test_a_folder_without_permission_says_what_to_do() -> None:
    """As a user who may not write there; root gives its rights up for a moment."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)
            with pytest.raises(StorageError, match="no permission to write there: choose another folder"):
                write_atomically(folder / "x", NEW)
        finally:
            os.seteuid(user)
            folder.chmod(0o755)
