"""The answer that grows while a model writes: what is kept of it, and what it cites. Judged by the real judge."""

from collections.abc import Callable, Mapping

import pytest
from assistant_material import tisza

from assistant.answer import Support
from assistant.draft import Draft
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.maxsim import MaxSim
from assistant.reader.support import CitedSentence, SupportJudge, SupportModel
from assistant.statements import Written
from evals.support_cases import as_passage, cited_sentence
from index.embedder import Embedder
from sources.errors import SourceError
from sources.records import Block, BlockKind, Document

FERRY = "The ferry to Norrey Island leaves Tallow Quay at eight in the morning."
BOAT = "A second boat was bought in 2014 for 3.2 million crowns."
SUNDAYS = "In winter there is no service on Sundays."
CAPTAIN = "Ilse Brandt, the captain, has steered it since 1998."
TEXTS = [
    FERRY,
    BOAT,
    SUNDAYS,
    "The guide must tell visitors that the tower is safe.",
    CAPTAIN,
]
PASSAGE = as_passage("norrey", TEXTS)
CITED = {f"S{at + 1}": cited_sentence(PASSAGE, at) for at in range(len(TEXTS))}
"""S1 the ferry, S2 the boat, S3 the Sundays, S4 the guide, S5 the captain."""
Begin = Callable[..., Draft]


class OneDocument:
    """A shelf with the passage as its only document."""

    def __init__(self, text: str = PASSAGE.passage.text) -> None:
        self._text = text

    def document(self, document_id: str) -> Document:
        """The document. Raises: SourceError for any other."""
        if document_id != "norrey":
            raise SourceError(f"there is no source {document_id!r}")
        blocks = (Block(kind=BlockKind.PARAGRAPH, start=0, end=len(self._text)),)
        return tisza(document_id="norrey", title="Norrey", text=self._text, blocks=blocks)


@pytest.fixture(scope="module")
def judge(embedder: Embedder) -> SupportJudge:
    """The judge with what is shipped."""
    return SupportJudge(MaxSim(embedder, lambda word: 1, 100), CrossEncoder(), SupportModel.load())


@pytest.fixture
def begin(judge: SupportJudge) -> Begin:
    """Begin a draft over the five sentences."""

    def begin_one(
        *,
        keep_unsupported: bool = False,
        shelf: OneDocument | None = None,
        highlights: Mapping[tuple[str, int], tuple[int, int] | None] | None = None,
        sentences: Mapping[str, CitedSentence] = CITED,
    ) -> Draft:
        return Draft(
            sentences,
            highlights or {},
            judge,
            shelf or OneDocument(),
            keep_unsupported=keep_unsupported,  # type: ignore[arg-type]
        )

    return begin_one


def test_a_quote_is_called_one(begin: Begin) -> None:
    """A sentence of a source word for word, cited by itself, with the words that answer marked in it."""
    start = CITED["S2"].start
    year = (start + BOAT.index("2014"), start + BOAT.index("2014") + 4)
    draft = begin(highlights={("norrey", start): year})
    assert draft.take(Written(BOAT, ("S2",)))
    [statement] = draft.statements
    assert (statement.text, statement.citations, statement.support) == (BOAT, (1,), Support.QUOTED)
    [citation] = draft.citations
    assert (citation.marker, citation.quote, citation.start) == (1, BOAT, start)
    assert citation.highlight == year


def test_other_words_are_judged(begin: Begin) -> None:
    """What follows is kept and is no quote; how sure the judge is of it is tried elsewhere."""
    draft = begin()
    assert draft.take(Written("Ilse Brandt has steered it since 1998.", ("S5",)))
    assert draft.statements[0].support in {Support.SUPPORTED, Support.PARTIAL}
    assert draft.citations[0].quote == CAPTAIN


@pytest.mark.parametrize("ids", [(), ("S9",), ("S0", "S99")])
def test_ids_that_nobody_gave_cite_nothing(begin: Begin, ids: tuple[str, ...]) -> None:
    """However true the statement."""
    draft = begin()
    assert not draft.take(Written(BOAT, ids))
    assert (draft.statements, draft.citations) == ([], [])
    assert draft.counts.uncited == draft.counts.dropped == 1


def test_an_introduction_is_not_counted(begin: Begin) -> None:
    """A line that ends with a colon was no statement to begin with."""
    draft = begin()
    assert not draft.take(Written("Here is what the sources say:", ()))
    assert draft.counts.dropped == 0


def test_an_unknown_id_beside_a_known_one_is_left_out(begin: Begin) -> None:
    """The known one carries the statement."""
    draft = begin()
    assert draft.take(Written(BOAT, ("S9", "S2")))
    assert [one.quote for one in draft.citations] == [BOAT]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("The second boat cost 4 million crowns.", ("S2",)),
        ("The moon is made of green cheese.", ("S2",)),
        ("The ferry was bought in 2014.", ("S1",)),
        ("The tower is safe.", ("S4",)),
    ],
)
def test_what_is_not_borne_out_is_dropped_or_marked(begin: Begin, text: str, ids: tuple[str, ...]) -> None:
    """Another number, an invention, another sentence than the one it needs, and what is only to be said."""
    draft = begin()
    assert not draft.take(Written(text, ids))
    assert (draft.statements, draft.counts.unsupported) == ([], 1)
    marking = begin(keep_unsupported=True)
    assert marking.take(Written(text, ids))
    assert marking.statements[0].support is Support.UNSUPPORTED
    assert marking.statements[0].citations == (1,)
    assert marking.counts.dropped == 0


def test_each_sentence_is_judged_by_itself(begin: Begin) -> None:
    """One that holds does not carry one that does not."""
    draft = begin()
    assert draft.take(Written(f"{BOAT} The moon is made of green cheese.", ("S2",)))
    assert [one.text for one in draft.statements] == [BOAT]
    assert draft.counts.unsupported == 1


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        f"<b>{BOAT}</b>",
        f"{BOAT} See [here](x).",
        f"{BOAT} See https://evil.example/?q=1",
        f"{BOAT} See evil.example",
        f"{BOAT} `rm`",
        f"{BOAT} javascript: x",
        f"{BOAT} Write to a@b.c",
        f"{BOAT} [1, 2]",
        f"{BOAT} " + "x" * 61,
        "A boat was bought. " * 40,
    ],
)
def test_what_acts_somewhere_is_never_shown(begin: Begin, keep: bool, text: str) -> None:
    """Mark-up, links, addresses, markers, and words of no language; not even marked."""
    draft = begin(keep_unsupported=keep)
    assert not draft.take(Written(text, ("S2",)))
    assert (draft.statements, draft.counts.unsafe) == ([], 1)


def test_nothing_is_said_twice(begin: Begin) -> None:
    """Small things apart, the second is the first: it is neither shown nor counted as dropped."""
    draft = begin()
    assert draft.take(Written(BOAT, ("S2",)))
    assert not draft.take(Written(f"**{BOAT.rstrip('.')}**", ("S2",)))
    assert len(draft.statements) == 1
    assert draft.counts.dropped == 0


def test_only_what_carries_a_statement_is_cited(begin: Begin) -> None:
    """Of five sentences the one that is quoted."""
    draft = begin()
    draft.take(Written(BOAT, ("S1", "S2", "S3", "S4", "S5")))
    assert [one.quote for one in draft.citations] == [BOAT]


def test_a_statement_of_two_sentences_cites_both(begin: Begin) -> None:
    """Neither can be left out: each has a number that the other has not."""
    draft = begin()
    text = (
        "Ilse Brandt has steered it since 1998, and a second boat was bought in 2014 for 3.2 million crowns."
    )
    assert draft.take(Written(text, ("S2", "S5")))
    assert [one.quote for one in draft.citations] == [BOAT, CAPTAIN]
    assert draft.statements[0].citations == (1, 2)


def test_a_sentence_that_is_cited_again_keeps_its_number(begin: Begin) -> None:
    """Numbers go by first use."""
    draft = begin()
    for text, ids in ((BOAT, ("S2",)), (SUNDAYS, ("S3",)), ("The second boat was bought in 2014.", ("S2",))):
        assert draft.take(Written(text, ids))
    assert [one.citations for one in draft.statements] == [(1,), (2,), (1,)]
    assert [one.marker for one in draft.citations] == [1, 2]


def test_a_quote_that_does_not_stand_is_not_cited(begin: Begin) -> None:
    """The document is another one than the passage came from: nothing is shown for it."""
    draft = begin(shelf=OneDocument(PASSAGE.passage.text[:30]))
    assert not draft.take(Written(BOAT, ("S2",)))
    assert (draft.statements, draft.citations, draft.counts.uncited) == ([], [], 1)


def test_a_damaged_source_is_an_error(begin: Begin) -> None:
    """Where nothing else is cited, silence would be a lie."""
    gone = as_passage("gone", TEXTS)
    draft = begin(sentences={"S2": cited_sentence(gone, 1)})
    with pytest.raises(SourceError, match="there is no source 'gone'"):
        draft.take(Written(BOAT, ("S2",)))
