"""Training the reading network: the examples that are made, and that a step can be taken."""

import random
from pathlib import Path

import torch

import assistant.reader
from assistant.reader.cross_encoder import PairEncoder
from assistant.reader.network import ReadingNetwork
from assistant.reader.train import batches, reading_loss
from assistant.reader.training_data import Augmenter, load_passages

TRAIN = Path(assistant.reader.__file__).parent / "data" / "train.jsonl"


def test_evidence_stays_with_its_sentences() -> None:
    """However a passage is cut or a question varied, the span still stands in a sentence marked as evidence."""
    examples = Augmenter(load_passages(TRAIN)[:20], random.Random(1)).epoch()
    marked = [example for example in examples if example.evidence and example.span]
    assert len(marked) > 50
    for example in marked:
        assert any(example.span in example.sentences[at] for at in example.evidence)


def test_a_step_lowers_the_loss_of_its_batch() -> None:
    """The gradient points downhill: one small step on a batch makes its loss smaller."""
    torch.manual_seed(0)
    chance = random.Random(0)
    batch = next(batches(Augmenter(load_passages(TRAIN)[:4], chance).epoch()[:8], PairEncoder(), chance))
    network = ReadingNetwork().eval()
    before = reading_loss(network, batch)
    before.backward()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.grad is not None:
                parameter.sub_(parameter.grad, alpha=1e-3)
    assert reading_loss(network, batch).item() < before.item()
