"""Does the reader's data give its labels away? ``python -m evals.check_data`` (make check-data).

For every batch of passages, in the order in which they were written, the area under the ROC curve of what a model
could learn without reading: MaxSim alone, the length of the question and its question word for answerability; for
claims, how many of the claim's words the passage has, for each pair of labels. Of MaxSim between 0.45 and 0.75 is
right (of real questions it is 0.6 to 0.68); of the others, between 0.25 and 0.75. The command ends with 1 otherwise.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import typer

from assistant.question import make_query
from assistant.reader.maxsim import MaxSim
from assistant.reader.outputs import LABELS
from assistant.reader.training_data import bounds_of
from assistant.settings import Settings
from assistant.words import content_stems, stem
from assistant.workspace import Workspace
from evals.measures.declining import auc
from evals.reader_data import SPLITS, plain_passages
from index.retriever import ScoredPassage
from sources.records import Passage

_BATCH = 60
_MAXSIM = (0.45, 0.75)
_OTHERS = (0.25, 0.75)


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure of one batch: the curve's area, and whether it lies where it should."""

    batch: str
    measure: str
    area: float
    fine: bool


def check(passages: Sequence[dict[str, Any]], maxsim: MaxSim) -> Iterator[Finding]:
    """The findings of a batch."""
    name = f"{passages[0]['id']}-{passages[-1]['id']}"
    scores = [
        (_maxsim(maxsim, one, question["question"]), question) for one, question in _questions(passages)
    ]
    yield _finding(name, "MaxSim", *_by_answer(scores), _MAXSIM)
    lengths = [(float(len(question["question"].split())), question) for _, question in _questions(passages)]
    yield _finding(name, "question length", *_by_answer(lengths), _OTHERS)
    yield _finding(name, "question word", *_by_answer(list(_word_shares(passages))), _OTHERS)
    overlaps = {label: [] for label in LABELS}  # type: dict[str, list[float]]
    for passage in passages:
        for claim in passage["claims"]:
            overlaps[claim["label"]].append(_overlap(claim["claim"], passage["sentences"]))
    for one, other in combinations(LABELS, 2):
        yield _finding(name, f"claim overlap, {one} or {other}", overlaps[one], overlaps[other], _OTHERS)


def _questions(passages: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for passage in passages:
        for question in passage["questions"]:
            yield passage, question


def _maxsim(maxsim: MaxSim, passage: dict[str, Any], question: str) -> float:
    """The score of the best sentence."""
    text = " ".join(passage["sentences"])
    read = Passage(
        document_id=passage["id"], start=0, end=len(text), text=text,
        sentences=tuple(bounds_of(passage["sentences"])),
    )  # fmt: skip
    query = make_query(question, ())
    tokens = maxsim.embedder.embed_tokens([query.text])[0]
    scored = ScoredPassage(passage=read, key=passage["id"], score=1.0, cosine=1.0, bm25=0.0)
    return maxsim.match(tokens, maxsim.word_weights(query, tokens), [scored])[0].score


def _word_shares(passages: Sequence[dict[str, Any]]) -> Iterator[tuple[float, dict[str, Any]]]:
    """For each question the share of answerable ones among the batch's others with the same first word."""
    asked: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for _, question in _questions(passages):
        word = _first(question)
        asked[word] += 1
        answered[word] += question["answerable"]
    for _, question in _questions(passages):
        word = _first(question)
        yield (answered[word] - question["answerable"] + 0.5) / asked[word], question


def _first(question: dict[str, Any]) -> str:
    return str(question["question"]).lower().split(maxsplit=1)[0]


def _overlap(claim: str, sentences: Sequence[str]) -> float:
    said = content_stems(claim)
    return (
        max((len(said & content_stems(one)) / len(said) for one in sentences), default=0.0) if said else 1.0
    )


def _by_answer(scored: Sequence[tuple[float, dict[str, Any]]]) -> tuple[list[float], list[float]]:
    return (
        [score for score, question in scored if question["answerable"]],
        [score for score, question in scored if not question["answerable"]],
    )


def _finding(
    batch: str, measure: str, one: Sequence[float], other: Sequence[float], between: tuple[float, float]
) -> Finding:
    area = auc(one, other)
    return Finding(
        batch, measure, round(area or 0.0, 3), area is not None and between[0] <= area <= between[1]
    )


def main() -> None:
    """Print every finding; exit code 1 when one is out of its range."""
    passages = sorted((one for split in SPLITS for one in plain_passages(split)), key=lambda one: one["id"])
    stems = Counter(found for one in passages for found in content_stems(" ".join(one["sentences"])))
    with tempfile.TemporaryDirectory() as home:
        workspace = Workspace(Settings(home=Path(home)))
        maxsim = MaxSim(workspace.embedder, lambda word: stems[stem(word)], len(passages))
        findings = [
            found
            for at in range(0, len(passages), _BATCH)
            for found in check(passages[at : at + _BATCH], maxsim)
        ]
        workspace.close()
    for found in findings:
        typer.echo(
            f"{found.batch}  {found.measure:46}  {found.area:.3f}{'' if found.fine else '  out of range'}"
        )
    if not all(found.fine for found in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
