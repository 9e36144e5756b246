"""Files of office programs, packed by hand, and what is read from them."""

import io
import zipfile
from collections.abc import Mapping

from sources.extract.extracted import Extracted


def packed(members: Mapping[str, str]) -> bytes:
    """A zip of these members; the one called mimetype is stored as it is, as the formats have it."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return saved.getvalue()


def blocks_of(extracted: Extracted) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block."""
    return [(b.kind.value, b.level, extracted.text[b.start : b.end]) for b in extracted.blocks]
