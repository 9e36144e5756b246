"""What an index was built with, so that another model or other rules are noticed, not searched."""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Embedder
from index.passages import RULES
from sources.errors import IndexDamagedError, IndexMismatchError
from sources.storage import write_atomically

_FORMAT = 1
_PROBES = ("Who was extradited, and when?", "The price of oil fell.", "42 % of 1,300")
_LEAST_AGREEMENT = 0.995
"""Cosine; the converted copy of the default model agrees with the original to 0.9999."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``files`` and ``caches`` map a name in the generation's folder to its digest."""

    format: int
    model: str
    dimension: int
    rules: str
    passages: int
    versions: dict[str, str]
    probes: list[list[float]]
    files: dict[str, str]
    caches: dict[str, str]


def describe(embedder: Embedder, passages: int, files: dict[str, str], caches: dict[str, str]) -> Manifest:
    """The manifest of a generation that was just built."""
    return Manifest(
        format=_FORMAT,
        model=embedder.name,
        dimension=embedder.dimension,
        rules=RULES,
        passages=passages,
        versions={name: version(name) for name in ("chromadb", "sentence-transformers", "sentencex")},
        probes=[[round(float(value), 6) for value in vector] for vector in embedder.embed(_PROBES)],
        files=files,
        caches=caches,
    )


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest with a digest of itself: it vouches for the other files, and nothing else for it.

    Raises: StorageError.
    """
    plain = asdict(manifest)
    write_atomically(path, json.dumps({"sha256": _digest(plain), "manifest": plain}).encode())


def read_manifest(path: Path) -> Manifest:
    """Raises: IndexDamagedError."""
    try:
        stored: dict[str, Any] = json.loads(path.read_bytes())
        manifest = Manifest(**stored["manifest"])
        if stored["sha256"] != _digest(stored["manifest"]):
            raise ValueError("the digest is another one")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamagedError(f"{path} is not what was written: {error}") from error
    return manifest


def _digest(plain: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def check_matches(manifest: Manifest, embedder: Embedder, corpus: str) -> None:
    """Refuse an index whose vectors or passages are not what this model and these rules would give.

    Raises: IndexMismatchError, which names the command that rebuilds.
    """
    rebuild = f"run: wellsourced rebuild --corpus {corpus}"
    if (manifest.format, manifest.rules) != (_FORMAT, RULES):
        raise IndexMismatchError(
            f"the index of {corpus!r} was built by another version of Wellsourced; {rebuild}"
        )
    if (manifest.model, manifest.dimension) != (embedder.name, embedder.dimension):
        raise IndexMismatchError(
            f"the index of {corpus!r} was built with the model {manifest.model!r}, not {embedder.name!r}; {rebuild}"
        )
    agreement = (np.asarray(manifest.probes, dtype=np.float32) * embedder.embed(_PROBES)).sum(axis=1)
    if float(agreement.min()) < _LEAST_AGREEMENT:
        raise IndexMismatchError(
            f"the model {embedder.name!r} gives other vectors than when the index of {corpus!r} was built; {rebuild}"
        )
