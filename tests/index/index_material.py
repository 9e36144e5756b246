"""Passages by hand, and an embedder that counts what it is asked for."""

from collections.abc import Sequence
from pathlib import Path

from block_text import lay_out

from index.embedder import Embedder, TokenVectors, Vectors
from sources.records import BlockKind, Document, Passage

TEXTS = (
    "Cuba sends doctors and teachers to Venezuela.",
    "China lent Venezuela over $50 billion in exchange for oil.",
    "Ovidio Guzman was extradited to the US in September 2023.",
    "Russia sells weapons and air defence systems.",
    "The weather in Caracas is mild all year.",
    "Fentanyl is made from chemicals that come from China.",
)


def passage(text: str, *, document_id: str = "doc", start: int = 0, section: str = "") -> Passage:
    """A passage of one sentence."""
    span = (start, start + len(text))
    return Passage(
        document_id=document_id, start=span[0], end=span[1], text=text, sentences=(span,), section=section
    )


def passages(texts: Sequence[str] = TEXTS) -> list[Passage]:
    """A passage for each text, a hundred characters apart."""
    return [passage(text, start=100 * at) for at, text in enumerate(texts)]


def document(*blocks: tuple[BlockKind, str], page: Sequence[int | None] = ()) -> Document:
    """A document whose blocks stand a blank line apart."""
    text, spans = lay_out(blocks, pages=page)
    return Document(
        document_id="doc", sha256="0" * 64, extractor="test", title="", url="", text=text, blocks=spans
    )


def files_of(folder: Path) -> list[Path]:
    """Every file under a folder, as paths relative to it."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


class CountingEmbedder:
    """The real embedder, with a list of every text that was embedded."""

    def __init__(self, embedder: Embedder, *, name: str = "") -> None:
        self._embedder = embedder
        self.name = name or embedder.name
        self.dimension = embedder.dimension
        self.embedded: list[str] = []

    def count_tokens(self, text: str) -> int:
        """As the real one."""
        return self._embedder.count_tokens(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the real one, noted."""
        self.embedded += texts
        return self._embedder.embed(texts)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """As the real one, noted."""
        self.embedded += texts
        return self._embedder.embed_tokens(texts)
