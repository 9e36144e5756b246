"""Is only the beginning of a page free to read? What stands where its text ends tells."""

import re

from sources import gate_words as words
from sources.gate_look import Look
from sources.gate_sentences import count_words

_TEASER_AT_MOST = 450
"""Words; what says more is worth citing for what it says."""
_OFFER_AT_MOST = 16
"""Words; a longer sentence on subscribing is part of a story about it."""
_PRICE_AT_MOST = 12
_PIECE_END = re.compile(r"\n|(?<=[.!?。])\s")


def is_teaser(look: Look) -> bool:
    """Whether the page says that it is not free, or ends with an offer in place of its text."""
    if look.words > _TEASER_AT_MOST:
        return False
    if words.NOT_FREE.search(look.source):
        return True
    ending = _ending(look)
    stops = _any_about(ending, "cut_off")
    offers = _any_about(ending, "offer")
    marked = words.PAYWALL_MARKS.search(look.source) is not None
    asked_in = any(_any_about([piece], "cut_off") and _any_about([piece], "login") for piece in ending)
    breaks_off = look.breaks_off and (stops or marked or offers)
    return (stops and (offers or marked)) or asked_in or _is_priced(ending) or breaks_off


def _ending(look: Look) -> list[str]:
    """The short pieces of the last of the main text and of what stands right after it in the page."""
    pieces = _PIECE_END.split(f"{look.ending}\n{look.after(350)}")
    return [piece for piece in pieces if count_words(piece) <= _OFFER_AT_MOST and not _asks_for_else(piece)]


def _asks_for_else(piece: str) -> bool:
    """Whether it is about a newsletter or a gift, which free pages ask for as well."""
    return _any_about([piece], "letters") or _any_about([piece], "gift")


def _any_about(pieces: list[str], theme: str) -> bool:
    return any(words.THEMES[theme].search(piece) for piece in pieces)


def _is_priced(ending: list[str]) -> bool:
    """Whether something is to be had at a price; a full sentence that speaks to nobody is news of one."""
    speaks = words.speaks_to_reader("")
    priced = [piece for piece in ending if _any_about([piece], "offer") and words.PRICE.search(piece)]
    short = [piece for piece in priced if count_words(piece) <= _PRICE_AT_MOST]
    return any(speaks.search(piece) or not piece.rstrip().endswith((".", "。")) for piece in short)
