"""Reading questions."""

import hashlib
import json
from pathlib import Path

import pytest

from evals.questions import load
from evals.suite import Split, split_files
from sources.errors import UsageError

GOOD = {"id": "q1", "kind": "date", "question": "When?", "answers": [["1932"]], "quotes": ["In 1932."]}


def write(folder: Path, *lines: object, name: str = "q.jsonl") -> Path:
    """A file of questions; a line that is a text is written as it is."""
    path = folder / name
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_line_becomes_a_question(tmp_path: Path) -> None:
    """Groups, alternatives and quotes keep their order; the set knows the hash of its file."""
    path = write(tmp_path, GOOD | {"answers": [["1932", "in the thirties"], ["May"]]})
    read = load(path)
    assert read.questions[0].answers == (("1932", "in the thirties"), ("May",))
    assert read.questions[0].quotes == ("In 1932.",)
    assert read.questions[0].answerable
    assert read.files == (("q.jsonl", hashlib.sha256(path.read_bytes()).hexdigest()),)


def test_no_answers_means_not_answerable(tmp_path: Path) -> None:
    """A question without answers and quotes is one that the sources do not answer."""
    line = {"id": "q1", "kind": "off_topic", "question": "Who won?", "answers": []}
    assert not load(write(tmp_path, line)).questions[0].answerable


def test_history_becomes_turns(tmp_path: Path) -> None:
    """The turns before the question keep their roles and their order."""
    turns = [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "She."}]
    read = load(write(tmp_path, GOOD | {"history": turns})).questions[0].history
    assert [(turn.role, turn.content) for turn in read] == [("user", "Who?"), ("assistant", "She.")]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    """U+2028 is a legal character of a JSON text."""
    assert load(write(tmp_path, GOOD | {"question": "A\u2028B?"})).questions[0].question == "A\u2028B?"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ([], "a JSON object is wanted, not list"),
        ({"id": "q1", "kind": "date", "question": "When?"}, "'answers' missing"),
        (GOOD | {"quotse": []}, "unknown field 'quotse'"),
        (GOOD | {"kind": " "}, "'kind' must be a text"),
        (GOOD | {"quotes": []}, "'answers' and 'quotes' must both be given"),
        (GOOD | {"answers": []}, "'answers' and 'quotes' must both be given"),
        (GOOD | {"answers": [[]]}, "has no alternatives"),
        (GOOD | {"answers": [["1932", ""]]}, "'answers' must hold texts that are not empty"),
        (GOOD | {"answers": ["1932"]}, "'answers' must hold texts"),
        (GOOD | {"quotes": "In 1932."}, "'quotes' must be a list"),
        (GOOD | {"history": [{"role": "system", "content": "x"}]}, "a turn of 'history'"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: object, told: str) -> None:
    """The error names the file, the line and what is wrong with it."""
    path = write(tmp_path, GOOD, "", line)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}, line 3: ")
    assert told in str(caught.value)


def test_an_id_is_used_once_over_all_files(tmp_path: Path) -> None:
    """The error names both places of the id."""
    first, second = write(tmp_path, GOOD), write(tmp_path, GOOD, name="second.jsonl")
    with pytest.raises(
        UsageError, match=r"second\.jsonl, line 1: the id 'q1' was used before, in .*q\.jsonl, line 1"
    ):
        load(first, second)


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    """An empty file must not become a run with perfect figures over nothing."""
    with pytest.raises(UsageError, match="no questions"):
        load(write(tmp_path, ""))


def test_a_missing_file_is_a_wrong_usage(tmp_path: Path) -> None:
    """The path that was given is in the message."""
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read"):
        load(tmp_path / "none.jsonl")


def test_the_questions_of_the_project_can_be_read() -> None:
    """Both splits load, and no id stands in both."""
    both = load(*split_files(Split.ALL))
    assert [name for name, _ in both.files] == ["dev.jsonl", "test.jsonl"]
    assert any(question.answerable for question in both.questions)
    assert any(not question.answerable for question in both.questions)
