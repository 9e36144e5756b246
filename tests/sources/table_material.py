"""Documents made of blocks."""

from block_text import lay_out

from sources.records import BlockKind, Document


def table_document(*blocks: tuple[BlockKind, str]) -> Document:
    """A document whose blocks stand a blank line apart."""
    text, spans = lay_out(blocks)
    return Document(
        document_id="ports",
        sha256="",
        extractor="test",
        title="Ports",
        url="https://example.org/ports",
        text=text,
        blocks=spans,
    )
