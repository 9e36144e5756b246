"""Training the reading network: ``python -m assistant.reader.train``, an hour or two on two cores.

The loss over a passage's sentences and "none of them" is the negative log of the probability that goes
to the sentences marked as evidence, or to none. To it are added that of the first and of the last token of
the answer, and for claims that of the label. What is kept is the mean of the weights over the last part of
the training (Polyak & Juditsky 1992), which reads better than the last weights.
"""

import argparse
import copy
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
from assistant.reader.outputs import CLAIM, END, NOTHING, SENTENCE, SHARED, START
from assistant.reader.training_data import Augmenter, Example, load_passages

_FOLDER = Path(__file__).parent
_BATCH = 32
_PADDING = 32
_SPAN_WEIGHT = 0.25
_CLAIM_WEIGHT = 0.5
_AVERAGED = 0.3
"""The share of the steps, at the end, over whose weights the mean is taken."""
_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of b examples with t tokens and at most s sentences.

    ``start``, ``end`` (b,) are tokens of the answer and ``label`` (b,) the claim's, -1 where there is none;
    ``inside`` (b, t) tells which tokens are the passage's.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    pool: torch.Tensor
    gold: torch.Tensor
    inside: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor
    label: torch.Tensor


def train(epochs: int, seed: int, target: Path) -> None:
    """Train from the embedding model's weights and write the result to ``target``."""
    torch.manual_seed(seed)
    augmenter = Augmenter(load_passages(_FOLDER / "data" / "train.jsonl"), random.Random(seed))  # noqa: S311
    network = ReadingNetwork(attention="sdpa")
    steps = epochs * (len(augmenter.epoch()) // _BATCH + 1)
    optimizer, schedule = _optimizer(network, steps)
    pairs, done, began = PairEncoder(), 0, time.perf_counter()
    mean, averaged = copy.deepcopy(network), 0
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
            if done > (1 - _AVERAGED) * steps:
                averaged += 1
                _average_in(mean, network, averaged)
            if done % 20 == 0:
                _tell(f"step {done} of {steps}, loss {loss.item():.3f}, {time.perf_counter() - began:.0f} s")
        target.parent.mkdir(parents=True, exist_ok=True)
        save_network(mean if averaged else network, target)
        _tell(f"epoch {epoch + 1} of {epochs} written to {target}")


def _average_in(mean: ReadingNetwork, network: ReadingNetwork, count: int) -> None:
    """Make ``mean`` the mean of ``count`` sets of weights, of which the network's are the last."""
    with torch.no_grad():
        for kept, now in zip(mean.parameters(), network.parameters(), strict=True):
            kept.lerp_(now, 1 / count)


def batches(examples: Sequence[Example], pairs: PairEncoder, chance: random.Random) -> Iterator[Batch]:
    """Full batches of examples of like length, in random order; the few left over wait for another epoch."""
    encoded = [(example, *_encode(example, pairs)) for example in examples]
    order = list(range(len(encoded)))
    chance.shuffle(order)
    groups: list[list[int]] = []
    for first in range(0, len(order), _BATCH * 20):
        part = sorted(order[first : first + _BATCH * 20], key=lambda at: len(encoded[at][1].ids))
        groups += [part[at : at + _BATCH] for at in range(0, len(part) - _BATCH + 1, _BATCH)]
    chance.shuffle(groups)
    for group in groups:
        yield _collate([encoded[at] for at in group])


def reading_loss(network: ReadingNetwork, batch: Batch) -> torch.Tensor:
    """The loss of a batch, a scalar."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(batch.ids, batch.mask, batch.types)
    logits = logits.float()
    sentences = torch.einsum("bst,bt->bs", batch.pool, logits[:, :, SENTENCE]) + logits[:, :1, SHARED]
    there = batch.pool.sum(dim=2) > 0
    options = torch.cat([logits[:, :1, NOTHING], sentences.masked_fill(~there, _IMPOSSIBLE)], dim=1)
    likely = options.log_softmax(dim=1).masked_fill(batch.gold == 0, _IMPOSSIBLE)
    loss = -likely.logsumexp(dim=1).mean()
    tokens = logits.masked_fill(~batch.inside[:, :, None], _IMPOSSIBLE)
    loss = loss + _SPAN_WEIGHT * (
        _where(tokens[:, :, START], batch.start) + _where(tokens[:, :, END], batch.end)
    )
    return loss + _CLAIM_WEIGHT * _where(logits[:, 0, CLAIM], batch.label)


def _where(logits: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """The cross-entropy, over the whole batch, of the rows (b, n) that have a right one; 0 without any."""
    if not bool((gold >= 0).any()):
        return torch.zeros(())
    return functional.cross_entropy(logits, gold, ignore_index=-1, reduction="sum") / len(gold)


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
    # few shapes: each new one makes torch build its kernels anew
    tokens = -(-max(len(encoded.ids) for _, encoded, _, _ in rows) // _PADDING) * _PADDING
    most = max(len(bounds) for _, _, bounds, _ in rows)
    ids, mask, types = (torch.zeros(len(rows), tokens, dtype=torch.long) for _ in range(3))
    pool, gold = torch.zeros(len(rows), most, tokens), torch.zeros(len(rows), most + 1)
    inside = torch.zeros(len(rows), tokens, dtype=torch.bool)
    start, end, label = (torch.full((len(rows),), -1, dtype=torch.long) for _ in range(3))
    for row, (example, encoded, bounds, span) in enumerate(rows):
        label[row] = -1 if example.label is None else example.label
        length, first, last = len(encoded.ids), encoded.first, encoded.first + len(encoded.spans)
        ids[row, :length] = torch.tensor(encoded.ids)
        mask[row, :length] = 1
        types[row, :length] = torch.tensor(encoded.types)
        inside[row, first:last] = True
        starts, ends = encoded.spans[:, 0], encoded.spans[:, 1]
        for number, (begins, stops) in enumerate(bounds):
            own = (starts >= begins) & (starts < stops)
            if own.any():
                pool[row, number, first:last] = torch.from_numpy(own / own.sum()).float()
        gold[row, [1 + number for number in example.evidence] or [0]] = 1
        if span is not None:
            answers = np.flatnonzero((starts >= span[0]) & (ends <= span[1]))
            if len(answers):
                start[row], end[row] = first + int(answers[0]), first + int(answers[-1])
    return Batch(ids, mask, types, pool, gold, inside, start, end, label)


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
