"""Corpora by the command line: made from pages on loopback, listed, refreshed, taken elsewhere, removed."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from page_server import PageServer, page
from program import Done, Program

Fresh = Callable[[], Program]

LONG = "The Tisza is 966 kilometres long and joins the Danube in Serbia."
TISZA = (
    LONG,
    "It rises in the eastern Carpathians, where two small streams meet below a pass.",
    "Barges carry gravel and grain on its lower course between April and November.",
)
DRAVA = ("The Drava is 725 kilometres long and rises in the Alps.", *TISZA[1:])
WALL = page("Just a moment...", "Verifying you are human. This may take a few seconds.")
HOW_LONG = "How long is the Tisza?"
ENVIRONMENT = {
    "WELLSOURCED_ALLOWED_HOSTS": "127.0.0.1",
    "WELLSOURCED_CORPUS": "rivers",
    "WELLSOURCED_ARCHIVE": "false",
    "NO_COLOR": "1",
    "COLUMNS": "300",
}


@dataclass(frozen=True)
class Rivers:
    """The program, where the default corpus is "rivers" and pages on loopback may be read."""

    program: Program

    def run(self, *arguments: str, code: int = 0) -> Done:
        """Run a command that ends with this code, and never with a traceback."""
        done = self.program.run(*arguments, env=ENVIRONMENT)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def json(self, *arguments: str) -> Any:
        """What a command prints as JSON."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def names(self) -> list[str]:
        """The corpora that there are."""
        return [corpus["name"] for corpus in self.json("list")]


@pytest.fixture
def rivers(fresh: Fresh) -> Rivers:
    """Over a data folder of its own."""
    return Rivers(fresh())


def test_add_two_steps_then_a_saved_copy(rivers: Rivers, web: PageServer, tmp_path: Path) -> None:
    """A page limit, the rest listed; a wall is told apart, and the copy that the user saved takes its place."""
    wall, far = web.put("/wall", WALL), web.url("/far")
    near = web.put("/near", page("Near", *DRAVA, links=(far,)))
    article = web.put("/tisza", page("The Tisza", *TISZA, links=(near, wall)))
    done = rivers.run("add", article, "--depth", "2", "--most-pages", "2")
    assert f"ok           {near}" in done.stderr
    assert f"blocked      {wall}: the site asks whether a person is reading" in done.stderr
    assert f'wellsourced add page.html --for "{wall}"' in done.stdout
    assert f"pending     {far}" in done.stdout
    assert "4 sources, 2 not read" in done.stdout
    assert "/far" not in web.asked

    copy = tmp_path / "copy.html"
    copy.write_text(WALL)
    refused = rivers.run("add", str(copy), "--for", wall, code=1)
    assert refused.stderr.startswith("wellsourced: copy.html: the site asks whether a person is reading")
    assert len(refused.stderr.splitlines()) == 1
    copy.write_text(
        page("Behind the wall", "Entry to the old mill costs four crowns on Sundays.", *TISZA[1:])
    )
    (added,) = json.loads(rivers.run("add", str(copy), "--for", wall, "--json").stdout)
    assert (added["url"], added["state"], added["via"]) == (wall, "ok", "saved")
    asked = rivers.run("ask", "What does entry to the old mill cost?").stdout
    assert f"[1] Behind the wall, saved copy, 17–68  {wall}" in asked


def test_refresh_tells_what_changed_and_what_is_gone(rivers: Rivers, web: PageServer, tmp_path: Path) -> None:
    """For an answer saved with --save and one in a file; both still verify, and a terminal is not steered."""
    url = web.put("/tisza", "\n\n".join(TISZA), content_type="text/plain")
    rivers.run("add", url)
    asked = rivers.run("ask", HOW_LONG, "--json", "--save")
    assert asked.stderr.startswith("saved as ")
    kept = Path(asked.stderr.removeprefix("saved as ").strip())
    mine = tmp_path / "mine.json"
    mine.write_text(asked.stdout)
    assert json.loads(kept.read_text())["text"] == json.loads(asked.stdout)["text"]
    assert rivers.run("refresh").stdout.endswith("Nothing changed in what was read before.\n")

    new = LONG.replace("966", "\x1b[31m965")
    web.put("/tisza", "\n\n".join((new, *TISZA[1:])), content_type="text/plain")
    done = rivers.run("refresh", "--answer", str(mine))
    assert f"sentences 1 new and 1 gone, for example “{new.replace(chr(27), chr(0xFFFD))}”" in done.stdout
    gone = [line for line in done.stdout.splitlines() if line.startswith("gone: ") and LONG in line]
    assert {line.removeprefix("gone: ").partition(",")[0] for line in gone} == {kept.name, "mine.json"}
    assert "\x1b" not in done.stdout + done.stderr

    verified = rivers.run("verify", str(mine))
    assert verified.stdout.endswith("citations checked: all stand\n")
    assert f"“{LONG}” no longer stands there" in verified.stderr
    web.remove("/tisza")
    refreshed = rivers.json("refresh")
    assert (refreshed["changed"], [one["state"] for one in refreshed["sources"]]) == ([], ["ok"])
    assert "965" in rivers.json("ask", HOW_LONG)["text"]


def _tampered(path: Path, to: Path) -> Path:
    """The same zip with one digit of the article changed in it."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"966", b"999"))
    return to


def test_export_import_remove(rivers: Rivers, web: PageServer, tmp_path: Path) -> None:
    """One zip goes out; changed it is refused, whole it answers under its own name with citations that verify."""
    rivers.run("add", web.put("/tisza", page("The Tisza", *TISZA)))
    file = tmp_path / "My Rivers.zip"
    assert rivers.run("export", str(file)).stderr.endswith("corpus 'rivers' with 1 sources that were read\n")
    before = rivers.json("ask", HOW_LONG)

    refused = rivers.run("import", str(_tampered(file, tmp_path / "forged.zip")), code=2)
    assert "or was changed since" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert rivers.names() == ["article", "rivers"]

    assert rivers.run("import", str(file)).stderr == "corpus 'my-rivers' with 1 sources that were read\n"
    answer = rivers.run("ask", HOW_LONG, "--corpus", "my-rivers", "--json").stdout
    assert json.loads(answer)["citations"] == before["citations"]
    (tmp_path / "answer.json").write_text(answer)
    rivers.run("verify", str(tmp_path / "answer.json"), "--corpus", "my-rivers")
    taken = rivers.run("import", str(file), code=2)
    assert taken.stderr == "wellsourced: there is a corpus 'my-rivers' already: name another with --corpus\n"

    listed = rivers.run("list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["article", "my-rivers", "rivers"]
    assert listed[1].endswith("The Tisza  1 of 1 read")
    assert rivers.run("remove", "--whole", "--corpus", "my-rivers").stderr == "removed my-rivers\n"
    assert rivers.names() == ["article", "rivers"]
    assert "the bundled corpus stays" in rivers.run("remove", "--whole", "--corpus", "article", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("remove",), "remove needs the id of a source, or --whole --corpus NAME"),
        (("remove", "x", "--whole"), "remove needs the id of a source"),
        (("remove", "--whole"), "--whole needs the corpus's name"),
        (("add", "a.html", "b.html", "--for", "https://a.example/"), "--for goes with one file"),
        (("add", "--jsonl", "a.jsonl", "--for", "https://a.example/"), "--for goes with one file"),
        (("add", "https://b.example/", "--for", "https://a.example/"), "--for goes with a file"),
        (("add", "a.html", "--depth", "4"), "--depth"),
        (("add", "a.html", "--most-pages", "0"), "--most-pages"),
    ],
)
def test_wrong_usage(program: Program, arguments: tuple[str, ...], says: str) -> None:
    """Exit code 2 and what to do, before anything is opened."""
    done = program.run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""
