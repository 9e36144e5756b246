"""Small charts as inline SVG: widths in per cent, so that they fit a phone; colours come from the page."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

from evals.measures.calibration import Bin

HEIGHT = 120
"""Height of a histogram, in CSS pixels."""


def bar(figure: Mapping[str, float], name: str, series: str) -> str:
    """A share from 0 to 1 as a bar on a full-width track, with a whisker over its interval.

    ``series`` is the CSS class that colours the bar; ``name`` is read out in place of the drawing.
    """
    value, low, high = (100 * figure[key] for key in ("value", "low", "high"))
    label = escape(f"{name}: {value:.0f} %, 95 % interval {low:.0f} to {high:.0f} %")
    caps = "".join(f'<line class="whisker" x1="{x:.2f}%" x2="{x:.2f}%" y1="4" y2="14"/>' for x in (low, high))
    return (
        f'<svg class="bar" role="img" aria-label="{label}" width="100%" height="18">'
        '<rect class="track" width="100%" height="18" rx="2"/>'
        f'<rect class="{series}" width="{value:.2f}%" height="18" rx="2"/>'
        f'<line class="whisker" x1="{low:.2f}%" x2="{high:.2f}%" y1="9" y2="9"/>{caps}</svg>'
    )


def histogram(values: Sequence[float], name: str, unit: str, marks: Mapping[str, float]) -> str:
    """How often each range of values occurs, with a dashed line at each mark; empty without values.

    The axis starts at 0; all bins are equally wide, each from its left edge up to but not including its
    right edge.
    """
    if not values:
        return ""
    width, counts = bins(values)
    top, slot = max(counts), 100 / len(counts)
    bars = "".join(
        f'<rect class="series-a" x="{i * slot + 0.3:.2f}%" width="{slot - 0.6:.2f}%" '
        f'y="{HEIGHT * (1 - count / top):.1f}" height="{HEIGHT * count / top:.1f}">'
        f"<title>{_number(i * width)} to {_number((i + 1) * width)} {escape(unit)}: {count}</title></rect>"
        for i, count in enumerate(counts)
        if count
    )
    end = width * len(counts)
    lines = "".join(
        f'<line class="mark" x1="{100 * at / end:.2f}%" x2="{100 * at / end:.2f}%" y1="0" y2="{HEIGHT}"/>'
        for at in marks.values()
    )
    told = ", ".join(f"{mark} {_number(at)}" for mark, at in marks.items())
    label = escape(f"{name}: n = {len(values)}, {told} {unit}")
    return (
        f"<figure><figcaption>{escape(name)}</figcaption>"
        f'<div class="quiet">n = {len(values)}; dashed: {escape(told)} {escape(unit)}</div>'
        f'<div class="scale quiet"><span>{top}</span></div>'
        f'<svg class="histogram" role="img" aria-label="{label}" width="100%" height="{HEIGHT}">'
        f"{bars}{lines}</svg>"
        f'<div class="axis quiet"><span>0</span><span>{_number(end / 2)}</span>'
        f"<span>{_number(end)} {escape(unit)}</span></div></figure>"
    )


def bins(values: Sequence[float], wanted: int = 20) -> tuple[float, list[int]]:
    """The width of a bin (1, 2 or 5 times a power of ten) and the counts from 0 up to the largest value."""
    largest = max(values)
    rough = largest / wanted or 1.0
    power = 10.0 ** floor(log10(rough))
    width = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))
    slots = [floor(value / width + 1e-9) for value in values]
    counts = [0] * max(max(slots) + 1, ceil(largest / width))
    for slot in slots:
        counts[slot] += 1
    return width, counts


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def reliability_diagram(found: Sequence[Bin]) -> str:
    """A dot for each bin, what was said from left to right, what came true from below; the diagonal is dashed."""
    lines = (
        '<line class="mark" x1="0" y1="100%" x2="100%" y2="0"/>'
        '<line class="whisker" x1="0" y1="100%" x2="100%" y2="100%"/>'
        '<line class="whisker" x1="0" y1="0" x2="0" y2="100%"/>'
    )
    dots = "".join(
        f'<circle class="series-a" cx="{100 * one.said:.1f}%" cy="{100 * (1 - one.came_true):.1f}%" '
        f'r="{3 + min(9, one.n**0.5):.1f}"><title>{one.low:.1f} to {one.high:.1f}: n = {one.n}, said '
        f"{one.said:.2f}, came true {one.came_true:.2f}</title></circle>"
        for one in found
    )
    told = "; ".join(f"said {one.said:.2f}, came true {one.came_true:.2f}, n {one.n}" for one in found)
    return (
        '<figure class="square"><div class="scale quiet"><span>1: the sources answer</span></div>'
        f'<svg class="reliability" role="img" aria-label="Reliability: {escape(told)}" width="100%" '
        f'height="{2 * HEIGHT}">{lines}{dots}</svg>'
        '<div class="axis quiet"><span>0</span><span>score</span><span>1</span></div></figure>'
    )
