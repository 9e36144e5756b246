"""Question and passage read together: which sentences answer, with which words, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.reader.outputs import CLAIM, DECIDES, END, NOTHING, SENTENCE, SHARED, START
from assistant.reader.shipped import ShippedModel
from index.embedder import default_model_folder
from index.openvino_model import padded
from sources.records import Passage

MOST_QUESTION_TOKENS = 60
MOST_TOKENS = 256
_BATCH = 8

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CrossRead:
    """What the network makes of one passage.

    ``margins`` (s,): for each sentence the log-odds that it answers, or decides, rather than nothing does; 0
    is even. ``starts`` and ``ends`` (t,): for each token of the passage the logits that the answer starts and
    ends with it; ``token_spans`` (t, 2): its characters in the passage (below 0 in the passage's context).
    ``decides`` (s, 2): the log-probabilities that a sentence supports the claim, and that it contradicts it, and
    ``absent`` the one that none does; together they are one distribution.
    """

    margins: Floats
    starts: Floats
    ends: Floats
    token_spans: NDArray[np.int32]
    decides: Floats
    absent: float

    @property
    def verdict(self) -> Floats:
        """Log-probabilities (3,) of supported, contradicted and not mentioned, whichever sentence decides."""
        return np.append(np.logaddexp.reduce(self.decides, axis=0), self.absent).astype(np.float32)


class PassageReader(Protocol):
    """What reads a question, or a claim, together with passages."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[CrossRead]:
        """What is made of each passage."""
        ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """Question and passage as one row of tokens; ``spans`` (t, 2) are those of the passage's tokens."""

    ids: list[int]
    types: list[int]
    first: int
    spans: NDArray[np.int32]


class PairEncoder:
    """Tokens of a question with a passage, the question cut off at 60 and all at 256."""

    def __init__(self, tokenizer: Path | None = None) -> None:
        """``tokenizer`` is its file; None: that of the embedding model, from which the network was trained."""
        path = str(tokenizer or default_model_folder() / "tokenizer.json")
        self._question: Any = Tokenizer.from_file(path)
        self._question.no_padding()
        self._question.enable_truncation(MOST_QUESTION_TOKENS)
        self._passage: Any = Tokenizer.from_file(path)
        self._passage.no_padding()
        self._passage.no_truncation()
        self._end: int = self._passage.encode("").ids[-1]

    def encode(self, question: str, texts: Sequence[str]) -> list[Encoded]:
        """The question with each of the texts."""
        asked = self._question.encode(question).ids
        room = MOST_TOKENS - len(asked) - 1
        return [
            Encoded(
                ids=[*asked, *encoding.ids[:room], self._end],
                types=[0] * len(asked) + [1] * (len(encoding.ids[:room]) + 1),
                first=len(asked),
                spans=np.asarray(encoding.offsets[:room], dtype=np.int32).reshape(-1, 2),
            )
            for encoding in self._passage.encode_batch(list(texts), add_special_tokens=False)
        ]


class CrossEncoder:
    """The network that is shipped."""

    def __init__(self) -> None:
        """Load it. Raises: ModelDamagedError when a file is not what was shipped."""
        self._model = ShippedModel.load()
        self._pairs = PairEncoder(self._model.tokenizer)

    def read(self, question: str, passages: Sequence[Passage]) -> list[CrossRead]:
        """What the network makes of each passage."""
        encoded = self._pairs.encode(question, [passage.read_as for passage in passages])
        read: list[CrossRead | None] = [None] * len(encoded)
        by_length = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
        for first in range(0, len(by_length), _BATCH):
            rows = by_length[first : first + _BATCH]
            ids = padded([encoded[row].ids for row in rows])
            mask = padded([[1] * len(encoded[row].ids) for row in rows])
            types = padded([encoded[row].types for row in rows])
            for row, logits in zip(rows, self._model(ids, mask, types), strict=True):
                read[row] = _of_passage(passages[row], encoded[row], logits)
        return [one for one in read if one is not None]


def of_sentences(passage: Passage, spans: NDArray[np.int32]) -> Iterator[NDArray[np.bool_]]:
    """For each sentence of a passage, which of its tokens (t,) begin in it; ``spans`` as in ``CrossRead``."""
    begins = spans[:, 0] + passage.start
    for start, end in passage.sentences:
        yield (begins >= start) & (begins < end)


def _of_passage(passage: Passage, encoded: Encoded, logits: Floats) -> CrossRead:
    asked, tokens = logits[: encoded.first], logits[encoded.first : encoded.first + len(encoded.spans)]
    spans = encoded.spans - passage.lead
    unread = np.full(logits.shape[1], -np.inf, dtype=np.float32)  # a sentence that was cut off
    means = np.stack(
        [tokens[inside].mean(axis=0) if inside.any() else unread for inside in of_sentences(passage, spans)]
    )
    claim = asked[:, CLAIM].mean(axis=0)
    decides = means[:, DECIDES] + claim[:2]
    everything = np.logaddexp.reduce(np.append(decides, claim[2]))
    return CrossRead(
        margins=means[:, SENTENCE] + logits[0, SHARED] - logits[0, NOTHING],
        starts=tokens[:, START],
        ends=tokens[:, END],
        token_spans=spans,
        decides=decides - everything,
        absent=float(claim[2] - everything),
    )
