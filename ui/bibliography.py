"""Sources as a bibliography: BibTeX, and CSL-JSON for Zotero and its like. Pure."""

import json
import re
from collections.abc import Iterable
from typing import Any

from sources.records import Source, SourceState
from ui.fragments import is_web
from ui.render import host, plain

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED = re.compile(r"([&%$#_{}])|([\\~^])")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def bibtex(sources: Iterable[Source]) -> str:
    """An entry for each source that was read; its key is its id."""
    return "\n".join(_entry(one) for one in sources if one.state is SourceState.OK)


def csl_json(sources: Iterable[Source]) -> str:
    """The same in CSL-JSON."""
    items = [_item(one) for one in sources if one.state is SourceState.OK]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _entry(source: Source) -> str:
    date = _DATE.match(source.date)
    fields = {
        "title": _escaped(source.title),
        "howpublished": _escaped(source.site or (host(source.url) if is_web(source.url) else "")),
        "year": date[1] if date else "",
        "month": str(int(date[2])) if date and date[2] else "",
        "url": source.url if is_web(source.url) else "",
        "urldate": source.fetched_at[:10],
        "note": f"sha256:{source.sha256}" if source.sha256 else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9:._-]+", "-", source.document_id)
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _item(source: Source) -> dict[str, Any]:
    item: dict[str, Any] = {"id": source.document_id, "type": "webpage", "title": plain(source.title)}
    if is_web(source.url):
        item["URL"] = source.url
    else:
        item["type"] = "document"
    if source.site:
        item["container-title"] = source.site
    for name, when in (("issued", source.date), ("accessed", source.fetched_at)):
        date = _DATE.match(when)
        if date:
            item[name] = {"date-parts": [[int(part) for part in date.groups() if part]]}
    return item


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SPECIAL.get(found.group(), f"\\{found.group()}"), plain(text))
