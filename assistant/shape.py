"""How much of an answer a question calls for."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.words import content_words


class Shape(StrEnum):
    """What an answer has to look like."""

    FACTOID = "factoid"
    YES_NO = "yes_no"
    REASON = "reason"
    LIST = "list"
    COMPARISON = "comparison"
    OVERVIEW = "overview"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """At most so many sentences and words; ``near`` is the share of the best score that the others need."""

    sentences: int
    words: int
    near: float


ROOM: dict[Shape, Room] = {
    Shape.FACTOID: Room(sentences=2, words=80, near=0.93),
    Shape.YES_NO: Room(sentences=2, words=80, near=0.93),
    Shape.REASON: Room(sentences=3, words=120, near=0.9),
    Shape.LIST: Room(sentences=4, words=120, near=0.88),
    Shape.COMPARISON: Room(sentences=4, words=140, near=0.85),
    Shape.OVERVIEW: Room(sentences=9, words=240, near=0.0),
    Shape.REFERENCES: Room(sentences=100, words=10_000, near=0.0),
}

_PAGES = (
    r"(?:pages?|articles?|sources?|websites?|sites?|links?|urls?|outlets?|references?|citations?"
    r"|media|newspapers?|think[- ]tanks?)"
)
_CITED = r"(?:referenced|cited|linked(?: to)?|quoted|listed|in the (?:reference|bibliography|list)\w*)"
_REFERENCES = re.compile(
    rf"\b{_PAGES}\b[^.?!]*\b{_CITED}\b|\b(?:cited|referenced|linked) {_PAGES}\b"
    r"|\b(?:list|show|give|name|what are|which are|where are)\b(?:\s+me)?(?:\s+(?:all|the|of|its|every))*\s+"
    r"(?:references?|sources?|links?|citations?|urls?|bibliography)\b"
    r"|\b(?:does|do|did)\b[^.?!]*\b(?:article|author|text|piece|it|they)\b[^.?!]*\b(?:cite|reference"
    r"|link to|refer to)\b"
    r"|\b(?:reference list|list of (?:references|sources)|bibliography|references section)\b"
    r"|\b(?:is|are|was|were)\b[^.?!]*\b(?:cited|referenced|among the (?:sources|references))\b"
    rf"|\b{_PAGES} (?:does|do|did) (?:the |this |it\b)?(?:article|author|text|piece)?\s*(?:cite|reference|link|use)",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\bsummar(?:y|i[sz]e|i[sz]ation)\b|\boverview\b|\btl;?\s?dr\b|\bin a nutshell\b|\bthe gist\b|\bsum up\b"
    r"|\b(?:main|key|central|core|overall)\s+(?:\w+\s+)?(?:points?|conclusions?|ideas?|messages?|arguments?|takeaways?|claims?|thesis|findings?|themes?)\b"
    r"|\bwhat(?:['’]?s|\s+is)\s+(?:this|it|the\s+(?:article|text|document|page|story|paper|piece|report))(?:\s+\w+)?\s+(?:all\s+)?about\b"
    r"|\bwhat\s+does\s+(?:this|it|the\s+(?:article|author|text|piece|paper|report))\s+(?:say|argue|conclude|claim)\s*\??$",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\bcompar(?:e|ed|ison|ing)\b|\bdiffer(?:s|ent|ence|ences|ently)?\b|\bversus\b|\bvs\.?\b|\bcontrast\b|\bunlike\b"
    r"|\bbefore and after\b|\beach (?:side|of (?:them|the)|one|country)\b|\bhow do(?:es)? .+ and .+ (?:each|both)\b"
    r"|\b(?:more|less|bigger|larger|smaller|stronger)\b[^?]*\b(?:or|than)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|name|enumerate)\b|\bwhich (?:\w+ ){0,3}(?:countries|compan(?:y|ies)|firms|areas"
    r"|sectors|things|ways|fields|"
    r"groups|people|actors|powers|factors|measures|reasons|steps|risks|effects|assets|points|kinds|types|forms|\w{4,}s)\b"
    r"|\bwhat (?:are|were) (?:the|some|all)\b|\bwhat (?:\w+ ){0,2}(?:ways|kinds|types|forms|risks"
    r"|effects|measures|steps|factors|means|things)\b"
    r"|\bin (?:what|which) (?:ways|areas|sectors|fields)\b|\bwhat else\b|\ball the\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\bwhy\b|\bhow come\b|^\s*(?:and |but |so )?how\b(?! (?:many|much|long|old|far|often|big|large"
    r"|high))|\bexplain\b|\bwhat (?:caused|led)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b", re.IGNORECASE
)
_GENERIC = frozenset(
    """
    article text document page story paper piece report content whole entire main key central core
    overall point points conclusion conclusions idea ideas message argument arguments takeaway
    takeaways claim claims thesis finding findings theme themes summary summarize summarise overview
    gist nutshell sum tl dr tldr short brief briefly sentence sentences words word bullet read
    author conclude argue paragraph paragraphs everything section sections
    """.split()
)


def shape_of(question: str) -> Shape:
    """The shape of the answer that a question calls for."""
    for shape, pattern in (
        (Shape.REFERENCES, _REFERENCES),
        (Shape.OVERVIEW, _OVERVIEW),
        (Shape.COMPARISON, _COMPARISON),
        (Shape.YES_NO, _YES_NO),
        (Shape.REASON, _REASON),
        (Shape.LIST, _LIST),
    ):
        if pattern.search(question):
            return shape
    return Shape.FACTOID


def overview_topic(question: str) -> list[str]:
    """What an overview is wanted of, beyond the whole; empty for the whole."""
    return [word for word in content_words(question) if word.lower() not in _GENERIC]
