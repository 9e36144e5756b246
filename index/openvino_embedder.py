"""The default model converted to OpenVINO: the same vectors at a multiple of the speed, without torch.

The copy is made once, from the very weights that sentence-transformers loads, and a test holds the
agreement of the two (cosine of at least 0.999).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from index.embedder import TokenVectors, Vectors, token_vectors, unit
from index.openvino_model import ConvertedModel, padded

if TYPE_CHECKING:
    import torch

_MOST_TOKENS = 256
_BULK = 16
"""Texts at once when many are indexed: 3 % faster than 8, and more is slower (median of 8 runs)."""
_FEW = 8
"""Texts at once when a question waits: of a few passages of unlike length, little is padding."""


class OpenVinoEmbedder:
    """A BERT-like encoder with mean pooling and vectors of length 1, as all-MiniLM-L6-v2 is defined."""

    def __init__(self, model_folder: Path, cache: Path, *, name: str) -> None:
        """Load the converted copy under ``cache``, converting first where it is missing.

        Raises: StorageError when the copy cannot be written.
        """
        weights = (model_folder / "model.safetensors").stat()
        self.name = name
        self._model = ConvertedModel(
            cache / f"embedder-1-{weights.st_size:x}", lambda: _last_hidden_state(model_folder), inputs=2
        )
        self._tokenizer: Any = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._counter: Any = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
        self._counter.no_padding()
        self._counter.no_truncation()
        self.dimension = self._model.width

    def count_tokens(self, text: str) -> int:
        """The number of tokens in ``text``, special ones left out."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) of length 1, in the order of the texts."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for rows, states, mask, _ in self._batches(texts, _BULK):
            vectors[rows] = _mean(states, mask)
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Every text token by token, cut off at 256 tokens."""
        read: list[TokenVectors | None] = [None] * len(texts)
        for rows, states, mask, encodings in self._batches(texts, _FEW):
            pooled = _mean(states, mask)
            for at, row in enumerate(rows):
                spans = np.asarray(encodings[at].offsets, dtype=np.int32).reshape(-1, 2)
                read[row] = token_vectors(pooled[at], states[at], spans)
        return [tokens for tokens in read if tokens is not None]

    def _batches(
        self, texts: Sequence[str], size: int
    ) -> Iterator[tuple[list[int], Vectors, Vectors, list[Any]]]:
        """Texts of like length together, so that little is computed for padding."""
        encodings = self._tokenizer.encode_batch(list(texts))
        by_length = sorted(range(len(texts)), key=lambda row: len(encodings[row].ids))
        for first in range(0, len(by_length), size):
            rows = by_length[first : first + size]
            batch = [encodings[row] for row in rows]
            ids = padded([encoding.ids for encoding in batch])
            mask = padded([encoding.attention_mask for encoding in batch])
            yield rows, self._model(ids, mask), mask.astype(np.float32), batch


def _mean(states: Vectors, mask: Vectors) -> Vectors:
    """Mean over the tokens that are there, scaled to length 1 (Reimers & Gurevych 2019)."""
    weights = mask[..., None]
    return unit((states * weights).sum(axis=1) / weights.sum(axis=1))


def _last_hidden_state(model_folder: Path) -> "torch.nn.Module":
    import torch

    from index.encoder import load_encoder

    class LastHiddenState(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = load_encoder(model_folder)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            read = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
            states: torch.Tensor = read.last_hidden_state
            return states

    return LastHiddenState()
