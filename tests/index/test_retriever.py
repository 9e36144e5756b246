"""Queries over a real index: vectors and words together."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from index_material import TEXTS, passage, passages

from index.build import Index, build, open_index
from index.embedder import Embedder
from index.retriever import Retriever


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Index]:
    """The index of six passages."""
    folder = tmp_path_factory.mktemp("retriever")
    build(folder, passages(), embedder)
    opened = open_index(folder, embedder, corpus="test")
    yield opened
    opened.close()


@pytest.fixture
def retriever(index: Index, embedder: Embedder) -> Retriever:
    """Over those six."""
    return Retriever(index, embedder)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Who was sent to the United States for trial?", TEXTS[2]),
        ("How much did Beijing lend?", TEXTS[1]),
        ("physicians from Havana", TEXTS[0]),
        ("Caracas", TEXTS[4]),
        ("precursor substances of the drug", TEXTS[5]),
    ],
)
def test_the_passage_that_answers_comes_first(retriever: Retriever, query: str, text: str) -> None:
    """By meaning where no word is shared, by words where one is."""
    assert retriever.retrieve(query, 3)[0].passage.text == text


def test_scores_fall_and_say_what_they_are_made_of(retriever: Retriever) -> None:
    """cosine is within [-1, 1]; bm25 is 0 exactly where no word is shared."""
    found = retriever.retrieve("oil", 6)
    assert sorted((one.score for one in found), reverse=True) == [one.score for one in found]
    assert all(-1 <= one.cosine <= 1 for one in found)
    assert {one.passage.text for one in found if one.bm25 > 0} == {TEXTS[1]}
    assert found[0].passage.text == TEXTS[1]


def test_passages_come_back_whole(retriever: Retriever) -> None:
    """Every field is as it was given to the index."""
    found = {one.passage.start: one.passage for one in retriever.retrieve("Caracas", 6)}
    assert [found[start] for start in sorted(found)] == passages()


@pytest.mark.parametrize(("k", "count"), [(0, 0), (1, 1), (6, 6), (500, 6)])
def test_k_passages_come_or_as_many_as_there_are(retriever: Retriever, k: int, count: int) -> None:
    """No passage comes twice."""
    found = retriever.retrieve("oil and drugs", k)
    assert len(found) == count == len({one.key for one in found})


@pytest.mark.parametrize("query", ["", "   ", "?", "😀", "لماذا", '" OR *', "x" * 5000, "oil " * 2000])
def test_no_query_is_an_error(retriever: Retriever, query: str) -> None:
    """Nonsense finds something or other; that it answers nothing is for the reader to say."""
    assert len(retriever.retrieve(query, 2)) == 2


def test_the_same_query_gives_the_same_scores(retriever: Retriever) -> None:
    """Runs can be compared number by number."""
    assert retriever.retrieve("oil for debt", 6) == retriever.retrieve("oil for debt", 6)


def test_people_may_ask_at_the_same_time(retriever: Retriever) -> None:
    """Threads get what each would have got alone."""
    queries = ["oil", "doctors", "extradited", "weather"]
    alone = [[one.key for one in retriever.retrieve(query, 3)] for query in queries]
    together: dict[int, list[str]] = {}

    def ask(at: int) -> None:
        together[at] = [one.key for one in retriever.retrieve(queries[at % 4], 3)]

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == {at: alone[at % 4] for at in range(16)}


def test_an_empty_index_finds_nothing(tmp_path: Path, embedder: Embedder) -> None:
    """A corpus whose last source was removed can still be asked."""
    assert build(tmp_path, [], embedder)
    opened = open_index(tmp_path, embedder, corpus="test")
    assert Retriever(opened, embedder).retrieve("oil", 5) == []
    opened.close()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Retriever]:
    """Over six documents of one passage each, and one of sixty that say the same of oil."""
    folder = tmp_path_factory.mktemp("library")
    alone = [passage(text, document_id=f"doc-{at}") for at, text in enumerate(TEXTS)]
    oil = [
        passage(f"China lent Venezuela oil money, part {at}.", document_id="oil", start=100 * at)
        for at in range(60)
    ]
    build(folder, [*alone, *oil], embedder)
    opened = open_index(folder, embedder, corpus="test")
    yield Retriever(opened, embedder)
    opened.close()


def test_only_the_chosen_documents_are_searched(library: Retriever) -> None:
    """Best first, and nothing of the others, though sixty of their passages fit better."""
    chosen = frozenset({"doc-0", "doc-4"})
    found = library.retrieve("China lent Venezuela money for oil", 10, among=chosen)
    assert {one.passage.document_id for one in found} == chosen
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    everywhere = library.retrieve("China lent Venezuela money for oil", 10)
    assert {one.passage.document_id for one in everywhere} <= {"oil", "doc-1"}


def test_one_document_gives_what_it_has(library: Retriever) -> None:
    """Its passage, scored as it would be among all: the cosine and the words are its own."""
    [found] = library.retrieve("Who was extradited?", 5, among=frozenset({"doc-2"}))
    assert found.passage.text == TEXTS[2]
    [same] = [one for one in library.retrieve("Who was extradited?", 66) if one.key == found.key]
    assert (found.cosine, found.bm25) == (same.cosine, same.bm25)
    assert found.bm25 > 0


@pytest.mark.parametrize("among", [frozenset(), frozenset({"unknown"})])
def test_no_document_gives_nothing(library: Retriever, among: frozenset[str]) -> None:
    """All boxes are unticked, or what was ticked is gone."""
    assert library.retrieve("oil", 5, among=among) == []


def test_all_documents_chosen_find_what_none_chosen_finds(library: Retriever) -> None:
    """The way over chosen rows is another, the best passages are the same."""
    everything = frozenset({"oil", *(f"doc-{at}" for at in range(6))})
    for query in ("physicians from Havana", "Caracas", "part 17"):
        chosen = library.retrieve(query, 3, among=everything)
        assert [one.key for one in chosen] == [one.key for one in library.retrieve(query, 3)]


def test_words_find_a_passage_that_the_vectors_put_far_behind(library: Retriever) -> None:
    """Of sixty passages that mean the same, the one with the very number comes first."""
    [found] = library.retrieve("part 43", 1, among=frozenset({"oil", "doc-0"}))
    assert found.passage.text.endswith("part 43.")
