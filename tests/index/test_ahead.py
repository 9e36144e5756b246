"""Embedding while pages are still being read: the same passages and vectors as afterwards, and no work twice."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from index_material import TEXTS, CountingEmbedder, document

from index.ahead import Ahead
from index.build import build
from index.embedder import Embedder, Vectors
from index.passages import split_document
from index.store import passage_key
from sources.records import BlockKind, Document

PATIENCE = 20


def page(document_id: str, *texts: str) -> Document:
    """A page of a paragraph for each text."""
    return replace(document(*((BlockKind.PARAGRAPH, text) for text in texts)), document_id=document_id)


PAGES = [page(f"page-{at}", text, TEXTS[0]) for at, text in enumerate(TEXTS)]


class BrokenEmbedder(CountingEmbedder):
    """Counts tokens, and fails where it should embed."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Fail."""
        raise MemoryError("no memory left for a batch")


class HeldEmbedder(CountingEmbedder):
    """Embeds when it is let."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.begun, self.let = threading.Event(), threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As the real one, after a while."""
        self.begun.set()
        assert self.let.wait(PATIENCE)
        return super().embed(texts)


def embedding_threads() -> list[threading.Thread]:
    """Threads that embed ahead and have not ended."""
    return [thread for thread in threading.enumerate() if thread.name == "embed-ahead"]


def test_passages_and_vectors_are_those_of_embedding_afterwards(embedder: Embedder) -> None:
    """Every passage has its vector, the one that the embedder gives for it alone."""
    with Ahead(embedder) as ahead:
        for one in PAGES:
            ahead.offer(one)
        ahead.finish()
    for one in PAGES:
        passages = split_document(one, embedder.count_tokens)
        assert ahead.passages(one) == passages
        for passage in passages:
            [alone] = embedder.embed([passage.read_as])
            assert float(alone @ ahead.vectors[passage_key(passage)]) > 0.999
    assert embedding_threads() == []


def test_what_was_embedded_ahead_is_not_embedded_again(tmp_path: Path, embedder: Embedder) -> None:
    """Building embeds only what it was not given."""
    counting = CountingEmbedder(embedder)
    late = page("late", "The ferry at Abadin runs from May to September.")
    with Ahead(counting) as ahead:
        for one in PAGES:
            ahead.offer(one)
        ahead.finish()
        passages = [passage for one in (*PAGES, late) for passage in ahead.passages(one)]
        counting.embedded.clear()
        build(tmp_path / "mine", passages, counting, ready=ahead.vectors)
    new = [text for text in counting.embedded if text in {passage.read_as for passage in passages}]
    assert new == [passages[-1].read_as]


def test_a_page_that_was_read_again_is_split_again(embedder: Embedder) -> None:
    """The same id with other bytes is another text."""
    newer = replace(page("page-0", "The dam was closed in 1973."), sha256="1" * 64)
    with Ahead(embedder) as ahead:
        ahead.offer(PAGES[0])
        ahead.offer(newer)
        ahead.finish()
    assert ahead.passages(PAGES[0])[0].text.startswith(TEXTS[0])
    assert ahead.passages(newer)[0].text == "The dam was closed in 1973."


def test_nothing_offered_is_nothing_made(embedder: Embedder) -> None:
    """A round in which no page changed asks the model for nothing."""
    counting = CountingEmbedder(embedder)
    with Ahead(counting) as ahead:
        ahead.finish()
    assert dict(ahead.vectors) == {}
    assert counting.embedded == []


def test_an_error_is_raised_where_the_caller_waits(embedder: Embedder) -> None:
    """Not in the thread, where nobody would hear of it; offering goes on until then."""
    with Ahead(BrokenEmbedder(embedder)) as ahead:
        for one in PAGES:
            ahead.offer(one)
        with pytest.raises(MemoryError, match="no memory left"):
            ahead.finish()
    assert dict(ahead.vectors) == {}


def test_left_early_it_stops_after_the_batch_at_work(embedder: Embedder) -> None:
    """Ctrl-C does not wait for the pages that are left."""
    held = HeldEmbedder(embedder)
    filler = "It is read twice a day by hand. " * 12
    long = page(
        "long", *(f"Gauge {at} stands at kilometre {at * 3} of the river. {filler}" for at in range(300))
    )

    def interrupted() -> None:
        with Ahead(held) as ahead:
            ahead.offer(long)
            assert held.begun.wait(PATIENCE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    held.let.set()
    for thread in embedding_threads():
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert 0 < len(held.embedded) <= 64
