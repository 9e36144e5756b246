"""Training the reading network: the examples that are made, and that a step can be taken."""

import random
from pathlib import Path

import pytest
import torch

import assistant.reader
from assistant.reader.batches import Batch, batches
from assistant.reader.cross_encoder import PairEncoder
from assistant.reader.network import ReadingNetwork
from assistant.reader.outcomes import answering, deciding, right_decisions, tally
from assistant.reader.outputs import CLAIM, DECIDES, LABELS, NOTHING, OUTPUTS, SENTENCE
from assistant.reader.train import reading_loss
from assistant.reader.training_data import Augmenter, Example, load_passages

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
    examples = Augmenter(load_passages(TRAIN)[:4], chance).epoch()[:8]
    batch = next(batches(examples, PairEncoder(), chance, keep_rest=True))
    network = ReadingNetwork().eval()
    before = reading_loss(network, batch)
    before.backward()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.grad is not None:
                parameter.sub_(parameter.grad, alpha=1e-3)
    assert reading_loss(network, batch).item() < before.item()


SENTENCES = ("Sarn opened its quay in 2019.", "It cost nine million crowns.", "The mayor paid for the lamps.")
CLAIM_OF_TWO = Example(
    question="The quay cost ten million.",
    sentences=SENTENCES,
    evidence=(1,),
    label=LABELS.index("contradicted"),
)
QUESTION = Example(question="Who paid?", sentences=SENTENCES, evidence=(2,), span="The mayor")
SILENT = Example(question="Boats sail.", sentences=SENTENCES[:2], label=LABELS.index("not_mentioned"))


def _batch(*examples: Example) -> Batch:
    """Examples that fill one batch."""
    return next(batches(examples, PairEncoder(), random.Random(0), keep_rest=True))


def test_a_claim_is_right_where_its_sentence_decides_with_its_label() -> None:
    """Outcomes are: each sentence supports, each contradicts, none decides; exactly one of seven is right here."""
    batch = _batch(CLAIM_OF_TWO)
    assert right_decisions(batch).int().tolist() == [[0, 0, 0, 0, 1, 0, 0]]
    assert right_decisions(_batch(SILENT)).int().tolist() == [[0, 0, 0, 0, 1]]


def test_outcomes_follow_the_tokens_of_their_sentence() -> None:
    """A logit on the tokens of sentence 1 moves that sentence alone; the claim's own tokens move all of them."""
    batch = _batch(CLAIM_OF_TWO)
    logits = torch.zeros(1, batch.ids.shape[1], OUTPUTS)
    second = batch.pool[0, 1] > 0
    logits[0, second, SENTENCE] = 5.0
    assert answering(logits, batch)[0].argmax() == 2
    logits[0, second, DECIDES.start + 1] = 5.0
    assert deciding(logits, batch)[0].argmax() == 4
    logits[0, batch.asked[0] > 0, CLAIM.stop - 1] = 9.0
    assert deciding(logits, batch)[0].argmax() == 6
    assert deciding(logits, batch).exp().sum() == pytest.approx(1.0, abs=1e-5)


def test_a_network_is_counted_by_what_it_says() -> None:
    """One that always says that nothing answers and nothing decides gets questions and claims wrong, silence right."""

    class Mute(ReadingNetwork):
        def forward(self, input_ids: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
            logits = torch.zeros(*input_ids.shape, OUTPUTS)
            logits[:, :, NOTHING] = 5.0
            logits[:, :, CLAIM.stop - 1] = 5.0
            return logits

    counted = tally(Mute(), [_batch(QUESTION), _batch(CLAIM_OF_TWO), _batch(SILENT)])
    assert counted.first == [False]
    assert counted.verdicts == [(1, 2), (2, 2)]
    assert counted.margins == [(-5.0, True)]


def test_claims_and_questions_keep_their_evidence_in_every_window() -> None:
    """Claims made from sentences are decided by a sentence that is there; their labels are of the three."""
    examples = Augmenter(load_passages(TRAIN)[:20], random.Random(2)).epoch()
    claims = [example for example in examples if example.label is not None]
    assert {claim.label for claim in claims} == {0, 1, 2}
    for claim in claims:
        assert bool(claim.evidence) == (claim.label != LABELS.index("not_mentioned"))
        assert all(at < len(claim.sentences) for at in claim.evidence)
