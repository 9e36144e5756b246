"""A run as one HTML page that needs nothing else: no script, no network, light and dark, phone and desk."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from evals.charts import bar, histogram
from evals.report_errors import errors
from evals.report_style import STYLE
from evals.report_trust import confusion, trust
from evals.runs import Run
from sources.storage import write_atomically

HEADLINES = {
    "right_cited": ("Right and cited", "of the answerable questions: as expected, in sentences that cite it"),
    "right": ("Right", "all questions: the answer holds what is expected, or is rightly declined"),
    "declined_rightly": ("Declined rightly", "of the questions that the sources do not answer"),
    "declined_falsely": ("Declined falsely", "of the answerable questions; less is better"),
    "quote_fidelity": ("Quotes that stand", "of {citations} quotes shown: exactly the text of the source"),
    "citation_support": ("Expected citations", "of an answer’s citations; others may support it as well"),
    "words_median": ("Words, median", "of the answers given"),
    "seconds_median": ("Seconds, median", "from question to answer"),
    "seconds_p95": ("Seconds, 95th percentile", "from question to answer"),
}  # fmt: skip
"""What stands at the top: a name, and what the figure is taken over or which way is better."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing and run nothing, whatever stands in the texts of a run."""


def write(run: Run, path: Path) -> Path:
    """Write the page; raises StorageError when the file cannot be written."""
    write_atomically(path, page(run).encode())
    return path


def page(run: Run) -> str:
    """The whole page; every text of a run is escaped."""
    told = run.summary["run"]
    title = f"Wellsourced evaluation, {told['started'][:16].replace('T', ' ')} UTC"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>{_introduction(run.summary)}{_headlines(run.summary['overall'])}"
        f"{_kinds(run.summary['kinds'])}{confusion(run)}{trust(run)}{_histograms(run)}{errors(run)}{_details(told)}"
        "</main></body></html>\n"
    )


def _introduction(summary: Mapping[str, Any]) -> str:
    overall, told = summary["overall"], summary["run"]
    asked = (
        f"{overall['n']} questions from {', '.join(told['files'])}: {overall['answerable']} that the sources "
        f"answer, {overall['n'] - overall['answerable']} that they do not. "
    )
    how = (
        "Beside every figure stands its 95 % interval, how far it may be off because these questions were "
        "asked and not others, and n, the questions that it was taken over. One question was asked before "
        "the clock started, to load the models."
    )
    failed = (
        f" {overall['errors']} questions ended in an error and count as wrong." if overall["errors"] else ""
    )
    return f"<p>{escape(asked + how + failed)}</p>"


def _headlines(overall: Mapping[str, Any]) -> str:
    return f'<section class="tiles" aria-label="Headline figures">{"".join(_tiles(overall))}</section>'


def _tiles(overall: Mapping[str, Any]) -> Iterator[str]:
    for measure, (name, over) in HEADLINES.items():
        figure = overall.get(measure)
        value, between = ("–", "") if figure is None else _told(measure, figure)
        beside = "not measured: no such questions" if figure is None else f"{between}, n = {figure['n']}"
        yield (
            f'<div class="tile"><div class="name">{escape(name)}</div>'
            f'<div class="value">{escape(value)}</div>'
            f'<div>{escape(beside)}</div><div class="quiet">{escape(over.format_map(overall))}</div></div>'
        )


def _told(measure: str, figure: Mapping[str, float]) -> tuple[str, str]:
    """The figure and its interval as texts, the interval without a unit."""
    value, low, high = figure["value"], figure["low"], figure["high"]
    if measure == "words_median":
        return f"{value:.0f}", f"{low:.0f}–{high:.0f}"
    if measure.startswith("seconds"):
        return f"{value:.3f}", f"{low:.3f}–{high:.3f}"
    return percent(value), f"{100 * low:.0f}–{100 * high:.0f}"


def percent(share: float) -> str:
    """A share as a whole per cent; never "100 %" or "0 %" unless it is exactly that."""
    if 0.995 <= share < 1 or 0 < share < 0.005:
        return f"{100 * min(max(share, 0.0001), 0.9999):.2f} %"
    return f"{100 * share:.0f} %"


def _kinds(kinds: Mapping[str, Any]) -> str:
    rows = "".join(_kind(kind, figures) for kind, figures in kinds.items())
    return (
        "<section><h2>By kind of question</h2>"
        '<p class="quiet"><span class="key series-a"></span> right &nbsp; '
        '<span class="key series-b"></span> right and cited &nbsp; whisker: 95 % interval. '
        "For questions that the sources do not answer, right is to decline.</p>"
        f'<div class="kinds">{rows}</div></section>'
    )


def _kind(kind: str, figures: Mapping[str, Any]) -> str:
    rows = []
    for measure, name, series in (
        ("right", "right", "series-a"),
        ("right_cited", "right and cited", "series-b"),
    ):
        if figure := figures[measure]:
            value, between = _told(measure, figure)
            rows.append(
                f'<div class="row">{bar(figure, f"{kind}, {name}", series)}<span><b>{value}</b> '
                f'<span class="quiet">{between}</span></span></div>'
            )
    return (
        f'<div class="kind"><div><b>{escape(kind.replace("_", " "))}</b> '
        f'<span class="quiet">n = {figures["n"]}</span></div>'
        f"<div>{''.join(rows)}</div></div>"
    )


def _histograms(run: Run) -> str:
    overall = run.summary["overall"]
    seconds = [o.seconds for o in run.outcomes if o.seconds is not None]
    words = [float(o.words) for o in run.outcomes if o.words is not None]
    marks = {"median": "seconds_median", "95th percentile": "seconds_p95"}
    drawn = histogram(
        seconds, "Time to answer", "seconds",
        {name: overall[measure]["value"] for name, measure in marks.items() if overall[measure]},
    ) + histogram(
        words, "Length of answers", "words",
        {"median": overall["words_median"]["value"]} if overall["words_median"] else {},
    )  # fmt: skip
    return f'<section><h2>Time and length</h2><div class="pair">{drawn}</div></section>'


def _details(told: Mapping[str, Any]) -> str:
    return f"<section><h2>What this was measured on</h2><dl>{''.join(_definitions(told))}</dl></section>"


def _definitions(values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _definitions(value, f"{before}{name} · ")
        else:
            yield f"<div><dt>{escape(before + str(name))}</dt><dd>{escape(str(value))}</dd></div>"
