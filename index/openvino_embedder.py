"""The default model converted to OpenVINO: the same vectors at a multiple of the speed, without torch.

The copy is made once, from the very weights that sentence-transformers loads, and a test holds the
agreement of the two (cosine of at least 0.999).
"""

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from index.embedder import TokenVectors, Vectors, token_vectors, unit
from sources.storage import storage_errors

_MOST_TOKENS = 256
_BATCH = 8
_FORMAT = "1"


class OpenVinoEmbedder:
    """A BERT-like encoder with mean pooling and vectors of length 1, as all-MiniLM-L6-v2 is defined."""

    def __init__(self, model_folder: Path, cache: Path, *, name: str) -> None:
        """Load the converted copy under ``cache``, converting first where it is missing.

        Raises: StorageError when the copy cannot be written.
        """
        core, properties = _openvino(), {"PERFORMANCE_HINT": "LATENCY"}
        model = _converted(model_folder, cache)
        properties["CACHE_DIR"] = str(model.parent / "compiled")
        self.name = name
        self._model: Any = core.compile_model(model, "CPU", properties)
        self._request: Any = self._model.create_infer_request()
        self._one_at_a_time = threading.Lock()
        self._tokenizer: Any = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._counter: Any = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
        self._counter.no_padding()
        self._counter.no_truncation()
        self.dimension = int(self._model.outputs[0].partial_shape[2].get_length())

    def count_tokens(self, text: str) -> int:
        """The number of tokens in ``text``, special ones left out."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) of length 1, in the order of the texts."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for rows, states, mask, _ in self._batches(texts):
            vectors[rows] = _mean(states, mask)
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Every text token by token, cut off at 256 tokens."""
        read: list[TokenVectors | None] = [None] * len(texts)
        for rows, states, mask, encodings in self._batches(texts):
            pooled = _mean(states, mask)
            for at, row in enumerate(rows):
                spans = np.asarray(encodings[at].offsets, dtype=np.int32).reshape(-1, 2)
                read[row] = token_vectors(pooled[at], states[at], spans)
        return [tokens for tokens in read if tokens is not None]

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors, Vectors, list[Any]]]:
        """Texts of like length together, so that little is computed for padding."""
        encodings = self._tokenizer.encode_batch(list(texts))
        by_length = sorted(range(len(texts)), key=lambda row: len(encodings[row].ids))
        for first in range(0, len(by_length), _BATCH):
            rows = by_length[first : first + _BATCH]
            batch = [encodings[row] for row in rows]
            ids = np.zeros((len(batch), max(len(encoding.ids) for encoding in batch)), dtype=np.int64)
            mask = np.zeros_like(ids)
            for at, encoding in enumerate(batch):
                ids[at, : len(encoding.ids)] = encoding.ids
                mask[at, : len(encoding.ids)] = 1
            with self._one_at_a_time:
                states = np.array(self._request.infer([ids, mask])[0], dtype=np.float32)
            yield rows, states, mask.astype(np.float32), batch


def _mean(states: Vectors, mask: Vectors) -> Vectors:
    """Mean over the tokens that are there, scaled to length 1 (Reimers & Gurevych 2019)."""
    weights = mask[..., None]
    return unit((states * weights).sum(axis=1) / weights.sum(axis=1))


def _openvino() -> Any:
    """OpenVINO's core, with the module that calls an analytics host kept from loading."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino.Core()


def _converted(model_folder: Path, cache: Path) -> Path:
    """The path of the converted model; a copy half written by a killed process is never found there."""
    weights = (model_folder / "model.safetensors").stat()
    folder = cache / f"openvino-{_FORMAT}-{weights.st_size:x}"
    model = folder / "model.xml"
    if not model.exists():
        with storage_errors(folder):
            cache.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(dir=cache, prefix=".converting-"))
            try:
                _convert(model_folder, fresh / "model.xml")
                _move_into_place(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    return model


def _move_into_place(fresh: Path, folder: Path) -> None:
    try:
        fresh.rename(folder)
    except OSError:
        if not (folder / "model.xml").exists():  # somebody else's copy is as good as ours
            raise


def _convert(model_folder: Path, target: Path) -> None:
    import warnings

    import openvino
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()

    class LastHiddenState(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            loaded = AutoModel.from_pretrained(str(model_folder), attn_implementation="eager")
            self.encoder = loaded.eval().requires_grad_(False)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            read = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
            states: torch.Tensor = read.last_hidden_state
            return states

    example = torch.ones((2, 8), dtype=torch.long)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of branches that never depend on the input
        model = openvino.convert_model(LastHiddenState(), example_input=(example, torch.ones_like(example)))
    openvino.save_model(model, target, compress_to_fp16=True)
