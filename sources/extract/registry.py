"""Bytes of a file → what its extractor makes of them; the only place that knows which extractors there are."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from sources.errors import ExtractionError
from sources.extract.decode import decode
from sources.extract.extracted import Extracted
from sources.extract.kinds import detect, parse_content_type

MOST_BYTES = 30_000_000

# Kind → its extractor's place and version. The version changes whenever the same bytes would give another
# text or other blocks. Places are imported when they are needed: each brings a library along.
EXTRACTORS = {
    "html": ("sources.extract.html:extract_html", 2),
    "mhtml": ("sources.extract.saved:extract_mhtml", 1),
    "pdf": ("sources.extract.pdf:extract_pdf", 1),
    "docx": ("sources.extract.docx:extract_docx", 1),
    "odt": ("sources.extract.odt:extract_odt", 1),
    "epub": ("sources.extract.epub:extract_epub", 1),
    "subtitles": ("sources.extract.subtitles:extract_subtitles", 1),
    "markdown": ("sources.extract.markdown:extract_markdown", 1),
    "plain": ("sources.extract.plain:extract_plain", 1),
}
_OF_TEXT = frozenset({"markdown", "plain", "subtitles"})
"""Kinds whose extractors take text instead of bytes."""


class Extract(Protocol):
    """What reads files: ``extract`` here, or the same in a process of its own."""

    def __call__(
        self, body: bytes, *, name: str, url: str = "", content_type: str = "", kind: str = ""
    ) -> tuple[Extracted, str]:
        """As ``extract``."""
        ...


def extract(
    body: bytes, *, name: str, url: str = "", content_type: str = "", kind: str = ""
) -> tuple[Extracted, str]:
    """The text of one file and the extractor's name with its version (``"html/2"``).

    ``kind`` is a key of ``EXTRACTORS``, for bytes whose kind is known from an earlier reading; otherwise the
    content decides first, then ``content_type`` and the extension of ``name``. What is none of the others
    is read as plain text.

    Raises:
        ExtractionError: ``unsupported`` for other kinds and for over 30 MB, ``empty`` and
            ``script_only`` where there is no text.
    """
    if len(body) > MOST_BYTES:
        raise ExtractionError(
            f"it has {len(body) / 1e6:.0f} MB; one source may have {MOST_BYTES // 10**6} MB: split it",
            state="unsupported",
        )
    declared, media_type = parse_content_type(content_type)
    kind = kind or detect(body, name=name, media_type=media_type)
    extractor, version = _extractor(kind)
    if kind in _OF_TEXT:
        extracted = extractor(decode(body, declared=declared), url=url)
    else:
        extracted = extractor(body, url=url, declared=declared)
    if not extracted.blocks:  # a text of marks only; whatever is read as ok has something to cite
        raise ExtractionError("there is no text in it", state="empty")
    return extracted, f"{kind}/{version}"


def is_outdated(extractor: str) -> bool:
    """Whether ``extractor`` (``"html/1"``) is an earlier version of one that there is."""
    kind, _, version = extractor.partition("/")
    return kind in EXTRACTORS and version != str(EXTRACTORS[kind][1])


def _extractor(kind: str) -> tuple[Callable[..., Extracted], int]:
    place, version = EXTRACTORS[kind]
    module, _, function = place.partition(":")
    found: Any = getattr(import_module(module), function)
    return found, version
