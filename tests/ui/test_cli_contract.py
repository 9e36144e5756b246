"""CONTRACT.md, command by command, with the real program."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from program import PATIENCE, QUIET, ROOT, Program, lines_of

Fresh = Callable[[], Program]

EXTRADITED = "When was Ovidio Guzman extradited to the US?"
NOT_THERE = "Does the article cite Nature Geoscience?"
ANSWER_FIELDS = {
    "question",
    "standalone_question",
    "status",
    "reason",
    "text",
    "statements",
    "citations",
    "unread",
    "engine",
    "seconds",
}
CITATION_FIELDS = {
    "marker",
    "document_id",
    "title",
    "url",
    "quote",
    "start",
    "end",
    "page",
    "snapshot",
    "fetched_at",
    "highlight",
    "via",
    "archived_at",
}
SOURCE_FIELDS = {
    "document_id",
    "url",
    "title",
    "state",
    "reason",
    "fetched_at",
    "sha256",
    "passages",
    "cited_by",
    "site",
    "date",
    "via",
    "archived_at",
    "same_as",
}
STATES = {
    "ok",
    "pending",
    "blocked",
    "paywalled",
    "missing",
    "script_only",
    "empty",
    "unsupported",
    "unreachable",
    "robots",
}


def _line(**value: Any) -> str:
    return json.dumps(value) + "\n"


def test_ask_json(program: Program) -> None:
    """An answer has the contract's fields, exit code 0, nothing but JSON on standard output, no chatter."""
    done = program.run("ask", EXTRADITED, "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    assert set(answer) >= ANSWER_FIELDS
    assert answer["status"] == "answered"
    assert answer["engine"] == "extractive"
    assert "September 2023" in answer["text"]
    assert set(answer["citations"][0]) == CITATION_FIELDS
    assert set(answer["statements"][0]) == {"text", "citations", "support"}
    assert set(answer["seconds"]) >= {"retrieve", "read", "compose", "total"}
    assert answer["statements"][0]["support"] == "quoted"
    assert all(set(unread) == {"url", "state"} for unread in answer["unread"])


def test_ask_for_people(program: Program) -> None:
    """Without --json the answer is text with its markers and where each citation stands."""
    done = program.run("ask", EXTRADITED, env={"NO_COLOR": "1", "COLUMNS": "500"})
    assert done.returncode == 0
    assert "September 2023 on fentanyl trafficking charges. [1]" in done.stdout
    assert "[1] Venezuela’s Drug Trade" in done.stdout


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_not_found_is_exit_code_3(program: Program, options: list[str]) -> None:
    """What the sources do not say is no error: exit code 3, a reason, no statements."""
    done = program.run("ask", NOT_THERE, *options)
    assert done.returncode == 3
    assert done.stderr == ""
    if options:
        answer = json.loads(done.stdout)
        assert answer["status"] == "not_found"
        assert answer["reason"]
        assert answer["statements"] == []
    else:
        assert "None of the pages" in done.stdout


def test_history(program: Program, tmp_path: Path) -> None:
    """The turns before make a follow-up standalone."""
    turns = tmp_path / "turns.json"
    turns.write_text(json.dumps([{"role": "user", "content": "What does Russia want from Venezuela?"}]))
    done = program.run("ask", "And China?", "--json", "--history", str(turns))
    assert json.loads(done.stdout)["standalone_question"] == "What does China want from Venezuela?"


def test_question_on_standard_input(program: Program) -> None:
    """With - the question comes from standard input, line breaks and all."""
    done = program.run("ask", "-", "--json", stdin="When was Ovidio Guzman\nextradited to the US?\n")
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"] == EXTRADITED


def test_batch_streams(program: Program) -> None:
    """Each answer is written before the next question is read, with the id that came with it."""
    with program.started("ask", "--batch", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number, question in enumerate((EXTRADITED, NOT_THERE, EXTRADITED)):
            process.stdin.write(_line(id=f"q{number}", question=question))
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["id"] == f"q{number}"
            assert set(answer) >= ANSWER_FIELDS
            assert answer["status"] == ("not_found" if question == NOT_THERE else "answered")
        rest, _ = process.communicate(timeout=PATIENCE)
    assert rest == ""
    assert process.returncode == 0


def test_batch_reports_bad_lines(program: Program) -> None:
    """A line that is no question is reported with its number, exit code 1; the others are answered."""
    bad = [
        "no json",
        "[1]",
        '"text"',
        "[" * 50_000,
        '{"id": 5, "question": "\\ud800"}',
        "\ufeff{",
        "9" * 5000,
    ]
    lines = [_line(id=1, question=EXTRADITED), "\n", *(f"{line}\n" for line in bad)]
    lines += [
        _line(id=2),
        _line(id=3, question=7),
        _line(id=4, question="  "),
        _line(id="é", question="Cuba?"),
    ]
    done = program.run("ask", "--batch", "-", stdin="".join(lines))
    assert done.returncode == 1
    found = {answer["id"]: answer for answer in lines_of(done)}
    assert list(found) == [1, 2, 3, 4, "é"]
    assert "statements" in found[1]
    assert "statements" in found["é"]
    assert all("error" in found[number] for number in (2, 3, 4))
    told = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert told == [f"line {number}" for number in range(3, 3 + len(bad) + 3)]


def test_batch_from_file_to_file(program: Program, tmp_path: Path) -> None:
    """A file in, a file out, and a history in each line."""
    asked, answers = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    turns = [{"role": "user", "content": "What does Russia want from Venezuela?"}]
    asked.write_text(_line(id="a", question="And China?", history=turns) + _line(id="b", question="Cuba?"))
    done = program.run("ask", "--batch", str(asked), "--out", str(answers))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = (json.loads(line) for line in answers.read_text().splitlines())
    assert first["standalone_question"] == "What does China want from Venezuela?"
    assert second["id"] == "b"


def test_check_batch(program: Program) -> None:
    """A verdict a line with its citations and score; a number that the source has otherwise is never supported."""
    claims = {
        1: "China has loaned Venezuela over 50 billion dollars.",
        2: "China has loaned Venezuela over 70 billion dollars.",
        3: "Iceland exports herring to Venezuela.",
    }
    lines = [_line(id=number, claim=claim) for number, claim in claims.items()]
    done = program.run("check", "--batch", "-", stdin="".join([*lines, _line(id=4), _line(id=5, claim=" ")]))
    assert done.returncode == 1
    found = {each["id"]: each for each in lines_of(done)}
    assert set(found[1]) >= {"id", "verdict", "citations", "score"}
    assert found[1]["verdict"] == "supported"
    assert set(found[1]["citations"][0]) >= CITATION_FIELDS
    assert found[2]["verdict"] != "supported"
    assert found[3]["verdict"] == "not_mentioned"
    assert found[3]["citations"] == []
    assert set(found[4]) == set(found[5]) == {"id", "error"}


def test_check_one(program: Program) -> None:
    """One claim, for people and for programs; exit code 3 when the sources do not mention it."""
    claim = "China has loaned Venezuela over 50 billion dollars."
    assert program.json("check", claim, "--json")["verdict"] == "supported"
    shown = program.run("check", claim)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("The sources support this")
    assert program.run("check", "Iceland exports herring to Venezuela.").returncode == 3
    assert program.run("check").returncode == 2


def test_models(program: Program) -> None:
    """What is in use and what can be fetched; a Hub that cannot be reached is one line."""
    listed = program.json("models", "--json")
    assert [one["name"] for one in listed["in_use"]] == ["all-MiniLM-L6-v2", "shipped", "shipped"]
    assert all(one["licence"] and one["megabytes"] for one in listed["recommended"])
    assert "wellsourced models get NAME" in program.run("models").stdout
    lost = program.run("models", "get", "owner/model")
    assert (lost.returncode, lost.stdout) == (1, "")
    assert "could not be reached" in lost.stderr.splitlines()[-1]


def test_retrieve(program: Program) -> None:
    """Passages come best first, as many as wanted, with their place and their text."""
    done = program.run("retrieve", "--batch", "-", "--k", "3", stdin=_line(id=1, question=EXTRADITED))
    assert done.returncode == 0
    (found,) = lines_of(done)
    assert set(found) == {"id", "passages"}
    assert len(found["passages"]) == 3
    assert set(found["passages"][0]) == {"document_id", "start", "end", "score", "text"}
    scores = [passage["score"] for passage in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert "Ovidio Guzman" in found["passages"][0]["text"]
    assert program.json("retrieve", EXTRADITED, "--k", "3")["passages"] == found["passages"]


def test_sources(fresh: Fresh) -> None:
    """The article and its twelve references, each with its state; pages never tried were tried first."""
    listed = fresh().json("sources", "--json")
    assert len(listed) == 13
    assert all(set(source) == SOURCE_FIELDS for source in listed)
    assert {source["state"] for source in listed} <= STATES - {"pending"}
    assert listed[0]["state"] == "ok"
    assert listed[0]["passages"] > 20
    assert len(listed[0]["sha256"]) == 64
    for source in listed[1:]:
        assert (source["state"], source["cited_by"]) == ("unreachable", ["article"])
        assert source["reason"]


def test_add_ask_remove(fresh: Fresh, tmp_path: Path) -> None:
    """A file is added, listed, asked about and forgotten again, in a corpus that adding makes."""
    program, file = fresh(), tmp_path / "tisza.md"
    file.write_text("# The Tisza\n\nThe Tisza is 966 kilometres long.\n")
    (added,) = program.json("add", str(file), "--corpus", "rivers", "--no-follow", "--json")
    assert set(added) == SOURCE_FIELDS
    assert (added["title"], added["state"], added["url"]) == ("The Tisza", "ok", file.as_uri())
    answer = program.json("ask", "How long is the Tisza?", "--corpus", "rivers", "--json")
    assert answer["citations"][0]["document_id"] == added["document_id"]
    assert program.run("remove", added["document_id"], "--corpus", "rivers").returncode == 0
    assert program.json("sources", "--corpus", "rivers", "--json") == []
    assert program.run("ask", "How long is the Tisza?", "--corpus", "rivers").returncode == 3


def test_add_jsonl(fresh: Fresh, tmp_path: Path) -> None:
    """Texts in bulk keep their ids; a wrong line is named, exit code 2, and nothing is stored."""
    program, file = fresh(), tmp_path / "texts.jsonl"
    good = _line(
        id="t-1", title="Tisza", text="The Tisza is 966 kilometres long.", url="https://example.org/t"
    )
    file.write_text(good + _line(id=2, title="Drava", text="The Drava is 725 kilometres long."))
    assert program.run("add", "--jsonl", str(file), "--corpus", "bulk").returncode == 0
    asked = program.run(
        "ask", "--batch", "-", "--corpus", "bulk", stdin=_line(id=1, question="How long is the Drava?")
    )
    (answer,) = lines_of(asked)
    assert answer["citations"][0]["document_id"] == "2"
    file.write_text(good + _line(id="t-2", title="no text"))
    done = program.run("add", "--jsonl", str(file), "--corpus", "other")
    assert done.returncode == 2
    assert "line 2: text missing; nothing was stored" in done.stderr
    assert program.run("sources", "--corpus", "other").returncode == 2


def test_extract(program: Program, tmp_path: Path) -> None:
    """A file's text with its blocks, nothing stored; a wall, and what gives no text, say their state, exit code 1."""
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><head><title>The Tisza</title></head><body><article><h1>The Tisza</h1>"
        "<p>The Tisza is 966 kilometres long, and it joins the Danube in Serbia near Slankamen.</p>"
        "</article></body></html>"
    )
    found = program.json("extract", str(page), "--url", "https://example.org/t", "--json")
    assert {"state", "reason", "title", "author", "date", "language", "text", "blocks"} <= set(found)
    assert (found["state"], found["title"]) == ("ok", "The Tisza")
    assert all({"kind", "start", "end", "page"} <= set(block) for block in found["blocks"])
    texts = [found["text"][block["start"] : block["end"]] for block in found["blocks"]]
    assert any(text.startswith("The Tisza is 966") for text in texts)

    teaser = ROOT / "tests" / "sources" / "gate_pages" / "poison" / "paywalled_01.html"
    done = program.run("extract", str(teaser), "--url", "https://example.org/t", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["state"] == "paywalled"

    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\n\0\0")
    done = program.run("extract", str(tmp_path / "scan.pdf"), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["state"] in STATES - {"ok", "pending"}


def test_verify(program: Program, tmp_path: Path) -> None:
    """A saved answer verifies; with one digit changed it does not, exit code 1, and the citation is named."""
    saved = tmp_path / "answer.json"
    text = program.run("ask", EXTRADITED, "--json").stdout
    saved.write_text(text)
    assert program.run("verify", str(saved)).returncode == 0
    done = program.run("verify", "-", "--json", stdin=text.replace("September 2023", "September 2024"))
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["ok"] is False
    assert found["problems"][0].startswith("[1] article: the quote does not stand")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask"], 2),
        (["nonsense"], 2),
        (["ask", "Cuba?", "--nonsense"], 2),
        (["retrieve", "Cuba?", "--k", "0"], 2),
        (["retrieve"], 2),
        (["add"], 2),
        (["ask", "Cuba?", "--corpus", "lakes"], 2),
        (["ask", "Cuba?", "--history", "/nowhere/turns.json"], 1),
        (["ask", "--batch", "/nowhere/in.jsonl"], 1),
        (["verify", "/nowhere/answer.json"], 1),
        (["extract", "/nowhere/page.html"], 1),
        (["remove", "nothing"], 1),
    ],
)
def test_exit_codes(program: Program, arguments: list[str], code: int) -> None:
    """Wrong usage is 2, any other error 1; standard output stays empty, and there is no traceback."""
    done = program.run(*arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_settings_from_the_environment(program: Program) -> None:
    """WELLSOURCED_… names the data folder as --home does; a wrong value is named, exit code 2."""
    found = program.run("extract", str(ROOT / "pyproject.toml"), env={"WELLSOURCED_FETCH_SECONDS": "soon"})
    assert found.returncode == 0
    done = program.run("sources", env={"WELLSOURCED_FETCH_SECONDS": "soon"})
    assert done.returncode == 2
    assert "WELLSOURCED_FETCH_SECONDS" in done.stderr


def test_help_is_quick() -> None:
    """--help names every command in under half a second; the best of five, as machines are busy."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        best = min(best, time.perf_counter() - began)
        for command in ("ask", "retrieve", "add", "sources", "extract", "verify", "chat", "eval"):
            assert f" {command} " in done.stdout
    assert best < 0.5


def test_eval_is_mounted(program: Program) -> None:
    """The evals are a command of the same program."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "eval", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--split" in done.stdout


def test_chat(program: Program) -> None:
    """The page answers where it says, and Ctrl-C ends it without a traceback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with program.started("chat", "--port", str(port), env=QUIET) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        assert told.startswith(f"Wellsourced answers at http://127.0.0.1:{port}")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
            assert page.status == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in err


def test_chat_port_is_taken(program: Program) -> None:
    """A port that somebody else uses is refused, with what to do next."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = program.run("chat", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "is taken. Choose another with --port" in done.stderr
