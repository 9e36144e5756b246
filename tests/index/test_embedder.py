"""The default model in OpenVINO and in sentence-transformers: one model, the same numbers."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedder import (
    DEFAULT_MODEL,
    Embedder,
    SentenceTransformerEmbedder,
    Vectors,
    default_model_folder,
    load_embedder,
    unit,
)
from index.openvino_embedder import OpenVinoEmbedder
from sources.errors import UsageError

TEXTS = [
    "Who was extradited, and when?",
    "Déjà vu: the naïve café owner paid 1,300 € — “a bargain”.",
    "😀 شركة النفط 石油 Ωmega",
    "x",
    "The price of oil fell. " * 80,  # over 256 tokens: both cut it off in the same place
]


@pytest.fixture(scope="module")
def original() -> Embedder:
    """The same weights in sentence-transformers."""
    return SentenceTransformerEmbedder(str(default_model_folder()), name=DEFAULT_MODEL)


def lowest_cosine(one: Vectors, other: Vectors) -> float:
    """The lowest cosine of rows of length 1."""
    return float((one * other).sum(axis=-1).min())


def test_the_default_model_runs_in_openvino(embedder: Embedder) -> None:
    """The fast copy is what users get, under the name of the model it was made from."""
    assert isinstance(embedder, OpenVinoEmbedder)
    assert (embedder.name, embedder.dimension) == ("all-MiniLM-L6-v2", 384)


def test_pooled_vectors_agree_with_sentence_transformers(embedder: Embedder, original: Embedder) -> None:
    """An index built by one can be searched by the other."""
    assert original.dimension == embedder.dimension
    assert lowest_cosine(embedder.embed(TEXTS), original.embed(TEXTS)) >= 0.999


def test_token_vectors_and_offsets_agree(embedder: Embedder, original: Embedder) -> None:
    """Token by token the same vectors, and exactly the same spans."""
    for text, fast, slow in zip(
        TEXTS, embedder.embed_tokens(TEXTS), original.embed_tokens(TEXTS), strict=True
    ):
        assert fast.spans.tolist() == slow.spans.tolist(), text
        assert lowest_cosine(fast.vectors, slow.vectors) >= 0.999, text
        assert lowest_cosine(fast.pooled, slow.pooled) >= 0.999, text


@pytest.mark.parametrize("which", ["embedder", "original"])
def test_spans_count_characters_and_leave_special_tokens_out(
    which: str, request: pytest.FixtureRequest
) -> None:
    """Offsets count code points, so that an emoji before a word does not shift it."""
    model: Embedder = request.getfixturevalue(which)
    text = "😀😀 Ovidio was extradited."
    read = model.embed_tokens([text])[0]
    words = [text[start:end] for start, end in read.spans]
    assert words[-3:] == ["was", "extradited", "."] or "".join(words).endswith("wasextradited.")
    assert len(read.vectors) == len(read.spans)
    assert all(end > start for start, end in read.spans)


@pytest.mark.parametrize("which", ["embedder", "original"])
def test_an_empty_list_gives_an_empty_array(which: str, request: pytest.FixtureRequest) -> None:
    """Nothing in, nothing out, in the right shape."""
    model: Embedder = request.getfixturevalue(which)
    assert model.embed([]).shape == (0, 384)
    assert model.embed_tokens([]) == []


@pytest.mark.parametrize("which", ["embedder", "original"])
def test_an_empty_text_still_has_a_vector(which: str, request: pytest.FixtureRequest) -> None:
    """A text without tokens is read as such, without a NaN anywhere."""
    model: Embedder = request.getfixturevalue(which)
    read = model.embed_tokens([""])[0]
    assert read.vectors.shape == (0, 384)
    assert read.spans.shape == (0, 2)
    assert np.isclose(np.linalg.norm(read.pooled), 1, atol=1e-5)
    assert model.count_tokens("") == 0


def test_the_order_is_kept_whatever_the_lengths(embedder: Embedder) -> None:
    """Batches are made by length; the vectors come back in the order of the texts."""
    texts = [f"{'long ' * (37 * at % 50)}text number {at}" for at in range(30)]
    together = embedder.embed(texts)
    tokens = embedder.embed_tokens(texts)
    for at in (0, 7, 13, 29):
        alone = embedder.embed([texts[at]])[0]
        assert lowest_cosine(together[at], alone) >= 0.999
        assert lowest_cosine(tokens[at].pooled, alone) >= 0.999
        assert int(tokens[at].spans[-1][1]) == len(texts[at])


def test_every_vector_has_length_one(embedder: Embedder) -> None:
    """A dot product is a cosine, for texts and for tokens."""
    read = embedder.embed_tokens(TEXTS[:2])
    rows: Sequence[Vectors] = [embedder.embed(TEXTS), *(one.vectors for one in read)]
    for vectors in rows:
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_tokens_are_counted_without_special_ones_and_beyond_the_limit(
    embedder: Embedder, original: Embedder
) -> None:
    """The count decides where passages end: it must not stop at what the model can take."""
    assert embedder.count_tokens("one two three.") == original.count_tokens("one two three.") == 4
    assert embedder.count_tokens("oil " * 900) == original.count_tokens("oil " * 900) == 900


def test_the_converted_copy_is_made_once_and_used_again(embedder: Embedder, model_cache: Path) -> None:
    """A second start converts nothing: the copy stays as it was, and nothing half done lies about."""
    model = next(model_cache.glob("embedder-*/model.bin"))
    stamp = model.stat().st_mtime_ns
    second = load_embedder(DEFAULT_MODEL, model_cache)
    assert model.stat().st_mtime_ns == stamp
    assert [path.name for path in model_cache.glob("*embedder*")] == [model.parent.name]
    assert not list(model_cache.glob(".converting-*"))
    assert lowest_cosine(second.embed(["oil"]), embedder.embed(["oil"])) >= 0.9999


def test_any_folder_with_a_model_can_be_used(tmp_path: Path) -> None:
    """Another model goes by its own name, and through sentence-transformers."""
    folder = tmp_path / "mine"
    shutil.copytree(default_model_folder(), folder)
    assert json.loads((folder / "config.json").read_text())["hidden_size"] == 384
    other = load_embedder(str(folder), tmp_path / "cache")
    assert isinstance(other, SentenceTransformerEmbedder)
    assert other.name == str(folder)
    assert other.embed(["oil"]).shape == (1, 384)


def test_a_model_that_is_not_there_is_a_wrong_usage(tmp_path: Path) -> None:
    """One line that says what to give instead, and exit code 2."""
    with pytest.raises(UsageError, match="could not be loaded") as caught:
        load_embedder(str(tmp_path / "nothing"), tmp_path)
    assert caught.value.exit_code == 2


def test_a_row_of_zeros_stays_one() -> None:
    """Scaling to length 1 never divides by zero: [3, 4] has length 5."""
    scaled = unit(np.array([[0, 0], [3, 4]], dtype=np.float32))
    assert scaled.tolist() == [[0.0, 0.0], [pytest.approx(0.6), pytest.approx(0.8)]]
