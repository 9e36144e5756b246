"""Tables as they lie in a document's blocks."""

import pytest
from table_material import table_document

from sources.records import BlockKind
from sources.tables import cells, tables

ROW, CAPTION, PARAGRAPH = BlockKind.TABLE_ROW, BlockKind.CAPTION, BlockKind.PARAGRAPH


def test_head_and_caption_of_a_table() -> None:
    """The first row names the columns; a caption right under the rows is the table's."""
    document = table_document(
        (PARAGRAPH, "Prose."),
        (ROW, "Port | Boats | 2024"),
        (ROW, "Sarn | 12 | 14"),
        (CAPTION, "Boats by port."),
    )
    (table,) = tables(document)
    assert [document.slice(row) for row in table.rows] == ["Port | Boats | 2024", "Sarn | 12 | 14"]
    assert table.head == table.rows[0]
    assert table.caption is not None
    assert document.slice(table.caption) == "Boats by port."


def test_two_tables_parted_by_prose() -> None:
    """Rows with a paragraph between them are two tables; a paragraph is nobody's caption."""
    document = table_document((ROW, "a | b"), (ROW, "c | d"), (PARAGRAPH, "Prose."), (ROW, "e | f"))
    assert [(len(table.rows), table.caption) for table in tables(document)] == [(2, None), (1, None)]


@pytest.mark.parametrize(
    ("rows", "has_head"),
    [
        (["Year | Boats", "2019 | 12"], True),
        (["Port | 2019 | 2020", "Sarn | 12 | 14"], True),
        (["Sarn | 12", "Lowe | 14"], False),
        (["Sarn | €12.50", "Lowe | €14"], False),
        (["Port | Boats"], False),
        (["Boats of all ports", "Sarn | 12"], False),
        (["Port | Boats | Crew", "Sarn | 12"], False),
    ],
    ids=["names", "years", "figures", "prices", "one row", "a title", "other count"],
)
def test_which_first_rows_name_the_columns(rows: list[str], has_head: bool) -> None:
    """A first row of as many cells as the next one names the columns, unless it holds figures itself."""
    (table,) = tables(table_document(*((ROW, row) for row in rows)))
    assert (table.head is not None) == has_head


def test_cells_by_their_spans() -> None:
    """Every cell is where its span says, an empty one included."""
    row = "Sarn |  | 12 | per | cent"
    assert [row[start:end] for start, end in cells(row)] == ["Sarn", "", "12", "per", "cent"]
