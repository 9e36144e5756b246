"""Documents made of blocks."""

from sources.records import Block, BlockKind, Document


def table_document(*blocks: tuple[BlockKind, str]) -> Document:
    """A document whose blocks stand on lines of their own."""
    spans, text = [], ""
    for kind, content in blocks:
        start = len(text)
        text += content
        spans.append(Block(kind=kind, start=start, end=len(text)))
        text += "\n"
    return Document(
        document_id="ports",
        sha256="",
        extractor="test",
        title="Ports",
        url="https://example.org/ports",
        text=text,
        blocks=tuple(spans),
    )
