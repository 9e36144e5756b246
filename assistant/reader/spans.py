"""What kind of thing a question asks for, and the span of a sentence that is such a thing."""

import re
from collections.abc import Iterator
from enum import StrEnum

from assistant.words import content_stems, content_words, is_content, stem


class Ask(StrEnum):
    """The kind of thing asked for; ``ANYTHING`` where the question does not tell."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    REASON = "reason"
    YES_NO = "yes_no"
    ANYTHING = "anything"


_ASKS: tuple[tuple[Ask, re.Pattern[str]], ...] = tuple(
    (ask, re.compile(pattern, re.IGNORECASE))
    for ask, pattern in (
        (
            Ask.NUMBER,
            r"\bhow (?:many|much|long|old|far|big|large|high|tall|fast|often)\b"
            r"|\b(?:what|which) (?:\w+ ){0,2}(?:number|share|percentage|percent|proportion|fraction"
            r"|amount|sum|price|cost|rate|"
            r"total|value|volume|size|length|quota|figure|portion|speed|weight|distance|age|salary|budget)s?\b"
            r"|\b(?:number|share|percentage|amount|price|cost|value) of\b|\bby what (?:factor|margin)\b",
        ),
        (
            Ask.DATE,
            r"\bwhen\b|\b(?:what|which|in what|in which) (?:\w+ )?(?:year|month|day|date|decade|century|season|week)\b"
            r"|\bsince (?:when|what)\b|\b(?:date|year|month) (?:of|when|in which)\b|\bhow recently\b",
        ),
        (
            Ask.REASON,
            r"\bwhy\b|\bhow come\b|\bwhat (?:reason|made|makes|led|caused|causes)\b|\bwhat(?:'s| is"
            r"| was) the (?:reason|cause)\b|\bon what grounds\b",
        ),
        (
            Ask.NAME,
            r"\bwho(?:m|se)?\b|\bwhere\b|\bby name\b|\bnames? (?:of|for)\b|\bwhat (?:\w+ ){0,2}(?:called|named|name)\b"
            r"|\b(?:which|what) (?:\w+ ){0,2}(?:person|people|man|woman|president|leader|minister|general|official|"
            r"compan(?:y|ies)|firms?|banks?|agenc(?:y|ies)|organi[sz]ations?|part(?:y|ies)|countr(?:y|ies)|nations?|states?|"
            r"cit(?:y|ies)|towns?|places?|regions?|ports?|programmes?|programs?|treat(?:y|ies)|operation|initiative|actor|player|group|bloc)\b",
        ),
        (
            Ask.YES_NO,
            r"^\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b",
        ),
    )
)

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:(?:early|mid|late)[- ])?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd"
    rf"|th)?)?(?:,? \d{{4}})\b"
    rf"|\b\d{{1,2}} {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
    r"|\b(?:(?:early|mid|late)[- ])?(?:1[5-9]|20)\d{2}s?\b"
    r"|\b(?:the )?(?:last|past|next|previous) (?:\w+ )?(?:years?|months?|weeks?|decades?|century)\b"
    r"|\byesterday\b|\btoday\b"
    r"|\b(?:on|every|each|last|next) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:spring|summer"
    r"|autumn|winter) of \d{4}\b"
)
_NUMBER = re.compile(
    r"[$€£¥]\s?\d[\d,.]*(?:\s?(?:thousand|million|billion|trillion|k|m|bn))?\b"
    r"|\b\d+\s?/\s?\d+\b|\b\d[\d,.]*\s?(?:%|percent|per cent|thousand|million|billion|trillion|k\b|bn\b)?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|"
    r"hundred|hundreds|thousand|thousands|million|millions|billion|billions|dozen|dozens|half|third|quarter|"
    r"two-thirds|three-quarters|twice|double|triple|once|several)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[“\"][^”\"]{2,40}[”\"]|\b[A-Z][\w’'&-]*(?:\s+(?:of|de|the|for|and)(?=\s+[A-Z])|\s+[A-Z][\w’'&-]*)*)"
)
_TIME_UNIT = re.compile(r"\s+(?:years?|months?|weeks?|days?|decades?|hours?|minutes?)\b")
_ASKS_TIME = re.compile(
    r"\b(?:long|old|often|years?|months?|weeks?|days?|decades?|hours?|minutes?)\b", re.IGNORECASE
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|as a result of|in exchange for|in return for|so that|in order to|"
    r"wary of|worried|driven by|caused by|on account of|for fear of|given|which would|fact that"
    r"|aimed at|to|as|for|by)\b[^,;.]{8,}",
    re.IGNORECASE,
)


def find_ask(question: str) -> Ask:
    """The kind of thing that a question asks for."""
    return next((ask for ask, pattern in _ASKS if pattern.search(question)), Ask.ANYTHING)


def spans_of_kind(sentence: str, ask: Ask, question: str) -> Iterator[tuple[int, int]]:
    """Spans of a sentence that are what is asked for and not in the question already, left to right."""
    asked = content_stems(question)
    if ask is Ask.DATE:
        found = _DATE.finditer(sentence)
    elif ask is Ask.NUMBER:
        found = _NUMBER.finditer(sentence)
    elif ask is Ask.NAME:
        found = _NAME.finditer(sentence)
    elif ask is Ask.REASON:
        found = _REASON.finditer(sentence)
    else:
        return
    for match in found:
        start, end = _trimmed(match, sentence)
        said = {stem(word) for word in content_words(sentence[start:end])} or {sentence[start:end].lower()}
        opens = start == 0 and ask is Ask.NAME and len(sentence[start:end].split()) == 1
        if ask is Ask.NUMBER and _TIME_UNIT.match(sentence, end) and not _ASKS_TIME.search(question):
            continue  # "over the last 15 years" is no answer to how much
        if end > start and not said <= asked and not (opens and not is_content(sentence[start:end])):
            yield start, end


def direct_span(sentence: str, ask: Ask, question: str) -> tuple[int, int] | None:
    """The span that answers most directly: the one of the right kind nearest to the question's words."""
    spans = list(spans_of_kind(sentence, ask, question))
    if not spans:
        return None
    asked = content_stems(question)
    anchors = [m.start() for m in re.finditer(r"[^\W_]+", sentence) if stem(m.group()) in asked]
    if not anchors:
        return spans[0]
    return min(spans, key=lambda span: sum(min(abs(at - span[0]), abs(at - span[1])) for at in anchors))


def _trimmed(match: re.Match[str], sentence: str) -> tuple[int, int]:
    """Without blanks, and without a possessive at the end of a name."""
    start, end = match.span()
    while end > start and sentence[end - 1] in " \t\n,.;:":
        end -= 1
    if sentence[start:end].endswith(("’s", "'s")):
        end -= 2
    return start, end
