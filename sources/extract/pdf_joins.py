"""Groups → groups with the paragraphs whole that a column or a page breaks, and with their notes told apart."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sources.extract.pdf_groups import ENDED, SMALLER, Group
from sources.extract.pdf_lines import Line
from sources.records import BlockKind

_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.REFERENCE})
_FLOATS = frozenset({BlockKind.CAPTION, BlockKind.TABLE_ROW})
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[¹²³⁴-⁹⁰]{1,3}|[*†‡§¶]{1,3})[.)]?|\[\d{1,3}\]")


def mark_footnotes(groups: Sequence[Group], body: float) -> list[Group]:
    """Small groups at the foot of a column, from the first that begins with a number or sign on."""
    columns = defaultdict[tuple[int, int], list[int]](list)
    for at, group in enumerate(groups):
        columns[group.first.page, group.first.column].append(at)
    marked = list(groups)
    pages = defaultdict[int, list[Group]](list)
    for group in groups:
        if not _is_small(group, body):
            pages[group.first.page].append(group)
    for column in columns.values():
        notes = list[int]()
        for at in reversed(column):
            if not _is_small(groups[at], body) or _has_text_below(groups[at], pages[groups[at].first.page]):
                break
            notes.insert(0, at)
        first = next((place for place, at in enumerate(notes) if _begins_note(groups[at].first)), len(notes))
        for at in notes[first:]:
            marked[at] = replace(groups[at], kind=_note_kind(groups[at]), footnote=True)
    return marked


def join_broken(groups: Sequence[Group]) -> list[Group]:
    """A paragraph that goes on after a break is one group; figures, tables and notes between stay between."""
    joined: list[Group] = []
    for group in groups:
        at = _open_end(joined, group)
        if at is None:
            joined.append(group)
        else:
            joined[at] = replace(joined[at], lines=(*joined[at].lines, *group.lines))
    return joined


def _open_end(before: Sequence[Group], group: Group) -> int | None:
    """Which of the groups before goes on with this one."""
    if group.kind not in _RUNNING or group.footnote:
        return None
    for at in range(len(before) - 1, -1, -1):
        above = before[at]
        if above.footnote or above.kind in _FLOATS:
            continue
        return at if above.kind in _RUNNING and _goes_on(above, group) else None
    return None


def _goes_on(above: Group, group: Group) -> bool:
    last, first = above.last, group.first
    if (last.page, last.column) == (first.page, first.column) and last.baseline < first.baseline:
        return False  # no break between them: they were parted for a reason
    if (
        first.page - last.page > 1
        or group.kind is BlockKind.LIST_ITEM
        or not 0.95 < last.size / first.size < 1.05
    ):
        return False
    start, end = first.words[0].text, last.text
    if last.words[-1].text[-1] == "-" or start[0].islower():
        return True
    full = last.right - last.x1 < 4 * last.size
    return full and not ENDED.search(end)


def _is_small(group: Group, body: float) -> bool:
    return group.size <= SMALLER * body and group.kind in _RUNNING


def _has_text_below(group: Group, texts: Sequence[Group]) -> bool:
    """Whether lines in the body's size stand under it: then it is no note."""
    first = group.first
    return any(
        text.last.baseline > first.baseline and text.first.left < first.x1 and text.first.right > first.x0
        for text in texts
    )


def _begins_note(line: Line) -> bool:
    return len(line.words) > 1 and bool(_NOTE_MARK.fullmatch(line.words[0].text))


def _note_kind(group: Group) -> BlockKind:
    """A note that names a page is an entry of references; another says something."""
    addressed = any(
        word.url or "://" in word.text or word.text.startswith("www.")
        for line in group.lines
        for word in line.words
    )
    return BlockKind.REFERENCE if addressed else BlockKind.PARAGRAPH
