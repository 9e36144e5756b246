"""A checked claim → what people read: the verdict, the sentences that decide, or those nearest to it."""

from assistant.check import Check, Verdict
from ui.fragments import text_fragment
from ui.render import closest_lines, count, duration, escape, marker_link, plain, shorten, unread_line

VERDICTS = {
    Verdict.SUPPORTED: "The sources support this",
    Verdict.CONTRADICTED: "The sources contradict this",
    Verdict.NOT_MENTIONED: "The sources do not say",
}
_HOW_SURE = ((0.85, "clearly"), (0.65, "probably"), (0.0, "perhaps"))
_LONGEST_QUOTE = 600


def claim_markdown(claim: str) -> str:
    """A claim as typed, and that it was to be checked."""
    return "<em>Check:</em> " + "<br>".join(escape(row) for row in claim.strip().splitlines())


def check_markdown(check: Check, answer_id: str) -> str:
    """The verdict as a card; its markers are links to ``#cite-<answer_id>-<marker>``."""
    parts = [f"#### {VERDICTS[check.verdict]}"]
    parts += [
        f"“{escape(shorten(citation.quote, _LONGEST_QUOTE))}”{marker_link(citation, answer_id)}"
        for citation in check.citations
    ]
    if check.closest:
        parts += ["Closest passages:", closest_lines(check.closest, answer_id)]
    if check.unread:
        parts.append(unread_line(check.unread))
    copy = f' · [Copy](#copy-{answer_id} "Copy with sources")' if check.citations else ""
    parts.append(f"<small>Our reading, {how_sure(check)} · {duration(check.seconds)}{copy}</small>")
    return "\n\n".join(parts)


def how_sure(check: Check) -> str:
    """The score in a word and a number: ``clearly (91 %)``."""
    word = next(word for least, word in _HOW_SURE if check.score >= least)
    return f"{word} ({count(round(100 * check.score))} %)"


def check_text(check: Check) -> str:
    """Claim, verdict and numbered sources as plain text: what "Copy" puts on the clipboard."""
    sources = [
        f"[{c.marker}] “{plain(c.quote)}” {plain(c.title)} {text_fragment(c.url, c.quote, page=c.page)}".rstrip()
        for c in check.citations
    ]
    return "\n".join([f"Claim: {plain(check.claim)}", f"{VERDICTS[check.verdict]}.", "", *sources])
