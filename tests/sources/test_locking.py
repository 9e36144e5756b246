"""One writer at a time, across processes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sources.errors import BusyError, StorageError
from sources.locking import writing

HOLDS = """
import sys, time
from pathlib import Path
from sources.locking import writing
with writing(Path(sys.argv[1]), "refresh"):
    print("holding", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def holder(folder: Path, seconds: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock of ``folder``."""
    command = [sys.executable, "-c", HOLDS, str(folder), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:  # noqa: S603 our own code
        assert child.stdout is not None
        assert child.stdout.readline() == b"holding\n"
        try:
            yield child
        finally:
            child.kill()


def test_a_second_process_is_refused_with_the_holders_name(tmp_path: Path) -> None:
    """The line names the corpus, the process, what it does and since when, at once."""
    folder = tmp_path / "oil"
    with holder(folder) as child:
        started = time.perf_counter()
        with pytest.raises(BusyError) as caught, writing(folder, "add"):
            pytest.fail("two writers at once")
        assert time.perf_counter() - started < 1
    message = str(caught.value)
    assert message.startswith(f"corpus 'oil' is being written by process {child.pid} (refresh, since 20")
    assert "try again" in message
    assert "\n" not in message


def test_the_lock_is_free_after_kill_9(tmp_path: Path) -> None:
    """The system frees it; the name that the dead process left is overwritten."""
    with holder(tmp_path) as child:
        child.kill()
        child.wait()
        assert json.loads((tmp_path / "writer.json").read_text())["pid"] == child.pid
        with writing(tmp_path, "add"):
            assert json.loads((tmp_path / "writer.json").read_text())["pid"] == os.getpid()


def test_waiting_gets_the_lock_when_the_holder_is_done(tmp_path: Path) -> None:
    """Half a second is soon enough."""
    with holder(tmp_path, seconds=0.5), writing(tmp_path, "add", wait_seconds=20):
        assert json.loads((tmp_path / "writer.json").read_text())["what"] == "add"


def test_waiting_ends(tmp_path: Path) -> None:
    """After the time that was given, not before and not much later."""
    with holder(tmp_path):
        started = time.perf_counter()
        with pytest.raises(BusyError), writing(tmp_path, "add", wait_seconds=0.3):
            pytest.fail("two writers at once")
        assert 0.3 <= time.perf_counter() - started < 3


def test_the_same_process_is_refused_too(tmp_path: Path) -> None:
    """Two people at the same chat page write one after the other."""
    with (
        writing(tmp_path, "add"),
        pytest.raises(BusyError, match=str(os.getpid())),
        writing(tmp_path, "remove"),
    ):
        pytest.fail("two writers at once")


def test_an_error_inside_frees_the_lock(tmp_path: Path) -> None:
    """And it comes through as it was."""
    with pytest.raises(ZeroDivisionError), writing(tmp_path, "add"):
        raise ZeroDivisionError
    with writing(tmp_path, "add"):
        pass
    assert not (tmp_path / "writer.json").exists()


def test_corpora_are_locked_apart(tmp_path: Path) -> None:
    """Adding to one does not hold up the other."""
    with holder(tmp_path / "one"), writing(tmp_path / "two", "add"):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", "3", "{}", '"x"', "\x00"])
def test_a_holder_whose_name_cannot_be_read_is_another_process(tmp_path: Path, content: str) -> None:
    """The name is written after the lock is taken: a moment of nothing is possible."""
    with holder(tmp_path):
        (tmp_path / "writer.json").write_text(content)
        with pytest.raises(BusyError, match="by another process: wait"), writing(tmp_path, "add"):
            pytest.fail("two writers at once")


def test_a_folder_that_cannot_be_written_is_a_storage_error() -> None:
    """Not a traceback of the lock's library."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)
            with pytest.raises(StorageError, match="choose another folder"), writing(folder, "add"):
                pytest.fail("nothing was locked")
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


def test_a_file_in_the_place_of_the_folder_is_a_storage_error(tmp_path: Path) -> None:
    """One line, as everywhere."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError), writing(tmp_path / "file", "add"):
        pytest.fail("nothing was locked")
