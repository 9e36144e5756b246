"""Words cut at the end of a line → whole again, as far as the text itself shows how they are written."""

import re
from collections import Counter
from collections.abc import Iterable

_STRIPPED = "\"'“”‘’«»().,;:!?[]…"
# Second halves of English compounds; after a whole word they are hardly ever a mere syllable.
_KEEPS_HYPHEN = frozenset(
    """aged aware backed based bound built centred centered controlled dependent driven educated facing
    financed free friendly funded generation goods heavy held hour hours income intensive known level linked led like
    made making minded mile month oriented owned paid party percent point profile quality quarters range rated
    ready related rich run scale section sector sided sized speaking specific sponsored square style term time
    traded trained type wide world year years""".split()
)
# First halves that are mostly written with a hyphen before a whole word.
_TAKES_HYPHEN = frozenset(
    "cross ex full half high long low mid near non post pro quasi self semi short so well".split()
)
_ENDS_URL = re.compile(r"(?:https?://|www\.)\S*")
_URL_GOES_ON = re.compile(r"[a-z0-9%~/_.?&=#-]\S*")
_SURELY_URL = re.compile(r"\S*[/=&?_%#]\S*|\S+\.(?:html?|pdf|aspx?|php|org|com|net|int)[.,;)]*")
_MAYBE_URL = re.compile(r"[\w-]*[\d-][\w-]*[.,;)]*")
_CJK = re.compile("[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Vocabulary:
    """The words that stand whole inside the lines of a document, and its addresses."""

    def __init__(self, words: Iterable[str], urls: Iterable[str]) -> None:
        self._counts = Counter(word.strip(_STRIPPED).lower() for word in words)
        self._urls = frozenset(urls)
        compounds = [word for word in self._counts if "-" in word[1:-1]]
        self._ends = frozenset(word.rpartition("-")[2].rstrip("s") for word in compounds)
        self._starts = Counter(word.partition("-")[0] for word in compounds)

    def knows(self, word: str) -> bool:
        """Whether the word stands somewhere in the text."""
        return self._counts[word.strip(_STRIPPED).lower()] > 0

    def glue(self, first: str, second: str) -> tuple[str, str]:
        """The end of a line and the start of the next: how the first is written, and what stands between.

        >>> Vocabulary(["information", "well-known"], []).glue("infor-", "mation")
        ('infor', '')
        """
        if _ENDS_URL.search(first) and self._url_goes_on(first, second):
            return first, ""
        if first.endswith("\u00ad"):
            return first[:-1], ""
        if len(first) > 1 and first[-1] == "-" and first[-2].isalnum():
            return (first, "") if self._hyphen_belongs(first[:-1], second) else (first[:-1], "")
        if first[-1] in "/–—" and len(first) > 1 and first[-2].isalnum() and first[-1] != "–":
            return first, ""
        return first, self.blank(first, second)

    @staticmethod
    def blank(first: str, second: str) -> str:
        """What stands between two words: nothing in Chinese and Japanese."""
        return "" if _CJK.match(first[-1:]) and _CJK.match(second) else " "

    def _hyphen_belongs(self, first: str, second: str) -> bool:
        if not second[0].islower():
            return True  # "US-Mexico", "1990-2000"
        head = re.split(r"[^\w’'-]", first)[-1].lower()
        tail = re.match(r"[\w’'-]*", second).group().lower()  # type: ignore[union-attr]  # it may match nothing
        joined, compound = self._counts[head + tail], self._counts[f"{head}-{tail}"]
        if joined != compound:
            return compound > joined
        if "-" in head or head[-1:].isdigit():  # "state-of-the-", "10-"
            return True
        known = self._counts[head] > 0
        if tail.partition("-")[0] in _KEEPS_HYPHEN or (tail.rstrip("s") in self._ends and len(tail) > 3):
            return known or len(head) > 4
        return head in _TAKES_HYPHEN and (self._counts[tail] > 0 or self._starts[head] > 0)

    def _url_goes_on(self, first: str, second: str) -> bool:
        start = _ENDS_URL.search(first)
        url = start.group() if start else ""
        whole = url + second.rstrip(".,;)")
        if any(known.startswith(whole) for known in self._urls):
            return True
        if any(known.rstrip("/") == url.rstrip("/") for known in self._urls) or not _URL_GOES_ON.match(
            second
        ):
            return False
        if _SURELY_URL.fullmatch(second):
            return True
        open_ended = url[-1] in "/-_=&?%#~"
        return open_ended and (bool(_MAYBE_URL.fullmatch(second)) or not self.knows(second))
