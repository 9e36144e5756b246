"""Models of the Hugging Face Hub in the place of the shipped network, behind the same protocol.

Three kinds are read by what their head gives: the start and end of an answer (extractive QA, Devlin et al. 2019),
one score for a pair (rerankers, Nogueira & Cho 2019), and entailment, neutral, contradiction (NLI; sentence by
sentence, as in SummaC, Laban et al. 2022). All give log-odds or log-probabilities, as the shipped network does.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from assistant.reader.cross_encoder import CrossRead, Floats, PassageReader, of_sentences
from sources.errors import UsageError
from sources.records import Passage

_BATCH = 16
_MOST_TOKENS = 384
_MOST_ANSWER_TOKENS = 24
_NOWHERE = np.zeros((0, 2), dtype=np.int32)
_NO_TOKENS = np.zeros(0, dtype=np.float32)


class Kind(StrEnum):
    """What a model's head is for."""

    QUESTION_ANSWERING = "question answering"
    RERANKER = "reranker"
    ENTAILMENT = "entailment"


def load_hub_model(name: str, hub: Path) -> PassageReader:
    """The reader made of a model, by its name on the Hub or its folder; ``hub`` is where models are kept.

    Raises: UsageError when it is not on this machine, or is of none of the three kinds.
    """
    model, tokenizer = _loaded(name, hub)
    kind = kind_of(model.config)
    if kind is Kind.QUESTION_ANSWERING:
        return HubQuestionAnswering(model, tokenizer)
    return HubReranker(model, tokenizer) if kind is Kind.RERANKER else HubEntailment(model, tokenizer)


def kind_of(config: Any) -> Kind:
    """What a model is for, by its configuration. Raises: UsageError when for none of the three."""
    head = " ".join(config.architectures or ())
    if "QuestionAnswering" in head:
        return Kind.QUESTION_ANSWERING
    if "SequenceClassification" in head and config.num_labels == 1:
        return Kind.RERANKER
    if "SequenceClassification" in head and _entailment_labels(config) is not None:
        return Kind.ENTAILMENT
    raise UsageError(
        f"{config.name_or_path} has no head that reads passages: choose a model for extractive question answering, "
        "a reranker with one score, or one for natural language inference with three labels"
    )


def _entailment_labels(config: Any) -> tuple[int, int, int] | None:
    """The places of entailment, contradiction and neutral among its labels."""
    places = {str(label).lower()[:6]: int(at) for at, label in config.id2label.items()}
    wanted = [places.get(label) for label in ("entail", "contra", "neutra")]
    return None if None in wanted else (wanted[0], wanted[1], wanted[2])  # type: ignore[return-value]


def _loaded(name: str, hub: Path) -> tuple[Any, Any]:
    from transformers import (
        AutoConfig,
        AutoModelForQuestionAnswering,
        AutoModelForSequenceClassification,
        AutoTokenizer,
    )
    from transformers.utils import logging

    quiet: Any = logging
    quiet.set_verbosity_error()
    kept = {"cache_dir": str(hub), "local_files_only": True}
    try:
        config = AutoConfig.from_pretrained(name, **kept)
        kind = kind_of(config)
        loader: Any = (
            AutoModelForQuestionAnswering
            if kind is Kind.QUESTION_ANSWERING
            else AutoModelForSequenceClassification
        )
        return loader.from_pretrained(name, **kept).eval(), AutoTokenizer.from_pretrained(name, **kept)
    except (OSError, ValueError) as error:  # what transformers raises for a name that it does not find
        raise UsageError(
            f"the model {name!r} is not on this machine: wellsourced models get {name}"
        ) from error


class _HubModel:
    """A model with its tokenizer; pairs are read in batches, the second text cut where both are too long."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer

    def _read_pairs(self, first: Sequence[str], second: Sequence[str], *, cut: str) -> tuple[list[Any], Any]:
        """Outputs batch by batch, and the last batch's encoding: callers that need it read one batch."""
        import torch

        outputs, encoded = [], None
        for at in range(0, len(first), _BATCH):
            encoded = self._tokenizer(
                list(first[at : at + _BATCH]), list(second[at : at + _BATCH]), truncation=cut,
                max_length=_MOST_TOKENS, padding=True, return_tensors="pt", return_offsets_mapping=True,
            )  # fmt: skip
            offsets = encoded.pop("offset_mapping")
            with torch.inference_mode():
                outputs.append((self._model(**encoded), offsets))
        return outputs, encoded


class HubReranker(_HubModel):
    """One score for question and sentence; the log-odds that it answers, as such models are trained."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[CrossRead]:
        """Each sentence of each passage by itself."""
        sentences = [sentence for passage in passages for sentence in _sentences(passage)]
        outputs, _ = self._read_pairs([question] * len(sentences), sentences, cut="only_second")
        logits = np.concatenate([output.logits[:, 0].float().numpy() for output, _ in outputs])
        read, at = [], 0
        for passage in passages:
            read.append(_undecided(logits[at : at + len(passage.sentences)], len(passage.sentences)))
            at += len(passage.sentences)
        return read


class HubEntailment(_HubModel):
    """Does a sentence entail the claim, contradict it, or neither?"""

    def read(self, question: str, passages: Sequence[Passage]) -> list[CrossRead]:
        """Each sentence of each passage as a premise; the passage is silent as far as all of them are."""
        places = _entailment_labels(self._model.config)
        sentences = [sentence for passage in passages for sentence in _sentences(passage)]
        outputs, _ = self._read_pairs(sentences, [question] * len(sentences), cut="only_first")
        logits = np.concatenate([output.logits.float().numpy() for output, _ in outputs])[
            :, list(places or ())
        ]
        likely = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        read, at = [], 0
        for passage in passages:
            own = likely[at : at + len(passage.sentences)]
            read.append(_decided(own))
            at += len(passage.sentences)
        return read


class HubQuestionAnswering(_HubModel):
    """Where the answer starts and ends, against the null answer at the first token (SQuAD 2.0)."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[CrossRead]:
        """Each passage with the question."""
        return [self._read_one(question, passage) for passage in passages]

    def _read_one(self, question: str, passage: Passage) -> CrossRead:
        outputs, encoded = self._read_pairs([question], [passage.read_as], cut="only_second")
        output, offsets = outputs[0]
        inside = np.asarray([part == 1 for part in encoded.sequence_ids(0)])
        starts = output.start_logits[0].float().numpy()
        ends = output.end_logits[0].float().numpy()
        null = float(starts[0] + ends[0])
        spans = offsets[0].numpy().astype(np.int32)[inside] - passage.lead
        starts, ends = starts[inside], ends[inside]
        margins = [_best_span(starts[own], ends[own]) - null for own in of_sentences(passage, spans)]
        return CrossRead(
            margins=np.asarray(margins, dtype=np.float32), starts=starts, ends=ends, token_spans=spans,
            decides=_silent(len(margins)), absent=0.0,
        )  # fmt: skip


def _best_span(starts: Floats, ends: Floats) -> float:
    """The highest sum of a start and an end at most so many tokens after it; minus infinity without tokens."""
    sums = [float((starts[at] + ends[at : at + _MOST_ANSWER_TOKENS]).max()) for at in range(len(starts))]
    return max(sums, default=-np.inf)


def _sentences(passage: Passage) -> list[str]:
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]


def _undecided(margins: Floats, sentences: int) -> CrossRead:
    return CrossRead(
        margins=margins, starts=_NO_TOKENS, ends=_NO_TOKENS, token_spans=_NOWHERE,
        decides=_silent(sentences), absent=0.0,
    )  # fmt: skip


def _decided(likely: Floats) -> CrossRead:
    """From log-probabilities (s, 3) of supported, contradicted and neither, for each sentence by itself."""
    absent = float(likely[:, 2].min())
    everything = np.logaddexp.reduce(np.append(likely[:, :2], absent))
    decides = likely[:, :2] - everything
    return CrossRead(
        margins=np.logaddexp.reduce(likely[:, :2], axis=1) - likely[:, 2], starts=_NO_TOKENS, ends=_NO_TOKENS,
        token_spans=_NOWHERE, decides=decides, absent=absent - float(everything),
    )  # fmt: skip


def _silent(sentences: int) -> Floats:
    """Nothing decides any claim."""
    return np.full((sentences, 2), -np.inf, dtype=np.float32)
