"""Answers that a user saved in the data folder, beside the corpus that they were given from."""

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.answer import Answer
from sources.records import now
from sources.storage import write_once


class SavedAnswers:
    """One folder of answers, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, answer: Answer) -> Path:
        """Keep an answer; returns its file, which is named by the time and by nothing that was asked.

        Raises: StorageError.
        """
        data = json.dumps(answer.to_json(), ensure_ascii=False, indent=1).encode()
        stamp = now()[:19].replace(":", "").replace("T", "-")
        number = 1
        while not write_once(path := self._folder / f"{stamp}-{number}.json", data):
            number += 1
        return path

    def __iter__(self) -> Iterator[tuple[str, Answer]]:
        """The readable ones by the name of their file, oldest first."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield path.name, Answer.from_json(json.loads(path.read_bytes()))
            except (OSError, ValueError, TypeError, RecursionError):  # a file that someone edited
                continue
