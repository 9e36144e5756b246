"""The network's outputs for a batch → log-probabilities of what may be the case, and how often they are right."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch

from assistant.reader.batches import Batch
from assistant.reader.network import ReadingNetwork
from assistant.reader.outputs import (
    CLAIM,
    CONTRADICTED,
    DECIDES,
    END,
    NOT_MENTIONED,
    NOTHING,
    SENTENCE,
    SHARED,
    START,
    SUPPORTED,
)

IMPOSSIBLE = -1e4


def answering(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Log-probabilities (b, s + 1) that nothing answers, and that sentence i does."""
    sentences = torch.einsum("bst,bt->bs", batch.pool, logits[:, :, SENTENCE]) + logits[:, :1, SHARED]
    options = torch.cat([logits[:, :1, NOTHING], sentences.masked_fill(~_there(batch), IMPOSSIBLE)], dim=1)
    return options.log_softmax(dim=1)


def deciding(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Log-probabilities (b, 2 s + 1): sentence i supports the claim, sentence i contradicts it, not mentioned."""
    claim = torch.einsum("bt,btl->bl", batch.asked, logits[:, :, CLAIM])
    sentences = torch.einsum("bst,btl->bsl", batch.pool, logits[:, :, DECIDES]) + claim[:, None, :2]
    sentences = sentences.masked_fill(~_there(batch)[:, :, None], IMPOSSIBLE)
    options = torch.cat([sentences[:, :, 0], sentences[:, :, 1], claim[:, 2:]], dim=1)
    return options.log_softmax(dim=1)


def right_decisions(batch: Batch) -> torch.Tensor:
    """The outcomes (b, 2 s + 1) of ``deciding`` that are right: of a claim, all its sentences with its label."""
    sentences = batch.gold[:, 1:] > 0
    return torch.cat(
        [
            sentences & (batch.label == SUPPORTED)[:, None],
            sentences & (batch.label == CONTRADICTED)[:, None],
            (batch.label == NOT_MENTIONED)[:, None],
        ],
        dim=1,
    )


def spans(logits: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (b, t) that the answer starts, and ends, with a token."""
    tokens = logits.masked_fill(~batch.inside[:, :, None], IMPOSSIBLE)
    return tokens[:, :, START], tokens[:, :, END]


def _there(batch: Batch) -> torch.Tensor:
    return batch.pool.sum(dim=2) > 0


@dataclass(slots=True)
class Tally:
    """How a network does on examples, each read with its whole passage."""

    first: list[bool] = field(default_factory=list)
    margins: list[tuple[float, bool]] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    verdicts: list[tuple[int, int]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Best sentence first, AUC of answerable, exact spans, right verdicts, contradicted taken for supported."""
        from sklearn.metrics import roc_auc_score

        denied = [said for label, said in self.verdicts if label == CONTRADICTED]
        values = {
            "sentence": _share(self.first),
            "auc": float(roc_auc_score([there for _, there in self.margins], [m for m, _ in self.margins])),
            "span": _share(self.exact),
            "claims": _share([label == said for label, said in self.verdicts]),
            "false support": _share([said == SUPPORTED for said in denied]),
        }
        return {name: round(value, 3) for name, value in values.items()}


def tally(network: ReadingNetwork, held_out: Iterable[Batch]) -> Tally:
    """Read every batch and count."""
    counted = Tally()
    network.eval()
    for batch in held_out:
        with torch.no_grad():
            logits = network(batch.ids, batch.mask, batch.types)
        answers, decisions = answering(logits, batch), deciding(logits, batch)
        starts, ends = spans(logits, batch)
        best = answers[:, 1:].argmax(dim=1)
        most = decisions.shape[1] // 2
        by_label = torch.stack(
            [decisions[:, :most].logsumexp(1), decisions[:, most:-1].logsumexp(1), decisions[:, -1]], dim=1
        ).argmax(dim=1)
        for row in range(len(batch.label)):
            there = bool(batch.gold[row, 0] == 0)
            if batch.label[row] >= 0:
                counted.verdicts.append((int(batch.label[row]), int(by_label[row])))
                continue
            if there:
                counted.first.append(bool(batch.gold[row, 1 + best[row]] > 0))
            if batch.start[row] >= 0:
                found = (int(starts[row].argmax()), int(ends[row].argmax()))
                counted.exact.append(found == (int(batch.start[row]), int(batch.end[row])))
            counted.margins.append((float(answers[row, 1:].max() - answers[row, 0]), there))
    return counted


def _share(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
