"""A data folder that the command line has used once, so that its index is built once a session."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Program

Fresh = Callable[[], Program]


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH that makes the computer of a started program one without a network.

    Names of other machines do not resolve, and nothing but loopback is reached.
    """
    folder = tmp_path_factory.mktemp("offline")
    (folder / "sitecustomize.py").write_text(
        "import socket\n"
        "_resolve = socket.getaddrinfo\n"
        "def getaddrinfo(host, *rest, **named):\n"
        "    if host in {None, '', '127.0.0.1', '::1', 'localhost', '0.0.0.0'}:\n"
        "        return _resolve(host, *rest, **named)\n"
        "    raise socket.gaierror(socket.EAI_AGAIN, 'Temporary failure in name resolution')\n"
        "socket.getaddrinfo = getaddrinfo\n"
    )
    return folder


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, offline: Path) -> Program:
    """The program over a data folder in which the bundled article is indexed; for tests that only ask."""
    home = tmp_path_factory.mktemp("cli")
    (home / "models").symlink_to(model_cache, target_is_directory=True)
    started = Program(home, offline)
    assert started.run("ask", "Who was extradited to the US?").returncode == 0
    return started


@pytest.fixture
def fresh(program: Program, tmp_path: Path) -> Fresh:
    """Make a copy of that data folder, for tests that write to it."""

    def copy() -> Program:
        home = tmp_path / "home"
        shutil.copytree(program.home, home, symlinks=True)
        return Program(home, program.offline)

    return copy
