"""Does a passage find itself? ``python -m evals.bench_recall --passages 20000`` (make recall).

An approximate index may miss the very vector that it is asked for. Passages are made by shuffling real
sentences, those of the bundled article and of the reader's training passages, into new orders.
"""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant.settings import Settings
from evals.bench_texts import article_sentences, passages
from evals.reader_data import plain_passages
from index.dense import ChromaIndex
from index.embedder import load_embedder


def real_sentences() -> list[str]:
    """Sentences of the article and of the passages that the reader was trained on."""
    read = [sentence for passage in plain_passages("train") for sentence in passage["sentences"]]
    return article_sentences() + read


def self_recall(vectors: np.ndarray, folder: Path) -> float:
    """The share of vectors (n, d) that the index gives back first when asked for them."""
    keys = [f"key{row}" for row in range(len(vectors))]
    dense = ChromaIndex(folder)
    dense.add(keys, vectors)
    found = sum(dense.search(vector, 1) == [key] for key, vector in zip(keys, vectors, strict=True))
    dense.close()
    return found / len(keys)


def main(
    count: Annotated[int, typer.Option("--passages", min=1, help="How many passages.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The seed of the shuffle.")] = 0,
) -> None:
    """Print the self-recall and what it took."""
    embedder = load_embedder(Settings.load().model, Settings.load().home / "models")
    made = passages(real_sentences(), count, tokens=embedder.count_tokens, seed=seed)
    began = time.perf_counter()
    vectors = embedder.embed([passage.read_as for passage in made])
    embedded = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        recall = self_recall(vectors, Path(folder))
    ended = time.perf_counter()
    typer.echo(
        f"{count:,} passages of shuffled real sentences: self-recall {recall:.4%}; "
        f"embedding {embedded - began:.0f} s, filling and asking Chroma {ended - embedded:.0f} s"
    )


if __name__ == "__main__":
    typer.run(main)
