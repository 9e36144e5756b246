"""Models of the Hub in the reader's place: tiny ones with random weights, made here, loaded from their folder."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder as Reference
from tiny_models import saved_model
from transformers import (
    BertForMaskedLM,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertTokenizerFast,
)

from assistant.reader.hub_models import load_hub_model
from assistant.settings import Settings
from assistant.workspace import Workspace
from sources.errors import UsageError
from sources.records import Passage

FIRST = "Sarn opened its quay in 2019."
SECOND = "It cost nine million crowns."
TEXT = f"{FIRST} {SECOND}"
PASSAGE = Passage(
    document_id="d", start=10, end=10 + len(TEXT), text=TEXT,
    sentences=((10, 10 + len(FIRST)), (11 + len(FIRST), 10 + len(TEXT))),
)  # fmt: skip
QUESTION = "What did the quay cost?"


def test_a_reranker_scores_each_sentence_by_itself(tmp_path: Path) -> None:
    """The margins are the scores that sentence-transformers gives the same pairs."""
    folder = saved_model(tmp_path / "model", BertForSequenceClassification, num_labels=1)
    read = load_hub_model(str(folder), tmp_path).read(QUESTION, [PASSAGE, PASSAGE])
    expected = Reference(str(folder)).predict(
        [(QUESTION, FIRST), (QUESTION, SECOND)], activation_fn=torch.nn.Identity()
    )
    assert len(read) == 2
    np.testing.assert_allclose(read[1].margins, expected, atol=1e-4)
    assert read[0].verdict.argmax() == 2, "a reranker judges no claims"


def test_an_entailment_model_judges_claims_sentence_by_sentence(tmp_path: Path) -> None:
    """Support and contradiction stand in the ratio that the model gives them, whatever the order of its labels."""
    labels = {0: "contradiction", 1: "entailment", 2: "neutral"}
    folder = saved_model(tmp_path / "model", BertForSequenceClassification, id2label=labels)
    (read,) = load_hub_model(str(folder), tmp_path).read("The quay was cheap.", [PASSAGE])
    logits = Reference(str(folder)).predict([(FIRST, "The quay was cheap."), (SECOND, "The quay was cheap.")])
    np.testing.assert_allclose(
        read.decides[:, 0] - read.decides[:, 1], logits[:, 1] - logits[:, 0], atol=1e-4
    )
    assert np.exp(read.verdict).sum() == pytest.approx(1.0, abs=1e-5)


def test_a_question_answering_model_finds_sentence_and_span(tmp_path: Path) -> None:
    """A sentence's margin is its best span's score above the null answer; tokens keep their place in the passage."""
    folder = saved_model(tmp_path / "model", BertForQuestionAnswering)
    (read,) = load_hub_model(str(folder), tmp_path).read(QUESTION, [PASSAGE])
    model = BertForQuestionAnswering.from_pretrained(str(folder)).eval()
    tokenizer = BertTokenizerFast.from_pretrained(str(folder))
    encoded = tokenizer(QUESTION, TEXT, return_tensors="pt", return_offsets_mapping=True)
    offsets = encoded.pop("offset_mapping")[0].tolist()
    with torch.no_grad():
        output = model(**encoded)
    starts, ends = output.start_logits[0].tolist(), output.end_logits[0].tolist()
    tokens = [at for at, part in enumerate(encoded.sequence_ids(0)) if part == 1]
    second = [at for at in tokens if offsets[at][0] > len(FIRST)]
    best = max(starts[one] + ends[other] for one in second for other in second if one <= other)
    assert read.margins[1] == pytest.approx(best - starts[0] - ends[0], abs=1e-4)
    assert read.token_spans.tolist() == [offsets[at] for at in tokens]


def test_a_model_for_something_else_is_refused(tmp_path: Path) -> None:
    """A language model has no head that reads; the message says which kinds have."""
    folder = saved_model(tmp_path / "model", BertForMaskedLM)
    with pytest.raises(UsageError, match="extractive question answering"):
        load_hub_model(str(folder), tmp_path)


def test_a_model_that_is_not_here_names_the_command_that_fetches_it(tmp_path: Path) -> None:
    """Nothing is fetched behind the user's back."""
    with pytest.raises(UsageError, match="wellsourced models get nobody/nothing"):
        load_hub_model("nobody/nothing", tmp_path)


def test_the_settings_put_other_models_in_the_readers_place(tmp_path: Path, model_cache: Path) -> None:
    """Questions and claims are answered with a reranker and an entailment model by name of their folders."""
    reranker = saved_model(tmp_path / "reranker", BertForSequenceClassification, num_labels=1)
    labels = {0: "contradiction", 1: "entailment", 2: "neutral"}
    judge = saved_model(tmp_path / "judge", BertForSequenceClassification, id2label=labels)
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(model_cache, target_is_directory=True)
    workspace = Workspace(Settings(home=home, corpus="quay", reader=str(reranker), claim_model=str(judge)))
    workspace.add_texts([("q", "The quay", TEXT, "")], corpus="quay")
    assistant = workspace.assistant("quay")
    assert assistant.ask(QUESTION).question == QUESTION
    assert 0 <= assistant.check("The quay cost nine million crowns.").score <= 1
    workspace.close()
