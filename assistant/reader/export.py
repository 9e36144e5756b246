"""A trained network → the files that are shipped: ``python -m assistant.reader.export WEIGHTS FOLDER``.

The weights become whole numbers of eight bits, each output of a layer with a scale of its own; what flows between
the layers is rounded as it comes (dynamic quantisation, Jacob et al. 2018). Needs the package onnx.
"""

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import torch

from assistant.reader.network import ReadingNetwork, load_network
from assistant.reader.outputs import LABELS, OUTPUTS
from assistant.reader.shipped import ABOUT, INPUTS, NETWORK, TOKENIZER
from index.embedder import default_model_folder

_OPSET = 17


def export(network: ReadingNetwork, folder: Path) -> None:
    """Write the network, its tokenizer and what tells about them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / NETWORK
        write_onnx(network, exact)
        _quantise(exact, folder / NETWORK)
    shutil.copyfile(default_model_folder() / TOKENIZER, folder / TOKENIZER)
    about = {
        "outputs": OUTPUTS,
        "labels": list(LABELS),
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, TOKENIZER)
        },
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def write_onnx(network: ReadingNetwork, path: Path) -> None:
    """The network in single precision, for any batch and length."""
    ids = torch.ones(2, 16, dtype=torch.long)
    mask = ids.clone()
    mask[1, 8:] = 0  # without padding the tracer would leave the mask out
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, "logits")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, about branches that the shapes never take
        torch.onnx.export(
            network.eval(), (ids, mask, ids.clone()), str(path), input_names=list(INPUTS),
            output_names=["logits"], dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
        )  # fmt: skip


def _quantise(exact: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(exact, target, weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("weights", type=Path)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    export(load_network(chosen.weights), chosen.folder)


if __name__ == "__main__":
    main()
