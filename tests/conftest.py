"""What tests of several folders share. Dear things are made once a session."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_server import PageServer

from index.embedder import DEFAULT_MODEL, Embedder, load_embedder


def pytest_configure(config: pytest.Config) -> None:
    """A language model of whoever runs the tests is asked by those that are there for it, and by no others."""
    if config.option.markexpr != "live":
        for name in [name for name in os.environ if name.startswith("WELLSOURCED_LLM")]:
            del os.environ[name]


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the default model's converted copy."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> Embedder:
    """The default embedding model, the real one; its converted copy is made once a session."""
    return load_embedder(DEFAULT_MODEL, model_cache)


@pytest.fixture
def web() -> Iterator[PageServer]:
    """A server on loopback without pages yet."""
    with PageServer() as serving:
        yield serving
