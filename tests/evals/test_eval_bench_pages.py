"""The benchmark of whole pages measures what it says it does."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.bench_pages import alone, make_pages, served, together
from index.embedder import Embedder
from sources.extract import registry


def test_pages_are_all_different_and_the_same_again() -> None:
    """The seed decides; what surrounds the text is left out of it."""
    pages = make_pages(3, seed=1)
    assert pages == make_pages(3, seed=1) != make_pages(3, seed=2)
    texts = [registry.extract(page, name="page.html", url="http://a.example/")[0].text for page in pages]
    assert len(set(texts)) == 3
    assert not any("Terms of use" in text for text in texts)


@pytest.mark.slow
def test_every_page_is_read_and_indexed(
    tmp_path: Path, model_cache: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The article and its three pages are sources of the corpus that is timed, each with passages."""
    monkeypatch.setattr("evals.bench_pages.HOSTS", ["127.0.0.1"])  # the one that tests may reach
    (tmp_path / "models").symlink_to(model_cache, target_is_directory=True)
    settings = Settings(home=tmp_path, allowed_hosts=frozenset({"127.0.0.1"}), archive=False)
    with served(make_pages(3, seed=1), delay=0.0) as server:
        steps = alone(server, embedder, tmp_path / "alone")
        whole = together(server, settings)
    assert list(steps) == ["fetch", "read", "embed", "write index"]
    assert min(steps["fetch"], steps["read"], steps["embed"]) > 0
    assert whole["sources"] == 4
    assert whole["passages"] >= 3 * 5
    assert whole["add"] > 0
