"""Another reader beside the shipped one, by the real program."""

import json
from pathlib import Path

import pytest
from program import Program
from tiny_models import saved_model
from transformers import BertForSequenceClassification


@pytest.mark.timeout(120)
def test_another_reader_is_measured_beside_the_shipped_one(program: Program, tmp_path: Path) -> None:
    """Both answer the same questions in one run; the summary has the figures of both and names the reader."""
    folder = saved_model(tmp_path / "reranker", BertForSequenceClassification, num_labels=1)
    asked = {
        "id": "q1",
        "kind": "date",
        "question": "When was Ovidio Guzman extradited?",
        "answers": [["2023"]],
    }
    quote = {"quotes": ["Ovidio Guzman"], "history": []}
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(asked | quote) + "\n")
    told = program.json(
        "eval",
        "--questions",
        str(questions),
        "--reader",
        str(folder),
        "--out",
        str(tmp_path / "run"),
        "--json",
    )
    assert told["run"]["settings"]["reader"] == str(folder)
    assert told["shipped"]["run"]["settings"]["reader"] == "shipped"
    assert told["shipped"]["overall"]["n"] == told["overall"]["n"] == 1
