"""Which sources an index was built from, noted beside it, so that one left behind is noticed when it is opened.

A process that dies between storing sources and indexing them leaves an index that is sound, yet lacks them.
"""

import hashlib

from sources.corpus import Corpus
from sources.extract.registry import EXTRACTORS
from sources.records import SourceState
from sources.storage import write_atomically

_NOTE = "indexed"


def is_behind(corpus: Corpus) -> bool:
    """Whether the corpus has other readable sources, or there are other extractors, than when it was indexed."""
    try:
        return (corpus.folder / _NOTE).read_text() != sources_digest(corpus)
    except (OSError, ValueError):
        return True


def note_indexed(corpus: Corpus, digest: str) -> None:
    """Keep the digest of what was indexed.

    Raises: StorageError.
    """
    write_atomically(corpus.folder / _NOTE, digest.encode())


def sources_digest(corpus: Corpus) -> str:
    """64 hex digits that change whenever a readable source comes, goes, has other bytes or would read otherwise."""
    readable = [(s.document_id, s.sha256) for s in corpus.sources() if s.state is SourceState.OK]
    versions = [(kind, version) for kind, (_, version) in EXTRACTORS.items()]
    return hashlib.sha256(repr((readable, versions)).encode()).hexdigest()
