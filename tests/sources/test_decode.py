"""Bytes to text: the right characters, or a plain refusal."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import ExtractionError
from sources.extract.decode import decode

FRENCH = "Le français est une langue très répandue à travers le monde; où êtes-vous né? Ça va bien. " * 4
RUSSIAN = "Широкая электрификация южных губерний даст мощный толчок подъёму сельского хозяйства. " * 4
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. " * 8


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(mark: bytes, encoding: str) -> None:
    """A mark outweighs what is declared, and is no part of the text."""
    assert decode(mark + "Straße €".encode(encoding), declared="latin-1") == "Straße €"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(encoding: str) -> None:
    """Windows writes such files; they are text, not binary data."""
    assert decode("A plain text about rivers.".encode(encoding)) == "A plain text about rivers."


def test_the_declared_charset_is_taken() -> None:
    """Bytes that would be valid in many charsets are read in the declared one."""
    assert decode("Привет".encode("koi8-r"), declared="KOI8-R") == "Привет"


def test_a_declared_charset_that_does_not_fit_is_not() -> None:
    """A server that declares ASCII or nonsense does not damage UTF-8."""
    assert decode("Größe".encode(), declared="us-ascii") == "Größe"
    assert decode("Größe".encode(), declared="no-such-charset") == "Größe"
    assert decode("Größe".encode(), declared="hex") == "Größe"


def test_utf8_that_is_declared_as_latin1_is_read_as_utf8() -> None:
    """Servers declare Latin-1 by default; nobody sees "GrÃ¶Ãe"."""
    assert decode("Größe".encode(), declared="iso-8859-1") == "Größe"


def test_declared_latin1_is_read_as_browsers_do() -> None:
    """Curly quotes of Windows-1252 stand where Latin-1 has control characters."""
    assert decode("“é”".encode("cp1252"), declared="ISO-8859-1") == "“é”"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le café naïve à côté de la forêt", "cp1252"),
        ("A “quoted” word — and a dash", "cp1252"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (CZECH, "cp1250"),
        ("これは日本語の文章です。東京は日本の首都です。" * 3, "shift_jis"),
    ],
)
def test_undeclared_charsets_are_guessed(text: str, encoding: str) -> None:
    """Without any label the language of the text tells its charset."""
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"PK\x03\x04 word/document.xml", "a DOCX"),
        (b"PK\x03\x04 something", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"text\x00with a zero", "binary data"),
        (bytes(range(1, 32)) * 20, "binary data"),
    ],
)
def test_binary_bytes_are_refused_by_name(body: bytes, words: str) -> None:
    """The refusal names the kind of the file and what to do."""
    with pytest.raises(ExtractionError, match=f"looks like {words}; .*cannot be read yet") as caught:
        decode(body)
    assert caught.value.state == "unsupported"


@pytest.mark.parametrize("body", [b"", b" \n\t ", codecs.BOM_UTF8, "\u00a0\u2003".encode()])
def test_nothing_but_blanks_is_empty(body: bytes) -> None:
    """A file without text is no source."""
    with pytest.raises(ExtractionError) as caught:
        decode(body)
    assert caught.value.state == "empty"


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_utf8_comes_back_character_for_character(text: str) -> None:
    """No character of a UTF-8 text is dropped, changed or normalised; only a leading mark goes."""
    expected = text.removeprefix("\ufeff")
    if expected.strip():
        assert decode(text.encode()) == expected
