"""Training the reading network: ``python -m assistant.reader.train``, about an hour on two cores.

The loss over a passage's sentences and "none of them" is the negative log of the probability that goes
to the sentences marked as evidence, or to none; a quarter of it more teaches which words answer.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from assistant.reader.cross_encoder import Encoded, PairEncoder
from assistant.reader.network import EMBEDDINGS, ReadingNetwork, save_network
from assistant.reader.training_data import Augmenter, Example, load_passages

_FOLDER = Path(__file__).parent
_BATCH = 32
_SPAN_WEIGHT = 0.3
_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of b examples with t tokens and at most s sentences; -1 marks tokens without a span label."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    pool: torch.Tensor
    gold: torch.Tensor
    in_span: torch.Tensor


def train(epochs: int, seed: int, target: Path) -> None:
    """Train from the embedding model's weights and write the result to ``target``."""
    torch.manual_seed(seed)
    augmenter = Augmenter(load_passages(_FOLDER / "data" / "train.jsonl"), random.Random(seed))  # noqa: S311
    network = ReadingNetwork(attention="sdpa")
    steps = epochs * (len(augmenter.epoch()) // _BATCH + 1)
    optimizer, schedule = _optimizer(network, steps)
    pairs, done, began = PairEncoder(), 0, time.perf_counter()
    for epoch in range(epochs):
        network.train()
        for batch in batches(augmenter.epoch(), pairs, augmenter.chance):
            loss = reading_loss(network, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            done += 1
            if done % 20 == 0:
                _tell(f"step {done} of {steps}, loss {loss.item():.3f}, {time.perf_counter() - began:.0f} s")
        target.parent.mkdir(parents=True, exist_ok=True)
        save_network(network, target)
        _tell(f"epoch {epoch + 1} of {epochs} written to {target}")


def batches(examples: Sequence[Example], pairs: PairEncoder, chance: random.Random) -> Iterator[Batch]:
    """Batches of examples of like length, in random order."""
    encoded = [(example, *_encode(example, pairs)) for example in examples]
    order = list(range(len(encoded)))
    chance.shuffle(order)
    groups: list[list[int]] = []
    for first in range(0, len(order), _BATCH * 20):
        part = sorted(order[first : first + _BATCH * 20], key=lambda at: len(encoded[at][1].ids))
        groups += [part[at : at + _BATCH] for at in range(0, len(part), _BATCH)]
    chance.shuffle(groups)
    for group in groups:
        yield _collate([encoded[at] for at in group])


def reading_loss(network: ReadingNetwork, batch: Batch) -> torch.Tensor:
    """The loss of a batch, a scalar."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(batch.ids, batch.mask, batch.types)
    logits = logits.float()
    sentences = torch.einsum("bst,bt->bs", batch.pool, logits[:, :, 1]) + logits[:, :1, 2]
    there = batch.pool.sum(dim=2) > 0
    options = torch.cat([logits[:, :1, 0], sentences.masked_fill(~there, _IMPOSSIBLE)], dim=1)
    likely = options.log_softmax(dim=1).masked_fill(batch.gold == 0, _IMPOSSIBLE)
    loss = -likely.logsumexp(dim=1).mean()
    labelled = batch.in_span >= 0
    if bool(labelled.any()):
        loss = loss + _SPAN_WEIGHT * functional.binary_cross_entropy_with_logits(
            logits[:, :, 3][labelled], batch.in_span[labelled], pos_weight=torch.tensor(3.0)
        )
    return loss


def _optimizer(
    network: ReadingNetwork, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """AdamW with a short warm-up and a line down to 2 %; word embeddings stay as they are."""
    body: list[torch.nn.Parameter] = []
    heads: list[torch.nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if name.startswith(EMBEDDINGS):
            parameter.requires_grad_(False)
        else:
            (heads if name.startswith("heads") else body).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": 6e-5}, {"params": heads, "lr": 1e-3}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / 60) * max(0.02, 1 - step / steps)
    )
    return optimizer, schedule


def _encode(
    example: Example, pairs: PairEncoder
) -> tuple[Encoded, list[tuple[int, int]], tuple[int, int] | None]:
    """Tokens, the characters of each sentence, and those of the words that answer."""
    bounds, at = [], 0
    for sentence in example.sentences:
        bounds.append((at, at + len(sentence)))
        at += len(sentence) + 1
    span = None
    for number in example.evidence:
        found = example.sentences[number].find(example.span) if example.span else -1
        if found >= 0:
            start = bounds[number][0] + found
            span = (start, start + len(example.span))
            break
    return pairs.encode(example.question, [" ".join(example.sentences)])[0], bounds, span


def _collate(rows: Sequence[tuple[Example, Encoded, list[tuple[int, int]], tuple[int, int] | None]]) -> Batch:
    tokens = max(len(encoded.ids) for _, encoded, _, _ in rows)
    most = max(len(bounds) for _, _, bounds, _ in rows)
    ids, mask, types = (torch.zeros(len(rows), tokens, dtype=torch.long) for _ in range(3))
    pool, gold = torch.zeros(len(rows), most, tokens), torch.zeros(len(rows), most + 1)
    in_span = torch.full((len(rows), tokens), -1.0)
    for row, (example, encoded, bounds, span) in enumerate(rows):
        length, first, last = len(encoded.ids), encoded.first, encoded.first + len(encoded.spans)
        ids[row, :length] = torch.tensor(encoded.ids)
        mask[row, :length] = 1
        types[row, :length] = torch.tensor(encoded.types)
        starts, ends = encoded.spans[:, 0], encoded.spans[:, 1]
        for number, (start, end) in enumerate(bounds):
            inside = (starts >= start) & (starts < end)
            if inside.any():
                pool[row, number, first:last] = torch.from_numpy(inside / inside.sum()).float()
        gold[row, [1 + number for number in example.evidence] or [0]] = 1
        if span is not None:
            answers = (starts >= span[0]) & (ends <= span[1])
            in_span[row, first:last] = torch.from_numpy(answers.astype(np.float32))
    return Batch(ids, mask, types, pool, gold, in_span)


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 progress of a command that runs for an hour


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=_FOLDER / "model" / "weights.safetensors")
    chosen = parser.parse_args()
    train(chosen.epochs, chosen.seed, chosen.out)


if __name__ == "__main__":
    main()
