"""A torch module converted to OpenVINO once and kept: several times the speed on a CPU, without torch."""

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sources.storage import storage_errors

if TYPE_CHECKING:
    import torch

Floats = NDArray[np.float32]


class ConvertedModel:
    """A model of integer matrices (b, t) that gives floats; one call at a time, from any thread."""

    def __init__(self, folder: Path, make: "Callable[[], torch.nn.Module]", *, inputs: int) -> None:
        """Load the copy in ``folder``; where there is none, ``make`` the module and convert it first.

        Raises: StorageError when the copy cannot be written.
        """
        path = folder / "model.xml"
        if not path.exists():
            _convert_into(folder, make, inputs)
        properties = {"PERFORMANCE_HINT": "LATENCY", "CACHE_DIR": str(folder / "compiled")}
        try:
            self._compiled: Any = _openvino().Core().compile_model(path, "CPU", properties)
        except RuntimeError:  # a damaged copy: the weights that it was made from are still there
            shutil.rmtree(folder, ignore_errors=True)
            _convert_into(folder, make, inputs)
            self._compiled = _openvino().Core().compile_model(path, "CPU", properties)
        self._request: Any = self._compiled.create_infer_request()
        self._one_at_a_time = threading.Lock()

    @property
    def width(self) -> int:
        """The size of the last axis of what it gives."""
        return int(self._compiled.outputs[0].partial_shape[2].get_length())

    def __call__(self, *arrays: NDArray[np.int64]) -> Floats:
        """The output (b, t, width) for the inputs (b, t)."""
        with self._one_at_a_time:
            return np.array(self._request.infer(list(arrays))[0], dtype=np.float32)


def padded(rows: list[list[int]]) -> NDArray[np.int64]:
    """Rows of token ids as one matrix (b, t), filled up with 0."""
    matrix = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
    for at, row in enumerate(rows):
        matrix[at, : len(row)] = row
    return matrix


def _openvino() -> Any:
    """OpenVINO, with the module that calls an analytics host kept from loading."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _convert_into(folder: Path, make: "Callable[[], torch.nn.Module]", inputs: int) -> None:
    """A copy half written by a killed process is never found at ``folder``."""
    with storage_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".converting-"))
        try:
            _convert(make(), inputs, fresh / "model.xml")
            _move_into_place(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _move_into_place(fresh: Path, folder: Path) -> None:
    try:
        fresh.rename(folder)
    except OSError:
        if not (folder / "model.xml").exists():  # somebody else's copy is as good as ours
            raise


def _convert(module: "torch.nn.Module", inputs: int, target: Path) -> None:
    import warnings

    import torch

    example = tuple(torch.ones((2, 8), dtype=torch.long) for _ in range(inputs))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of branches that never depend on the input
        model = _openvino().convert_model(module.eval().requires_grad_(False), example_input=example)
    _openvino().save_model(model, target, compress_to_fp16=True)
