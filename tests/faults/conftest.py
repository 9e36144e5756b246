"""The invented town over a scripted model server: made once, asked only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_model import KEY, Scripted, scripted_server
from town import Town, open_town


@pytest.fixture(scope="package")
def scripted() -> Iterator[Scripted]:
    """A server that plays models; those that keep still do so for a second and a half."""
    with scripted_server() as serving:
        serving.wait = 1.5
        yield serving


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, scripted: Scripted) -> Iterator[Town]:
    """The town's corpus."""
    with open_town(tmp_path_factory.mktemp("town"), model_cache, scripted.address, key=KEY) as opened:
        yield opened
