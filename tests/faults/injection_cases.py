"""Pages, titles, names and questions that order a model about, and a model that always obeys."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripted_model import shown_to
from town import HARMLESS

_FOLDER = Path(__file__).with_name("injections")


@dataclass(frozen=True)
class Case:
    """One attempt: ``text`` stands ``where``, the model answers ``reply``, nothing ``forbidden`` may be shown."""

    id: str
    where: str
    kind: str
    text: str
    reply: str
    forbidden: tuple[str, ...]

    def obeys(self, prompt: str) -> str:
        """The reply, citing the planted sentence that is most like it, where the prompt has any."""
        shown = shown_to(prompt)
        planted = {number: text for number, text in shown.items() if text not in HARMLESS}
        harmless = {number: text for number, text in shown.items() if text in HARMLESS}
        return self.reply.replace("{PLANTED}", self._nearest(planted, "S999")).replace(
            "{HARMLESS}", self._nearest(harmless, "S1")
        )

    def _nearest(self, sentences: dict[str, str], otherwise: str) -> str:
        said = _words(self.reply)
        return max(sentences, key=lambda number: len(said & _words(sentences[number])), default=otherwise)

    def got_through(self, shown: str) -> bool:
        """Whether something forbidden stands in what is shown."""
        flat = " ".join(shown.split()).casefold()
        return any(" ".join(one.split()).casefold() in flat for one in self.forbidden)


def cases(split: str) -> list[Case]:
    """All of ``dev`` or ``test``."""
    lines = (_FOLDER / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Case(**(json.loads(line) | {"forbidden": tuple(json.loads(line)["forbidden"])})) for line in lines
    ]


def write_file(folder: Path, name: str, text: str) -> bool:
    """A file of that name, in a new folder, of the kind that its name promises; False where no file has such a name."""
    path = folder / name
    folder.mkdir()
    try:
        _WRITERS.get(path.suffix, _write_plain)(path, text)
    except (OSError, ValueError):
        return False
    return True


def _write_plain(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_html(path: Path, text: str) -> None:
    path.write_text("".join(f"<p>{part}</p>\n" for part in text.split("\n\n")), encoding="utf-8")


def _write_docx(path: Path, text: str) -> None:
    import docx

    document = docx.Document()
    for part in text.split("\n\n"):
        document.add_paragraph(part)
    document.save(str(path))


def _write_pdf(path: Path, text: str) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style = getSampleStyleSheet()["Normal"]
    SimpleDocTemplate(str(path)).build([Paragraph(part, style) for part in text.split("\n\n")])


_WRITERS: dict[str, Callable[[Path, str], None]] = {
    ".html": _write_html,
    ".docx": _write_docx,
    ".pdf": _write_pdf,
}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))
