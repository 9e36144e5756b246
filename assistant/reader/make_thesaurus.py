"""Makes the thesaurus from the files of WordNet 3.1: ``python -m assistant.reader.make_thesaurus DICT``.

DICT is the folder with ``data.*``, ``index.sense`` and the exception lists ``*.exc`` as Princeton distributes them
(Fellbaum 1998). Kept are single words with the senses in which they are usual, as stems, since that is how sentences
are compared here.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.words import stem

_TARGET = Path(__file__).parent / "thesaurus" / "words.tsv"
_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_KINDS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
_MOST_SENSES = 4
_MOST_LIKE = 60

SynsetId = tuple[str, str]
"""Part of speech and offset."""


@dataclass(slots=True)
class Synset:
    """Its words, those it is a kind of, those it is like, those derived of it, and those it is the opposite of."""

    words: list[str]
    broader: list[SynsetId] = field(default_factory=list)
    like: list[SynsetId] = field(default_factory=list)
    opposite: list[SynsetId] = field(default_factory=list)


def synsets(folder: Path) -> dict[SynsetId, Synset]:
    """All of them by their id."""
    found: dict[SynsetId, Synset] = {}
    for kind, name in _FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            parts = line.split("|")[0].split()
            count = int(parts[3], 16)
            words = [parts[4 + 2 * at].split("(")[0].lower() for at in range(count)]
            synset = found[kind, parts[0]] = Synset(words)
            rest = parts[4 + 2 * count :]
            for at in range(int(rest[0])):
                symbol, offset, other = rest[1 + 4 * at : 4 + 4 * at]
                near = dict.fromkeys("&+\\", synset.like) | {"@": synset.broader, "!": synset.opposite}
                near.get(symbol, []).append(("a" if other == "s" else other, offset))
    return found


def usual_senses(folder: Path) -> dict[str, list[SynsetId]]:
    """For each single word the senses in which texts were seen to use it, the commonest first, or its first one."""
    senses: dict[str, list[tuple[int, int, SynsetId]]] = defaultdict(list)
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, number, seen = line.split()
        word, _, rest = key.partition("%")
        if word.isalpha():
            senses[word].append((-int(seen), int(number), (_KINDS[rest[0]], offset)))
    return {
        word: [one for seen, number, one in sorted(found)[:_MOST_SENSES] if seen < 0 or number == 1]
        for word, found in senses.items()
        if any(seen < 0 for seen, _, _ in found)
    }


def irregular(folder: Path) -> Iterator[tuple[str, str]]:
    """Stems of irregular forms with the stem of the word that they are a form of: rose, rise."""
    for name in _FILES.values():
        for line in (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines():
            form, *bases = line.split()
            for base in bases:
                if form.isalpha() and base.isalpha() and stem(form) != stem(base):
                    yield stem(form), stem(base)


def _stems(words: Iterable[str]) -> set[str]:
    return {stem(word) for word in words if word.isalpha() and len(word) > 1}


def lines(folder: Path) -> Iterator[str]:
    """``stem TAB like … TAB opposite …``, and ``form TAB = TAB base`` for irregular forms."""
    known, senses = synsets(folder), usual_senses(folder)
    like: dict[str, dict[str, None]] = defaultdict(dict)
    opposite: dict[str, set[str]] = defaultdict(set)
    for word, usual in senses.items():
        own = stem(word)
        for one in usual:
            synset = known[one]
            near = [synset, *(known[other] for other in (*synset.like, *synset.broader))]
            for each in near:
                like[own] |= dict.fromkeys(sorted(_stems(each.words)))
            for other in synset.opposite:
                opposite[own] |= _stems(known[other].words)
    for own in sorted(like):
        others = [one for one in like[own] if one != own and one not in opposite[own]][:_MOST_LIKE]
        if others or opposite[own]:
            yield f"{own}\t{' '.join(others)}\t{' '.join(sorted(opposite[own] - {own}))}"
    for form, base in sorted(set(irregular(folder))):
        if base in like:
            yield f"{form}\t=\t{base}"


def main() -> None:
    """Parse the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dict", type=Path)
    parser.add_argument("--out", type=Path, default=_TARGET)
    chosen = parser.parse_args()
    chosen.out.write_text("\n".join(lines(chosen.dict)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
