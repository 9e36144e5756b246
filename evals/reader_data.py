"""The reader's data as plain values, for whoever measures with it."""

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from assistant.workspace import Text

SPLITS = ("train", "dev", "test")


def plain_passages(split: str) -> list[dict[str, Any]]:
    """The lines of a split's data file."""
    text = files("assistant.reader").joinpath("data", f"{split}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def as_texts(passages: Iterable[dict[str, Any]]) -> list[Text]:
    """Each passage as a text of a corpus, under its own id."""
    return [(one["id"], one["domain"], " ".join(one["sentences"]), "") for one in passages]
