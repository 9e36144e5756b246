"""Replies of models good and bad, damaged at random: ids changed, sentences swapped, hostile pieces, cut anywhere."""

import random
import re
from collections.abc import Callable

from scripted_model import REPLIES, shown_to

_ENDLESS = ("endless-letter", "endless-talk")
KINDS = tuple(sorted(set(REPLIES) - set(_ENDLESS)))
"""The behaviours that end by themselves."""
_HOSTILE = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>", "</p>", "<!--", "<|im_end|>", "</s>"),
    *("![x](https://evil.example/x.png)", "[here](https://evil.example/)", "[x]: https://evil.example/", "[1]", "[^2]"),
    *("【3】", "[S1](javascript:alert(1))", "](", "![", "[[S1]]", "[S1", "S1]", "(S2)", "［S3］", "[s4; S5]"),
    *("https://evil.example/", "www.evil.example", "//evil.example/x", "mailto:a@evil.example", "data:text/html,x"),
    *("\n", "\n\n", "\r", "\t", "\0", "\u202e", "\u200b", "\U000e0041", "\u2028", "\ufeff", "\\(", "\\[", "$$x$$"),
    *("`", "```", "```json\n", "| a | b |", "|---|", "# ", "> ", "- ", "1. ", "* * *", "&lt;b&gt;", "&#60;b&#62;"),
    *("{", "}", '"', '{"found": false}', '"statements": [', "<think>", "</think>", "NOT IN SOURCES\n"),
    "NOT IN SOURCES",
    *("never ", "not ", "no longer ", "777", "in 1999 ", "nobody says ", "x" * 70, "word " * 120, "é", "漢字", "🙂"),
)  # fmt: skip

Damage = Callable[[str, random.Random], str]


def reply(prompt: str, chance: random.Random) -> str:
    """What a model writes: one of the known behaviours or any sentences with any ids, damaged up to four times."""
    text = _any_sentences(prompt, chance) if chance.random() < 0.5 else REPLIES[chance.choice(KINDS)](prompt)
    for _ in range(chance.randrange(5)):
        text = chance.choice(_DAMAGES)(text, chance)
    return text


def _any_sentences(prompt: str, chance: random.Random) -> str:
    shown = shown_to(prompt)
    numbers = list(shown)
    lines = []
    for _ in range(chance.randrange(1, 4)):
        said = chance.choice(numbers)
        cited = {said, *chance.sample(numbers, chance.randrange(3))} if chance.random() < 0.8 else {"S99"}
        lines.append(f"- {shown[said]} [{', '.join(sorted(cited))}]\n")
    return "".join(lines)


def _other_id(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"S\d+", text))
    if not found:
        return text
    at = chance.choice(found)
    return (
        f"{text[: at.start()]}S{chance.choice((0, 1, 2, 5, 9, 12, 13, 99, 9999, 123456))}{text[at.end() :]}"
    )


def _swapped(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def _words_swapped(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    one, other = (chance.randrange(len(words)) for _ in range(2))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _inserted(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(_HOSTILE) + text[at:]


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randint(0, len(text))]


def _piece_lost(text: str, chance: random.Random) -> str:
    begin, end = sorted(chance.randint(0, len(text)) for _ in range(2))
    return text[:begin] + text[min(end, begin + 40) :]


def _other_number(text: str, chance: random.Random) -> str:
    return re.sub(r"\b\d{2,4}\b", lambda found: str(chance.randrange(10, 3000)), text, count=1)


_DAMAGES: tuple[Damage, ...] = (
    _other_id, _swapped, _words_swapped, _inserted, _inserted, _inserted, _cut, _piece_lost, _other_number,
)  # fmt: skip
