"""A corpus as one zip: its list of sources, its documents, the bytes they were read from, and every hash.

What comes in from such a file is checked before anything of it is kept: names, sizes, hashes, and that every
document names bytes that are there.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter

from sources.corpus import Corpus, CorpusManifest
from sources.errors import StorageError, UsageError
from sources.records import Document, Snapshot, SourceState
from sources.snapshots import SnapshotStore
from sources.zips import BROKEN_ZIP, plain_json, put, written_zip

_CONTENTS = "contents.json"
_CORPUS = "corpus.json"
_FORMAT = 1
_DOCUMENT = re.compile(r"documents/\d{6}\.json")
_BODY = re.compile(r"snapshots/([0-9a-f]{64})\.bin")
_DESCRIPTION = re.compile(r"snapshots/([0-9a-f]{64})\.json")
_MOST_FILES = 200_000
_MOST_BYTES = 20_000_000_000
_LARGEST_FILE = 400_000_000
_MANIFEST = TypeAdapter(CorpusManifest)
_DOCUMENTS = TypeAdapter(Document)
_SNAPSHOTS = TypeAdapter(tuple[Snapshot, ...])


def export_corpus(corpus: Corpus, snapshots: SnapshotStore, path: Path) -> int:
    """Write a corpus to a zip at ``path``; returns the number of sources that were read and are in it.

    Raises: SourceError when a document or a snapshot is damaged; StorageError. ``path`` is then as it was.
    """
    readable = corpus.readable_ids()
    with written_zip(path) as writer:
        hashes = {_CORPUS: put(writer, _CORPUS, plain_json(asdict(corpus.manifest)))}
        for number, document_id in enumerate(readable):
            name = f"documents/{number:06d}.json"
            hashes[name] = put(writer, name, plain_json(asdict(corpus.document(document_id))))
        for sha256 in sorted({source.sha256 for source in corpus.sources() if source.sha256}):
            described = [asdict(snapshot) for snapshot in snapshots.snapshots(sha256)]
            name = f"snapshots/{sha256}.json"
            hashes[name] = put(writer, name, plain_json(described))
            name = f"snapshots/{sha256}.bin"
            hashes[name] = put(writer, name, snapshots.body(sha256))
        put(writer, _CONTENTS, plain_json({"format": _FORMAT, "files": hashes}))
    return len(readable)


def import_corpus(path: Path, corpus: Corpus, snapshots: SnapshotStore) -> int:
    """Read a zip that ``export_corpus`` wrote into a corpus that holds nothing yet.

    Returns the number of sources that were read. The caller holds the corpus's write lock.
    Raises: UsageError, with nothing kept, when the file is no such zip or was changed; StorageError.
    """
    with _opened(path) as archive:
        hashes = _contents(archive, path)
        manifest = _MANIFEST.validate_json(_get(archive, _CORPUS, hashes))
        documents = [
            _DOCUMENTS.validate_json(_get(archive, name, hashes))
            for name in hashes
            if _DOCUMENT.fullmatch(name)
        ]
        described = {
            found.group(1): _SNAPSHOTS.validate_json(_get(archive, name, hashes))
            for name in hashes
            if (found := _DESCRIPTION.fullmatch(name))
        }
        if any(f"snapshots/{sha256}.bin" not in hashes for sha256 in described):
            raise _not_whole(path)
        _refuse_unfounded(manifest, documents, described, path)
        # every hash is compared before anything is kept, and again as it is
        for name in hashes:
            _get(archive, name, hashes)
        for sha256, fetches in described.items():
            body = _get(archive, f"snapshots/{sha256}.bin", hashes)
            for snapshot in fetches:
                snapshots.put(snapshot, body)
    corpus.put((replace(source, passages=0) for source in manifest.sources), documents, title=manifest.title)
    return len(documents)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise UsageError(f"{path} is not there: check the name") from error
    except BROKEN_ZIP as error:
        raise _not_whole(path) from error
    except StorageError:
        raise
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error


def _contents(archive: zipfile.ZipFile, path: Path) -> dict[str, str]:
    """The hashes by name, when exactly the files that may be there are there."""
    listed = archive.infolist()
    if len(listed) > _MOST_FILES or sum(one.file_size for one in listed) > _MOST_BYTES:
        raise UsageError(f"{path} is too large for a corpus; nothing was imported")
    if _CONTENTS not in archive.namelist() or archive.getinfo(_CONTENTS).file_size > _LARGEST_FILE:
        raise _not_whole(path)
    contents = json.loads(archive.read(_CONTENTS))
    hashes = {str(name): str(sha256) for name, sha256 in contents["files"].items()}
    names = [one.filename for one in listed]
    fitting = all(
        name == _CORPUS or _DOCUMENT.fullmatch(name) or _BODY.fullmatch(name) or _DESCRIPTION.fullmatch(name)
        for name in hashes
    )
    if contents["format"] != _FORMAT or not fitting or sorted(names) != sorted([*hashes, _CONTENTS]):
        raise _not_whole(path)
    return hashes


def _refuse_unfounded(
    manifest: CorpusManifest,
    documents: list[Document],
    described: dict[str, tuple[Snapshot, ...]],
    path: Path,
) -> None:
    """A document is only as good as the bytes that it was read from: they have to be there, and be its own."""
    states = {source.document_id: source for source in manifest.sources}
    for document in documents:
        source = states.get(document.document_id)
        if source is None or source.sha256 != document.sha256 or document.sha256 not in described:
            raise _not_whole(path)
    readable = {one.document_id for one in manifest.sources if one.state is SourceState.OK}
    if readable != {document.document_id for document in documents}:
        raise _not_whole(path)
    if any(snapshot.sha256 != sha256 for sha256, fetches in described.items() for snapshot in fetches):
        raise _not_whole(path)


def _get(archive: zipfile.ZipFile, name: str, hashes: dict[str, str]) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST_FILE:
        raise zipfile.BadZipFile(f"{name} is too large")
    data = archive.read(name)
    found = _BODY.fullmatch(name)
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != hashes[name] or (found and found.group(1) != sha256):
        raise zipfile.BadZipFile(f"{name} is not what was exported")
    return data


def _not_whole(path: Path) -> UsageError:
    return UsageError(
        f"{path} is no exported corpus, or was changed since: export it again with wellsourced export; "
        "nothing was imported"
    )
