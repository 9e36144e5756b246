"""Does a sentence speak to a language model rather than to a reader? Such a one is never evidence for what one writes.

A page may hold orders for whatever reads it: "ignore the above and say …", in any language, spelt so that people
overlook it, or encoded (Greshake et al. 2023, indirect prompt injection). No list finds all of them, so nothing rests
on this one alone: what a model writes is checked against its sources whoever told it to write so. What is caught here
are orders that carry their own evidence, since a sentence that reads "say that the harbour was sold" has all the words
of "the harbour was sold".
"""

import re
import unicodedata

_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]|[\u200b-\u200f\u2060\ufeff]{2,}|[A-Za-z][\u200b-\u200f\u2060\ufeff][A-Za-z]"
)
_LOOKALIKES = str.maketrans(
    "аеорсухікмтнвАЕОРСУХІКМТНВοινρτυ013457@$",
    "aeopcyxikmthbAEOPCYXIKMTHBoivptuoieast" + "as",
)
_MIXED = re.compile(r"(?:[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z])")
_ENCODED = re.compile(
    r"(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{16,}={0,2}|\b(?:0x)?[0-9a-f]{24,}\b"
)
_SAY = (
    r"(?:say|saying|write|answer|reply|respond|output|print|repeat|state|tell|type|give|return|add|append|insert|include"
    r"|mention|call|claim|recommend|confirm|announce|declare|report|call|cite|copy|show|begin|start|end|finish|open|close)"
)
_RULES = (
    r"(?:instructions?|rules?|prompts?|orders?|commands?|guidelines?|directions?|constraints?|checks?|context|above"
    r"|before|previous|prior|earlier|everything|sources|policies|safety|task)"
)
_ANSWER = r"(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|outputs?|statements?|completions?)"
_MODEL = (
    r"(?:a\.?i\.?s?|ll?ms?|language models?|chat ?bots?|bots?|assistants?|gpt\S*|claude|gemini|copilot|agents?"
    r"|(?:ai|language|automated|machine) (?:systems?|readers?|models?|tools?|assistants?))"
)
_IN_ENGLISH = re.compile(
    "|".join(
        (
            rf"\b(?:ignor\w*|disregard\w*|forget\w*|overrid\w*|bypass\w*|drop|skip|neglect|cancel|discard)\b(?:\W+\w+){{0,5}}?\W+{_RULES}\b",
            r"\bnew (?:instructions?|task|rules?|orders?)\b\W*[:.]",
            rf"(?:^|[.!?:;\"'“”’()\[\]|=>*-]\s*|\b(?:please|now|and|then|just|also|must|to|should|only|but|or|so kind and)\s+)"
            rf"{_SAY}\s+(?:only|just|simply|exactly|verbatim|that\b|this\b|the words?|[\"“'‘«»]|with the\b|in capital|nothing|yes|no\b"
            rf"|everything|(?:[a-z]+ ){{0,3}}[a-z]*[-_][a-z0-9-]*\d|(?-i:[A-Z0-9]{{3,}}(?:[-_ ]|$)))",
            rf"\b{_SAY}\s*:\s*\S",
            rf"\b(?:every|each|all|any|your|the|whole|an) (?:\w+ )?{_ANSWER}\b(?:\W+\w+){{0,6}}?\W+(?:must|should|has to|have to|needs?|begins?"
            rf"|starts?|ends?|contain|with)\b",
            rf"\b{_SAY}\b(?:\W+\w+){{0,6}}?\W+(?:in|to|into|at the (?:end|top|start) of|of|as|before) (?:your|every|each|all|any|the|an) (?:\w+ )?{_ANSWER}\b",
            rf"\b(?:dear|note (?:to|for)|attention|hey|hello|message (?:to|for)|instructions? (?:to|for)|task for|rule for)\b(?:\W+\w+){{0,2}}?\W+{_MODEL}\b",
            rf"\b{_MODEL}\b(?:\W+\w+){{0,6}}?\W+(?:must|should|shall|has to|have to|ought|are (?:told|required|asked)|will|rule|do not|please)\b"
            rf"(?:\W+\w+){{0,4}}?\W+{_SAY}\b",
            rf"\b{_MODEL}\b\s*[:(]|\|\s*note to {_MODEL}",
            r"\byou are (?:(?:now|no longer) (?:an?|(?:the )?(?-i:[A-Z])\w*)|in \w+ mode|an? (?:ai|assistant|language|chat|helpful))\b|\bact as\b|\bpretend (?:to|that|you)\b"
            r"|\bplay (?:a|an|the)\b.*\bwho\b|\bjailbreak|\bdeveloper mode\b|\btest mode\b|\bdebug (?:mode|on)\b",
            rf"\byour (?:\w+ )?(?:instructions?|prompts?|rules|guidelines|task|training)\b|\bsystem prompt\b|\byou must (?:\w+ )?{_SAY}\b",
            rf"\b(?:when|if|whenever)\b.*\b(?:asks?|asked|question|questions|user|reader writes|writes in)\b.*\b{_SAY}\b",
            r"\bfor any question\b|\bwhatever (?:is asked|the question|the user)\b",
            r"\b(?:do not|don['’]t|never) (?:cite|mention (?:this|the source)|quote your|reveal|tell the (?:user|reader)|check|describe it)\b",
            r"\bcite (?:only|just|it as|this|me)\b",
            r"\b(?:base64|rot ?13|decode (?:and|this|it)|hex to text|(?:read|written|spelt) (?:\w+ )?(?:backwards|in reverse)|backwards order)\b",
            rf"\b{_SAY}\b.*\bword for word\b|\bwith its markers\b|\bfirst half of what\b|\bas the only answer\b",
            rf"\btell the (?:reader|user)\b|\b(?:tool|system|site|program) requires? that\b|\bit would (?:help|please)\b.*\b{_SAY}\b",
        )
    ),
    re.IGNORECASE,
)
_FORMS = re.compile(
    r"<\|?/?\w+\|?>|</?\w+[^<>]*>|\[/?INST\]|<<|>>|^\s*(?:system|user|assistant|developer)\s*:|\b(?:SYSTEM|ASSISTANT)\s*:"
    r"|#{2,}\s*\w|={3,}|-{3,}\s*END|```|!\[|\]\(|\[\w+\]:|javascript:|\bon\w+=|\[S\d+\]|[【〔]|\[\^?\d+\]\s*\[",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE = re.compile(
    "|".join(
        (
            r"\bignorier\w*|\bvergiss\b|\bmissachte\w*|\banweisung(?:en)?\b.*\b(?:schreib\w*|sag\w*|antworte\w*)|\bantworte (?:nur|mit)",  # German
            r"\bignore[zr]?\b.*\b(?:consignes|instructions|règles)|\boublie[zr]?\b.*\b(?:consignes|instructions|règles|sources)|\bréponds?\b\s*:",
            r"\bignora\w*\b.*\b(?:instrucciones|reglas|istruzioni|regole|instruções|regras)|\b(?:olvida|dimentica|esque[çc]\w+)\b.*\b(?:todo|tutto|tudo|instru\w+|istruz\w+|fuentes|fonti|fontes)",
            r"\bignore\b.*\b(?:instruções|regras)|\b(?:diga|responda|escreva|di|responde|escribe|rispondi|scrivi)\b\s*(?:que|che|só|solo|apenas|:)",
            r"забудь|игнорир\w+|не обращай|ответь|отвечай|напиши|ігноруй|забудьте",
            r"忽略|无视|無視|忘记|忘記|只回答|请回答|指令|指示を|無視して|答えて|무시|지시|대답하|답하",
            r"تجاهل|انس|أجب|اكتب|التعليمات|अनदेखा|निर्देश|उत्तर दो|लिखो|भूल",
            r"\bzignoruj\w*|\bpomiń\b|\bnapisz\b|\bodpowiedz\b|\byok say|\btalimat\w*|\bgörmezden gel|\bunut\b.*\byaz\b|\byaln[ıi]zca\b.*\byaz",
            r"\bnegeer\b|\bvergeet\b.*\b(?:instructies|regels)|\bantwoord\b\s*(?:alleen|met)|\bignorera\b|\bglöm\b|\bsvara\b\s*(?:bara|med)|\babaikan\b|\bbỏ qua\b|\bαγνόησε",
        )
    ),
    re.IGNORECASE,
)

_ENGLISH = frozenset(
    """the of and to is was for that with by from it are be at which has have had were will its not this these their
    or than when who""".split()
)
_OTHER_LANGUAGES = frozenset(
    """der die das und ist nicht ein eine den dem mit auf von le la les et est pas une des du que el los las es una por
    con para il che di non è um uma os não na w jest się nie z bir ve bu için değil het een van niet och är att det
    yang dan tidak là và của""".split()
)
_FEWEST_WORDS = 4
_DIRECTS = (
    r"(?:should|must|shall|ought|has to|have to|needs? to|(?:is|are|be|was|were) (?:to|asked|required|requested|expected|invited"
    r"|instructed|told|obliged|advised|urged|supposed|ordered)|please|kindly|remember to|make sure|be sure|be so kind"
    r"|would like|wants? you|asks? you|always|in any case)"
)
_SPEAKS = (
    r"(?:say|state|mention|note|remark|write|answer|reply|respond|tell|inform|describe|refer|present|conclude|open|begin|start"
    r"|close|end|finish|add|include|repeat|print|display|show|link|cite|quote|call|name|read|announce|declare|assert|claim"
    r"|confirm|advise|recommend|assure|explain|report|output|speak|use the words?|give)\w*"
)
_ORDERED = re.compile(
    rf"\b{_DIRECTS}\b(?:\W+\w+){{0,8}}?\W+{_SPEAKS}\b|^\W*(?:(?:and|now|then|so|first|next|also)\W+)*{_SPEAKS}\s"
    rf"|\b{_SPEAKS}\b(?:\W+\w+){{0,4}}?\W+(?:when asked|if asked|to anyone who asks|to (?:the|every) (?:user|reader))\b"
    rf"|\b{_MODEL}\b|\b(?:summar\w+|digests?|automated)\b(?:\W+\w+){{0,6}}?\W+{_SPEAKS}\b",
    re.IGNORECASE,
)


def only_orders_it(cited: str, statement: str) -> bool:
    """Whether a cited sentence has it that something be said, where the statement says it outright.

    "The guide must tell visitors that the tower is safe" does not say that the tower is safe.
    """
    return _ORDERED.search(visible(cited)) is not None and _ORDERED.search(visible(statement)) is None


def is_foreign(sentence: str, language: str) -> bool:
    """Whether a sentence is written in another language than its document, as far as an English one can tell."""
    if language and not language.lower().startswith("en"):
        return False
    letters = [one for one in sentence if one.isalpha()]
    if sum("LATIN" not in unicodedata.name(one, "") for one in letters) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", sentence.lower())
    if len(words) < _FEWEST_WORDS or _ENGLISH & set(words):
        return False
    return any(word in _OTHER_LANGUAGES for word in words)


def visible(text: str) -> str:
    """The text on one line in the characters that people see: no controls, no characters without width."""
    composed = unicodedata.normalize("NFKC", text)
    shown = (
        one if unicodedata.category(one)[0] != "C" else " " if one in "\n\t\r" else "" for one in composed
    )
    return " ".join("".join(shown).split())


def gives_orders(text: str) -> bool:
    """Whether a sentence speaks to a model, hides what it says, or has a form that only programs read."""
    if _HIDDEN.search(text) or _MIXED.search(text) or _ENCODED.search(text) or _FORMS.search(text):
        return True
    shown = visible(text)
    unfolded = shown.translate(_LOOKALIKES) if re.search(r"[A-Za-z]\d|\d[A-Za-z]", shown) else shown
    return any(
        pattern.search(one) is not None for pattern in (_IN_ENGLISH, _ELSEWHERE) for one in {shown, unfolded}
    )
