"""Words, in SQLite's own full-text search."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from index_material import passage

from index.lexical import FtsIndex
from sources.errors import IndexDamagedError

WORDS = {
    "a": "Cuba sends doctors to Venezuela.",
    "b": "Doctors and doctors: a doctor a day.",
    "c": "Oil pays for the counter-narcotics effort.",
    "d": "The café owner counts the narcotics.",
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[FtsIndex]:
    """Four passages under the keys a to d."""
    opened = FtsIndex(tmp_path / "lexical.db", writable=True)
    opened.add(
        list(WORDS), [passage(text, section="Trade" if key == "c" else "") for key, text in WORDS.items()]
    )
    yield opened
    opened.close()


def keys(index: FtsIndex, query: str, k: int = 10) -> list[str]:
    """The keys found, best first."""
    return [key for key, _ in index.search(query, k)]


def test_more_of_a_word_in_a_passage_of_like_length_is_better(index: FtsIndex) -> None:
    """b says doctor three times, a once; the scores fall and are above 0."""
    found = index.search("doctor", 10)
    assert [key for key, _ in found] == ["b", "a"]
    assert found[0][1] > found[1][1] > 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("CUBA", {"a"}),
        ("cafe", {"d"}),
        ("paying", {"c"}),
        ("trade", {"c"}),
        ("oil cuba", {"a", "c"}),
        ("nothing of this", set()),
    ],
)
def test_case_accents_and_endings_do_not_matter(index: FtsIndex, query: str, expected: set[str]) -> None:
    """Any word of the query is enough; a section's heading counts too."""
    assert set(keys(index, query)) == expected


@pytest.mark.parametrize(
    "query",
    ['"', "a AND", "NEAR(", "col:x", "*", "-", "'; DROP TABLE passages; --", "", "  ", "___", "?!", "\0"],
)
def test_what_means_something_to_fts5_is_just_text(index: FtsIndex, query: str) -> None:
    """No query is a syntax error, and none does anything but search."""
    keys(index, query)
    assert keys(index, "cuba") == ["a"]


def test_a_query_of_a_thousand_words_is_searched(index: FtsIndex) -> None:
    """A pasted page as a question does not reach SQLite's limit of terms."""
    assert "a" in keys(index, "cuba " + " ".join(f"word{at}" for at in range(1000)))


def test_no_more_than_k_come_back(index: FtsIndex) -> None:
    """The limit holds, and 0 is one."""
    assert keys(index, "doctor", 1) == ["b"]
    assert keys(index, "doctor", 0) == []


def test_a_passage_that_was_deleted_is_found_no_more(index: FtsIndex) -> None:
    """Deleting touches that key alone; an unknown one is no error."""
    index.delete(["b", "unknown"])
    assert keys(index, "doctor") == ["a"]


def test_passages_with_a_word_in_any_form_are_counted(index: FtsIndex) -> None:
    """A compound counts where its parts stand side by side: c has counter-narcotics, d the words apart."""
    assert index.passages_with("Doctor") == 2
    assert index.passages_with("counter-narcotics") == 1
    assert index.passages_with("zebra") == 0
    assert index.passages_with("?!") == 0


def test_threads_may_search_side_by_side(index: FtsIndex) -> None:
    """The chat page answers several people at once over one index."""
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.extend(keys(index, "doctor") for _ in range(50)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [["b", "a"]] * 400


@pytest.mark.parametrize("name", ["50% off", "a#b", "what?mode=ro", "ünï cöde"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """What means something in a URI stands for itself: the file lies where it was asked for."""
    folder = tmp_path / name
    folder.mkdir()
    written = FtsIndex(folder / "lexical.db", writable=True)
    written.add(["a"], [passage("Oil.")])
    written.close()
    assert [path.name for path in folder.iterdir()] == ["lexical.db"]
    read = FtsIndex(folder / "lexical.db")
    assert keys(read, "oil") == ["a"]
    read.close()


def test_a_file_that_is_no_database_is_damage(tmp_path: Path) -> None:
    """It is said in our own words, when searched at the latest."""
    path = tmp_path / "lexical.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(IndexDamagedError):
        FtsIndex(path, writable=True)
    opened = FtsIndex(path)
    with pytest.raises(IndexDamagedError):
        opened.search("oil", 1)
    opened.close()


def test_a_missing_file_is_damage_and_is_not_made(tmp_path: Path) -> None:
    """Opening for reading never writes."""
    with pytest.raises(IndexDamagedError):
        FtsIndex(tmp_path / "lexical.db")
    assert not list(tmp_path.iterdir())
