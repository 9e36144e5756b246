"""Subtitle files (SRT, WebVTT) → cues: who says what from when to when, markup left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

_TIMES = re.compile(
    r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
)
_NO_CUES = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?=\s|\Z)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]*)>")
_TAG = re.compile(r"</?(?:[A-Za-z][^<>]*|[\d:.]+)?>|\{\\[^{}]*\}")
_BLANKS = re.compile(r"[\s\u200b\u200e\u200f\ufeff]+")
_DASH = re.compile(r"(?:[-–—]\s*(?=\w)|>>+\s*)")
_LEAST_ROLLING_SHARE = 0.4  # of the cues; files that do not roll repeat a line by chance only


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A line of speech, in seconds from the start. ``turn``: a mark says that another one speaks."""

    start: float
    end: float
    text: str
    speaker: str = ""
    turn: bool = False


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands on the screen at one time, line by line."""

    start: float
    end: float
    lines: list[str]


def read_cues(text: str) -> list[Cue]:
    """The cues of a file in order; lines that roll up through several cues are said once."""
    shown = [cue for cue in _shown(text) if any(_plain(line) for line in cue.lines)]
    said = _without_repeats(shown)
    return [cue for one in said for cue in _split_turns(one)]


def header(text: str) -> dict[str, str]:
    """What WebVTT says above its cues: ``title``, and fields such as ``language``, in lower case."""
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    if not first.startswith("WEBVTT"):
        return {}
    fields = {"title": _plain(first.removeprefix("WEBVTT").lstrip(" \t-–"))}
    for line in rest.split("\n"):
        name, colon, value = line.partition(":")
        if not colon or "-->" in line:
            break
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _shown(text: str) -> Iterator[_Shown]:
    """A line of times begins a cue; what stands between a blank line and it is the cue's number or name."""
    current: _Shown | None = None
    skips = fresh = False
    for line in [*text.splitlines(), ""]:
        times = _TIMES.match(line)
        if times:
            if current is not None:
                _drop_name(current.lines, fresh=fresh)
                yield current
            start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
            current, skips, fresh = _Shown(start, end, []), False, False
        elif not line.strip():
            skips, fresh = False, False
            if current is not None:
                current.lines.append("")
        elif _NO_CUES.match(line) and (current is None or current.lines[-1:] == [""]):
            skips = True
        elif current is not None and not skips:
            fresh = current.lines[-1:] == [""]
            current.lines.append(line)
    if current is not None:
        yield current


def _drop_name(lines: list[str], *, fresh: bool) -> None:
    """Take off the line that names the next cue: after a blank line, or a bare number."""
    if lines and lines[-1].strip() and (fresh or lines[-1].strip().isdecimal()):
        lines.pop()


def _without_repeats(shown: list[_Shown]) -> list[_Shown]:
    """Live and automatic captions show a line again while the next one comes; keep what each adds."""
    lines = [[line for line in map(_clean, cue.lines) if _plain(line)] for cue in shown]
    pairs = [(above, below, _repeated(above, below)) for above, below in pairwise(lines)]
    repeats = sum(1 for *_, (whole, part) in pairs if whole or part)
    rolls = repeats > _LEAST_ROLLING_SHARE * max(1, len(pairs)) and repeats > 1
    kept = [_Shown(cue.start, cue.end, said) for cue, said in zip(shown[:1], lines[:1], strict=True)]
    for at, (_, below, (whole, part)) in enumerate(pairs, start=1):
        cue = shown[at]
        overlaps = cue.start < shown[at - 1].end - 0.001
        new = below
        if rolls or overlaps:
            new = below[whole:]
            if part and new:
                new = [new[0][part:].lstrip(), *new[1:]]
        kept.append(_Shown(cue.start, cue.end, [line for line in new if line]))
    return kept


def _repeated(above: list[str], below: list[str]) -> tuple[int, int]:
    """How many lines of ``below`` end ``above``, and how much of the next line grows out of its last one."""
    whole = next((n for n in range(min(len(above), len(below)), 0, -1) if above[-n:] == below[:n]), 0)
    if whole or not above or not below:
        return whole, 0
    grows = below[0].startswith(above[-1] + " ")
    return 0, len(above[-1]) if grows else 0


def _split_turns(shown: _Shown) -> Iterator[Cue]:
    """The lines of one cue, cut where another speaker begins: a voice tag, a dash, ``>>``."""
    current: Cue | None = None
    for line in shown.lines:
        for speaker, piece, turns in _voices(line):
            text = _plain(piece)
            if not text:
                continue
            if current is not None and not turns:
                current = replace(current, text=f"{current.text} {text}")
                continue
            if current is not None:
                yield current
            current = Cue(start=shown.start, end=shown.end, text=text, speaker=speaker, turn=turns)
    if current is not None:
        yield current


def _voices(line: str) -> Iterator[tuple[str, str, bool]]:
    """Pieces of a line: the speaker that a tag names, the text, and whether another one begins to speak."""
    found = _VOICE.split(line)
    for speaker, piece in zip(["", *found[1::2]], found[::2], strict=True):
        dash = _DASH.match(_plain(piece))
        text = _plain(piece)[dash.end() :] if dash else piece
        yield _plain(speaker), text, bool(speaker or dash)


def _clean(line: str) -> str:
    """A line without tags other than those of voices, to be compared with other lines."""
    voices = _VOICE.findall(line)
    return line if voices else _plain(line)


def _plain(line: str) -> str:
    """The text without tags, positions and entities, its blanks one each."""
    return _BLANKS.sub(" ", unescape(_TAG.sub("", line))).strip()


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")
