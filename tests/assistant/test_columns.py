"""Which cell of a table's row answers."""

import numpy as np
import pytest

from assistant.reader.columns import asked_cell, asked_column
from index.embedder import Embedder
from sources.records import BlockKind, Passage

CONTEXT = "Traffic by route\nRoute | Passengers | Share on battery, per cent"
ROW = "Sarn to Lowe | 512 | 73"


def _passage(context: str = CONTEXT, kind: BlockKind = BlockKind.TABLE_ROW) -> Passage:
    span = (10, 10 + len(ROW))
    return Passage(
        document_id="ports", start=10, end=span[1], text=ROW, sentences=(span,), kind=kind, context=context
    )


def _column(embedder: Embedder, question: str, passage: Passage) -> int | None:
    asked, read = embedder.embed_tokens([question, passage.read_as])
    weights = np.ones(len(asked.spans), dtype=np.float32)
    return asked_column(passage, read.spans, asked.vectors @ read.vectors.T, weights)


@pytest.mark.parametrize(
    ("question", "column"),
    [("How many passengers were there?", 1), ("What share ran on battery power?", 2)],
)
def test_the_column_whose_name_is_nearest(embedder: Embedder, question: str, column: int) -> None:
    """The caption above the head row is no column."""
    assert _column(embedder, question, _passage()) == column


def test_no_column_without_names(embedder: Embedder) -> None:
    """Prose, and rows of a table whose columns have no names."""
    assert _column(embedder, "How many?", _passage(context="")) is None
    assert _column(embedder, "How many?", _passage(kind=BlockKind.PARAGRAPH)) is None
    assert _column(embedder, "How many?", _passage(context="A caption only")) is None


def test_the_cell_in_its_row() -> None:
    """The span is the cell's; a missing or empty cell is none."""
    start, end = asked_cell(ROW, 2, "What share?") or (0, 0)
    assert ROW[start:end] == "73"
    assert asked_cell(ROW, 3, "What share?") is None
    assert asked_cell("Sarn |  | 73", 1, "How many?") is None


def test_a_rows_name_answers_only_who_did_not_say_it() -> None:
    """ "Which route…" is answered by the row's name; a question that names the row is not."""
    assert asked_cell(ROW, 0, "Which route has the largest share?") == (0, len("Sarn to Lowe"))
    assert asked_cell(ROW, 0, "Which route ends at Lowe?") is None
