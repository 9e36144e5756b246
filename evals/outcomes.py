"""One question and the answer that was given in, what each measure says about it out."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.answer import Answer, Status
from evals.measures import citing, declining, fidelity, length
from evals.measures.matching import answer_right
from evals.questions import Question
from sources.errors import WellsourcedError

Verify = Callable[[Answer], list[str]]
"""Checks every citation against the stored snapshots; one text for each problem, none when all stand."""

FAILED = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one question came to. None: the measure does not apply; shares are 0 to 1.

    ``status`` is that of the answer, or "error" when none came. ``right`` is the answer text or, for an
    unanswerable question, the declining; ``right_cited`` is for answerable ones only. ``seconds`` is
    wall-clock time around ``ask``. ``score`` is the assistant's own confidence, where it gives one.
    """

    id: str
    kind: str
    answerable: bool
    status: str
    right: bool
    right_cited: bool | None
    citation_precision: float | None = None
    citation_recall: float | None = None
    declined_rightly: float | None = None
    declined_falsely: float | None = None
    cited: int = 0
    standing: int = 0
    problems: tuple[str, ...] = ()
    words: int | None = None
    seconds: float | None = None
    score: float | None = None
    error: str = ""


def judge(
    question: Question, answer: Answer, seconds: float, *, text_of: citing.TextOf, verify: Verify
) -> Outcome:
    """Hold an answer against what its question expects."""
    declined = answer.status is Status.NOT_FOUND
    problems = _problems(answer, verify)
    statements = [] if declined else [statement.text for statement in answer.statements]
    right = answer_right(question.answers, statements) if question.answerable else declined
    carried = right and citing.citation_right(question.answers, question.quotes, answer, text_of)
    return Outcome(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        status=answer.status.value,
        right=right,
        right_cited=carried if question.answerable else None,
        citation_precision=citing.citation_precision(question.quotes, answer, text_of),
        citation_recall=citing.citation_recall(question.quotes, answer, text_of),
        declined_rightly=declining.declined_rightly(question.answerable, declined),
        declined_falsely=declining.declined_falsely(question.answerable, declined),
        cited=fidelity.cited(answer),
        standing=fidelity.standing(answer, text_of, len(problems)),
        problems=problems,
        words=length.words(answer),
        seconds=seconds,
        score=getattr(answer, "score", None),  # not a field of Answer yet: the AUC appears once it is one
    )


def failure(question: Question, error: WellsourcedError) -> Outcome:
    """The outcome when the assistant gave no answer but an error: wrong, neither answered nor declined."""
    answerable = question.answerable
    return Outcome(
        id=question.id,
        kind=question.kind,
        answerable=answerable,
        status=FAILED,
        right=False,
        right_cited=False if answerable else None,
        citation_recall=0.0 if answerable else None,
        declined_rightly=declining.declined_rightly(answerable, declined=False),
        declined_falsely=declining.declined_falsely(answerable, declined=False),
        error=str(error),
    )


def _problems(answer: Answer, verify: Verify) -> tuple[str, ...]:
    """What the check of the citations finds; a check that cannot be made is a finding."""
    try:
        return tuple(verify(answer))
    except WellsourcedError as error:
        return tuple(str(error) for _ in range(fidelity.cited(answer)))
