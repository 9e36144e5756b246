"""Evidence, documents and citations made by hand."""

from block_text import lay_out

from assistant.answer import Answer, Citation, Statement, Status, Support
from assistant.reader.evidence import Evidence
from sources.errors import SourceError
from sources.records import Block, BlockKind, Document, Passage, Reference

SHA = "ab" * 32
TEXT = "The Tisza is 966 kilometres long. It flows through Hungary."
#       0                                34                        59
FIRST, SECOND = (0, 33), (34, 59)


def evidence(text: str, score: float, *, document_id: str = "doc", start: int = 0) -> Evidence:
    """A sentence that is a passage of its own."""
    span = (start, start + len(text))
    passage = Passage(document_id=document_id, start=span[0], end=span[1], text=text, sentences=(span,))
    return Evidence(passage=passage, start=span[0], end=span[1], score=score)


def blocks_document(*blocks: tuple[BlockKind, str]) -> Document:
    """A document whose blocks stand a blank line apart."""
    text, spans = lay_out(blocks)
    return tisza(text=text, blocks=spans)


def tisza(**changes: object) -> Document:
    """A document of two sentences."""
    values: dict[str, object] = {
        "document_id": "tisza",
        "sha256": SHA,
        "extractor": "test",
        "title": "Rivers",
        "url": "https://example.org/tisza",
        "text": TEXT,
        "blocks": (Block(kind=BlockKind.PARAGRAPH, start=0, end=len(TEXT)),),
        "fetched_at": "2026-01-02T03:04:05+00:00",
    }
    return Document(**(values | changes))  # type: ignore[arg-type]


def stored(document_id: str) -> Document:
    """The only document there is.

    Raises: SourceError for any other.
    """
    if document_id != "tisza":
        raise SourceError(f"there is no source {document_id!r}")
    return tisza()


def citation(**changes: object) -> Citation:
    """A citation of the first sentence, its number highlighted, that stands."""
    values: dict[str, object] = {
        "marker": 1,
        "document_id": "tisza",
        "title": "Rivers",
        "url": "https://example.org/tisza",
        "quote": "The Tisza is 966 kilometres long.",
        "start": 0,
        "end": 33,
        "snapshot": f"sha256:{SHA}",
        "fetched_at": "2026-01-02T03:04:05+00:00",
        "highlight": (13, 27),
    }
    return Citation(**(values | changes))  # type: ignore[arg-type]


def answered(*citations: Citation, **changes: object) -> Answer:
    """An answer that quotes each citation in a statement of its own."""
    values: dict[str, object] = {
        "question": "How long is the Tisza?",
        "standalone_question": "How long is the Tisza?",
        "status": Status.ANSWERED,
        "statements": tuple(
            Statement(text=one.quote, citations=(one.marker,), support=Support.QUOTED) for one in citations
        ),
        "citations": citations,
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


def reference(url: str) -> Reference:
    """A reference to an address."""
    return Reference(url=url, start=0, end=1, sentence_start=0, sentence_end=1)
