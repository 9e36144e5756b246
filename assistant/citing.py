"""Sentences that were chosen → citations that stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.shelf import Shelf
from assistant.verify import citation_problem
from sources.errors import SourceError
from sources.records import Document, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A sentence chosen for the answer: a span of a document, and the words in it that answer."""

    document_id: str
    start: int
    end: int
    highlight: tuple[int, int] | None = None
    page: int | None = None


def pick(passage: Passage, start: int, end: int, highlight: tuple[int, int] | None = None) -> Pick:
    """A sentence of a passage."""
    return Pick(document_id=passage.document_id, start=start, end=end, highlight=highlight, page=passage.page)


def cite(shelf: Shelf, picks: Iterable[Pick]) -> tuple[Citation, ...]:
    """Citations of spans, numbered from 1; only those that stand in the stored snapshot.

    Raises: SourceError when no document that they need is what its snapshot gives.
    """
    standing: list[Citation] = []
    damaged: SourceError | None = None
    for one in picks:
        try:
            document = shelf.document(one.document_id)
        except SourceError as error:  # one damaged source must not take the others' answers along
            damaged = damaged or error
            continue
        citation = _citation(document, one, marker=len(standing) + 1)
        if not citation_problem(citation, shelf.document):
            standing.append(citation)
    if damaged is not None and not standing:  # but "not found" would be a lie where it was the only one
        raise damaged
    return tuple(standing)


def _citation(document: Document, one: Pick, *, marker: int) -> Citation:
    return Citation(
        marker=marker,
        document_id=document.document_id,
        title=document.title,
        url=document.url,
        quote=document.text[one.start : one.end],
        start=one.start,
        end=one.end,
        page=one.page,
        snapshot=f"sha256:{document.sha256}",
        fetched_at=document.fetched_at,
        highlight=one.highlight,
        via=document.via,
        archived_at=document.archived_at,
    )
