"""Does a citation stand? Checked by code against the text that its stored snapshot gives."""

from collections.abc import Callable

from assistant.answer import Answer, Citation
from sources.errors import WellsourcedError
from sources.records import Document

DocumentById = Callable[[str], Document]


def citation_problem(citation: Citation, document: DocumentById) -> str:
    """What is wrong with a citation, in one line; ``""`` when it stands.

    ``document`` gives the document as extracted from its snapshot, or raises a ``WellsourcedError``.
    """
    name = f"[{citation.marker}] {citation.document_id}"
    try:
        cited = document(citation.document_id)
    except WellsourcedError as error:
        return f"{name}: {error}"
    if citation.snapshot != f"sha256:{cited.sha256}":
        return f"{name}: the source was read again since, and is another snapshot now"
    if not 0 <= citation.start < citation.end <= len(cited.text):
        return f"{name}: {citation.start}–{citation.end} lies outside the text"
    if cited.text[citation.start : citation.end] != citation.quote:
        return f"{name}: the quote does not stand at {citation.start}–{citation.end}"
    if citation.highlight is not None:
        start, end = citation.highlight
        if not citation.start <= start < end <= citation.end:
            return f"{name}: the highlight lies outside the quote"
    return ""


def answer_problems(answer: Answer, document: DocumentById) -> list[str]:
    """One line for each citation that does not stand and each marker without a citation."""
    problems = [citation_problem(citation, document) for citation in (*answer.citations, *answer.closest)]
    markers = {citation.marker for citation in answer.citations}
    for statement in answer.statements:
        if not statement.citations:
            problems.append(f"a statement has no citation: {statement.text[:60]!r}")
        problems += [f"[{marker}] has no citation" for marker in statement.citations if marker not in markers]
    return [problem for problem in problems if problem]
