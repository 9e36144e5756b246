"""The reading network: the embedding model's transformer, trained further, with ten outputs a token.

A cross-encoder (Nogueira & Cho 2019): question, or claim, and passage are read together. Of every token
it gives 0: the logit that nothing here answers (at the first token); 1: the token's share in the logit
that its sentence answers; 2: what all sentences share (at the first token); 3 and 4: the logits that the
answer starts and ends with it (Devlin et al. 2019). For a claim the outcomes are "sentence i supports it",
"sentence i contradicts it" and "not mentioned": 5 and 6 are the token's share in the first two of its own
sentence, 7 to 9 the share of a token of the claim in all three.
"""

from pathlib import Path
from typing import Any

import torch

from assistant.reader.outputs import OUTPUTS
from index.embedder import default_model_folder
from index.encoder import load_encoder

EMBEDDINGS = "encoder.embeddings."
"""Parameters under this name stay as they are in the embedding model, and are not stored twice."""


class ReadingNetwork(torch.nn.Module):
    """``forward`` takes token ids, mask and types (b, t) and gives (b, t, 10)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder: Any = load_encoder(default_model_folder())
        self.heads = torch.nn.Linear(self.encoder.config.hidden_size, OUTPUTS)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits (b, t, 10) for a batch."""
        read = self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: torch.Tensor = self.heads(read.last_hidden_state)
        return logits


def save_network(network: ReadingNetwork, path: Path) -> None:
    """Write what training changed, in half precision."""
    from safetensors.torch import save_file

    state = network.state_dict()
    trained = {name: value.half().contiguous() for name, value in state.items() if _is_trained(name)}
    save_file(trained, path)


def load_network(path: Path) -> ReadingNetwork:
    """The network with the weights that ``save_network`` wrote."""
    from safetensors.torch import load_file

    network = ReadingNetwork()
    trained = {name: value.float() for name, value in load_file(path).items()}
    missing, unexpected = network.load_state_dict(trained, strict=False)
    if unexpected or any(_is_trained(name) for name in missing):
        raise ValueError(f"{path} is not of this network: python -m assistant.reader.train")
    return network


def _is_trained(name: str) -> bool:
    return not name.startswith(EMBEDDINGS)
