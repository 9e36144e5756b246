"""The sentences that a language model is given: numbered, kept apart from its orders, few enough for its window."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.orders import gives_orders, is_foreign, visible
from assistant.prompting import tokens_in
from assistant.reader.support import CitedSentence
from index.retriever import ScoredPassage
from sources.records import BlockKind

_PROGRAMS = re.compile(r"<\|.*?\|>|</?s>|\[/?INST\]|<</?SYS>>", re.IGNORECASE)
_MOST_CHARACTERS = 700
"""Of one sentence; longer ones are tables that lost their form, or not sentences."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a model may know of a document beside its sentences."""

    title: str
    date: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """``sentences`` by their ids, ``S1`` and so on; ``text`` as a prompt shows them; how many spoke to the model."""

    sentences: Mapping[str, CitedSentence]
    text: str
    kept_back: int


def list_evidence(
    passages: Sequence[ScoredPassage], facts: Mapping[str, DocumentFacts], most_tokens: int
) -> EvidenceList:
    """The sentences of the best passages, in the order of their documents, as many as there is room for.

    A sentence that speaks to a model is kept back with those on both sides of it: an order may be in two parts.
    """
    shown = _within(passages, most_tokens)
    plain = [
        (passage, start, end, _shown(passage, start, end))
        for passage in shown
        for start, end in passage.passage.sentences
    ]
    ordering = _ordering(plain, facts)
    lines: list[str] = []
    sentences: dict[str, CitedSentence] = {}
    shown_document, room = "", most_tokens
    for at, (passage, start, end, text) in enumerate(plain):
        owner = passage.passage.document_id
        line = visible(text)
        if any(ordering[max(at - 1, 0) : at + 2]) or not line or len(line) > _MOST_CHARACTERS:
            continue
        number = f"S{len(sentences) + 1}"
        head = [_heading(facts[owner])] if owner != shown_document else []
        added = [*head, f"{number}: {_defused(line)}"]
        room -= tokens_in(added)
        if room < 0:
            break
        shown_document = owner
        lines += added
        known_as = f"{facts[owner].title} {facts[owner].date}"
        sentences[number] = CitedSentence(passage=passage, start=start, end=end, known_as=known_as)
    return EvidenceList(sentences, "\n".join(lines), sum(ordering))


def _ordering(
    plain: Sequence[tuple[ScoredPassage, int, int, str]], facts: Mapping[str, DocumentFacts]
) -> list[bool]:
    """Which sentences speak to a model, or are in another language than the rest, where that is English."""
    foreign = [is_foreign(text, facts[one.passage.document_id].language) for one, _, _, text in plain]
    if sum(foreign) > len(foreign) / 2:  # the sources are not in English, whatever they say of themselves
        foreign = [False] * len(foreign)
    return [gives_orders(text) or other for (_, _, _, text), other in zip(plain, foreign, strict=True)]


def _within(passages: Sequence[ScoredPassage], most_tokens: int) -> list[ScoredPassage]:
    """The best passages that there is room for, those of one document together and in its order."""
    chosen: list[ScoredPassage] = []
    room = most_tokens
    for passage in passages:
        room -= tokens_in([passage.passage.text])
        if chosen and room < 0:
            break
        if passage.passage.kind is not BlockKind.REFERENCE:
            chosen.append(passage)
    documents = list(dict.fromkeys(one.passage.document_id for one in chosen))
    return sorted(chosen, key=lambda one: (documents.index(one.passage.document_id), one.passage.start))


def _shown(passage: ScoredPassage, start: int, end: int) -> str:
    """A sentence; a table's row with the names of its columns."""
    own = passage.passage
    text = own.text[start - own.start : end - own.start]
    return f"{own.context} | {text}" if own.context else text


def _heading(document: DocumentFacts) -> str:
    if not document.title or gives_orders(document.title):
        return "Source:"
    dated = f" ({document.date[:10]})" if document.date else ""
    return f"Source: {_defused(visible(document.title))[:200]}{dated}"


def _defused(line: str) -> str:
    """Without what models take for structure: only our own ids stand in square brackets."""
    return _PROGRAMS.sub(" ", line).translate(str.maketrans("[]【】", "()()"))
