"""The picker of corpora: what it lists, and names for new ones. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from assistant.corpora import CorpusSummary
from ui.render import count, plain, shorten

UNNAMED = "Give the new corpus a name with at least one letter or digit."
_MOST_CHARACTERS = 60


def corpus_options(summaries: Sequence[CorpusSummary], current: str) -> list[dict[str, Any]]:
    """One option for each corpus; ``current``, which was named but holds nothing yet, is listed, too."""
    options = [
        {
            "name": one.name,
            "label": f"{shorten(plain(one.title) or one.name, 70)} ({count(one.read)} of {count(one.sources)} read)",
            "removable": not one.bundled,
        }
        for one in summaries
    ]
    if current and all(option["name"] != current for option in options):
        options.append({"name": current, "label": f"{current} (nothing in it yet)", "removable": False})
    return options


def corpus_name(title: str) -> str:
    """The name of a corpus in the data folder, made of what somebody typed; ``""`` when nothing is left of it."""
    plainer = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plainer).strip("-")[:_MOST_CHARACTERS].strip("-")


def taken(name: str, summaries: Sequence[CorpusSummary]) -> str:
    """Why a new corpus cannot be called so; ``""`` when it can."""
    if not name:
        return UNNAMED
    if any(one.name == name for one in summaries):
        return f"There is a corpus called {name} already: choose it above, or name another."
    return ""
