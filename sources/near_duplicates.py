"""Which documents tell one story in nearly the same words, as agency copy on two sites does.

Broder, "On the resemblance and containment of documents" (1997), computed in full instead of sketched:
a document is the set of its runs of five words. Corpora of thousands of pages are small enough for that.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sources.records import BlockKind, Document

_RUN = 5  # words
_LEAST_WORDS = 60
_LEAST_RESEMBLANCE = 0.6
# a copy that an editor shortened; a document that only quotes a notice is much longer than the notice
_LEAST_CONTAINMENT = 0.8
_LEAST_LENGTH = 0.4
_NOT_THE_STORY = frozenset({BlockKind.FURNITURE, BlockKind.REFERENCE, BlockKind.CODE})
# scripts without blanks between words: each character counts as one
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_NO_RUNS: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)


def find_near_duplicates(documents: Sequence[Document]) -> dict[str, str]:
    """Document id → the id of the first document that tells the same story; others are not in it.

    Two documents are the same story when they share at least 0.6 of the runs of words that either has, or
    when the shorter has 0.8 of its runs in the longer and is not under 0.4 of its length. Texts under 60
    words are never the same. Time grows with the words of all documents, and with how much they share.
    """
    words: dict[str, int] = {}
    runs_of = [_runs(document, words) for document in documents]
    sizes = np.asarray([len(runs) for runs in runs_of], dtype=np.float64)
    shared = _SharedRuns(runs_of)
    is_first = np.zeros(len(documents), dtype=bool)
    same: dict[str, str] = {}
    for at, document in enumerate(documents):
        if not len(runs_of[at]):
            continue
        alike = _are_alike(shared.with_earlier(at), sizes[at], sizes[:at]) & is_first[:at]
        if alike.any():
            same[document.document_id] = documents[int(np.argmax(alike))].document_id
        else:
            is_first[at] = True
    return same


class _SharedRuns:
    """Who has which run, for the runs that more than one document has."""

    def __init__(self, runs_of: Sequence[NDArray[np.uint64]]) -> None:
        owners = np.repeat(np.arange(len(runs_of)), [len(runs) for runs in runs_of])
        runs, numbers = np.unique(np.concatenate([*runs_of, _NO_RUNS]), return_inverse=True)
        counts = np.bincount(numbers, minlength=len(runs))
        kept = counts[numbers] > 1
        self._numbers, self._owners = numbers[kept], owners[kept]
        self._bounds = np.searchsorted(self._owners, np.arange(len(runs_of) + 1))
        by_run = np.argsort(self._numbers, kind="stable")  # the documents of a run are in order
        self._holders = self._owners[by_run]
        self._first = np.searchsorted(self._numbers[by_run], np.arange(len(runs) + 1))

    def with_earlier(self, at: int) -> NDArray[np.int64]:
        """How many runs the document at ``at`` shares with each document before it, shape ``(at,)``."""
        numbers = self._numbers[self._bounds[at] : self._bounds[at + 1]]
        holders = [self._holders[self._first[number] : self._first[number + 1]] for number in numbers]
        if not holders:
            return np.zeros(at, dtype=np.int64)
        return np.bincount(np.concatenate(holders), minlength=at)[:at]


def _are_alike(shared: NDArray[np.int64], size: float, sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether documents of ``sizes`` runs that share ``shared`` with one of ``size`` are the same story."""
    shorter, longer = np.minimum(size, sizes), np.maximum(size, sizes)
    resemblance = shared / (size + sizes - shared)
    containment = shared / np.maximum(shorter, 1)
    is_cut = (containment >= _LEAST_CONTAINMENT) & (shorter >= _LEAST_LENGTH * longer)
    alike: NDArray[np.bool_] = (resemblance >= _LEAST_RESEMBLANCE) | is_cut
    return alike


def _runs(document: Document, words: dict[str, int]) -> NDArray[np.uint64]:
    """The distinct runs of five words of a document, hashed; none for a text that is too short to tell.

    ``words`` numbers every word that was ever seen.
    """
    story = " ".join(document.slice(block) for block in document.blocks if block.kind not in _NOT_THE_STORY)
    numbers = [words.setdefault(word, len(words) + 1) for word in _WORD.findall(story.casefold())]
    if len(numbers) < _LEAST_WORDS:
        return _NO_RUNS
    column: NDArray[np.uint64] = np.asarray(numbers, dtype=np.uint64)
    count = len(numbers) - _RUN + 1
    hashed = np.zeros(count, dtype=np.uint64)
    for offset in range(_RUN):
        hashed = (hashed ^ (hashed >> np.uint64(29)) ^ column[offset : offset + count]) * _FACTOR
    return np.unique(hashed)
