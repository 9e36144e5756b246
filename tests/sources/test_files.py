"""Files on this computer: what is read, what it is called, and one line for whatever is wrong with a path."""

import os
from pathlib import Path

import pytest

from sources.errors import SourceError
from sources.extract.registry import MOST_BYTES
from sources.files import guess_type, read_bytes, readable_name


def test_a_file_is_its_bytes(tmp_path: Path) -> None:
    """Whatever they are, through a link as well."""
    path, link = tmp_path / "a.bin", tmp_path / "link"
    path.write_bytes(b"\0\xff\r\n")
    link.symlink_to(path)
    assert read_bytes(path) == read_bytes(link) == b"\0\xff\r\n"


@pytest.mark.parametrize(("size", "fits"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_the_largest_file(tmp_path: Path, size: int, fits: bool) -> None:
    """One byte more is refused before it is read, with its size and what to do."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(size)
    if fits:
        assert len(read_bytes(path)) == size
    else:
        with pytest.raises(SourceError, match=r"large\.txt has 30 MB, more than the 30 MB .*: split it"):
            read_bytes(path)


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    """A folder, nothing, a link to itself, a name that no file can have: one line each."""
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path, why in (
        (tmp_path, f"is a folder: name the files in it, for example {tmp_path}/"),
        (tmp_path / "none", "is not there: check the name"),
        (loop, "cannot be read: Too many levels"),
        (tmp_path / "a\0b", "cannot be read: embedded null"),
    ):
        with pytest.raises(SourceError, match=why) as caught:
            read_bytes(path)
        assert "\n" not in str(caught.value)


def test_a_name_that_is_not_utf_8() -> None:
    """It can be shown and stored: what is no character has a mark in its place."""
    assert readable_name(os.fsdecode(b"m\xe4rz.txt")) == "m?rz.txt"
    assert readable_name("März.txt") == "März.txt"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.html", "text/html"),
        ("a.PDF", "application/pdf"),
        ("a.md", "text/markdown"),
        ("a.srt", "application/x-subrip"),
        ("a.vtt", "text/vtt"),
        ("a.mht", "multipart/related"),
        ("a.mhtml", "multipart/related"),
        ("a", ""),
        ("a.unheard-of", ""),
    ],
)
def test_what_an_ending_promises(name: str, content_type: str) -> None:
    """The same on every computer, whatever its own table of types says."""
    assert guess_type(Path(name)) == content_type
