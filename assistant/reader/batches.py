"""Training examples → tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from assistant.reader.cross_encoder import Encoded, PairEncoder
from assistant.reader.training_data import Example, bounds_of

BATCH = 32
_PADDING = 32
_SORTED_TOGETHER = 20

Row = tuple[Example, Encoded, list[tuple[int, int]], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of b examples with t tokens and at most s sentences.

    ``pool`` (b, s, t) takes the mean over a sentence's tokens, ``asked`` (b, t) that over the question's or claim's;
    ``gold`` (b, s + 1) marks "none" or the sentences that answer; ``inside`` (b, t) tells which tokens are the
    passage's; ``start``, ``end`` (b,) are tokens of the answer and ``label`` (b,) the claim's, -1 where there is none.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    pool: torch.Tensor
    asked: torch.Tensor
    gold: torch.Tensor
    inside: torch.Tensor
    start: torch.Tensor
    end: torch.Tensor
    label: torch.Tensor


def batches(
    examples: Sequence[Example], pairs: PairEncoder, chance: random.Random, *, keep_rest: bool = False
) -> Iterator[Batch]:
    """Batches of examples of like length, in random order.

    The few that fill no batch wait for another epoch, unless the rest is to be kept: every new shape makes torch
    build its kernels anew.
    """
    encoded = [(example, *_encode(example, pairs)) for example in examples]
    order = list(range(len(encoded)))
    chance.shuffle(order)
    groups: list[list[int]] = []
    for first in range(0, len(order), BATCH * _SORTED_TOGETHER):
        part = sorted(order[first : first + BATCH * _SORTED_TOGETHER], key=lambda at: len(encoded[at][1].ids))
        stop = len(part) if keep_rest else len(part) - BATCH + 1
        groups += [part[at : at + BATCH] for at in range(0, stop, BATCH)]
    chance.shuffle(groups)
    for group in groups:
        yield _collate([encoded[at] for at in group])


def _encode(
    example: Example, pairs: PairEncoder
) -> tuple[Encoded, list[tuple[int, int]], tuple[int, int] | None]:
    """Tokens, the characters of each sentence, and those of the words that answer."""
    bounds = list(bounds_of(example.sentences))
    span = None
    for number in example.evidence:
        found = example.sentences[number].find(example.span) if example.span else -1
        if found >= 0:
            start = bounds[number][0] + found
            span = (start, start + len(example.span))
            break
    return pairs.encode(example.question, [" ".join(example.sentences)])[0], bounds, span


def _collate(rows: Sequence[Row]) -> Batch:
    tokens = -(-max(len(encoded.ids) for _, encoded, _, _ in rows) // _PADDING) * _PADDING
    most = max(len(bounds) for _, _, bounds, _ in rows)
    ids, mask, types = (torch.zeros(len(rows), tokens, dtype=torch.long) for _ in range(3))
    pool, gold = torch.zeros(len(rows), most, tokens), torch.zeros(len(rows), most + 1)
    asked, inside = torch.zeros(len(rows), tokens), torch.zeros(len(rows), tokens, dtype=torch.bool)
    start, end, label = (torch.full((len(rows),), -1, dtype=torch.long) for _ in range(3))
    for row, (example, encoded, bounds, span) in enumerate(rows):
        length, first, last = len(encoded.ids), encoded.first, encoded.first + len(encoded.spans)
        ids[row, :length] = torch.tensor(encoded.ids)
        mask[row, :length] = 1
        types[row, :length] = torch.tensor(encoded.types)
        asked[row, :first] = 1 / first
        inside[row, first:last] = True
        starts, ends = encoded.spans[:, 0], encoded.spans[:, 1]
        for number, (begins, stops) in enumerate(bounds):
            own = (starts >= begins) & (starts < stops)
            if own.any():
                pool[row, number, first:last] = torch.from_numpy(own / own.sum()).float()
        gold[row, [1 + number for number in example.evidence] or [0]] = 1
        label[row] = -1 if example.label is None else example.label
        if span is not None:
            answers = np.flatnonzero((starts >= span[0]) & (ends <= span[1]))
            if len(answers):
                start[row], end[row] = first + int(answers[0]), first + int(answers[-1])
    return Batch(ids, mask, types, pool, asked, gold, inside, start, end, label)
