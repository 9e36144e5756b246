"""Answers in sentences of the sources: what was read for a question → an answer, or that the sources do not say."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Statement, Status, Support
from assistant.citing import Pick, cite, pick
from assistant.compose import choose, in_order, with_antecedents
from assistant.overview import overview
from assistant.question import Query
from assistant.reader.evidence import Evidence
from assistant.referenced import matching_references
from assistant.shape import ROOM, Shape
from assistant.shelf import Shelf
from assistant.verdicts import Verdicts
from assistant.words import content_words
from index.embedder import Embedder, TokenVectors
from index.retriever import ScoredPassage

_CLOSEST = 3


class Extractor:
    """Makes answers out of sentences."""

    def __init__(
        self,
        shelf: Shelf,
        verdicts: Verdicts,
        embedder: Embedder,
        may_quote: Callable[[str], bool] = lambda text: True,
    ) -> None:
        """A sentence for which ``may_quote`` says no is left out of every answer."""
        self._shelf = shelf
        self._verdicts = verdicts
        self._embedder = embedder
        self._may_quote = may_quote

    def from_evidence(
        self,
        asked: str,
        query: Query,
        shape: Shape,
        evidence: Sequence[Evidence],
        read: TokenVectors,
        passages: Sequence[ScoredPassage],
    ) -> Answer:
        """The answer in sentences of the sources; where yes or no is asked and sure, what decides comes first."""
        picks = self._picks(shape, evidence, query)
        found = self._verdicts.on_question(query, read, passages) if shape is Shape.YES_NO else None
        if found is None:
            return self._answered(asked, query, picks)
        verdict, deciding = found
        others = [
            one for one in picks if (one.document_id, one.start) != (deciding.document_id, deciding.start)
        ]
        same = [one for one in picks if one not in others]
        answer = self._answered(asked, query, [*(same or [deciding]), *others[: ROOM[shape].sentences - 1]])
        return replace(answer, verdict=verdict if answer.status is Status.ANSWERED else None)

    def _picks(self, shape: Shape, evidence: Sequence[Evidence], query: Query) -> list[Pick]:
        wanted = Shape.LIST if shape in {Shape.OVERVIEW, Shape.REFERENCES} else shape
        chosen = choose(wanted, evidence, query.own)
        if len(chosen) > 1 and wanted not in {Shape.FACTOID, Shape.YES_NO}:
            chosen = in_order(chosen)
        picks: list[Pick] = []
        for one, before in with_antecedents(chosen, self._shelf.sentence_before, self._shelf.head_of_table):
            if before is not None:
                picks.append(pick(one.passage, *before))
            picks.append(pick(one.passage, one.start, one.end, one.highlight))
        return picks

    def about_references(self, asked: str, query: Query, among: frozenset[str] | None) -> Answer:
        """The sentences that cite the pages that a question about references means."""
        matching = matching_references(query.own, self._shelf.references(among))
        if not matching:
            reason = "None of the pages that the sources reference has these words in its address."
            return self._declined(asked, query, reason, ())
        picks = [
            Pick(document_id=document.document_id, start=r.sentence_start, end=r.sentence_end)
            for document, r in matching[: ROOM[Shape.REFERENCES].sentences]
        ]
        return self._answered(asked, query, list(dict.fromkeys(picks)))

    def about_the_whole(self, asked: str, query: Query, among: frozenset[str] | None) -> Answer:
        """The sentences that give an overview of the first article."""
        article = self._shelf.articles(among)[0]
        conclusions = "conclu" in query.own.lower() or "takeaway" in query.own.lower()
        spans = overview(
            article, self._embedder, most_words=ROOM[Shape.OVERVIEW].words, conclusions_only=conclusions
        )
        return self._answered(
            asked,
            query,
            [Pick(document_id=article.document_id, start=start, end=end) for start, end in spans],
        )

    def _answered(self, asked: str, query: Query, picks: Sequence[Pick]) -> Answer:
        """The answer made of these sentences; one whose quote does not stand is left out."""
        standing = [one for one in cite(self._shelf, picks) if self._may_quote(one.quote)]
        citations = tuple(replace(one, marker=at) for at, one in enumerate(standing, start=1))
        if not citations:
            return self.not_found(asked, query, ())
        return Answer(
            question=asked,
            standalone_question=query.text,
            status=Status.ANSWERED,
            statements=tuple(
                Statement(text=_flat(citation.quote), citations=(citation.marker,), support=Support.QUOTED)
                for citation in citations
            ),
            citations=citations,
            unread=self._shelf.unread(query.own, citations),
        )

    def not_found(
        self, asked: str, query: Query, evidence: Sequence[Evidence], denial: Pick | None = None
    ) -> Answer:
        """That the sources do not say, with what comes nearest, or denies what the question takes for granted."""
        nearest = [pick(one.passage, one.start, one.end) for one in evidence[:_CLOSEST]]
        if denial is not None:
            nearest = [denial, *(one for one in nearest if one.start != denial.start)][:_CLOSEST]
        closest = cite(self._shelf, nearest)
        unread = sum(source.state != "ok" for source in self._shelf.sources())
        reason = "The sources that were read do not say."
        if not content_words(query.own):
            reason = "The question names nothing to look for: say what or whom it is about."
        elif denial is not None and closest:
            reason = "The sources do not say so; the first passage below seems to say otherwise."
        elif unread:
            reason += f" {unread} of the sources could not be read, or were not yet."
        return self._declined(asked, query, reason, closest)

    def _declined(self, asked: str, query: Query, reason: str, closest: tuple[Citation, ...]) -> Answer:
        return Answer(
            question=asked,
            standalone_question=query.text,
            status=Status.NOT_FOUND,
            reason=reason,
            closest=closest,
            unread=self._shelf.unread(query.own, closest),
        )


def _flat(quote: str) -> str:
    """A quote on one line; the citation keeps it as it stands."""
    return " ".join(quote.split())
