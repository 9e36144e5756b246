"""Bytes to text, characters unchanged: byte order mark, declared charset, UTF-8, then a guess."""

import codecs

from sources.errors import ExtractionError

_MARKS = (  # the UTF-32 marks begin with the UTF-16 ones, so they stand first
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (DOC, XLS or PPT)"),
    (b"\x7fELF", "a program"),
)
_ZIP_MEMBERS = (
    (b"word/", "a DOCX"),
    (b"xl/", "an XLSX"),
    (b"ppt/", "a PPTX"),
    (b"application/epub", "an EPUB"),
)
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b\x0b")
_MAX_CONTROL_SHARE = 0.02
_SAMPLE = 65_536


def decode(body: bytes, *, declared: str | None = None) -> str:
    """The text of ``body``; apart from a leading byte order mark no character is dropped or changed.

    ``declared`` is the charset that the server or the page names; it is taken only if it fits.

    Raises:
        ExtractionError: ``unsupported`` for bytes that are no text, ``empty`` for nothing but blanks.
    """
    text = _marked(body)
    if text is None:
        _refuse_binary(body)
        text = _declared(body, declared) or _guessed(body)
    if not text.strip():
        raise ExtractionError("there is no text in it, only blanks", state="empty")
    return text


def kind_of(body: bytes) -> str:
    """What a file that is no text looks like by its first bytes (``"a PDF"``), or ``""``."""
    if body.startswith(b"PK\x03\x04"):
        head = body[:4096] + body[-4096:]  # the members' names stand at the front and in the directory
        return next((name for member, name in _ZIP_MEMBERS if member in head), "a ZIP archive")
    return next((name for magic, name in _MAGIC if body.startswith(magic)), "")


def unreadable(kind: str) -> ExtractionError:
    """The error for a file of a kind that has no extractor."""
    return ExtractionError(
        f"this looks like {kind}; files of this kind cannot be read yet: save its text as .txt and add that",
        state="unsupported",
    )


def _marked(body: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _try(body[len(mark) :], encoding)
    return None


def _refuse_binary(body: bytes) -> None:
    kind = kind_of(body)
    if kind:
        raise unreadable(kind)
    sample = body[:_SAMPLE]
    if b"\0" in sample and _utf16_pattern(sample) is None:
        raise unreadable("binary data")
    controls = len(sample) - len(sample.translate(None, _CONTROLS)) - sample.count(0)
    if controls > _MAX_CONTROL_SHARE * len(sample):
        raise unreadable("binary data")


def _utf16_pattern(sample: bytes) -> str | None:
    """The UTF-16 of ``sample``, told by its zero bytes: in one half of each pair, not in the other."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.3 * len(sample) / 2 and even < 0.05 * odd:
        return "utf-16-le"
    if even > 0.3 * len(sample) / 2 and odd < 0.05 * even:
        return "utf-16-be"
    return None


def _declared(body: bytes, declared: str | None) -> str | None:
    try:
        encoding = codecs.lookup((declared or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    if encoding in _LATIN:
        # servers say Latin-1 by default whatever the file is in; UTF-8 by accident does not happen,
        # and where they mean it, browsers read Latin-1 as Windows-1252
        return _try(body, "utf-8") or _try(body, "cp1252")
    return _try(body, encoding)


def _guessed(body: bytes) -> str:
    text = _try(body, "utf-8") if b"\0" not in body else None
    pattern = _utf16_pattern(body[:_SAMPLE])
    if text is None and pattern is not None:
        text = _try(body, pattern)
    if text is not None:
        return text
    text = _try(body, _likeliest(body)) or _try(body, "cp1252")
    if text is None:
        raise ExtractionError(
            "its characters are in no known encoding: save it as UTF-8", state="unsupported"
        )
    return text


def _likeliest(body: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(body)
    best = matches.best()
    if best is None:
        return "cp1252"
    # equal marks are listed by name, so French would be read as Central European: cp1250 before cp1252
    tied = any(
        "cp1252" in match.could_be_from_charset
        and (match.chaos, -match.coherence) <= (best.chaos, -best.coherence)
        for match in matches
    )
    return "cp1252" if tied else best.encoding


def _try(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):  # LookupError: codecs such as "hex" that give no text
        return None
