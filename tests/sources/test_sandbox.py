"""Files are parsed in processes of their own, which a hostile file can bring down without harm to anybody else."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from sources.errors import ExtractionError, SourceError
from sources.extract import registry
from sources.extract.confine import refuse_by_audit
from sources.extract.messages import MOST_REPLY_BYTES
from sources.extract.sandbox import Sandbox

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel refuses is Linux's")
SECONDS = 1.5
PARAGRAPH = "<p>The river rises in the <a href='/hills'>hills</a> and runs through meadows to the sea.</p>"
PAGE = f"<!DOCTYPE html><html lang=en><title>Rivers</title><h1>Rivers</h1>{PARAGRAPH * 5}</html>".encode()


@pytest.fixture(scope="module")
def hostile() -> Iterator[Sandbox]:
    """Its one worker does as it is bid, and is replaced whenever that kills it."""
    with Sandbox(workers=1, seconds=SECONDS, memory_mib=128, module="hostile_worker") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The real thing, with its defaults."""
    with Sandbox() as sandbox:
        yield sandbox


def do(sandbox: Sandbox, trick: str) -> str:
    """The text that a trick of ``hostile_worker`` gives."""
    return sandbox.extract(trick.encode(), name="trick.txt")[0].text


def error_of(sandbox: Sandbox, trick: str) -> ExtractionError:
    """The error that a trick ends in."""
    with pytest.raises(ExtractionError) as caught:
        do(sandbox, trick)
    return caught.value


def children() -> list[psutil.Process]:
    """The workers of this test run, dead ones that nobody waited for among them."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if process.status() == psutil.STATUS_ZOMBIE or "hostile_worker" in process.cmdline():
                found.append(process)
    return found


FILES = {
    "page.html": PAGE,
    "latin.html": PAGE.replace(b"meadows", "prés".encode("latin-1")),
    "sixteen.html": PAGE.decode().encode("utf-16"),
    "scripts.html": b"<!DOCTYPE html><body><div id=app></div><script>write()</script>",
    "empty.html": b"",
    "blank.txt": b" \n\n ",
    "notes.md": "# Über\n\n- one [link](https://a.example/x)\n- 😀 two\n\n> said\n".encode(),
    "plain.txt": b"A title\n\nA sentence, and https://a.example/y too.\n",
    "windows.txt": "Caf\xe9 \u201equoted\u201c text".encode("cp1252", "replace"),
    "binary.bin": bytes(range(256)) * 8,
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
    "sheet.xlsx": b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml",
    "deep.html": b"<!DOCTYPE html>" + b"<div>" * 4_000,
}


def outcome(extract: registry.Extract, body: bytes, given: dict[str, str]) -> object:
    """What was read, or the words and the state of the refusal."""
    try:
        return extract(body, **given)
    except ExtractionError as refusal:
        return str(refusal), refusal.state


@pytest.mark.parametrize("name", FILES)
def test_a_file_reads_as_it_does_in_the_same_process(sandbox: Sandbox, name: str) -> None:
    """Text, blocks, links and extractor are equal, and so are the words and the state of a refusal."""
    body, given = FILES[name], {"name": name, "url": "https://a.example/p/", "content_type": ""}
    assert outcome(sandbox.extract, body, given) == outcome(registry.extract, body, given)


def test_what_is_known_of_a_file_reaches_its_extractor(sandbox: Sandbox) -> None:
    """A kind that is given, a charset that is declared, and a name that is no valid text."""
    assert sandbox.extract(PAGE, name="", kind="plain")[1].startswith("plain/")
    russian = sandbox.extract(
        "Река".encode("koi8-r"), name="a.txt", content_type="text/plain; charset=koi8-r"
    )
    assert russian[0].text == "Река"
    odd_name = os.fsdecode(b"caf\xe9.txt")
    assert sandbox.extract(b"Words.", name=odd_name, url="https://a.example/\udce9")[0].text == "Words."


def test_a_file_that_is_too_large_goes_nowhere() -> None:
    """It is refused for its size, and no process is started for it."""
    with Sandbox(module="no_such_module") as sandbox, pytest.raises(ExtractionError, match="30 MB"):
        sandbox.extract(bytes(registry.MOST_BYTES + 1), name="large.txt")


def test_eight_threads_at_once_get_each_its_own_text(sandbox: Sandbox) -> None:
    """Two processes serve them all; no reply is mixed up with another."""
    texts = [f"Text number {number}." for number in range(64)]

    def read(text: str) -> str:
        return sandbox.extract(text.encode(), name="a.txt")[0].text

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, texts)) == texts


def test_a_worker_is_used_again_after_success_and_refusal(hostile: Sandbox) -> None:
    """Starting one costs a third of a second, so one is enough for many files, whoever asks."""
    first = do(hostile, "pid")
    error_of(hostile, "refuse no")
    error_of(hostile, "bug")
    pids: list[str] = []
    thread = threading.Thread(target=lambda: pids.append(do(hostile, "pid")))
    thread.start()
    thread.join()
    assert [*pids, do(hostile, "pid")] == [first, first]


@pytest.mark.parametrize("trick", ["spin", "spin_in_c", "sleep 60"])
def test_a_file_that_takes_too_long_is_given_up(hostile: Sandbox, trick: str) -> None:
    """In Python, in compiled code that never looks up, or asleep: the parent's clock ends it."""
    started = time.monotonic()
    error = error_of(hostile, trick)
    assert time.monotonic() - started < SECONDS + 3  # another worker may have to start
    assert error.state == "unsupported"
    assert "takes too long to read (over 1.5 s): save its text as .txt" in str(error)
    assert do(hostile, "pid")


def test_the_page_that_holds_an_extractor_for_a_minute_is_given_up(hostile: Sandbox) -> None:
    """200,000 attributes, handed straight to the parser, whose time grows with their square."""
    page = "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">"
    assert "takes too long" in str(error_of(hostile, f"attributes {page}"))


@pytest.mark.parametrize("trick", ["hog 300", "segfault", "abort", "exit"])
def test_what_kills_a_worker_costs_its_own_file_alone(hostile: Sandbox, trick: str) -> None:
    """The error says what to do, and the next file is read by another worker."""
    before = do(hostile, "pid")
    error = error_of(hostile, trick)
    assert error.state == "unsupported"
    assert "save its text as .txt" in str(error)
    assert do(hostile, "pid") != before


def test_memory_is_limited_for_compiled_code_too(hostile: Sandbox) -> None:
    """128 MB were allowed: of 300 it gets these, and the little that an idle worker has free; it is named so."""
    if sys.platform == "darwin":
        pytest.skip("macOS keeps no limit on memory")
    assert "takes over 128 MB of memory" in str(error_of(hostile, "hog 300"))
    assert 100 <= int(do(hostile, "hog_in_c 300")) <= 140


def test_a_worker_that_has_grown_is_replaced(hostile: Sandbox) -> None:
    """Memory that a file left behind is not taken from the next one's share."""
    before = do(hostile, "pid")
    do(hostile, "hog_in_c 60")
    assert do(hostile, "pid") != before


def test_a_file_is_not_blamed_for_a_worker_that_was_dying(hostile: Sandbox) -> None:
    """Killed from outside, between two files: the next is read all the same."""
    os.kill(int(do(hostile, "pid")), signal.SIGKILL)
    assert do(hostile, "pid")


def test_an_error_in_an_extractor_is_told_without_the_words_of_the_file(hostile: Sandbox) -> None:
    """A note says where, for developers; the message is for people."""
    error = error_of(hostile, "bug")
    assert "its reader broke down" in str(error)
    (note,) = error.__notes__
    assert re.fullmatch(r"ZeroDivisionError in hostile_worker\.py:\d+, from worker\.py:\d+", note)


def test_the_words_of_a_refusal_are_cleaned_and_kept(hostile: Sandbox) -> None:
    """The state is the extractor's; control characters would reach a terminal; ok is no state of an error."""
    error = error_of(hostile, "refuse scripts \x1b[31mwrite\n this " + "!" * 1_000)
    assert error.state == "script_only"
    assert str(error).startswith("scripts [31mwrite this !!!")
    assert len(str(error)) == 300
    assert error_of(hostile, "refuse_ok").state == "unsupported"


@pytest.mark.parametrize("trick", ["socket", "resolve", "program", "system", "fork", "kill 1", "remove /"])
def test_python_code_gets_no_network_and_no_processes(hostile: Sandbox, trick: str) -> None:
    """The audit hook refuses it before anything is asked of the kernel."""
    assert do(hostile, trick) == "refused: PermissionError None"


@LINUX
@pytest.mark.parametrize(
    "trick", ["socket_in_c", "socket_unix_in_c", "fork_in_c", "exec_in_c", "kill_in_c 1", "limit_in_c 1"]
)
def test_compiled_code_gets_no_network_and_no_processes(hostile: Sandbox, trick: str) -> None:
    """The kernel refuses it: 1 is EPERM."""
    assert do(hostile, trick) == "refused: 1"


def test_nothing_is_written(hostile: Sandbox, tmp_path: Path) -> None:
    """No new file, and the old ones stay as they are."""
    kept, new = tmp_path / "kept.txt", tmp_path / "new.txt"
    kept.write_text("kept")
    assert do(hostile, f"write {new}").startswith("refused: PermissionError")
    assert do(hostile, f"write {kept}").startswith("refused: PermissionError")
    assert do(hostile, f"remove {kept}").startswith("refused: PermissionError")
    if sys.platform == "linux":
        tricks = [f"write_in_c {new}", f"write_in_c {kept}", f"remove_in_c {kept}", f"rename_in_c {kept}"]
        assert [do(hostile, trick) for trick in tricks] == ["refused: 1"] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert kept.read_text() == "kept"


@pytest.mark.parametrize(("mode", "flags"), [("w", 0), ("rb+", 0), ("x", 0), (None, os.O_WRONLY), ("a", 0)])
def test_the_hook_refuses_every_way_of_opening_for_writing(mode: str | None, flags: int) -> None:
    """Reading stays possible, as modules are imported late."""
    with pytest.raises(PermissionError):
        refuse_by_audit("open", ("a.txt", mode, flags))
    refuse_by_audit("open", ("a.txt", "rb", os.O_RDONLY | os.O_CLOEXEC))


@pytest.mark.parametrize(
    "trick", ["beyond", "backwards", "outside", "overlap", "stranger", "flood", "nonsense []"]
)
def test_a_reply_that_no_honest_worker_gives_is_not_believed(hostile: Sandbox, trick: str) -> None:
    """Offsets outside the text, an extractor that we do not have, 4 GB, or something else entirely."""
    assert error_of(hostile, trick).state == "unsupported"
    assert do(hostile, "pid")


def test_half_characters_become_a_mark_and_offsets_stay(hostile: Sandbox) -> None:
    """No file, database or page takes a lone surrogate; one for one keeps every span right."""
    extracted, _ = hostile.extract(b"surrogates", name="a.txt")
    assert (extracted.text, extracted.title) == ("half \ufffd of a pair", "\ufffd")
    assert extracted.blocks[0].end == len(extracted.text)


def test_a_text_without_end_does_not_reach_the_parent(hostile: Sandbox) -> None:
    """More than the most is said to be too much; the parent holds no more than one reply."""
    before = psutil.Process().memory_info().rss
    with Sandbox(workers=1, memory_mib=1_024, module="hostile_worker") as roomy:
        assert "more text than one source may have" in str(error_of(roomy, f"much {MOST_REPLY_BYTES}"))
    error_of(hostile, "hog 300")
    error_of(hostile, "flood")
    assert psutil.Process().memory_info().rss - before < 40 * 2**20


def test_what_libraries_print_goes_nowhere(hostile: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither into the replies nor onto the terminal, and no full pipe stops the worker."""
    assert do(hostile, "chatter") == "chattered"
    assert capfd.readouterr() == ("", "")


def test_secrets_of_the_environment_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and tokens in variables are not for who parses hostile bytes; the working folder is the root."""
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with Sandbox(workers=1, module="hostile_worker") as sandbox:
        *names, folder = do(sandbox, "environment").split("\n")
    allowed = {"PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"}
    assert set(names) <= allowed | {"PYTHONPATH", "PYTHONHASHSEED", "PYTHONUTF8"}
    assert folder == os.path.abspath(os.sep)


def test_control_c_is_not_for_workers(hostile: Sandbox) -> None:
    """They ignore the signal, and have a session of their own, so that the terminal sends them none."""
    pid = int(do(hostile, "pid"))
    assert os.getsid(pid) == pid
    assert do(hostile, "interrupt") == "went on"


def test_nothing_is_left_after_closing() -> None:
    """No process, dead or alive, and no open file, though workers died in every way."""
    before, files = children(), psutil.Process().num_fds()
    with Sandbox(workers=2, seconds=0.5, module="hostile_worker") as sandbox:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda trick: error_of(sandbox, trick), ["segfault", "spin", "exit", "flood"]))
        do(sandbox, "pid")
    assert children() == before
    assert psutil.Process().num_fds() == files


def test_closing_ends_what_is_being_read() -> None:
    """Who waits for a text gets an error that is safe to show; so does who comes later."""
    sandbox = Sandbox(workers=1, seconds=30, module="hostile_worker")
    pid = int(do(sandbox, "pid"))
    with ThreadPoolExecutor(2) as threads:
        reading = [threads.submit(do, sandbox, "sleep 30") for _ in range(2)]
        time.sleep(0.1)
        sandbox.close()
        sandbox.close()
        for waiting in reading:
            with pytest.raises(SourceError, match="is closing"):
                waiting.result(timeout=5)
    with pytest.raises(SourceError, match="is closing"):
        do(sandbox, "pid")
    assert not psutil.pid_exists(pid)


def test_a_sandbox_that_is_forgotten_ends_its_workers() -> None:
    """Without ``close``: when nobody holds it any more."""
    sandbox = Sandbox(workers=1, module="hostile_worker")
    pid = int(do(sandbox, "pid"))
    del sandbox
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("trick", ["pid", "spin_in_c"])
def test_workers_end_with_a_parent_that_is_killed(trick: str) -> None:
    """Idle or in the middle of compiled code: nobody is left to read the answer."""
    if sys.platform != "linux" and trick != "pid":
        pytest.skip("elsewhere the limit on processor time ends it")
    program = f"""
import sys, threading
sys.path.append({str(Path(__file__).parent)!r})
from sources.extract.sandbox import Sandbox
sandbox = Sandbox(workers=1, seconds=60, module="hostile_worker")
print(sandbox.extract(b"pid", name="")[0].text, flush=True)
sandbox.extract({trick!r}.encode(), name="")
threading.Event().wait()
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 our own program
        assert parent.stdout is not None
        worker = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.2)
        assert worker.is_running()
        parent.kill()
    psutil.wait_procs([worker], timeout=5)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


def test_a_worker_outlives_the_thread_that_started_it(hostile: Sandbox) -> None:
    """Web servers start threads and end them; a death signal tied to one would kill the worker with it."""
    started: list[str] = []
    error_of(hostile, "exit")
    thread = threading.Thread(target=lambda: started.append(do(hostile, "pid")))
    thread.start()
    thread.join()
    time.sleep(0.05)
    assert started == [do(hostile, "pid")]


def test_a_worker_that_cannot_start_is_said_to_be_so() -> None:
    """In one line with Python's own words; nothing is left of the attempt."""
    with Sandbox(workers=1, module="no_such_module") as sandbox:
        for _ in range(2):
            with pytest.raises(SourceError, match=r"did not start \(.*No module named no_such_module"):
                do(sandbox, "pid")


def test_requests_are_json_that_names_no_code() -> None:
    """A pickle would run what it names; the reply of a hostile parser must not."""
    from sources.extract.messages import Outcome, Reply, encode

    assert json.loads(encode(Reply(outcome=Outcome.MEMORY)))["outcome"] == "memory"
