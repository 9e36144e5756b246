"""A whole document in a few of its own sentences."""

from assistant_material import blocks_document

from assistant.overview import overview
from index.embedder import Embedder
from sources.records import BlockKind, Document

OPENS = "The river Tisza rises in the mountains of Ukraine."
LAKES = "Many shallow lakes lie along the middle course."
SUMS_UP = "In summary, dams changed the whole lower valley."
ENDS = "Ultimately, the river needs more room to flood."
DOCUMENT = blocks_document(
    (BlockKind.TITLE, "The Tisza"),
    (BlockKind.PARAGRAPH, f"{OPENS} It is cold there."),
    (BlockKind.HEADING, "Dams"),
    (BlockKind.PARAGRAPH, f"Engineers built two large dams on it. {LAKES} {SUMS_UP}"),
    (BlockKind.CAPTION, "Figure 1: one of the two large dams in spring"),
    (BlockKind.HEADING, "Future"),
    (BlockKind.PARAGRAPH, f"Floods have become rare in the valley. {ENDS}"),
    (BlockKind.HEADING, "References"),
    (BlockKind.REFERENCE, "https://example.org/a-very-long-address-that-is-no-sentence"),
)


def _texts(
    document: Document, embedder: Embedder, most_words: int, *, conclusions: bool = False
) -> list[str]:
    spans = overview(document, embedder, most_words=most_words, conclusions_only=conclusions)
    return [document.text[start:end] for start, end in spans]


def test_one_sentence_for_each_section(embedder: Embedder) -> None:
    """The one that sums a section up where there is one; no caption, no address, nothing that points back."""
    assert _texts(DOCUMENT, embedder, 250) == [OPENS, SUMS_UP, ENDS]


def test_what_does_not_fit_goes_from_the_middle(embedder: Embedder) -> None:
    """The words allowed are kept; how a text opens and ends stays longest. The three have 9, 8 and 8 words."""
    assert _texts(DOCUMENT, embedder, 24) == [OPENS, ENDS]
    assert sum(len(text.split()) for text in _texts(DOCUMENT, embedder, 24)) == 17


def test_conclusions_only(embedder: Embedder) -> None:
    """Asked for conclusions, only sentences that sum up are given, each once."""
    assert _texts(DOCUMENT, embedder, 250, conclusions=True) == [SUMS_UP, ENDS]


def test_nothing_to_sum_up(embedder: Embedder) -> None:
    """A document of headings alone has no overview, and that is no error."""
    empty = blocks_document((BlockKind.TITLE, "The Tisza"), (BlockKind.HEADING, "Dams"))
    assert _texts(empty, embedder, 250) == []
    assert _texts(empty, embedder, 250, conclusions=True) == []
