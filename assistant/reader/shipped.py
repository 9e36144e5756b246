"""The reading network as it is shipped: int8 weights for onnxruntime, each file checked against its hash."""

import hashlib
import json
import threading
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.reader.outputs import OUTPUTS
from sources.errors import WellsourcedError

NETWORK = "network.onnx"
TOKENIZER = "tokenizer.json"
ABOUT = "model.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")

Floats = NDArray[np.float32]


class ModelDamagedError(WellsourcedError):
    """A file of a model is not what was shipped."""


class ShippedModel:
    """Maps integer matrices (b, t) to floats (b, t, 10); one call at a time, from any thread."""

    def __init__(self, folder: Path) -> None:
        """Check and load the network in a folder.

        Raises: ModelDamagedError.
        """
        self.about = _checked(folder)
        self.tokenizer = folder / TOKENIZER
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # what it finds to warn of is of no use to whoever asks questions
        self._session: Any = onnxruntime.InferenceSession(
            folder / NETWORK, options, providers=["CPUExecutionProvider"]
        )
        self._one_at_a_time = threading.Lock()

    @classmethod
    def load(cls) -> "ShippedModel":
        """The one in the package. Raises: ModelDamagedError."""
        with as_file(files("assistant.reader").joinpath("model")) as folder:
            return cls(folder)

    def __call__(self, *arrays: NDArray[np.int64]) -> Floats:
        """The outputs (b, t, 10) for token ids, mask and types (b, t)."""
        with self._one_at_a_time:
            return np.asarray(
                self._session.run(None, dict(zip(INPUTS, arrays, strict=True)))[0], dtype=np.float32
            )


def _checked(folder: Path) -> dict[str, Any]:
    """What the folder says about itself, once all its files have the hashes that it names."""
    again = f"The reading model in {folder} is damaged: install Wellsourced again."
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        for name, expected in about["sha256"].items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise ModelDamagedError(f"{again} {name} is not what was shipped.")
        if about["outputs"] != OUTPUTS:
            raise ModelDamagedError(f"{again} It has {about['outputs']} outputs where {OUTPUTS} are read.")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamagedError(again) from error
    return about
