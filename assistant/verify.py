"""Does a citation stand? Checked by code against the text that its stored snapshot gives."""

from collections.abc import Callable, Sequence
from enum import Enum, auto

from assistant.answer import Answer, Citation
from sources.errors import WellsourcedError
from sources.records import Document

_SHOWN = 80

DocumentById = Callable[[str], Document]
TextsOf = Callable[[Citation], Sequence[str]]
"""A citation → the texts that its snapshot gives: one for each kind of file that the bytes were read as."""


def citation_problem(citation: Citation, document: DocumentById) -> str:
    """What is wrong with a citation of the corpus as it is now, in one line; ``""`` when it stands.

    ``document`` gives the document as extracted from its snapshot, or raises a ``WellsourcedError``.
    """
    try:
        cited = document(citation.document_id)
    except WellsourcedError as error:
        return f"{_name(citation)}: {error}"
    if citation.snapshot != f"sha256:{cited.sha256}":
        return f"{_name(citation)}: the source was read again since, and is another snapshot now"
    return _misquoted(citation, cited.text)


def stored_problem(citation: Citation, texts_of: TextsOf) -> str:
    """What is wrong with a citation of the snapshot that it names, which may be an older one; ``""`` if nothing.

    ``texts_of`` raises a ``WellsourcedError`` for a snapshot that is gone, changed, or of another source.
    """
    try:
        texts = texts_of(citation)
    except WellsourcedError as error:
        return f"{_name(citation)}: {error}"
    problems = [_misquoted(citation, text) for text in texts]
    return min(problems, key=len, default=f"{_name(citation)}: its snapshot was never read")


def answer_problems(answer: Answer, texts_of: TextsOf) -> list[str]:
    """One line for each citation that its snapshot does not bear out and each marker without a citation."""
    problems = [stored_problem(citation, texts_of) for citation in (*answer.citations, *answer.closest)]
    markers = {citation.marker for citation in answer.citations}
    for statement in answer.statements:
        if not statement.citations:
            problems.append(f"a statement has no citation: {statement.text[:60]!r}")
        problems += [f"[{marker}] has no citation" for marker in statement.citations if marker not in markers]
    return [problem for problem in problems if problem]


def since_then(citation: Citation, document: DocumentById) -> str:
    """What became of a cited sentence in the corpus as it is now; ``""`` when the source is the one cited."""
    return _SINCE[_fate(citation, document)].format(name=_name(citation), quote=shortened(citation.quote))


def lost_since(citation: Citation, document: DocumentById) -> str:
    """The same for a sentence that no longer stands there, or whose source is gone; ``""`` for any other."""
    return since_then(citation, document) if _fate(citation, document) in {_Fate.LOST, _Fate.GONE} else ""


def shortened(sentence: str) -> str:
    """A sentence on one line, of at most 80 characters."""
    flat = " ".join(sentence.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"


class _Fate(Enum):
    """What became of a cited sentence."""

    SAME = auto()
    STANDS = auto()
    LOST = auto()
    GONE = auto()


_SINCE = {
    _Fate.SAME: "",
    _Fate.STANDS: "{name}: the source changed since; “{quote}” still stands there",
    _Fate.LOST: "{name}: the source changed since; “{quote}” no longer stands there",
    _Fate.GONE: "{name}: the source is no longer in the corpus",
}


def _fate(citation: Citation, document: DocumentById) -> _Fate:
    try:
        now = document(citation.document_id)
    except WellsourcedError:
        return _Fate.GONE
    if citation.snapshot == f"sha256:{now.sha256}":
        return _Fate.SAME
    stands = " ".join(citation.quote.split()) in " ".join(now.text.split())
    return _Fate.STANDS if stands else _Fate.LOST


def _misquoted(citation: Citation, text: str) -> str:
    name = _name(citation)
    if not 0 <= citation.start < citation.end <= len(text):
        return f"{name}: {citation.start}–{citation.end} lies outside the text"
    if text[citation.start : citation.end] != citation.quote:
        return f"{name}: the quote does not stand at {citation.start}–{citation.end}"
    if citation.highlight is not None:
        start, end = citation.highlight
        if not citation.start <= start < end <= citation.end:
            return f"{name}: the highlight lies outside the quote"
    return ""


def _name(citation: Citation) -> str:
    return f"[{citation.marker}] {citation.document_id}"
