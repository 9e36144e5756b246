"""What a page tells machines of itself in JSON-LD: objects in lists, in ``@graph`` and in one another."""

import json
import re
from collections import deque
from typing import Any

Item = dict[str, Any]

_ARTICLE = re.compile(
    r"(?:Article|Posting|Report|WebPage|CreativeWork|Book|Thesis|Dataset|Recipe|Review|Event)$"
)
_NOT_OF_PAGE = re.compile(
    r"^(?:BreadcrumbList|ListItem|Organization|Person|ImageObject|WebSite|Comment|ItemList)$"
)
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_MOST_ITEMS = 1_000


def read_items(tree: Any) -> list[Item]:
    """Every object of the page's JSON-LD, those of lists and of ``@graph`` too."""
    items: list[Item] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                data = json.loads((script.text or "").strip().removesuffix(";"), strict=False)
            except (ValueError, RecursionError):
                continue
            waiting = deque([data])
            while waiting and len(items) < _MOST_ITEMS:
                item = waiting.popleft()
                if isinstance(item, list):
                    waiting.extend(item)
                elif isinstance(item, dict):
                    items.append(item)
                    waiting.extend(item[name] for name in _NESTED if name in item)
    return items


def article_of(items: list[Item]) -> Item:
    """The object that speaks of the page's article: one with a headline first, then one with a date."""
    of_page = [item for item in items if _is_article(item) and not _is_frame(item)]
    for name in ("headline", "datePublished", "author"):
        for item in of_page:
            if name in item:
                return item
    return of_page[0] if of_page else {}


def _is_article(item: Item) -> bool:
    return any(_ARTICLE.search(kind) for kind in _types(item))


def _is_frame(item: Item) -> bool:
    return any(_NOT_OF_PAGE.search(kind) for kind in _types(item))


def item_of_type(items: list[Item], kind: str) -> Item:
    """The first object of one type, or an empty one."""
    return next((item for item in items if kind in _types(item)), {})


def _types(item: Item) -> list[str]:
    kinds = item.get("@type", "")
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]


def names_in(value: Any, items: list[Item]) -> list[str]:
    """The names in an author or publisher: a name, an object, a list, or a pointer to an object of the page."""
    if isinstance(value, list):
        return [name for part in value[:20] for name in names_in(part, items)]
    if isinstance(value, dict):
        if "name" in value:
            return names_in(value["name"], items)
        pointed = (item for item in items if value.get("@id") and item.get("@id") == value["@id"])
        return next((names_in(item["name"], []) for item in pointed if "name" in item), [])
    return [flat(value)] if isinstance(value, str) and value.strip() else []


def flat(value: object) -> str:
    """A text in one line; ``""`` for what is no text."""
    return " ".join(value.split()) if isinstance(value, str) else ""
