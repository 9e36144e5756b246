"""The compact form that passages are written in → the JSON lines that training reads.

``python -m assistant.reader.compact FILE… --check`` says what is wrong, a line each, and ends with 1 if anything
is; without ``--check`` it writes JSON lines. A passage is a line ``== domain | register``, numbered sentences, and
lines that begin with ``QN`` or ``QF`` (answered; worded near to the text, or far from it: ``ids | span | question``),
``NN`` or ``NF`` (not answered), ``+N``, ``+F``, ``-N``, ``-F`` (supported, contradicted; near, far:
``ids | claim``), ``?N``, ``?F`` (not mentioned), and ``Y`` or ``N`` (questions that the passage answers with yes or
no: ``ids | question``).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.words import content_stems

_SENTENCE = re.compile(r"(\d+) (\S.*)")
_KINDS = ("QN", "QF", "NN", "NF")
_SIGNS = {"+": "supported", "-": "contradicted", "?": "not_mentioned"}
_ANSWERS = {"Y": "supported", "N": "contradicted"}
_WORDINGS = {"N": "near", "F": "far"}
_EACH = 3
_WORDED_SO = 1
"""Claims of each label and wording that a passage has at least."""
_SENTENCES = (5, 12)
_WORDS = (80, 220)
_SPAN_WORDS = 14
_NEAR_AT_LEAST = 0.4
"""Share of the content stems of a question worded near that its passage's best sentence must have."""


@dataclass(slots=True)
class WrittenPassage:
    """A passage as it was written, and the line of the file on which it begins."""

    line: int
    domain: str
    register: str
    sentences: list[str] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self, passage_id: str) -> dict[str, Any]:
        """As a line of the data files."""
        return {
            "id": passage_id,
            "domain": self.domain,
            "register": self.register,
            "sentences": self.sentences,
            "questions": self.questions,
            "claims": self.claims,
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and on which line."""

    line: int
    what: str


def parse(lines: Iterable[str]) -> tuple[list[WrittenPassage], list[Problem]]:
    """The passages of a file, and what in it cannot be read."""
    passages: list[WrittenPassage] = []
    problems: list[Problem] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("== "):
            domain, _, register = line[3:].partition(" | ")
            passages.append(WrittenPassage(number, domain.strip(), register.strip()))
            continue
        what = _read(line, passages[-1]) if passages else "stands before the first passage"
        if what:
            problems.append(Problem(number, what))
    return passages, problems


def _read(line: str, passage: WrittenPassage) -> str:
    """Add one line to its passage; returns what is wrong with it, or ``""``."""
    sentence = _SENTENCE.fullmatch(line)
    if sentence:
        passage.sentences.append(sentence.group(2))
        return "" if int(sentence.group(1)) == len(passage.sentences) else "is numbered out of order"
    kind, _, rest = line.partition(" ")
    if kind in _KINDS:
        return _read_question(kind, rest, passage)
    if kind in _ANSWERS:
        return _read_claim(_ANSWERS[kind], "asked", rest, passage)
    if kind[:1] in _SIGNS and kind[1:] in _WORDINGS:
        return _read_claim(_SIGNS[kind[0]], _WORDINGS[kind[1]], rest, passage)
    return "begins with none of the signs"


def _read_question(kind: str, rest: str, passage: WrittenPassage) -> str:
    answerable = kind[0] == "Q"
    ids, span, question = rest.split(" | ", 2) if answerable and rest.count(" | ") >= 2 else ("", "", rest)
    evidence = _numbers(ids)
    if answerable and not _are_there(evidence, passage):
        return "names sentences that are not there"
    if answerable and not any(span in passage.sentences[at] for at in evidence):
        return f"the span {span!r} is not in a sentence that it names"
    if len(span.split()) > _SPAN_WORDS:
        return f"the span has more than {_SPAN_WORDS} words"
    passage.questions.append(
        {
            "question": question.strip(),
            "answerable": answerable,
            "evidence": evidence,
            "span": span,
            "wording": _WORDINGS[kind[1]],
        }
    )
    return ""


def _read_claim(label: str, wording: str, rest: str, passage: WrittenPassage) -> str:
    decided = label != _SIGNS["?"]
    ids, bar, claim = rest.partition(" | ") if decided else ("", "", rest)
    evidence = _numbers(ids)
    if decided and not (bar and _are_there(evidence, passage)):
        return "names sentences that are not there"
    passage.claims.append({"claim": claim.strip(), "label": label, "evidence": evidence, "wording": wording})
    return ""


def _are_there(evidence: list[int], passage: WrittenPassage) -> bool:
    return bool(evidence) and min(evidence) >= 0 and max(evidence) < len(passage.sentences)


def _numbers(ids: str) -> list[int]:
    """Sentence numbers, counted from 1 → places, counted from 0; empty when they are none."""
    parts = [part.strip() for part in ids.split(",")]
    return [int(part) - 1 for part in parts] if all(part.isdigit() for part in parts) else []


def check(passages: Sequence[WrittenPassage]) -> Iterator[Problem]:
    """What the rules for the data forbid."""
    seen: Counter[str] = Counter()
    for passage in passages:
        yield from _check_one(passage)
        asked = [question["question"] for question in passage.questions]
        for text in [*passage.sentences, *asked, *(claim["claim"] for claim in passage.claims)]:
            seen[text] += 1
            if seen[text] == 2:
                yield Problem(passage.line, f"stands twice: {text}")


def _check_one(passage: WrittenPassage) -> Iterator[Problem]:
    kinds = Counter((question["answerable"], question["wording"]) for question in passage.questions)
    wanted = {(answerable, wording): _EACH for answerable in (True, False) for wording in _WORDINGS.values()}
    words = sum(len(sentence.split()) for sentence in passage.sentences)
    if kinds != wanted:
        yield Problem(passage.line, f"needs {_EACH} questions of each kind")
    yield from _check_claims(passage)
    if not _SENTENCES[0] <= len(passage.sentences) <= _SENTENCES[1]:
        yield Problem(passage.line, f"has {len(passage.sentences)} sentences")
    if not _WORDS[0] <= words <= _WORDS[1]:
        yield Problem(passage.line, f"has {words} words")
    for question in passage.questions:
        if question["wording"] == "near" and not _is_near(question["question"], passage):
            yield Problem(passage.line, f"is not worded near to the text: {question['question']}")


def _check_claims(passage: WrittenPassage) -> Iterator[Problem]:
    claims = Counter((claim["label"], claim["wording"]) for claim in passage.claims)
    for label in _SIGNS.values():
        if min(claims[label, wording] for wording in _WORDINGS.values()) < _WORDED_SO:
            yield Problem(passage.line, f"needs claims {label} worded near to the text and far from it")
        if sum(claims[label, wording] for wording in _WORDINGS.values()) != _EACH:
            yield Problem(passage.line, f"needs {_EACH} claims {label}")
    if min(claims[label, "asked"] for label in _ANSWERS.values()) < 1:
        yield Problem(passage.line, "needs a question that is answered with yes, and one with no")
    for claim in passage.claims:
        if claim["wording"] == "near" and not _is_near(claim["claim"], passage):
            yield Problem(passage.line, f"is not worded near to the text: {claim['claim']}")


def _is_near(text: str, passage: WrittenPassage) -> bool:
    asked = content_stems(text)
    shares = (len(asked & content_stems(sentence)) / len(asked) for sentence in passage.sentences if asked)
    return max(shares, default=1) >= _NEAR_AT_LEAST


def main() -> int:
    """Parse the command line, check or convert; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--first-id", default="b0001", help="a letter and four digits")
    chosen = parser.parse_args()
    found, number = 0, int(chosen.first_id[1:])
    for path in chosen.files:
        passages, problems = parse(path.read_text(encoding="utf-8").splitlines())
        problems += check(passages)
        found += len(problems)
        for problem in sorted(problems, key=lambda one: one.line):
            sys.stderr.write(f"{path}:{problem.line}: {problem.what}\n")
        for passage in passages if not chosen.check else ():
            sys.stdout.write(
                json.dumps(passage.to_json(f"{chosen.first_id[0]}{number:04d}"), ensure_ascii=False) + "\n"
            )
            number += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
