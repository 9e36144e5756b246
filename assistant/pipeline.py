"""From a question to an answer, readable from top to bottom."""

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Seconds, Statement, Status, Support
from assistant.check import Check, judge_claim
from assistant.citing import Pick, cite, pick
from assistant.compose import choose, in_order, with_antecedents
from assistant.examples import candidate_examples
from assistant.overview import overview
from assistant.question import Query, Turn, check_question, make_query
from assistant.reader.claims import ClaimReader
from assistant.reader.evidence import Evidence, Reader, Reading
from assistant.referenced import matching_references
from assistant.shape import ROOM, Shape, overview_topic, shape_of
from assistant.shelf import Shelf
from assistant.verdicts import Verdicts
from assistant.words import content_words
from index.embedder import Embedder, TokenVectors
from index.retriever import Retriever, ScoredPassage
from sources.records import BlockKind

_PASSAGES_READ = 8
_PASSAGES_SPARE = 4
_CLOSEST = 3


class Assistant:
    """Answers questions about one corpus in sentences of its sources."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        reader: Reader,
        claims: ClaimReader,
        embedder: Embedder,
        shelf: Shelf,
        threshold: float,
    ) -> None:
        """``threshold`` is how likely, in [0, 1], the reader must find it that the sources answer."""
        self.retriever = retriever
        self.reader = reader
        self.claims = claims
        self._embedder = embedder
        self._shelf = shelf
        self._threshold = threshold
        self._verdicts = Verdicts(claims, embedder)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, among: frozenset[str] | None = None
    ) -> Answer:
        """The answer to a question asked after some turns of conversation.

        ``among`` are the ids of the documents to ask; None: all.

        Raises: UsageError for a question that is none; WellsourcedError when the index cannot be read.
        """
        began = time.perf_counter()
        asked = check_question(question)
        query = make_query(asked, history)
        shape = shape_of(query.own)
        if not self._needs_no_reading(query, shape, among):
            return self._about_something(asked, query, shape, began, among)
        about = self._about_references if shape is Shape.REFERENCES else self._about_the_whole
        answer = about(asked, query, among)
        total = time.perf_counter() - began
        return answer.with_seconds(Seconds(compose=total, total=total))

    def check(self, claim: str, *, among: frozenset[str] | None = None) -> Check:
        """What the sources say of a claim; ``among`` as in ``ask``.

        Raises: UsageError for a claim that is none; WellsourcedError when the index cannot be read.
        """
        began = time.perf_counter()
        said = check_question(claim)
        query = make_query(said, ())
        read, passages = self.passages_for(query, among)
        return judge_claim(said, self.claims.read(query, read, passages), self._shelf, began)

    def read(self, question: str, history: Sequence[Turn] = ()) -> Reading | None:
        """What the reader makes of a question; None for one that is answered without reading.

        Raises: UsageError, WellsourcedError as ``ask`` does.
        """
        query = make_query(check_question(question), history)
        if self._needs_no_reading(query, shape_of(query.own), None):
            return None
        read, passages = self.passages_for(query, None)
        return self.reader.read(query, read, passages)

    def retrieve(self, question: str, k: int) -> list[ScoredPassage]:
        """The k passages that fit a question best, best first.

        Raises: UsageError, WellsourcedError as ``ask`` does.
        """
        return self.retriever.retrieve(make_query(check_question(question)).text, k)

    def examples(self, n: int) -> tuple[str, ...]:
        """Up to n questions about the first article, each of which the sources answer."""
        articles = self._shelf.articles()
        if not articles:
            return ()
        found: list[str] = []
        for candidate in candidate_examples(articles[0]):
            if len(found) < n and self.ask(candidate).status is Status.ANSWERED:
                found.append(candidate)
        return tuple(found)

    def _needs_no_reading(self, query: Query, shape: Shape, among: frozenset[str] | None) -> bool:
        """Questions about the list of references, or about the whole, when there is one."""
        if shape is Shape.REFERENCES:
            return bool(self._shelf.references(among))
        return shape is Shape.OVERVIEW and not overview_topic(query.own) and bool(self._shelf.articles(among))

    def passages_for(
        self, query: Query, among: frozenset[str] | None = None
    ) -> tuple[TokenVectors, list[ScoredPassage]]:
        """The query read, and the passages to read for it.

        Raises: IndexDamagedError.
        """
        read = self._embedder.embed_tokens([query.text])[0]
        wanted = _PASSAGES_READ + _PASSAGES_SPARE
        found = self.retriever.retrieve_read(query.text, read, wanted, among=among)
        # An address is no sentence: lists of references answer questions about them, and no others.
        passages = [one for one in found if one.passage.kind is not BlockKind.REFERENCE]
        return read, passages[:_PASSAGES_READ]

    def _about_something(
        self, asked: str, query: Query, shape: Shape, began: float, among: frozenset[str] | None
    ) -> Answer:
        read, passages = self.passages_for(query, among)
        retrieved = time.perf_counter()
        reading = self.reader.read(query, read, passages)
        finished = time.perf_counter()
        if reading.evidence and reading.answerable >= self._threshold:
            answer = self._from_evidence(asked, query, shape, reading.evidence, read, passages)
        else:
            answer = self._not_found(asked, query, reading.evidence, self._verdicts.denial(query, passages))
        answer = replace(answer, score=round(reading.answerable, 4))
        ended = time.perf_counter()
        return answer.with_seconds(
            Seconds(
                retrieve=retrieved - began,
                read=finished - retrieved,
                compose=ended - finished,
                total=ended - began,
            )
        )

    def _from_evidence(
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

    def _about_references(self, asked: str, query: Query, among: frozenset[str] | None) -> Answer:
        matching = matching_references(query.own, self._shelf.references(among))
        if not matching:
            reason = "None of the pages that the sources reference has these words in its address."
            return self._declined(asked, query, reason, ())
        picks = [
            Pick(document_id=document.document_id, start=r.sentence_start, end=r.sentence_end)
            for document, r in matching[: ROOM[Shape.REFERENCES].sentences]
        ]
        return self._answered(asked, query, list(dict.fromkeys(picks)))

    def _about_the_whole(self, asked: str, query: Query, among: frozenset[str] | None) -> Answer:
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
        citations = cite(self._shelf, picks)
        if not citations:
            return self._not_found(asked, query, ())
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

    def _not_found(
        self, asked: str, query: Query, evidence: Sequence[Evidence], denial: Pick | None = None
    ) -> Answer:
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
