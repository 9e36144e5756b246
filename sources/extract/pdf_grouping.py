"""Lines in reading order → groups: where one block ends and the next begins."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from sources.extract.pdf_groups import ENDED, Group, is_item, make_group, style
from sources.extract.pdf_lines import Line
from sources.extract.pdf_rows import row_starts
from sources.extract.section_heads import heads_references
from sources.records import BlockKind


def group_lines(lines: Sequence[Line], body: float) -> list[Group]:
    """Cut the lines, in reading order, into blocks; ``body`` is the size of the running text."""
    grouper = _Grouper(lines, body)
    rows = row_starts(lines)
    for at, line in enumerate(lines):
        grouper.add(line, begins_row=at in rows)
    return grouper.finish()


class _Grouper:
    def __init__(self, lines: Sequence[Line], body: float) -> None:
        self._body = body
        self._leading = _leadings(lines)
        self._groups: list[Group] = []
        self._run: list[Line] = []
        self._in_references = False

    def add(self, line: Line, *, begins_row: bool) -> None:
        if self._run and (begins_row or self._begins(line)):
            self._close()
        self._run.append(line)

    def finish(self) -> list[Group]:
        if self._run:
            self._close()
        return self._groups

    def _close(self) -> None:
        group = make_group(self._run, self._body)
        if group.kind is BlockKind.HEADING:
            self._in_references = heads_references(group.text)
        elif self._in_references and group.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}:
            group = Group(kind=BlockKind.REFERENCE, lines=group.lines)
        self._groups.append(group)
        self._run = []

    def _begins(self, line: Line) -> bool:
        above = self._run[-1]
        if (line.page, line.tabular) != (above.page, above.tabular):
            return True
        if line.column != above.column and not self._goes_on_in_column(line, above):
            return True
        return not line.tabular and self._begins_text(line, above)

    def _begins_text(self, line: Line, above: Line) -> bool:
        if style(line, self._body) != style(above, self._body) or not 0.92 <= line.size / above.size <= 1.08:
            return True
        apart = line.baseline - above.baseline
        if style(line, self._body) == "larger":
            return apart > 1.7 * line.size or apart < 0
        if apart < 0 or apart > 1.25 * self._usual(line) + 0.05 * line.size or is_item(line):
            return True
        if self._in_references:
            return _begins_entry(self._run, line)
        return self._begins_paragraph(line)

    def _goes_on_in_column(self, line: Line, above: Line) -> bool:
        """The short last line of a heading over several columns stands in the first of them."""
        is_head = style(line, self._body) == "larger" and abs(line.x0 - above.x0) < 0.5 * line.size
        return is_head and line.baseline > above.baseline and above.x1 > line.right

    def _usual(self, line: Line) -> float:
        """The distance of baselines in this block, else in the document's text of this size."""
        run = self._run
        if len(run) > 1:
            return min(below.baseline - above.baseline for above, below in pairwise(run))
        return self._leading.get(round(line.size), 1.3 * line.size)

    def _begins_paragraph(self, line: Line) -> bool:
        run, above = self._run, self._run[-1]
        broke = (_had_room(above, line) and _is_ended(above, line)) or _is_centred(above, line)
        if is_item(run[0]):
            hangs = run[0].words[1].x0 - 0.5 * line.size
            hung = len(run) == 1 or run[-1].x0 >= hangs
            return broke if not hung or line.x0 >= hangs else broke or len(run) > 1
        indent = line.x0 - min(above.x0, above.left + 0.3 * line.size)
        indented = 0.7 * line.size < indent < 6 * line.size and above.x0 < line.x0 - 0.5 * line.size
        return broke or (indented and bool(ENDED.search(above.text)))


def _leadings(lines: Sequence[Line]) -> dict[int, float]:
    """For each size, to the point: the most frequent distance of baselines within a column."""
    counts = defaultdict[int, Counter[float]](Counter)
    for above, line in pairwise(lines):
        apart = line.baseline - above.baseline
        same = (above.page, above.column, round(above.size)) == (line.page, line.column, round(line.size))
        if same and 0.8 * line.size < apart < 2.2 * line.size:
            counts[round(line.size)][round(2 * apart) / 2] += 1
    return {size: max(found, key=lambda apart: (found[apart], -apart)) for size, found in counts.items()}


def _had_room(above: Line, line: Line) -> bool:
    """The line's first word would have fitted above: somebody ended that line on purpose."""
    first = line.words[0]
    return above.x1 + 0.3 * line.size + (first.x1 - first.x0) < above.right - 0.5 * line.size


def _is_ended(above: Line, line: Line) -> bool:
    if ENDED.search(above.text):
        return True
    if above.text.endswith(("-", ",", "–", "/")):
        return False
    empty = (above.right - above.x1) / max(1.0, above.right - above.left)
    return empty > 0.35 and not line.words[0].text[0].islower()


def _is_centred(above: Line, line: Line) -> bool:
    """Both have the same middle: lines of a title page, each for itself."""
    off = abs((above.x0 + above.x1) - (line.x0 + line.x1)) / 2
    if off > 0.5 * line.size or abs(above.x0 - line.x0) < line.size:
        return False
    return _had_room(above, line) or line.baseline - above.baseline > 1.5 * line.size


def _begins_entry(run: Sequence[Line], line: Line) -> bool:
    """In a list of references the first line of an entry hangs out, or the one above it has ended."""
    flush = line.x0 <= line.left + 0.5 * line.size
    hangs = run[-1].x0 > line.x0 + 0.7 * line.size
    ended = _had_room(run[-1], line) and bool(ENDED.search(run[-1].text) or "://" in run[-1].words[-1].text)
    return hangs or (flush and ended)
