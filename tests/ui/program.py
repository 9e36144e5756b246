"""The command line as a program of its own, over one data folder."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 100
"""Seconds that a command may take on a machine that is busy with something else."""

QUIET = {"PYTHONWARNINGS": ""}
"""For the chat page: Gradio's server warns of its own open sockets when it is stopped."""

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Program:
    """``wellsourced --home HOME`` on a computer without a network."""

    home: Path
    offline: Path

    @contextmanager
    def started(self, *arguments: str, **options: Any) -> Iterator["subprocess.Popen[str]"]:
        """A command at work, killed at the end if it still is; ``options`` are those of Popen."""
        process = self._start(*arguments, **options)
        try:
            yield process
        finally:
            process.kill()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            process.wait()

    def _start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        home = [] if "extract" in arguments[:1] or "--home" in arguments else ["--home", str(self.home)]
        settings = {
            "PYTHONPATH": str(self.offline),
            "PYTHONWARNINGS": "error",
            "PYTHONUNBUFFERED": "",  # or nothing would tell whether answers are flushed
            "WELLSOURCED_FETCH_SECONDS": "5",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WELLSOURCED_")}
        return subprocess.Popen(  # noqa: S603 our own program
            [sys.executable, "-m", "ui.cli", *arguments, *home],
            cwd=ROOT,
            env=kept | settings | options.pop("env", {}),
            text=True,
            encoding="utf-8",
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | options,
        )

    def run(self, *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Done:
        """Run a command to its end."""
        with self.started(*arguments, stdin=subprocess.PIPE, env=env or {}) as process:
            out, err = process.communicate(stdin, timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def json(self, *arguments: str, stdin: str | None = None) -> Any:
        """What a command that succeeds prints, which is JSON and nothing else."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def lines_of(done: Done) -> list[Any]:
    """A JSON value for each line of standard output."""
    return [json.loads(line) for line in done.stdout.splitlines()]
