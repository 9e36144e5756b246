"""Whether an answer says what is expected: normalised alternatives at word boundaries.

Lenient exact match over nuggets, as in the TREC QA track (Voorhees 2003, "Overview of the TREC 2003
Question Answering Track"): every group is a nugget, its alternatives are the ways to word it.
"""

import re
from collections.abc import Iterable, Sequence

_STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)


def normalised(text: str) -> str:
    """Case-folded, quotes and dashes straightened, every run of blanks (no-break too) one space."""
    return " ".join(text.translate(_STRAIGHT).casefold().split())


def contains(text: str, alternative: str) -> bool:
    """Whether ``alternative`` stands in ``text`` as whole words; "50" does not stand in "50,000"."""
    wanted = re.escape(normalised(alternative))
    pattern = (
        rf"(?<!\w)(?<!\d[.,])(?:{wanted})(?!\w)" if wanted[:1].isdigit() else rf"(?<!\w)(?:{wanted})(?!\w)"
    )
    if wanted[-1:].isdigit():
        pattern += r"(?![.,]\d)"
    return re.search(pattern, normalised(text)) is not None


def matches(text: str, group: Iterable[str]) -> bool:
    """Whether one of the group's alternatives stands in the text."""
    return any(contains(text, alternative) for alternative in group)


def answer_right(groups: Sequence[Sequence[str]], statements: Sequence[str]) -> bool:
    """Whether every group is found in one of the statements; no groups, nothing can be right."""
    return bool(groups) and all(any(matches(text, group) for text in statements) for group in groups)
