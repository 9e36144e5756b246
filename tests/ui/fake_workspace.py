"""A workspace of one short hand-made document, and an assistant whose answers are queued."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Citation, Seconds, Statement, Status, Support, Unread
from assistant.chat_model import Usage
from assistant.check import Check
from assistant.corpora import CorpusSummary
from assistant.question import Turn
from sources.errors import UsageError
from sources.records import Block, BlockKind, Document, Source, SourceState

TEXT = "Oil and debt\nChina lent over $50 billion. 😀 It was paid in oil.\nשלום עולם. Cuba sent doctors."
#       0           13                                              ^58 is the line end, worked out below
SHA = "ab" * 32


def document(**changes: object) -> Document:
    """The document: a title [0, 12), a paragraph [13, 60), a paragraph of two scripts [61, 91)."""
    first = TEXT.index("\n")
    second = TEXT.index("\n", first + 1)
    blocks = (
        Block(kind=BlockKind.TITLE, start=0, end=first),
        Block(kind=BlockKind.PARAGRAPH, start=first + 1, end=second),
        Block(kind=BlockKind.PARAGRAPH, start=second + 1, end=len(TEXT)),
    )
    values: dict[str, object] = {
        "document_id": "oil",
        "sha256": SHA,
        "extractor": "test",
        "title": "Oil and debt",
        "url": "https://example.org/oil",
        "text": TEXT,
        "blocks": blocks,
        "fetched_at": "2026-11-23T23:05:00+00:00",
    }
    return Document(**(values | changes))  # type: ignore[arg-type]


def citation(quote: str, marker: int = 1, highlight: str = "", **changes: object) -> Citation:
    """A citation of a quote where it stands in the document."""
    start = TEXT.index(quote)
    spot = TEXT.index(highlight, start) if highlight else 0
    values: dict[str, object] = {
        "marker": marker,
        "document_id": "oil",
        "title": "Oil and debt",
        "url": "https://example.org/oil",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "snapshot": f"sha256:{SHA}",
        "fetched_at": "2026-11-23T23:05:00+00:00",
        "highlight": (spot, spot + len(highlight)) if highlight else None,
    }
    return Citation(**(values | changes))  # type: ignore[arg-type]


def answered(*citations: Citation, question: str = "How much?") -> Answer:
    """An extractive answer: each quote a statement."""
    return Answer(
        question=question,
        standalone_question=question,
        status=Status.ANSWERED,
        statements=tuple(
            Statement(text=each.quote, citations=(each.marker,), support=Support.QUOTED) for each in citations
        ),
        citations=citations,
        seconds=Seconds(total=0.0483),
    )


def written(*citations: Citation, **changes: object) -> Answer:
    """What a language model made of each quote: a statement of its own words that cites it."""
    answer = answered(*citations)
    statements = tuple(
        replace(each, text=f"It is told that {each.text}", support=Support.SUPPORTED)
        for each in answer.statements
    )
    values: dict[str, object] = {"statements": statements, "engine": "some-model", "usage": Usage(900, 30)}
    return replace(answer, **(values | changes))  # type: ignore[arg-type]


def not_found(*closest: Citation, unread: Sequence[str] = (), reason: str = "Nobody says.") -> Answer:
    """An answer that says that there is none."""
    return Answer(
        question="Who?",
        standalone_question="Who?",
        status=Status.NOT_FOUND,
        reason=reason,
        closest=closest,
        unread=tuple(Unread(url=url, state="unreachable") for url in unread),
    )


def source(state: SourceState = SourceState.OK, **changes: object) -> Source:
    """A source of the state, with whatever else is said."""
    values: dict[str, object] = {
        "document_id": "oil",
        "url": "https://www.example.org/oil",
        "title": "Oil and debt",
        "state": state,
    }
    return Source(**(values | changes))  # type: ignore[arg-type]


@dataclass
class FakeAssistant:
    """Replies with what is queued; an exception in the queue is raised."""

    replies: list[Answer | Exception] = field(default_factory=list)
    heard: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)
    among: list[frozenset[str] | None] = field(default_factory=list)
    checks: list[Check | Exception] = field(default_factory=list)

    def check(self, claim: str, *, among: frozenset[str] | None = None) -> Check:
        """The next verdict."""
        self.among.append(among)
        verdict = self.checks.pop(0)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, among: frozenset[str] | None = None
    ) -> Answer:
        """The next reply."""
        self.heard.append((question, tuple(history)))
        self.among.append(among)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        among: frozenset[str] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Iterator[Answer]:
        """The next reply, a statement more at a time where a model wrote it, until it is stopped."""
        whole = self.ask(question, history, among=among)
        for number in range(1, len(whole.statements) if whole.usage else 0):
            yield replace(whole, statements=whole.statements[:number])
            if stopped():
                yield replace(whole, statements=whole.statements[:number], notice="Stopped before its end.")
                return
        yield whole

    def examples(self, n: int) -> tuple[str, ...]:
        """Questions to start with."""
        return ("How much?", "Who?")[:n]


@dataclass
class FakeWorkspace:
    """Sources in a list; ``add`` takes what it is told, and fails on anything named ``broken``."""

    replies: FakeAssistant = field(default_factory=FakeAssistant)
    listed: list[Source] = field(default_factory=lambda: [source()])
    added: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    rebuilt: list[str | None] = field(default_factory=list)

    def corpus_names(self) -> tuple[str, ...]:
        """The bundled corpus and one more."""
        return ("article", "ports")

    def corpora(self) -> tuple[CorpusSummary, ...]:
        """The same, with their titles."""
        return (
            CorpusSummary(name="article", title="Oil", sources=2, read=1, bundled=True),
            CorpusSummary(name="ports", title="Ports", sources=3, read=3, bundled=False),
        )

    def corpus_title(self, corpus: str | None = None) -> str:
        """The title of the only corpus."""
        return "Oil"

    def sources(self, corpus: str | None = None) -> tuple[Source, ...]:
        """What is listed."""
        return tuple(self.listed)

    def document(self, document_id: str, corpus: str | None = None) -> Document:
        """The only document."""
        if document_id != "oil":
            raise UsageError(f"No source is called {document_id}.")
        return document()

    def add(
        self,
        locations: Sequence[str],
        *,
        corpus: str | None = None,
        follow: bool = True,
        for_url: str = "",
        on_progress: Callable[[Source], None] | None = None,
    ) -> tuple[Source, ...]:
        """Pretend to read each location."""
        self.added += locations
        self.copies.append(for_url)
        if any("broken" in location for location in locations):
            raise RuntimeError("secret path /home/someone")
        found = tuple(source(url=location, title="New") for location in locations)
        for each in found:
            if on_progress:
                on_progress(each)
        return found

    def remove(self, document_id: str, corpus: str | None = None) -> None:
        """Take it out of the list."""
        self.listed = [each for each in self.listed if each.document_id != document_id]

    def rebuild(self, corpus: str | None = None) -> int:
        """Note which corpus it was."""
        self.rebuilt.append(corpus)
        return 0

    def assistant(self, corpus: str | None = None) -> FakeAssistant:
        """The queue."""
        return self.replies
