"""Answers to take along: Markdown, HTML that needs nothing else, JSON. Pure, as the rendering for the page is."""

import html
import json
import re
from collections.abc import Iterable, Sequence

from assistant.answer import EXTRACTIVE, Answer, Citation, Status
from ui.fragments import is_web, text_fragment
from ui.render import SUPPORT_NOTES, copy_note, host, moment, plain

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$])|^([#+>-]|\d+[.)])(?=\s)")
_CSS = """
:root { color-scheme: light dark; --line: #8884; --soft: #777; --mark: #ffe58a; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.55 system-ui, sans-serif; }
h2 { margin-top: 2.5rem; font-size: 1.25rem; } small, .about { color: var(--soft); }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; } blockquote { margin: .6rem 0; } mark { background: var(--mark); color: #000; }
sup a { text-decoration: none; } a:focus-visible, summary:focus-visible { outline: 2px solid #36c; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_json(answers: Sequence[Answer]) -> str:
    """Each answer as ``ask --json`` prints it, in a list."""
    return json.dumps([answer.to_json() for answer in answers], ensure_ascii=False, indent=1) + "\n"


def as_markdown(answers: Iterable[Answer]) -> str:
    """The questions as headings, the answers with numbers, their sources with quotes below each."""
    return "\n\n".join(_markdown(answer) for answer in answers) + "\n"


def as_html(answers: Iterable[Answer]) -> str:
    """One page that opens without a network; quotes fold out. No script, and none of a source's mark-up acts."""
    parts = [_html(answer, number) for number, answer in enumerate(answers, start=1)]
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Answers with their sources</title><style>{_CSS}</style></head><body>\n"
        f"<h1>Answers with their sources</h1>\n{''.join(parts)}</body></html>\n"
    )


def how_made(answer: Answer) -> str:
    """One line on what made the answer."""
    if answer.engine == EXTRACTIVE:
        return "Sentences of the sources."
    return f"Written by {plain(answer.engine)}; each sentence was checked against what it cites."


def _markdown(answer: Answer) -> str:
    lines = [f"## {_safe(answer.question)}"]
    if answer.was_completed:
        lines.append(f"*Read as: {_safe(answer.standalone_question)}*")
    if answer.status is Status.NOT_FOUND:
        lines.append(f"**Not in the sources.** {_safe(answer.reason)}")
    else:
        verdict = f"**{answer.verdict.value.capitalize()}, as we read this:** " if answer.verdict else ""
        lines.append(verdict + " ".join(_markdown_statements(answer)))
    lines += [_safe(note) for note in (answer.notice, how_made(answer)) if note]
    lines += [_markdown_source(one) for one in (*answer.citations, *answer.closest)]
    return "\n\n".join(lines)


def _markdown_statements(answer: Answer) -> Iterable[str]:
    for statement in answer.statements:
        note = SUPPORT_NOTES.get(statement.support)
        markers = "".join(f" \\[{marker}\\]" for marker in statement.citations)
        yield f"{_safe(statement.text)}{markers}{f' *({note})*' if note else ''}"


def _markdown_source(one: Citation) -> str:
    link = text_fragment(one.url, one.quote, page=one.page) if is_web(one.url) else ""
    where = f"<{link}>" if link else _safe(host(one.url))
    return f"\\[{one.marker}\\] {_safe(one.title)}. {where} {_safe(_about(one))}\n\n> {_safe(one.quote)}"


def _safe(text: str) -> str:
    """Text that Markdown shows as it is: one line, its special characters with a backslash."""
    return _MARKDOWN.sub(lambda found: f"\\{found.group()}", plain(text))


def _about(one: Citation) -> str:
    facts = [
        f"Page {one.page}" if one.page else "",
        copy_note(one.via, one.archived_at),
        f"read {moment(one.fetched_at)}" if one.fetched_at else "",
        one.snapshot,
    ]
    return f"({', '.join(fact for fact in facts if fact)})"


def _html(answer: Answer, number: int) -> str:
    parts = [f"<h2>{_text(answer.question)}</h2>\n"]
    if answer.was_completed:
        parts.append(f"<p class=about>Read as: {_text(answer.standalone_question)}</p>\n")
    if answer.status is Status.NOT_FOUND:
        parts.append(f"<p><strong>Not in the sources.</strong> {_text(answer.reason)}</p>\n")
    else:
        verdict = f"<em>{answer.verdict.value.capitalize()}, as we read this:</em> " if answer.verdict else ""
        parts.append(f"<p>{verdict}{' '.join(_html_statements(answer, number))}</p>\n")
    parts += [f"<p class=about>{_text(note)}</p>\n" for note in (answer.notice, how_made(answer)) if note]
    parts += [_html_source(one, number) for one in (*answer.citations, *answer.closest)]
    return "".join(parts)


def _html_statements(answer: Answer, number: int) -> Iterable[str]:
    for statement in answer.statements:
        note = SUPPORT_NOTES.get(statement.support)
        markers = "".join(f'<sup><a href="#s{number}-{one}">[{one}]</a></sup>' for one in statement.citations)
        yield f"{_text(statement.text)}{markers}{f' <small>({note})</small>' if note else ''}"


def _html_source(one: Citation, number: int) -> str:
    """A source that folds out: the quote with the words that answer marked, and where it is from."""
    quote = html.escape(one.quote)
    if one.highlight is not None:
        start, end = one.highlight[0] - one.start, one.highlight[1] - one.start
        before, lit, after = one.quote[:start], one.quote[start:end], one.quote[end:]
        quote = f"{html.escape(before)}<mark>{html.escape(lit)}</mark>{html.escape(after)}"
    link = text_fragment(one.url, one.quote, page=one.page) if is_web(one.url) else ""
    where = f'<a rel="noreferrer" href="{html.escape(link)}">{_text(host(one.url))}</a>' if link else ""
    return (
        f'<details id="s{number}-{one.marker}"><summary>[{one.marker}] {_text(one.title)}</summary>'
        f"<blockquote>{quote}</blockquote><small>{where} {_text(_about(one))}</small></details>\n"
    )


def _text(text: str) -> str:
    return html.escape(plain(text))
