"""What the commands about sources and corpora do: call the workspace once, print, exit code."""

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.workspace import Text, Workspace
from sources.errors import ExtractionError, UsageError
from sources.records import Source, SourceState
from ui.batches import JsonLines, Line
from ui.bibliography import bibtex, csl_json
from ui.commands import print_json, saved_answer
from ui.controls import without_controls
from ui.options import tell
from ui.terminal import print_corpora, print_sources

_DONE, _FAILED = 0, 1
_MOST_SHOWN = 200
"""Sources of a corpus that ``add`` lists at its end; of a larger one only what was added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How locations are added: as in ``Workspace.add``."""

    for_url: str
    follow: bool
    depth: int
    most_pages: int


def add(workspace: Workspace, locations: list[str], how: How, *, as_json: bool) -> int:
    """Read files and pages into a corpus; 1 when none of those named could be read."""
    added = workspace.add(
        locations,
        follow=how.follow,
        depth=how.depth,
        most_pages=how.most_pages,
        for_url=how.for_url,
        on_progress=_tell_source,
    )
    workspace.assistant()
    everything = workspace.sources()
    if as_json:
        _show_sources(added, as_json=True)
    else:
        _show_sources(everything if len(everything) <= _MOST_SHOWN else added, as_json=False)
    return _DONE if any(source.state is SourceState.OK for source in added) else _FAILED


def add_jsonl(workspace: Workspace, path: Path, *, as_json: bool) -> int:
    """Read texts in bulk; nothing is stored when a line is wrong."""

    def refuse(number: int, why: str) -> None:
        raise UsageError(f"{path}, line {number}: {why}; nothing was stored")

    added = workspace.add_texts([_text_of(line, path) for line in JsonLines(str(path), refuse)])
    if as_json:
        _show_sources(added, as_json=True)
    else:
        tell(f"{len(added)} texts added to {workspace.settings.corpus!r}")
    return _DONE


def cite(workspace: Workspace, *, as_csl: bool) -> int:
    """Print the sources that were read as a bibliography."""
    sys.stdout.write((csl_json if as_csl else bibtex)(workspace.sources()))
    return _DONE


def sources(workspace: Workspace, *, as_json: bool) -> int:
    """List every source; what was never tried is fetched first."""
    workspace.fetch_pending(on_progress=_tell_source)
    workspace.assistant()
    _show_sources(workspace.sources(), as_json=as_json)
    return _DONE


def refresh(workspace: Workspace, answers: Sequence[Path], *, as_json: bool) -> int:
    """Ask for every page again; print what changed and what cited sentences are gone."""
    saved = [(path.name, saved_answer(path)) for path in answers]
    refreshed = workspace.refresh(on_progress=_tell_source, answers=saved)
    workspace.assistant()
    if as_json:
        print_json(asdict(refreshed) | {"sources": [asdict(source) for source in workspace.sources()]})
        return _DONE
    print_sources(workspace.sources())
    for line in (*refreshed.changed, *(f"gone: {line}" for line in refreshed.lost)):
        sys.stdout.write(f"{without_controls(line)}\n")
    if not refreshed.changed:
        sys.stdout.write("Nothing changed in what was read before.\n")
    return _DONE


def extract(path: Path, url: str, *, as_json: bool) -> int:
    """Show what a file gives, read as one from the web is, and judged by the gate; 1 when it is no source."""
    from sources.extract.trusted import ExtractTrusting
    from sources.files import guess_type, read_bytes
    from sources.reading import judge_file

    body, content_type = read_bytes(path), guess_type(path)
    read, extractor, error = None, "", None
    reader = ExtractTrusting()
    try:
        read, extractor = reader(body, name=path.name, url=url, content_type=content_type)
    except ExtractionError as problem:
        error = problem
    finally:
        reader.close()
    state, reason = judge_file(
        body, url=url, content_type=content_type, extracted=read, extractor=extractor, error=error
    )
    if not as_json and state is not SourceState.OK:
        raise ExtractionError(reason, state=state)
    if as_json:
        plain = {key: value for key, value in asdict(read).items() if key != "links"} if read else {}
        print_json({"state": state, "reason": reason, "text": "", "blocks": []} | plain)
    elif read is not None:
        sys.stdout.write(without_controls(read.text if read.text.endswith("\n") else f"{read.text}\n"))
    return _DONE if state is SourceState.OK else _FAILED


def list_corpora(workspace: Workspace, *, as_json: bool) -> int:
    """List the corpora with their sources counted."""
    listed = workspace.corpora()
    if as_json:
        print_json([asdict(corpus) for corpus in listed])
    else:
        print_corpora(listed)
    return _DONE


def corpus_name_of(file: Path) -> str:
    """The name that a corpus gets from the file that it is imported from."""
    return re.sub(r"[^a-z0-9_-]+", "-", file.stem.lower()).strip("-_")[:63] or "imported"


def _text_of(line: Line, path: Path) -> Text:
    value = line.value
    missing = [key for key in ("id", "text") if not isinstance(value.get(key), str | int) or value[key] == ""]
    if missing:
        raise UsageError(f"{path}, line {line.number}: {' and '.join(missing)} missing; nothing was stored")
    return str(value["id"]), str(value.get("title") or ""), str(value["text"]), str(value.get("url") or "")


def _show_sources(listed: tuple[Source, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(source) for source in listed])
    else:
        print_sources(listed)


def _tell_source(source: Source) -> None:
    tell(
        f"{source.state.value:<12} {source.url or source.title}{': ' if source.reason else ''}{source.reason}"
    )
