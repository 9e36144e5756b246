"""Models with the architecture of those on the Hub and random weights, so small that a test makes its own."""

from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, BertTokenizerFast

from index.embedder import default_model_folder


def saved_model(folder: Path, kind: type[Any], **config: Any) -> Path:
    """A model of a transformers class in a folder, with the tokenizer of the embedding model."""
    torch.manual_seed(3)
    tokenizer = BertTokenizerFast.from_pretrained(str(default_model_folder()))
    tiny = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, **config,
    )  # fmt: skip
    model = kind(tiny).eval()
    with torch.no_grad():  # the usual start of 0.02 would leave all scores alike
        for parameter in model.parameters():
            parameter.mul_(20)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
