"""From a question to an answer, readable from top to bottom."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Seconds, Status
from assistant.check import Check, judge_claim
from assistant.evidence_list import DocumentFacts
from assistant.examples import candidate_examples
from assistant.extractive import Extractor
from assistant.followups import standalone
from assistant.orders import gives_orders
from assistant.question import Query, Turn, check_question, make_query
from assistant.reader.claims import ClaimReader
from assistant.reader.evidence import Evidence, Reader, Reading
from assistant.shape import Shape, overview_topic, shape_of
from assistant.shelf import Shelf
from assistant.verdicts import Verdicts
from assistant.writing import Task, Writer
from index.embedder import Embedder, TokenVectors
from index.retriever import Retriever, ScoredPassage
from sources.errors import SourceError
from sources.records import BlockKind, Passage

_PASSAGES_READ = 8
_PASSAGES_SPARE = 4


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer made of sentences, with what it was made from."""

    answer: Answer
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[ScoredPassage, ...] = ()


class Assistant:
    """Answers questions about one corpus, in sentences of its sources or in a language model's, each cited."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        reader: Reader,
        claims: ClaimReader,
        embedder: Embedder,
        shelf: Shelf,
        threshold: float,
        writer: Writer | None = None,
    ) -> None:
        """``threshold`` is how likely, in [0, 1], the reader must find it that the sources answer."""
        self.retriever = retriever
        self.reader = reader
        self.claims = claims
        self._embedder = embedder
        self._shelf = shelf
        self._threshold = threshold
        self._writer = writer
        self._verdicts = Verdicts(claims, embedder, self._may_quote)
        self._extractor = Extractor(shelf, self._verdicts, embedder, self._may_quote)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, among: frozenset[str] | None = None
    ) -> Answer:
        """The answer to a question asked after some turns of conversation.

        ``among`` are the ids of the documents to ask; None: all.

        Raises: UsageError for a question that is none; WellsourcedError when the index cannot be read.
        """
        *_, answer = self.stream(question, history, among=among)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        among: frozenset[str] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is the whole. Without a language model it comes in one piece.

        A model that writes is stopped when the iterator is closed, or soon after ``stopped`` says so, in which case
        what passed so far is the answer. ``among`` and what is raised are as in ``ask``.
        """
        began = time.perf_counter()
        asked = check_question(question)
        query = self._query(asked, history)
        shape = shape_of(query.own)
        if self._needs_no_reading(query, shape, among):
            found = self._about_all(asked, query, shape, began, among)
        else:
            found = self._about_something(asked, query, shape, began, among)
        if self._writer is None or shape is Shape.REFERENCES or not found.passages:
            yield found.answer
            return
        yield from self._writer.answers(self._task(query, found, began), stopped)

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
        """Up to n questions about the first article, each of which the sources answer by themselves."""
        articles = self._shelf.articles()
        if not articles:
            return ()
        found: list[str] = []
        for candidate in candidate_examples(articles[0]):
            if len(found) < n and self._answers(candidate):
                found.append(candidate)
        return tuple(found)

    def _answers(self, question: str) -> bool:
        query = make_query(check_question(question))
        shape = shape_of(query.own)
        found = self._about_something(question, query, shape, time.perf_counter(), None)
        return found.answer.status is Status.ANSWERED

    def _query(self, asked: str, history: Sequence[Turn]) -> Query:
        """The question as searched: made standalone by the model where one writes, else by rules."""
        if self._writer is not None and history:
            alone = standalone(self._writer.model, asked, history)
            if alone is not None:
                return make_query(check_question(alone))
        return make_query(asked, history)

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
    ) -> _Answered:
        read, passages = self.passages_for(query, among)
        retrieved = time.perf_counter()
        reading = self.reader.read(query, read, passages)
        finished = time.perf_counter()
        evidence = tuple(one for one in reading.evidence if self._may_quote(one.text))
        if evidence and reading.answerable >= self._threshold:
            answer = self._extractor.from_evidence(asked, query, shape, evidence, read, passages)
        else:
            denial = self._verdicts.denial(query, passages)
            answer = self._extractor.not_found(asked, query, evidence, denial)
        ended = time.perf_counter()
        seconds = Seconds(
            retrieve=retrieved - began,
            read=finished - retrieved,
            compose=ended - finished,
            total=ended - began,
        )
        answer = replace(answer, score=round(reading.answerable, 4)).with_seconds(seconds)
        return _Answered(answer, evidence, tuple(passages))

    def _may_quote(self, sentence: str) -> bool:
        """Where a model writes, and quotes stand in for it, nothing is quoted that speaks to models."""
        return self._writer is None or not gives_orders(sentence)

    def _about_all(
        self, asked: str, query: Query, shape: Shape, began: float, among: frozenset[str] | None
    ) -> _Answered:
        about = (
            self._extractor.about_references if shape is Shape.REFERENCES else self._extractor.about_the_whole
        )
        answer = about(asked, query, among)
        total = time.perf_counter() - began
        answer = answer.with_seconds(Seconds(compose=total, total=total))
        passages = tuple(_cited_alone(one) for one in answer.citations)
        return _Answered(answer, (), passages)

    def _task(self, query: Query, found: _Answered, began: float) -> Task:
        facts: dict[str, DocumentFacts] = {}
        for passage in found.passages:
            owner = passage.passage.document_id
            if owner not in facts:
                try:
                    document = self._shelf.document(owner)
                except SourceError:  # a damaged source is not shown to the model; the others are
                    continue
                facts[owner] = DocumentFacts(document.title, document.date, document.language)
        return Task(
            question=query.text,
            passages=tuple(one for one in found.passages if one.passage.document_id in facts),
            facts=facts,
            highlights={(one.passage.document_id, one.start): one.highlight for one in found.evidence},
            extractive=found.answer,
            declined=replace(
                self._extractor.not_found(found.answer.question, query, found.evidence),
                score=found.answer.score,
            ),
            began=began,
        )


def _cited_alone(citation: Citation) -> ScoredPassage:
    """A cited sentence as a passage of its own."""
    passage = Passage(
        document_id=citation.document_id,
        start=citation.start,
        end=citation.end,
        text=citation.quote,
        sentences=((citation.start, citation.end),),
        page=citation.page,
    )
    key = f"{citation.document_id}:{citation.start}:{citation.end}"
    return ScoredPassage(passage=passage, key=key, score=1.0, cosine=1.0, bm25=0.0)
