"""An answer with all that it takes to check it: a zip that anyone can verify without the corpus, or the network.

In it are the answer, readable forms of it, and for each source that it cites the bytes as they were fetched with what
is known of the fetch. Verifying extracts the text from these bytes again, and looks whether each quote stands there.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, Citation
from assistant.verify import answer_problems
from sources.errors import UsageError
from sources.reading import SourceReader
from sources.records import Snapshot
from sources.snapshots import SnapshotStore
from sources.zips import BROKEN_ZIP, plain_json, put, written_zip

SUFFIX = ".zip"
_ANSWER = "answer.json"
_HASHES = "hashes.json"
_DESCRIBED = re.compile(r"snapshots/([0-9a-f]{64})\.json")
_LARGEST = 200_000_000
_MOST_FILES = 2000
_SNAPSHOTS = TypeAdapter(tuple[Snapshot, ...])


def write_bundle(path: Path, answer: Answer, snapshots: SnapshotStore, readable: Mapping[str, str]) -> None:
    """Write the zip; ``readable`` are the texts of further files by their names.

    Raises: SourceError when a snapshot is damaged; StorageError. ``path`` is then as it was.
    """
    cited = sorted({_sha256(one) for one in (*answer.citations, *answer.closest)})
    with written_zip(path) as writer:
        hashes = {_ANSWER: put(writer, _ANSWER, plain_json(answer.to_json()))}
        for name, text in readable.items():
            hashes[name] = put(writer, name, text.encode())
        for sha256 in cited:
            described = plain_json([asdict(one) for one in snapshots.snapshots(sha256)])
            name = f"snapshots/{sha256}"
            hashes[f"{name}.json"] = put(writer, f"{name}.json", described)
            hashes[f"{name}.bin"] = put(writer, f"{name}.bin", snapshots.body(sha256))
        put(writer, _HASHES, plain_json(hashes))


def verify_bundle(path: Path, reading: Callable[[SnapshotStore], SourceReader]) -> tuple[Answer, list[str]]:
    """The answer in a bundle, and one line for each thing in it that is wrong.

    ``reading`` makes what extracts texts from the snapshots of a store.
    Raises: UsageError for a file that is no bundle.
    """
    with _opened(path) as files, tempfile.TemporaryDirectory() as folder:
        hashes = json.loads(files[_HASHES])
        changed = [
            f"{name} is not what was written"
            for name, data in files.items()
            if name != _HASHES and hashes.get(name) != hashlib.sha256(data).hexdigest()
        ]
        store = SnapshotStore(Path(folder))
        for name, data in files.items():
            found = _DESCRIBED.fullmatch(name)
            body = files.get(f"snapshots/{found[1]}.bin") if found else None
            if found and body is not None and hashlib.sha256(body).hexdigest() == found[1]:
                for snapshot in _SNAPSHOTS.validate_json(data):
                    store.put(snapshot, body)
        answer = Answer.from_json(json.loads(files[_ANSWER]))
        reader = reading(store)
        problems = answer_problems(
            answer, lambda one: reader.texts_of(_sha256(one), one.url, one.document_id)
        )
    return answer, [*changed, *problems]


@contextmanager
def _opened(path: Path) -> Iterator[dict[str, bytes]]:
    """The files of a bundle by their names. Whatever is wrong with them, here or later, is one line."""
    no_bundle = UsageError(f"{path} is no bundle of an answer: ask … --out {path.stem}{SUFFIX} writes one")
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
            if len(listed) > _MOST_FILES or sum(one.file_size for one in listed) > _LARGEST:
                raise no_bundle
            files = {one.filename: archive.read(one) for one in listed}
        if not {_ANSWER, _HASHES} <= set(files):
            raise no_bundle
        yield files
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    except (*BROKEN_ZIP, ValidationError) as error:
        raise no_bundle from error


def _sha256(citation: Citation) -> str:
    return citation.snapshot.removeprefix("sha256:")
