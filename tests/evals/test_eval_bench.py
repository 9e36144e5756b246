"""The benchmark's texts and its turns; what it measures with is replaced by canned times."""

from pathlib import Path

import pytest

from evals.bench import alternate, medians
from evals.bench_texts import article_sentences, passages, read, save
from sources.errors import WellsourcedError

SENTENCES = [f"Sentence number {n} has six words." for n in range(50)]


def words(text: str) -> int:
    """A count of tokens that can be checked by eye."""
    return len(text.split())


def test_passages_are_whole_sentences_of_about_the_length_wanted() -> None:
    """Six words a sentence: the 18th brings them to 105; offsets fit the text, and none overlap."""
    made = passages(SENTENCES, 4, tokens=words)
    assert [words(p.text) for p in made] == [108, 108, 108, 108]
    first, second = made[0], made[1]
    assert (first.start, first.end, second.start) == (0, len(first.text), first.end + 1)
    assert [second.text[a - second.start : b - second.start] for a, b in second.sentences] == [
        f"{part}." for part in second.text.rstrip(".").split(". ")
    ]


def test_every_sentence_is_used_before_one_comes_again() -> None:
    """The first 50 sentences drawn are the 50 that there are; a seed gives the same passages again."""
    made = passages(SENTENCES, 3, tokens=words, seed=7)
    drawn = [p.text[a - p.start : b - p.start] for p in made for a, b in p.sentences]
    assert sorted(drawn[:50]) == sorted(SENTENCES)
    assert made == passages(SENTENCES, 3, tokens=words, seed=7)
    assert made != passages(SENTENCES, 3, tokens=words, seed=8)


def test_the_article_gives_its_sentences() -> None:
    """Whole sentences of the bundled article, without headings, tag lines or line breaks."""
    found = article_sentences()
    assert "Cuba has arguably the most intimate stake in Venezuela’s survival." in found
    assert not any("\n" in sentence or sentence.startswith("Tag:") for sentence in found)


def test_both_sides_read_the_same_passages(tmp_path: Path) -> None:
    """What was saved is what is read."""
    made = passages(SENTENCES, 2, tokens=words)
    save(made, tmp_path / "p.json")
    assert read(tmp_path / "p.json") == made


def test_sides_take_turns_in_fresh_folders(tmp_path: Path) -> None:
    """Who begins changes from turn to turn; every measurement has a folder of its own, and it is empty."""
    seen: list[tuple[str, Path]] = []

    def measure(side: str, passages_file: Path, folder: Path) -> dict[str, float]:
        assert list(folder.iterdir()) == []
        seen.append((side, folder))
        return {"build": len(seen)}

    measured = alternate(tmp_path / "p.json", 3, sides=["a", "b"], measure=measure)
    assert [side for side, _ in seen] == ["a", "b", "b", "a", "a", "b"]
    assert len({folder for _, folder in seen}) == 6
    assert measured == {
        "a": [{"build": 1}, {"build": 4}, {"build": 5}],
        "b": [{"build": 2}, {"build": 3}, {"build": 6}],
    }


def test_throughput_is_of_the_median_build() -> None:
    """100 passages in a median of 4 seconds are 25 a second; loading is beside it and not in it."""
    runs = [{"build": build, "ready": 9.0, "count": 100, "peak_mib": 500} for build in (2.0, 40.0, 4.0)]
    side = medians({"a": runs}, 100)["a"]
    assert side["passages_per_second"] == 25
    assert side["build_seconds_each"] == [2, 40, 4]
    assert side["ready_seconds"] == 9


def test_an_index_that_lost_passages_has_no_throughput() -> None:
    """Speed means nothing when not everything was indexed."""
    runs = [{"build": 1.0, "ready": 1.0, "count": 99, "peak_mib": 1}]
    with pytest.raises(WellsourcedError, match="does not hold the 100 passages"):
        medians({"a": runs}, 100)
