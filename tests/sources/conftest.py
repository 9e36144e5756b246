"""A corpus that is read from a web of our own."""

from pathlib import Path

import pytest
from collecting_material import Collected
from page_server import PageServer


@pytest.fixture
def collected(tmp_path: Path, web: PageServer) -> Collected:
    """An empty corpus."""
    return Collected(folder=tmp_path / "data", web=web)
