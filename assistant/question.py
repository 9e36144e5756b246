"""A question as typed → the question as searched: politeness off, follow-ups made standalone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.words import content_words
from sources.errors import UsageError
from sources.sentences import split_sentences

MOST_CHARACTERS = 4000
_MOST_CONTEXT_WORDS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched for. ``text[context_start:]`` comes from the conversation and weighs less."""

    text: str
    context_start: int

    @property
    def own(self) -> str:
        """The part that was asked now."""
        return self.text[: self.context_start]


_LEAD_IN = re.compile(
    r"""^(?:\s*(?:
      (?:hi|hello|hey|ok|okay|so|well|thanks|thank\s+you|please|quick\s+question|question)\b[\s,.!:;–-]*
    | (?:and|but|also|now|then)\b[\s,]+
    | (?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+|maybe\s+)?(?:tell|explain|show|say|give|remind)\b
      (?:\s+(?:to\s+)?(?:me|us))?[\s,:]+
    | (?:please\s+)?(?:tell|remind|show)\s+(?:me|us)\b[\s,:]+
    | i(?:['’]d|\s+would)?\s+(?:like|want|need|wonder|was\s+wondering)\s*(?:to\s+know|to\s+find\s+out)?\b[\s,:]+(?=\w)
    | do\s+you\s+(?:happen\s+to\s+)?know\b[\s,:]+
    | (?:according\s+to|in|from)\s+(?:the|this|that)\s+(?:article|text|sources?|author)[\s,:]+
    ))+""",
    re.IGNORECASE | re.VERBOSE,
)
_ASIDE = re.compile(r"^(?:i|we|my|our|one|quick|just)\b[^?:]{2,80}:\s+(?=\S)", re.IGNORECASE)
_PLEASE = re.compile(r"[\s,]*\b(?:please|pls|thanks|thank you)\b(?=[\s.?!]*$)", re.IGNORECASE)
_BACK_REFERENCE = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|"
    r"the same|the former|the latter|such)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|are|was|were)\s+(?:there|it)\b|\bthere\s+(?:is|are|was|were)\b|\bthat\s+(?=\w+s?\b\s+\w+)",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"^\s*(?:and|but|so|also|what about|how about|what if)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"^\s*(?:(?:and|but|so)\s+)?(?:(?:what|how)\s+about\s+|for\s+|with\s+|in\s+|from\s+|by\s+)*"
    r"(?:the\s+)?(?P<name>[^\s?.!,]+(?:\s+[^\s?.!,]+){0,3})\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\s*(?:(?:and|but|so)\s+)?(?:why|when|where|who|how|how come|why not|how so|how much|how many"
    r"|since when|really|by whom|to whom|where to|what for)"
    r"(?:\s+(?:exactly|so|then|not|is that|was that|did that happen))?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]*)*")
_ASKING = re.compile(
    r"^(?:(?:what|which|who|whom|whose|when|where|why|how(?:\s+(?:much|many|long|often|far|big))?)\b\s*)?"
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b\s*)?",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)


def check_question(question: str) -> str:
    """The question without blanks around it.

    Raises: UsageError when there is nothing to answer, or far too much of it.
    """
    asked = " ".join(question.split())
    if not asked:
        raise UsageError(
            "the question is empty: ask something, for example: wellsourced ask 'What is this about?'"
        )
    if any("\ud800" <= character <= "\udfff" for character in asked):
        raise UsageError("the question is not UTF-8 text: type it again, or set the terminal to UTF-8")
    if not any(character.isalnum() for character in asked):
        raise UsageError("the question has no words in it: ask something in plain language")
    if len(asked) > MOST_CHARACTERS:
        raise UsageError(
            f"the question has {len(asked):,} characters, more than the {MOST_CHARACTERS:,} that one may have: "
            "shorten it, or add the text as a source with wellsourced add"
        )
    return asked


def make_query(question: str, history: Sequence[Turn] = ()) -> Query:
    """The standalone form of a checked question after the turns before it."""
    core = strip_lead_in(question)
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not asked or not is_follow_up(question):
        return Query(text=core, context_start=len(core))
    earlier = make_query(" ".join(asked[-1].split())[:MOST_CHARACTERS], _before_last_question(history)).text
    return _exchanged(core, earlier) or _with_context(core, earlier, _last_answer(history))


def strip_lead_in(question: str) -> str:
    """The question itself, without greeting, politeness, and what is said around it.

    >>> strip_lead_in("Hi, I'm checking a piece: could you tell me who was extradited? I need it today.")
    'who was extradited?'
    """
    sentences = [question[start:end] for start, end in split_sentences(question)]
    asking = [sentence for sentence in sentences if sentence.rstrip("\"'”’) ").endswith("?")]
    kept = " ".join(asking or sentences or [question])
    while (shorter := _ASIDE.sub("", _LEAD_IN.sub("", kept))) != kept and content_words(shorter):
        kept = shorter
    kept = _PLEASE.sub("", kept).strip()
    return kept if content_words(kept) or _BARE.match(kept) else question


def is_follow_up(question: str) -> bool:
    """Whether a question needs the conversation: it points back, goes on, or names nothing itself."""
    core = strip_lead_in(question)
    names = [name for name in _NAME.findall(core) if not _QUESTION_WORD.match(name)]
    if _BARE.match(question) or _CONTINUES.match(question):
        return True
    if _BACK_REFERENCE.search(_EXPLETIVE.sub(" ", core)):
        # "Why did Maduro ask for it?" has a name, yet "its own neighbours" after a name points inside.
        return not names or not _points_inside(core, names)
    return not names and len(content_words(core)) <= 1


def _points_inside(core: str, names: Sequence[str]) -> bool:
    first = _BACK_REFERENCE.search(_EXPLETIVE.sub(" ", core))
    return first is not None and any(core.find(name) < first.start() for name in names)


def _exchanged(core: str, earlier: str) -> Query | None:
    """ "And China?" after a question about Russia is that question about China."""
    ellipsis = _ELLIPSIS.match(core)
    if ellipsis is None or _BARE.match(core) or _QUESTION_WORD.match(core):
        return None
    name = ellipsis["name"]
    if _BACK_REFERENCE.fullmatch(name):
        return None
    names = [found for found in _NAME.finditer(earlier) if not _QUESTION_WORD.match(found.group())]
    if not names or not name[0].isupper():
        return None
    first = names[0]
    text = f"{earlier[: first.start()]}{name}{earlier[first.end() :]}"
    return Query(text=text, context_start=len(text))


def _with_context(core: str, earlier: str, answer: str) -> Query:
    topic = _topic(earlier)
    people = [name for name in _NAME.findall(answer)[1:4] if name not in topic]
    if re.search(r"\b(?:he|him|his|she|her|hers)\b", core, re.IGNORECASE) and people:
        topic = f"{topic}, {people[0]}"
    text = f"{core} (about: {topic})"
    return Query(text=text, context_start=len(core))


def _topic(earlier: str) -> str:
    """The earlier question without its question word, short."""
    words = _ASKING.sub("", earlier.replace("(about:", ",").rstrip("?.! )")).split()
    return " ".join(words[:_MOST_CONTEXT_WORDS]).strip(" ,")


def _before_last_question(history: Sequence[Turn]) -> Sequence[Turn]:
    last = max(at for at, turn in enumerate(history) if turn.role == "user")
    return history[:last]


def _last_answer(history: Sequence[Turn]) -> str:
    return next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
