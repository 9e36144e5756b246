"""Answers kept in a folder: each in a file of its own, and a damaged one takes no other along."""

from pathlib import Path

import pytest
from assistant_material import answered, citation

from assistant.saved_answers import SavedAnswers
from sources.errors import StorageError


def test_an_answer_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """With all its citations, under the name of its file."""
    answer = answered(citation())
    path = SavedAnswers(tmp_path / "answers").save(answer)
    assert list(SavedAnswers(tmp_path / "answers")) == [(path.name, answer)]


def test_answers_of_one_second_have_files_of_their_own(tmp_path: Path) -> None:
    """None takes another's place, and no name tells what was asked."""
    saved = SavedAnswers(tmp_path)
    questions = [f"How long is the Tisza? {at}" for at in range(5)]
    paths = {saved.save(answered(citation(), question=question)) for question in questions}
    assert len(paths) == 5
    assert sorted(answer.question for _, answer in saved) == questions
    assert not any("tisza" in path.name.lower() for path in paths)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"question": 1}'])
def test_a_file_that_is_no_answer_is_passed_over(tmp_path: Path, content: bytes) -> None:
    """Someone may have edited it: the others are read."""
    saved = SavedAnswers(tmp_path)
    saved.save(answered(citation()))
    (tmp_path / "0.json").write_bytes(content)
    assert [answer for _, answer in saved] == [answered(citation())]


def test_no_folder_is_no_answers(tmp_path: Path) -> None:
    """Nothing was saved yet."""
    assert list(SavedAnswers(tmp_path / "none")) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """One line, as for everything that is stored."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="What was stored before is intact"):
        SavedAnswers(tmp_path / "file" / "answers").save(answered(citation()))
