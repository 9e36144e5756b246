"""A real language model, where WELLSOURCED_LLM names one: ``WELLSOURCED_LLM=… pytest -m live -s``.

Questions of the dev split, asked of the bundled article. What must hold holds whatever the model is; how well it does
is printed, with the figures of the evals.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, median

import pytest

from assistant.answer import Answer, Status, Support
from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.measures.citing import citation_precision, citation_recall
from evals.questions import Question, load
from evals.suite import Split, split_files

pytestmark = [
    pytest.mark.live,
    pytest.mark.enable_socket,
    pytest.mark.timeout(3600),
    pytest.mark.skipif("WELLSOURCED_LLM" not in os.environ, reason="set WELLSOURCED_LLM to ask a real model"),
]
MOST = 40

Asked = list[tuple[Question, Answer]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A data folder of its own, with the model that the environment names."""
    home: Path = tmp_path_factory.mktemp("live")
    opened = Workspace(Settings.load(home=home))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def asked(workspace: Workspace) -> Asked:
    """Questions with their answers."""
    questions = load(*split_files(Split.DEV)).questions[:MOST]
    return [(one, workspace.assistant().ask(one.question)) for one in questions]


def test_every_statement_of_a_real_model_is_cited_and_its_quotes_stand(
    workspace: Workspace, asked: Asked
) -> None:
    """Whatever the model wrote, what is shown cites sentences that the stored snapshots have."""
    for _, answer in asked:
        assert workspace.verify(answer) == []
        assert all(statement.citations for statement in answer.statements)


def test_the_figures_of_a_real_model(workspace: Workspace, asked: Asked) -> None:
    """Most answerable questions are answered by the model itself; the figures of ALCE are printed."""
    answerable = [(one, answer) for one, answer in asked if one.answerable]
    written = [answer for _, answer in answerable if answer.engine != "extractive"]
    cited = {citation.document_id for _, one in asked for citation in one.citations}
    texts = {name: workspace.document(name).text for name in cited}
    statements = [each for answer in written for each in answer.statements]
    recall = [citation_recall(one.quotes, answer, lambda name: texts[name]) for one, answer in answerable]
    precision = [
        citation_precision(one.quotes, answer, lambda name: texts[name]) for one, answer in answerable
    ]
    told = (
        f"written by the model: {len(written)} of {len(answerable)} answerable questions",
        f"statements supported: {_share(statements, {Support.SUPPORTED, Support.QUOTED}):.2f}",
        f"citation recall {_mean(recall):.2f}, precision {_mean(precision):.2f}",
        f"declined: {sum(one.status is Status.NOT_FOUND for _, one in asked)} of {len(asked)}",
        f"seconds, median: {median(one.seconds.total for _, one in asked):.1f}",
    )
    sys.stdout.write("\n".join(("", *told, "")))
    assert len(written) > len(answerable) / 2


def _share(statements: list, kinds: set[Support]) -> float:  # type: ignore[type-arg]
    return sum(one.support in kinds for one in statements) / max(1, len(statements))


def _mean(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0
