"""A corpus: an article, what it references, and what became of each of them, kept in one folder."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from sources.errors import SourceError, StorageError, UnknownCorpusError
from sources.records import Document, Source, SourceState
from sources.storage import storage_errors, write_atomically

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_LONGEST_NAME = 200
"""Of a file; most file systems take 255 bytes, the ending and a temporary file's included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusManifest:
    """What ``corpus.json`` holds; sources stand in the order in which they were added."""

    name: str
    title: str = ""
    sources: tuple[Source, ...] = ()


_MANIFEST = TypeAdapter(CorpusManifest)
_DOCUMENT = TypeAdapter(Document)


def is_corpus_name(name: str) -> bool:
    """Whether a corpus can have this name; other folders beside the corpora are left alone."""
    return _NAME.fullmatch(name) is not None


def check_corpus_name(name: str) -> str:
    """The name itself, when a corpus can have it.

    Raises: UnknownCorpusError.
    """
    if not is_corpus_name(name):
        shown = name if len(name) <= 40 else f"{name[:40]}…"
        raise UnknownCorpusError(
            f"{shown!r} is no corpus name: use up to 63 lower-case letters, digits, - and _, a letter or digit first"
        )
    return name


class Corpus:
    """One corpus on disk. Every change writes a new manifest in one rename; readers never see half of one.

    Writers hold ``sources.locking.writing(corpus.folder, …)``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest: CorpusManifest | None = None
        self._stamp: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        """The folder's name, which is the corpus's."""
        return self.folder.name

    def exists(self) -> bool:
        """Whether anything was ever stored in it."""
        return self._path.is_file()

    @property
    def manifest(self) -> CorpusManifest:
        """The manifest as it is on disk now.

        Raises: StorageError when it is not what was written.
        """
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return CorpusManifest(name=self.name)
        stamp = (status.st_mtime_ns, status.st_ino)
        if self._manifest is None or stamp != self._stamp:
            try:
                self._manifest = _MANIFEST.validate_json(self._path.read_bytes())
            except ValueError as error:
                raise StorageError(
                    f"{self._path} is damaged: delete the folder of corpus {self.name!r} and add its sources again"
                ) from error
            self._stamp = stamp
        return self._manifest

    def sources(self) -> tuple[Source, ...]:
        """Every source with its state, in the order of adding."""
        return self.manifest.sources

    def source(self, document_id: str) -> Source:
        """One source.

        Raises: SourceError when the corpus has none of that id.
        """
        for source in self.sources():
            if source.document_id == document_id:
                return source
        raise SourceError(
            f"corpus {self.name!r} has no source {document_id!r}: wellsourced sources lists them"
        )

    def document(self, document_id: str) -> Document:
        """The document of a source that was read.

        Raises: SourceError when there is none, or when its file is damaged.
        """
        try:
            return _DOCUMENT.validate_json(self._document_path(document_id).read_bytes())
        except FileNotFoundError as error:
            raise SourceError(f"{document_id!r} was not read, so there is no text of it to show") from error
        except (OSError, ValueError) as error:
            raise SourceError(
                f"the stored text of {document_id!r} is damaged: add its source again"
            ) from error

    def readable_ids(self) -> tuple[str, ...]:
        """The ids of the sources that may be indexed and cited."""
        return tuple(source.document_id for source in self.sources() if source.state is SourceState.OK)

    def put(self, sources: Iterable[Source], documents: Iterable[Document] = (), *, title: str = "") -> None:
        """Add sources, or replace those of the same id, with the documents of those that were read.

        Documents are written before the manifest that names them: a process killed between leaves the old state.
        Raises: StorageError.
        """
        for document in documents:
            data = json.dumps(asdict(document), ensure_ascii=False, separators=(",", ":"))
            write_atomically(self._document_path(document.document_id), data.encode(), durable=False)
        known = {source.document_id: source for source in self.sources()}
        for source in sources:
            earlier = known.get(source.document_id)
            cited_by = tuple(dict.fromkeys((*(earlier.cited_by if earlier else ()), *source.cited_by)))
            known[source.document_id] = replace(source, cited_by=cited_by, passages=0)
        self._write(replace(self.manifest, sources=tuple(known.values()), title=title or self.manifest.title))

    def note_same(self, same_as: Mapping[str, str]) -> None:
        """Note, by ``document_id``, which sources tell the story of another one; all others tell their own.

        Raises: StorageError.
        """
        noted = tuple(
            replace(source, same_as=same_as.get(source.document_id, "")) for source in self.sources()
        )
        if noted != self.sources():
            self._write(replace(self.manifest, sources=noted))

    def remove(self, document_id: str) -> Source:
        """Forget a source and its document; its snapshot stays, since saved answers may cite it.

        Raises: SourceError when there is none of that id; StorageError.
        """
        gone = self.source(document_id)
        left = tuple(
            replace(
                source,
                cited_by=tuple(by for by in source.cited_by if by != document_id),
                same_as="" if source.same_as == document_id else source.same_as,
            )
            for source in self.sources()
            if source.document_id != document_id
        )
        self._write(replace(self.manifest, sources=left))
        with storage_errors(self.folder):
            self._document_path(document_id).unlink(missing_ok=True)
        return gone

    @property
    def _path(self) -> Path:
        return self.folder / "corpus.json"

    def _document_path(self, document_id: str) -> Path:
        """Ids come from outside (``add --jsonl``), so that the file's name is not the id itself."""
        name = document_id.encode().hex()
        if len(name) > _LONGEST_NAME:
            name = f"{name[:100]}-{hashlib.sha256(document_id.encode()).hexdigest()}"
        return self.folder / "documents" / f"{name}.json"

    def _write(self, manifest: CorpusManifest) -> None:
        data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        write_atomically(self._path, data.encode())
        self._manifest = None
