"""How much there is to read."""

from assistant.answer import Answer, Status


def words(answer: Answer) -> int | None:
    """Blank-separated words of the statements, without markers; None when nothing was found."""
    if answer.status is Status.NOT_FOUND:
        return None
    return sum(len(statement.text.split()) for statement in answer.statements)
