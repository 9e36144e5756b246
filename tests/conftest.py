"""What tests of several folders share. Dear things are made once a session."""

import pytest

from index.embedder import DEFAULT_MODEL, Embedder, load_embedder


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The default embedding model, the real one; its converted copy is made once a session."""
    return load_embedder(DEFAULT_MODEL, tmp_path_factory.mktemp("models"))
