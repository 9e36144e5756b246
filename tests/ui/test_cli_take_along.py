"""Answers written to files, and bundles that are checked without the corpus: the program itself."""

import json
import zipfile
from pathlib import Path

import pytest
from program import Program

QUESTION = "How much has China loaned Venezuela?"


@pytest.fixture(scope="module")
def bundle(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An answer with the snapshot that it cites."""
    path = tmp_path_factory.mktemp("bundle") / "answer.zip"
    assert program.run("ask", QUESTION, "--out", str(path)).returncode == 0
    return path


def test_the_ending_says_how_an_answer_is_written(program: Program, tmp_path: Path) -> None:
    """HTML, Markdown and JSON each hold the answer."""
    for ending, begins in ((".html", "<!doctype html>"), (".md", "## How much"), (".json", "[\n {")):
        path = tmp_path / f"answer{ending}"
        assert program.run("ask", QUESTION, "--out", str(path)).returncode == 0
        text = path.read_text(encoding="utf-8")
        assert text.startswith(begins)
        assert "50 billion" in text


def test_another_ending_is_refused_before_anything_is_asked(program: Program, tmp_path: Path) -> None:
    """One line that names the endings; no file."""
    done = program.run("ask", QUESTION, "--out", str(tmp_path / "answer.docx"))
    assert done.returncode == 2
    assert ".html, .md, .json, .zip" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_is_verified_on_a_machine_that_has_nothing_else(
    bundle: Path, offline: Path, tmp_path: Path
) -> None:
    """An empty data folder is enough: the bytes are in the bundle."""
    done = Program(tmp_path / "home", offline).run("verify", str(bundle), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"citations": 1, "problems": [], "changed": [], "ok": True}


def test_a_bundle_with_another_quote_is_found_out(program: Program, bundle: Path, tmp_path: Path) -> None:
    """Neither the file's own hash nor the source bears out what somebody wrote into it."""
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(bundle) as given, zipfile.ZipFile(forged, "w") as written:
        for name in given.namelist():
            written.writestr(name, given.read(name).replace(b"$50 billion", b"$70 billion"))
    done = program.run("verify", str(forged))
    assert done.returncode == 1
    assert "answer.json is not what was written" in done.stderr
    assert "the quote does not stand" in done.stderr or "is missing" in done.stderr


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"{}"])
def test_what_is_no_bundle_is_one_line(program: Program, tmp_path: Path, content: bytes) -> None:
    """Not a traceback; what to do stands in it."""
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    done = program.run("verify", str(path))
    assert done.returncode == 2
    assert done.stderr.strip().endswith("is no bundle of an answer: ask … --out broken.zip writes one")
