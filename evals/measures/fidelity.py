"""Whether every quote stands in its source, character by character: the promise of the whole project."""

from assistant.answer import Answer
from evals.measures.citing import TextOf


def cited(answer: Answer) -> int:
    """How many quotes the answer shows, those of the closest passages of a declined question included."""
    return len(answer.citations) + len(answer.closest)


def standing(answer: Answer, text_of: TextOf, problems: int) -> int:
    """How many of them are exactly ``text[start:end]`` of their document, 0 to ``cited(answer)``.

    ``problems`` is how many the check against the stored snapshots found; the stricter of both counts.
    """
    broken = sum(
        not c.quote or text_of(c.document_id)[c.start : c.end] != c.quote
        for c in (*answer.citations, *answer.closest)
    )
    return cited(answer) - min(cited(answer), max(broken, problems))
