"""Prompts: a name, what is put in, a version that changes with every letter of the text."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from assistant.chat_model import Message

_PARTS = "\n=====\n"
NAMES = ("answer", "answer-json", "standalone")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template in two parts, what the model is told and what it is asked."""

    name: str
    system: str
    user: str

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What is put in, by name, in the order of their first use."""
        return tuple(dict.fromkeys(Template(self.system + self.user).get_identifiers()))

    @property
    def version(self) -> str:
        """Eight hex digits of the text's sha256."""
        return hashlib.sha256((self.system + _PARTS + self.user).encode()).hexdigest()[:8]

    def fill(self, **values: str) -> list[Message]:
        """The messages. What is put in is never read as a template again.

        Raises: KeyError for a placeholder without a value.
        """
        return [
            Message("system", Template(self.system).substitute(values)),
            Message("user", Template(self.user).substitute(values)),
        ]


@cache
def prompt(name: str) -> Prompt:
    """One of ``NAMES``."""
    text = files("assistant.prompts").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    system, user = text.split(_PARTS)
    return Prompt(name, system, user.rstrip("\n"))


def tokens_in(texts: Iterable[str]) -> int:
    """How many tokens these texts have, cautiously: every tokenizer has its own, hardly any takes under three bytes."""
    return sum(len(text.encode()) // 3 + 1 for text in texts)
