"""What an index was built with: another model or other rules are refused, with the command that mends it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index_material import CountingEmbedder

from index.embedder import Embedder, Vectors
from index.manifest import Manifest, check_matches, describe, read_manifest, write_manifest
from sources.errors import IndexDamagedError, IndexMismatchError

REBUILD = "wellsourced rebuild --corpus mine"


@pytest.fixture(scope="module")
def manifest(embedder: Embedder) -> Manifest:
    """That of an index of seven passages."""
    return describe(embedder, 7, {"passages.tsv": "ab"}, {"chroma": "cd"})


def test_a_manifest_is_read_as_it_was_written(manifest: Manifest, tmp_path: Path) -> None:
    """Every field comes back, the digests and the probes too."""
    write_manifest(tmp_path / "manifest.json", manifest)
    assert read_manifest(tmp_path / "manifest.json") == manifest
    assert (manifest.model, manifest.dimension, manifest.passages) == ("all-MiniLM-L6-v2", 384, 7)
    assert set(manifest.versions) == {"chromadb", "sentence-transformers", "sentencex"}


def test_the_same_model_and_rules_are_let_through(manifest: Manifest, embedder: Embedder) -> None:
    """No error is the answer."""
    check_matches(manifest, embedder, "mine")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"rules": "passages/0"}, "another version"),
        ({"format": 0}, "another version"),
        ({"model": "other-model"}, "'other-model', not 'all-MiniLM-L6-v2'"),
        ({"dimension": 768}, "built with the model"),
    ],
)
def test_another_model_or_other_rules_name_the_rebuild(
    manifest: Manifest, embedder: Embedder, changes: dict[str, object], why: str
) -> None:
    """The message says what differs, and what to run."""
    with pytest.raises(IndexMismatchError, match=why) as caught:
        check_matches(replace(manifest, **changes), embedder, "mine")  # type: ignore[arg-type]
    assert REBUILD in str(caught.value)


def test_a_model_of_the_same_name_that_gives_other_vectors_is_noticed(
    manifest: Manifest, embedder: Embedder
) -> None:
    """A model replaced in its folder goes by the same name: three probe texts tell."""

    class Mirrored(CountingEmbedder):
        def embed(self, texts: list[str]) -> Vectors:  # type: ignore[override]
            return np.ascontiguousarray(super().embed(texts)[:, ::-1])

    with pytest.raises(IndexMismatchError, match="other vectors") as caught:
        check_matches(manifest, Mirrored(embedder), "mine")
    assert REBUILD in str(caught.value)


def test_no_change_of_a_byte_goes_unnoticed(manifest: Manifest, tmp_path: Path) -> None:
    """The manifest vouches for the other files, so that nothing in it may be taken for true unchecked."""
    path = tmp_path / "manifest.json"
    write_manifest(path, manifest)
    body = path.read_bytes()
    for at in [*range(200), *range(200, len(body), 97)]:
        damaged = bytearray(body)
        damaged[at] ^= 0x01
        path.write_bytes(damaged)
        with pytest.raises(IndexDamagedError, match=r"manifest\.json"):
            read_manifest(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"null", b"{}", b'{"manifest": 3}', b"\xff\x00"])
def test_what_is_no_manifest_is_damage(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in the file instead."""
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamagedError):
        read_manifest(tmp_path / "manifest.json")


def test_a_missing_manifest_is_damage(tmp_path: Path) -> None:
    """A generation without one was never finished."""
    with pytest.raises(IndexDamagedError):
        read_manifest(tmp_path / "manifest.json")
