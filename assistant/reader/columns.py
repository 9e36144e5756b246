"""Which cell of a table's row answers: the one in the column whose name is most like the question."""

import numpy as np
from numpy.typing import NDArray

from assistant.words import content_stems
from sources.records import BlockKind, Passage
from sources.tables import cells

Floats = NDArray[np.float32]


def asked_column(passage: Passage, spans: NDArray[np.int32], similar: Floats, weights: Floats) -> int | None:
    """The column, counted from 0, whose name the question's words come nearest to; None without named columns.

    ``spans`` (t, 2) are the passage's tokens in ``read_as``, ``similar`` (q, t) their cosines with the
    question's tokens, ``weights`` (q,) what each of those counts.
    """
    if passage.kind is not BlockKind.TABLE_ROW or not passage.context:
        return None
    *above, head = passage.context.split("\n")
    first = sum(len(line) + 1 for line in above)
    likeness = []
    for start, end in cells(head):
        inside = (spans[:, 0] >= first + start) & (spans[:, 1] <= first + end)
        likeness.append(float(similar[:, inside].max(axis=1) @ weights) if inside.any() else -np.inf)
    return int(np.argmax(likeness)) if len(likeness) > 1 else None


def asked_cell(row: str, column: int, question: str) -> tuple[int, int] | None:
    """The span of the cell that answers: the named column's, or the row's name when only others were asked about.

    None when the row has no such column or its cell is empty.
    """
    spans = cells(row)
    if column >= len(spans):
        return None
    if column == 0 and content_stems(row[slice(*spans[0])]) & content_stems(question):
        return None
    start, end = spans[column]
    return (start, end) if start < end else None
