"""Subtitles (SRT, WebVTT) → paragraphs of speech, below headings that say when it is said."""

import re
from collections.abc import Iterator

from sources.errors import ExtractionError
from sources.extract.blocks import BlockWriter
from sources.extract.cues import Cue, header, read_cues
from sources.extract.extracted import Extracted
from sources.records import BlockKind

_PAUSE = 2.0
_SECTION = 120.0
_LONG = 600  # characters: a paragraph ends at the next full stop
_TOO_LONG = 1_200  # and here at the next cue, as automatic captions have no full stops
_ENDS = re.compile(r"[.!?…][\"'’”»)\]♪]*\Z")
_NAMED = re.compile(r"(?:[^\W\d_][\w.'’-]*)(?: [\w.'’#-]+){0,3}: ?(?=\S)")
_LEAST_PUNCTUATED = 0.1  # of the cues end a sentence where somebody punctuated


def extract_subtitles(text: str, *, url: str) -> Extracted:
    """What is said, cues joined into paragraphs; a film of over two minutes has a heading for each two.

    A heading gives the time of the first word below it (``"At 0:04:10"``), so that a citation's section says
    where to look; it stands only between paragraphs. A paragraph ends where another one speaks, at a
    pause of over 2 s (unless a sentence goes on), and where it grows long. Names of speakers are kept:
    a paragraph begins with the one that a voice tag names (``"Ann Lee: …"``).

    Raises: ExtractionError, ``empty``, when nothing is said.
    """
    cues = read_cues(text)
    if not cues:
        raise ExtractionError(
            "nothing is said in these subtitles: if it is a text, add it as .txt", state="empty"
        )
    writer = BlockWriter()
    timed = cues[-1].end - cues[0].start > _SECTION
    due = cues[0].start
    for paragraph in _paragraphs(cues):
        start = paragraph[0].start
        if timed and start >= due:
            writer.write(BlockKind.HEADING, f"At {_clock(start)}", level=2)
            due = start + _SECTION
        writer.write(BlockKind.PARAGRAPH, _said(paragraph))
    fields = header(text)
    return Extracted(
        text=writer.text,
        blocks=writer.blocks,
        title=fields.get("title", ""),
        language=fields.get("language", ""),
        url=url,
        links=writer.links,
    )


def _paragraphs(cues: list[Cue]) -> Iterator[list[Cue]]:
    punctuated = sum(1 for cue in cues if _ENDS.search(cue.text)) > _LEAST_PUNCTUATED * len(cues)
    current: list[Cue] = []
    size = 0
    for cue in cues:
        if current and _parts(current, cue, size, punctuated=punctuated):
            yield current
            current, size = [], 0
        current.append(cue)
        size += len(cue.text) + 1
    yield current


def _parts(above: list[Cue], cue: Cue, size: int, *, punctuated: bool) -> bool:
    """Whether ``cue`` begins a paragraph after those of ``above``, which have ``size`` characters."""
    last = above[-1]
    speaker = next((one.speaker for one in reversed(above) if one.speaker), "")
    if cue.speaker and cue.speaker != speaker:
        return True
    ended = bool(_ENDS.search(last.text))
    if cue.turn and not cue.speaker:
        return True
    named = _NAMED.match(cue.text)
    if named and (ended or named.group().isupper()):
        return True
    goes_on = punctuated and not ended and cue.text[0].islower()
    if cue.start - last.end > _PAUSE and not goes_on:
        return True
    return (size > _LONG and ended) or size > _TOO_LONG


def _said(paragraph: list[Cue]) -> str:
    text = " ".join(cue.text for cue in paragraph)
    return f"{paragraph[0].speaker}: {text}" if paragraph[0].speaker else text


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
