"""What people and machines get wrong: one clear line, the right exit code, and nothing lost."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from program import PATIENCE, QUIET, ROOT, Done, Program, lines_of

from assistant.answer import Answer
from assistant.settings import Settings
from assistant.workspace import Workspace

Fresh = Callable[[], Program]

EXTRADITED = "When was Ovidio Guzman extradited to the US?"
TISZA = "The Tisza is 966 kilometres long and joins the Danube in Serbia.\n"
SECONDS_TO_STOP = 20
"""Ctrl-C is obeyed in one or two; this is for a machine at work on something else."""


@dataclass(frozen=True)
class Kept:
    """A data folder of which nothing may get lost, seen by the program and by this process."""

    program: Program
    workspace: Workspace

    def refuses(self, *arguments: str, code: int, says: str, **options: Any) -> Done:
        """Run a command that fails: one line on standard error, and all that was there is still there."""
        before = self.workspace.sources("article"), self.workspace.corpus_names()
        done = self.program.run(*arguments, **options)
        assert_one_line(done, code=code, says=says)
        assert (self.workspace.sources("article"), self.workspace.corpus_names()) == before
        self.still_answers()
        return done

    def still_answers(self) -> None:
        """The article is asked, and what it says is cited and verifies."""
        answer: Answer = self.workspace.assistant("article").ask(EXTRADITED)
        assert "September 2023" in answer.text
        assert self.workspace.verify(answer, "article") == []


def assert_one_line(done: Done, *, code: int, says: str) -> None:
    """The exit code, and on standard error one line that says why."""
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("wellsourced: ")
    assert done.stdout == ""


def assert_answers(program: Program, question: str = EXTRADITED, *, says: str = "September 2023") -> Done:
    """A process of its own answers."""
    corpus = ["--corpus", "rivers"] if question != EXTRADITED else []
    done = program.run("ask", question, "--json", *corpus)
    assert done.returncode == 0, done.stderr
    assert says in json.loads(done.stdout)["text"]
    return done


@pytest.fixture(scope="module")
def kept(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A copy of the data folder that all commands here are let loose on."""
    home = tmp_path_factory.mktemp("kept") / "home"
    shutil.copytree(program.home, home, symlinks=True)
    workspace = Workspace(Settings(home=home))
    yield Kept(Program(home, program.offline), workspace)
    workspace.close()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "the question is empty"),
        (" \n ", "the question is empty"),
        ("?!… –", "no words in it"),
        ("\udcff\udcfe what", "not UTF-8"),
    ],
)
def test_no_question(kept: Kept, question: str, says: str) -> None:
    """A question without words, or in another encoding, is wrong usage."""
    kept.refuses("ask", question, code=2, says=says)


def test_question_of_a_megabyte(kept: Kept) -> None:
    """A megabyte on standard input is refused at once, and the message says what to do with it."""
    kept.refuses("ask", "-", stdin="why " * 262_144, code=2, says="1,048,575 characters")
    kept.refuses("ask", "-", stdin="", code=2, says="the question is empty")


def test_question_of_a_megabyte_in_a_batch(kept: Kept) -> None:
    """In a batch it is one bad line among others, which are answered."""
    lines = [{"id": 1, "question": "why " * 262_144}, {"id": 2, "question": EXTRADITED}]
    done = kept.program.run("ask", "--batch", "-", stdin="".join(f"{json.dumps(line)}\n" for line in lines))
    assert done.returncode == 1
    assert done.stderr.startswith("line 1: the question has 1,048,575 characters")
    assert len(done.stderr.splitlines()) == 1
    refused, answer = lines_of(done)
    assert (refused["id"], "error" in refused) == (1, True)
    assert (answer["id"], answer["status"]) == (2, "answered")


@pytest.mark.parametrize(
    ("turns", "code"),
    [
        ("[" * 50_000, 2),
        ('{"role": "user"}', 2),
        ('[{"role": "user", "content": null}]', 2),
        ('[{"role": "system", "content": "x"}]', 2),
        ('[{"role": "user", "content": "\\ud800"}]', 2),
        ("\x00\udcff", 1),
    ],
)
def test_history_that_is_none(kept: Kept, tmp_path: Path, turns: str, code: int) -> None:
    """A history that is no list of turns is refused, however odd."""
    file = tmp_path / "turns.json"
    file.write_bytes(turns.encode("utf-8", "surrogateescape"))
    kept.refuses("ask", "When?", "--history", str(file), code=code, says="")


@pytest.mark.parametrize("saved", ["", "[]", "[" * 50_000, '{"question": 1}', "\udcff"])
def test_verify_what_is_no_answer(kept: Kept, tmp_path: Path, saved: str) -> None:
    """A file that holds no answer cannot be verified, and says so."""
    file = tmp_path / "answer.json"
    file.write_bytes(saved.encode("utf-8", "surrogateescape"))
    kept.refuses("verify", str(file), code=1 if saved == "\udcff" else 2, says=str(file))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def _pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")


def _fifty_megabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50_000_000)


def _missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_empty, "there is no text in it"),
        (_binary, "binary data"),
        (_pdf, "PDF"),
        (_fifty_megabytes, "50 MB, more than the 30 MB"),
        (_missing, "is not there: check the name"),
        (_folder, "is a folder"),
        (_loop, "cannot be read"),
    ],
)
def test_file_that_cannot_be_read(
    kept: Kept, tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    """Nothing is stored of a file that gives no text, nor of those named beside it."""
    path, good = tmp_path / "source.txt", tmp_path / "tisza.txt"
    make(path)
    good.write_text(TISZA)
    kept.refuses("add", str(good), str(path), "--no-follow", code=1, says=says)


def test_file_without_permission(kept: Kept, tmp_path: Path) -> None:
    """A file that may not be read says so."""
    path = tmp_path / "secret.txt"
    path.write_text(TISZA)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("chmod does not bite: running as root")
    kept.refuses("add", str(path), "--no-follow", code=1, says="cannot be read: Permission denied")


def test_files_in_other_encodings(fresh: Fresh, tmp_path: Path) -> None:
    """Text is read with its characters whole, in whatever encoding it came."""
    rivers = {"utf-8-sig": "Orinoco", "utf-16": "Paraná", "latin-1": "Marañón"}
    texts = {
        encoding: f"El río {river} está, según los geógrafos españoles, entre los más largos de la región."
        for encoding, river in rivers.items()
    }
    for encoding, text in texts.items():
        (tmp_path / f"{encoding}.txt").write_bytes(f"{text}\n".encode(encoding))
    program, files = fresh(), [str(tmp_path / f"{encoding}.txt") for encoding in rivers]
    assert program.run("add", *files, "--corpus", "rivers", "--no-follow").returncode == 0
    found = program.json("retrieve", "¿Qué ríos hay en la región?", "--corpus", "rivers")["passages"]
    assert sorted(passage["text"] for passage in found) == sorted(texts.values())


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://", "there is no host"),
        ("http://[::1", "not a valid address"),
        ("http://a b/", "no valid name"),
        ("http://example.org:99999/", "its port is no number"),
        ("ftp://example.org/x", "only http:// and https://"),
        ("file:///etc/passwd", "only http:// and https://"),
        ("https://user:secret@example.org/", "user name or password"),
        ("http://exa\tmple.org/", "control characters"),
    ],
)
def test_address_that_is_none(kept: Kept, url: str, says: str) -> None:
    """An address that can never be fetched is wrong usage, and no password is repeated."""
    done = kept.refuses("add", url, code=2, says=says)
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("url", "says", "allowed"),
    [
        ("http://127.0.0.1:1/", "the connection was refused", "127.0.0.1"),
        ("http://127.0.0.1:80/", "not on the public internet", ""),
        ("http://nowhere.invalid/", "the name does not resolve", ""),
        ("http://nowhere.invalid/\n", "the name does not resolve", ""),
    ],
)
def test_page_that_is_not_reached(kept: Kept, url: str, says: str, allowed: str) -> None:
    """A page that cannot be reached is listed with its state, exit code 1, one line about it."""
    settings = {"WELLSOURCED_ALLOWED_HOSTS": allowed}
    done = kept.program.run("add", url, "--corpus", "pages", "--json", env=settings)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    (source,) = json.loads(done.stdout)
    assert (source["url"], source["state"]) == (url.strip(), "unreachable")
    kept.still_answers()


@pytest.mark.parametrize("name", ["../x", "", "Ä", "x" * 200, "\udcff"])
def test_corpus_name_that_is_none(kept: Kept, tmp_path: Path, name: str) -> None:
    """A name that no corpus can have is refused before anything is read or written."""
    path = tmp_path / "tisza.txt"
    path.write_text(TISZA)
    kept.refuses("add", str(path), "--corpus", name, "--no-follow", code=2, says="is no corpus name")
    assert not (kept.program.home / "x").exists()


def test_corpus_that_is_not_there(kept: Kept) -> None:
    """Asking a corpus that is not there names those that are."""
    kept.refuses(
        "ask", "Cuba?", "--corpus", "lakes", code=2, says="there is no corpus 'lakes' (there are: article"
    )


@pytest.mark.parametrize("place", ["file", "system"])
def test_data_folder_that_cannot_be(program: Program, tmp_path: Path, place: str) -> None:
    """A data folder that cannot be made is one line, not a traceback."""
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "home" if place == "file" else Path("/proc/wellsourced")
    done = program.run("ask", "Cuba?", "--home", str(home))
    assert_one_line(done, code=1, says=str(home))


def test_output_that_cannot_be_written(kept: Kept, tmp_path: Path) -> None:
    """Answers that cannot be written are an error in one line, wherever it shows."""
    asked = tmp_path / "in.jsonl"
    asked.write_text(json.dumps({"id": 1, "question": EXTRADITED}) + "\n")
    kept.refuses(
        "ask", "--batch", str(asked), "--out", "/nowhere/out.jsonl", code=1, says="/nowhere/out.jsonl"
    )
    if Path("/dev/full").exists():
        kept.refuses("ask", "--batch", str(asked), "--out", "/dev/full", code=1, says="No space left")


def test_reader_of_the_output_leaves(kept: Kept) -> None:
    """When nobody reads the answers any more (``| head``), the program ends without a word."""
    with kept.program.started("ask", "--batch", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"id": 1, "question": EXTRADITED}) + "\n")
            process.stdin.flush()
        assert process.wait(timeout=PATIENCE) == 1
        assert process.stderr.read() == ""


def test_terminal_is_not_steered(fresh: Fresh, tmp_path: Path) -> None:
    """What a source says to the terminal instead of to people is shown, not obeyed."""
    program, file = fresh(), tmp_path / "texts.jsonl"
    text = "The Tisza is \x1b[31m966\x1b[0m kilometres long\x1b]0;owned\x07 and joins the Danube."
    file.write_text(json.dumps({"id": "t", "title": "Ti\x1b[2Jsza", "text": text}) + "\n")
    assert program.run("add", "--jsonl", str(file), "--corpus", "rivers").returncode == 0
    for arguments in (["ask", "How long is the Tisza?"], ["sources"]):
        done = program.run(*arguments, "--corpus", "rivers")
        assert "\x1b" not in done.stdout + done.stderr
        assert "\x07" not in done.stdout + done.stderr
        assert "Ti\ufffd[2Jsza" in done.stdout
    assert program.json("ask", "How long is the Tisza?", "--corpus", "rivers", "--json")["text"].startswith(
        text
    )


HOLD = """\
import sys
from pathlib import Path
from sources.locking import writing
with writing(Path(sys.argv[1]), "a long read"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_second_writer(kept: Kept, tmp_path: Path) -> None:
    """While another process writes, adding names it and changes nothing, and asking answers."""
    path = tmp_path / "tisza.txt"
    path.write_text(TISZA)
    folder = kept.program.home / "corpora" / "article"
    holder = subprocess.Popen(  # noqa: S603 our own program
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        says = f"is being written by process {holder.pid} (a long read, since "
        kept.refuses("add", str(path), "--no-follow", code=1, says=says)
        kept.refuses("remove", "article", code=1, says=says)
        assert_answers(kept.program)
        holder.communicate(timeout=PATIENCE)


def test_writer_that_was_killed_holds_no_lock(fresh: Fresh, tmp_path: Path) -> None:
    """The lock of a process that was killed is free, though its note is still there."""
    program, path = fresh(), tmp_path / "tisza.txt"
    path.write_text(TISZA)
    folder = program.home / "corpora" / "article"
    with subprocess.Popen(  # noqa: S603 as above
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    assert program.run("add", str(path), "--no-follow").returncode == 0


def _many_texts(path: Path, count: int) -> Path:
    lines = [
        {"id": f"lake-{at}", "text": f"Lake number {at} in the register covers {at + 11} hectares of land."}
        for at in range(count)
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def _wait_until(met: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert process.poll() is None, "it ended before its time"
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.005)


def test_killed_while_indexing(fresh: Fresh, tmp_path: Path) -> None:
    """After kill -9 in the midst of indexing, what was there answers, and so does what had been stored."""
    program, path = fresh(), tmp_path / "tisza.txt"
    path.write_text(TISZA)
    assert program.run("add", str(path), "--corpus", "rivers", "--no-follow").returncode == 0
    index = program.home / "corpora" / "rivers" / "index"
    before = len(list(index.glob("generation-*")))
    texts = _many_texts(tmp_path / "lakes.jsonl", 150)
    with program.started("add", "--jsonl", str(texts), "--corpus", "rivers") as process:
        _wait_until(lambda: len(list(index.glob("generation-*"))) > before, process)
        process.kill()
        process.wait()
    done = assert_answers(program, "How long is the Tisza?", says="966")
    assert done.stderr == ""
    assert_answers(program, "How many hectares does lake number 77 in the register cover?", says="number 77 ")
    assert len(list(index.glob("generation-*"))) <= 2


def _interrupt(process: "subprocess.Popen[str]") -> tuple[str, float]:
    """Press Ctrl-C; returns what it said and how many seconds it took to end."""
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    return err, time.monotonic() - began


def _assert_stopped(process: "subprocess.Popen[str]", err: str, seconds: float) -> None:
    # Python ends by the signal itself when it came while a library was at work; a shell calls both 130.
    assert process.returncode in {130, -signal.SIGINT}
    assert err.splitlines()[-1] == "wellsourced: stopped; what was stored before is intact"
    assert "Traceback" not in err
    assert seconds < SECONDS_TO_STOP


def _new_home(program: Program, folder: Path) -> Program:
    folder.mkdir()
    (folder / "models").symlink_to(program.home / "models", target_is_directory=True)
    return Program(folder, program.offline)


def test_interrupted_ask(program: Program, tmp_path: Path) -> None:
    """Ctrl-C while the index is built for a question ends it in one line; the next question builds it."""
    new = _new_home(program, tmp_path / "new")
    with new.started("ask", EXTRADITED) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("indexing corpus 'article'")
        err, seconds = _interrupt(process)
        _assert_stopped(process, err, seconds)
    assert_answers(new)


def test_interrupted_add(kept: Kept) -> None:
    """Ctrl-C while a page is waited for ends at once, without waiting for the page."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(PATIENCE)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        settings = {"WELLSOURCED_ALLOWED_HOSTS": "127.0.0.1", "WELLSOURCED_FETCH_SECONDS": "300"}
        with kept.program.started("add", url, env=settings) as process:
            connection, _ = silent.accept()
            with connection:
                err, seconds = _interrupt(process)
            _assert_stopped(process, err, seconds)
    assert kept.program.run("remove", "nothing").returncode == 1  # the lock is free: it says there is none
    kept.still_answers()


def test_interrupted_chat(program: Program, tmp_path: Path) -> None:
    """Ctrl-C while the page is being made ready ends it in one line."""
    new = _new_home(program, tmp_path / "new")
    with new.started("chat", env=QUIET) as process:
        _wait_until((new.home / "corpora").exists, process)
        err, seconds = _interrupt(process)
        assert "Traceback" not in err
        assert seconds < SECONDS_TO_STOP
        if process.returncode != 0:  # 0 when it was serving already
            _assert_stopped(process, err, seconds)
    assert_answers(new)


@pytest.mark.parametrize("name", ["vectors.npy", "chroma.sqlite3"])
def test_damaged_index(fresh: Fresh, name: str) -> None:
    """A damaged file of the index is noticed, and the index built again, with one line about it."""
    program = fresh()
    (file,) = (program.home / "corpora" / "article" / "index").rglob(name)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    done = assert_answers(program)
    assert done.stderr == "the index of 'article' is damaged; building it again from the stored sources …\n"


def test_index_pointer_to_nowhere(fresh: Fresh) -> None:
    """An index of which only the pointer is left is built again."""
    program = fresh()
    (program.home / "corpora" / "article" / "index" / "CURRENT").write_text("generation-gone")
    assert "building it again" in assert_answers(program).stderr


def test_damaged_list_of_sources(fresh: Fresh) -> None:
    """A corpus whose list of sources is damaged says what to do; other corpora answer."""
    program = fresh()
    shutil.copytree(program.home / "corpora" / "article", program.home / "corpora" / "rivers")
    (program.home / "corpora" / "rivers" / "corpus.json").write_text('{"name": ')
    done = program.run("ask", EXTRADITED, "--corpus", "rivers")
    assert_one_line(done, code=1, says="delete the folder of corpus 'rivers'")
    assert_answers(program)


def test_snapshots_are_gone(fresh: Fresh) -> None:
    """Without its snapshot nothing is cited: the source has to be added again, and the message says so."""
    program = fresh()
    shutil.rmtree(program.home / "snapshots")
    assert_one_line(program.run("ask", EXTRADITED), code=1, says="add its source again")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("needs mount")
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    mounted = subprocess.run([mount, *options], capture_output=True, check=False)  # noqa: S603 fixed words
    if mounted.returncode != 0:
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run([umount, "-l", str(folder)], check=True)  # noqa: S603 fixed words


def _filled(program: Program, disk: Path, *, free: int) -> Program:
    """A copy of the data folder on a disk on which so many bytes are left."""
    shutil.copytree(program.home, disk / "home", symlinks=True)
    (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - free))
    return Program(disk / "home", program.offline)


def _assert_full(done: Done) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("wellsourced: ")]
    assert errors == done.stderr.splitlines()[-1:]


def test_full_disk(program: Program, small_disk: Path, tmp_path: Path) -> None:
    """Wherever the disk fills up, it is said in one line, and what was stored before answers."""
    full, text = _filled(program, small_disk, free=98_304), tmp_path / "lakes.txt"
    text.write_text("\n\n".join(f"Lake {at} covers {at + 11} hectares of land." for at in range(600)))
    _assert_full(full.run("add", str(text), "--no-follow"))
    assert_answers(full)
    (small_disk / "ballast").unlink()
    assert full.run("add", str(text), "--no-follow").returncode == 0


def test_disk_full_to_the_last_byte(program: Program, small_disk: Path, tmp_path: Path) -> None:
    """Chroma writes when it is opened, so that nothing answers then; nothing is lost, either."""
    full, text = _filled(program, small_disk, free=0), tmp_path / "tisza.txt"
    text.write_text(TISZA)
    _assert_full(full.run("add", str(text), "--no-follow"))
    _assert_full(full.run("ask", EXTRADITED))
    (small_disk / "ballast").unlink()
    assert_answers(full)
