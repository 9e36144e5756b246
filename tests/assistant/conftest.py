"""Workspaces in folders of their own; they share the converted models, which are dear to make."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_model import Scripted, scripted_server
from written_material import TEXTS, Ask, With

from assistant.settings import Settings
from assistant.workspace import Workspace

Open = Callable[..., Workspace]


def _home(folder: Path, model_cache: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "models").symlink_to(model_cache, target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Workspace]:
    """The bundled article, to be asked only: whoever changes a corpus opens a workspace of their own."""
    workspace = Workspace(Settings(home=_home(tmp_path_factory.mktemp("article"), model_cache)))
    yield workspace
    workspace.close()


@pytest.fixture
def open_workspace(tmp_path: Path, model_cache: Path) -> Iterator[Open]:
    """Open workspaces over one new data folder; they are closed at the end."""
    home = _home(tmp_path / "home", model_cache)
    opened: list[Workspace] = []

    def open_one(*, settings: dict[str, object] | None = None, **options: object) -> Workspace:
        chosen = {"home": home, "corpus": "rivers"} | (settings or {})
        opened.append(Workspace(Settings(**chosen), **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for workspace in opened:
        workspace.close()


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that plays language models, and keeps still for three seconds where it keeps still."""
    with scripted_server() as scripted:
        scripted.wait = 3.0
        yield scripted


@pytest.fixture(scope="session")
def norrey(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A data folder with a small corpus, to be asked only."""
    home = _home(tmp_path_factory.mktemp("norrey"), model_cache)
    workspace = Workspace(Settings(home=home, corpus="norrey"))
    workspace.add_texts(TEXTS)
    workspace.close()
    return home


@pytest.fixture
def workspace_with(norrey: Path, server: Scripted) -> Iterator[With]:
    """Open the small corpus with one of the server's models; closed at the end."""
    opened: list[Workspace] = []

    def open_one(name: str, **settings: object) -> Workspace:
        chosen = {"home": norrey, "corpus": "norrey", "llm": name, "llm_url": server.address} | settings
        opened.append(Workspace(Settings(**chosen)))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for workspace in opened:
        workspace.close()


@pytest.fixture
def assistant_with(workspace_with: With) -> Ask:
    """The assistant that such a model writes for."""
    return lambda name, **settings: workspace_with(name, **settings).assistant()
