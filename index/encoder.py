"""The transformer of an embedding model as a torch module, for converting and for training."""

from pathlib import Path
from typing import Any


def load_encoder(model_folder: Path) -> Any:
    """The encoder in a folder of weights; eager attention is the kind that OpenVINO converts best.

    No attention is dropped in training: drawing what to drop took a quarter of each step.
    """
    from transformers import AutoModel
    from transformers.utils import logging

    quiet: Any = logging
    quiet.disable_progress_bar()
    quiet.set_verbosity_error()
    return AutoModel.from_pretrained(
        str(model_folder), attn_implementation="eager", attention_probs_dropout_prob=0.0
    )
