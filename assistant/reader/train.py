"""Training the reading network: ``python -m assistant.reader.train``, an hour or two on two cores.

The loss over a passage's sentences and "none of them" is the negative log of the probability that goes
to the sentences marked as evidence, or to none. To it are added that of the first and of the last token of
the answer, and for claims that of the sentences that decide with the right label. What is kept is the mean of
the weights over the last part of the training (Polyak & Juditsky 1992), which reads better than the last weights.
"""

import argparse
import copy
import random
import time
from pathlib import Path

import torch
from torch.nn import functional

from assistant.reader.batches import BATCH, Batch, batches
from assistant.reader.cross_encoder import PairEncoder
from assistant.reader.export import export
from assistant.reader.network import EMBEDDINGS, ReadingNetwork, save_network
from assistant.reader.outcomes import IMPOSSIBLE, answering, deciding, right_decisions, spans, tally
from assistant.reader.training_data import Augmenter, load_passages

_FOLDER = Path(__file__).parent
_SPAN_WEIGHT = 0.25
_CLAIM_WEIGHT = 0.7
_AVERAGED = 0.3
"""The share of the steps, at the end, over whose weights the mean is taken."""


def train(epochs: int, seed: int, weights: Path, target: Path) -> None:
    """Train from the embedding model's weights; keep ``weights`` after every epoch, export the last to ``target``."""
    torch.manual_seed(seed)
    augmenter = Augmenter(load_passages(_FOLDER / "data" / "train.jsonl"), random.Random(seed))  # noqa: S311
    network = ReadingNetwork()
    steps = epochs * (len(augmenter.epoch()) // BATCH)
    optimizer, schedule = _optimizer(network, steps)
    pairs, done, began = PairEncoder(), 0, time.perf_counter()
    mean, averaged = copy.deepcopy(network), 0
    held_out = _held_out(pairs)
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
        weights.parent.mkdir(parents=True, exist_ok=True)
        kept = mean if averaged else network
        save_network(kept, weights)
        _tell(f"epoch {epoch + 1} of {epochs} written to {weights}; dev: {tally(kept, held_out).figures()}")
    export(kept, target)
    _tell(f"exported to {target}; now: python -m evals.fit_answerable; python -m evals.fit_claims")


def _held_out(pairs: PairEncoder) -> list[Batch]:
    """The dev passages' own questions and claims, to see how training goes; nothing is chosen by them here."""
    passages = load_passages(_FOLDER / "data" / "dev.jsonl")
    examples = [example for passage in passages for example in (*passage.questions, *passage.claims)]
    return list(batches(examples, pairs, random.Random(0), keep_rest=True))  # noqa: S311


def _average_in(mean: ReadingNetwork, network: ReadingNetwork, count: int) -> None:
    """Make ``mean`` the mean of ``count`` sets of weights, of which the network's are the last."""
    with torch.no_grad():
        for kept, now in zip(mean.parameters(), network.parameters(), strict=True):
            kept.lerp_(now, 1 / count)


def reading_loss(network: ReadingNetwork, batch: Batch) -> torch.Tensor:
    """The loss of a batch, a scalar."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(batch.ids, batch.mask, batch.types)
    logits = logits.float()
    loss = _surprise(answering(logits, batch), batch.gold > 0).mean()
    starts, ends = spans(logits, batch)
    loss = loss + _SPAN_WEIGHT * (_where(starts, batch.start) + _where(ends, batch.end))
    claims = batch.label >= 0
    if bool(claims.any()):
        surprise = _surprise(deciding(logits, batch), right_decisions(batch))
        loss = loss + _CLAIM_WEIGHT * surprise[claims].sum() / len(claims)
    return loss


def _surprise(likely: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """The negative log of the probability (b,) that goes to the right outcomes together."""
    return -likely.masked_fill(~right, IMPOSSIBLE).logsumexp(dim=1)


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
        [{"params": body, "lr": 1.8e-4}, {"params": heads, "lr": 1e-3}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / 60) * max(0.02, 1 - step / steps)
    )
    return optimizer, schedule


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 progress of a command that runs for an hour


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--weights", type=Path, default=Path("build/reader/weights.safetensors"))
    parser.add_argument("--out", type=Path, default=_FOLDER / "model")
    chosen = parser.parse_args()
    train(chosen.epochs, chosen.seed, chosen.weights, chosen.out)


if __name__ == "__main__":
    main()
