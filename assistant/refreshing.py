"""What reading pages again brought: what changed, and which sentences that were cited no longer stand."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.verify import DocumentById, lost_since, shortened
from sources.records import Document, Source
from sources.sentences import split_sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """``changed`` and ``lost`` are lines for people: a page that changed, a cited sentence that is gone."""

    sources: tuple[Source, ...]
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def describe_change(before: Document | None, after: Document) -> str:
    """One line about what is new; ``""`` when the text is the same, whatever else of the page changed."""
    if before is None:
        return f"{_called(after)}: read for the first time"
    old, new = _sentences(before), _sentences(after)
    if old == new:
        return ""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    gone = [s for tag, i, j, _, _ in matcher.get_opcodes() if tag != "equal" for s in old[i:j]]
    come = [s for tag, _, _, i, j in matcher.get_opcodes() if tag != "equal" for s in new[i:j]]
    parts = [f"{len(come)} new", f"{len(gone)} gone"]
    shown = f", for example “{shortened((come or gone)[0])}”"
    return f"{_called(after)}: sentences {' and '.join(parts)}{shown}"


def lost_sentences(answers: Iterable[tuple[str, Answer]], document: DocumentById) -> list[str]:
    """A line for each cited sentence of saved answers, by name, that its source no longer holds."""
    return [
        f"{name}, {line}"
        for name, answer in answers
        for citation in answer.citations
        if (line := lost_since(citation, document))
    ]


def _sentences(document: Document) -> Sequence[str]:
    return [
        " ".join(document.text[start:end].split())
        for block in document.blocks
        for start, end in split_sentences(document.text, block.start, block.end, document.language)
    ]


def _called(document: Document) -> str:
    return document.title or document.url or document.document_id
