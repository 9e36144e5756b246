"""What went wrong, one question after the other: asked, expected and answered side by side."""

from collections.abc import Iterator
from html import escape

from assistant.answer import Answer, Citation, Status
from evals.measures.matching import matches
from evals.outcomes import FAILED, Outcome
from evals.questions import Question
from evals.runs import Run

ORDER = (
    "a quote does not stand in its source",
    "ended in an error",
    "answered, though the sources do not tell",
    "wrong",
    "declined, though the sources tell",
    "right, but from a passage that was not expected",
)
"""The kinds of errors, the gravest first."""
WORST = 20
"""How many errors are shown unfolded."""


def errors(run: Run) -> str:
    """The section of all errors with how many there are of each kind."""
    wrong = [
        (error, question, answer, outcome)
        for question, answer, outcome in zip(run.questions, run.answers, run.outcomes, strict=True)
        if (error := error_of(outcome))
    ]
    if not wrong:
        return "<section><h2>Errors</h2><p>None.</p></section>"
    wrong.sort(key=lambda each: (ORDER.index(each[0]), -_conviction(each[3])))
    found = [error for error, *_ in wrong]
    counts = "".join(f"<li>{found.count(error)} {escape(error)}</li>" for error in ORDER if error in found)
    cards = [_card(*each) for each in wrong]
    rest = "".join(cards[WORST:])
    return (
        f"<section><h2>Errors: {len(wrong)} of {len(run.outcomes)} questions</h2><ul>{counts}</ul>"
        f"<p class='quiet'>The worst first: the gravest kinds, and of each those that the assistant was surest of.</p>"
        f"{''.join(cards[:WORST])}"
        + (f"<details><summary>{len(cards) - WORST} more</summary>{rest}</details>" if rest else "")
        + "</section>"
    )


def _conviction(outcome: Outcome) -> float:
    """How sure the assistant was of the wrong it did, 0 to 1."""
    score = outcome.score if outcome.score is not None else 0.5
    return 1 - score if outcome.status == Status.NOT_FOUND.value else score


def error_of(outcome: Outcome) -> str:
    """The gravest thing that is wrong with an outcome, one of ``ORDER``; empty when nothing is."""
    if outcome.standing < outcome.cited or outcome.problems:
        return ORDER[0]
    if outcome.status == FAILED:
        return ORDER[1]
    if not outcome.answerable and not outcome.right:
        return ORDER[2]
    if outcome.right:
        return ORDER[5] if outcome.right_cited is False else ""
    return ORDER[4] if outcome.status == Status.NOT_FOUND.value else ORDER[3]


def _card(error: str, question: Question, answer: Answer | None, outcome: Outcome) -> str:
    seconds = "" if outcome.seconds is None else f" · {outcome.seconds:.2f} s"
    return (
        f'<article><header><b class="error">{escape(error)}</b> <span class="quiet">'
        f"{escape(question.id)} · {escape(question.kind)}{seconds}</span></header>"
        f'<div class="sides"><div><h3>Question</h3>{_asked(question)}</div>'
        f"<div><h3>Expected</h3>{''.join(_expected(question, answer))}</div>"
        f"<div><h3>Answer</h3>{''.join(_answered(answer, outcome))}</div></div></article>"
    )


def _asked(question: Question) -> str:
    before = "".join(
        f'<p class="quiet"><i>{escape(turn.role)}:</i> {escape(turn.content)}</p>'
        for turn in question.history
    )
    return f"{before}<p>{escape(question.question)}</p>"


def _expected(question: Question, answer: Answer | None) -> Iterator[str]:
    if not question.answerable:
        yield "<p>Not in the sources.</p>"
    texts = [statement.text for statement in answer.statements] if answer else []
    for group in question.answers:
        said = any(matches(text, group) for text in texts)
        mark = '<span class="yes">✓ said</span>' if said else '<span class="no">✗ missing</span>'
        yield f"<p>{mark} {' <i>or</i> '.join(escape(alternative) for alternative in group)}</p>"
    yield from (f"<blockquote>{escape(quote)}</blockquote>" for quote in question.quotes)


def _answered(answer: Answer | None, outcome: Outcome) -> Iterator[str]:
    yield f'<p class="quiet">status: {escape(outcome.status)}</p>'
    if outcome.error:
        yield f"<p>{escape(outcome.error)}</p>"
    yield from (f'<p class="error">{escape(problem)}</p>' for problem in outcome.problems)
    if answer is None:
        return
    yield f"<p>{escape(answer.text or answer.reason)}</p>"
    yield from (_quote(f"[{citation.marker}]", citation) for citation in answer.citations)
    yield from (_quote("closest:", citation) for citation in answer.closest)


def _quote(label: str, citation: Citation) -> str:
    return (
        f"<blockquote>{escape(label)} {escape(citation.quote)}"
        f'<footer class="quiet">{escape(citation.title)}, {citation.start} to {citation.end}</footer>'
        "</blockquote>"
    )
