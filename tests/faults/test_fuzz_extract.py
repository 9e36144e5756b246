"""20,000 damaged files and some made up: the program stands, nothing hangs, nothing empty passes for a text."""

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import mutated
from seed_files import seed_files

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.extract.registry import EXTRACTORS, extract
from sources.extract.sandbox import Sandbox, check_offsets

pytestmark = pytest.mark.slow

ONE_PART = 2_000
PARTS = [  # what comes from the web takes most of it
    *(("html", part, ONE_PART) for part in range(4)),
    *(("pdf", part, ONE_PART) for part in range(2)),
    *(("docx", part, ONE_PART) for part in range(2)),
    *(("odt", 0, 800), ("epub", 0, 800), ("mhtml", 0, 800), ("markdown", 0, 800)),
    *(("subtitles", 0, 400), ("plain", 0, 400)),
]
MOST_BROKEN = 0.01
STATES = {"unsupported", "empty", "script_only"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One process for each of CI's two processors."""
    with Sandbox(workers=2) as sandbox:
        yield sandbox


def check(extracted: Extracted) -> None:
    """What every text that passes for read must keep. Raises: ValueError."""
    check_offsets(extracted)
    if not extracted.blocks:
        raise ValueError(f"read, and nothing in it: {extracted.text[:80]!r}")
    for block in extracted.blocks:
        piece = extracted.text[block.start : block.end]
        if not piece.strip() or piece != piece.strip():
            raise ValueError(f"blanks around a block: {piece[:40]!r} … {piece[-40:]!r}")
    extracted.text.encode()


def trouble(sandbox: Sandbox, body: bytes, kind: str) -> tuple[str, str]:
    """What is wrong with the text of a file, and what brought its reader down; refusing a file is neither."""
    try:
        extracted, _ = sandbox.extract(body, name="file", url="https://a.example/b", kind=kind)
    except ExtractionError as error:
        wrong = "" if error.state in STATES else f"state {error.state}"
        late = str(error) if "the page takes" in str(error) else ""
        return wrong, "; ".join([*getattr(error, "__notes__", ()), late])
    try:
        check(extracted)
    except ValueError as error:
        return str(error), ""
    return "", ""


def test_every_kind_has_its_share() -> None:
    """20,000 in all, and a kind that is added is not forgotten."""
    assert sum(count for _, _, count in PARTS) == 20_000
    assert {kind for kind, _, _ in PARTS} == set(EXTRACTORS) == set(seed_files())


@pytest.mark.parametrize("kind", seed_files())
def test_the_seeds_are_whole(sandbox: Sandbox, kind: str) -> None:
    """Damage to a file that is not read anyway would test nothing; each reads as it does in this process."""
    for body in seed_files()[kind]:
        assert sandbox.extract(body, name="seed", kind=kind) == extract(body, name="seed", kind=kind)
        extracted, extractor = sandbox.extract(body, name="seed", kind=kind)
        check(extracted)
        assert extractor.partition("/")[0] == kind
        assert "38.5 cubic metres" in " ".join(extracted.text.split())


@pytest.mark.parametrize(("kind", "part", "count"), PARTS)
def test_damaged_files_do_no_harm(sandbox: Sandbox, kind: str, part: int, count: int) -> None:
    """Each is read, with every offset right, or refused in words; hardly any brings even its reader down."""
    files = list(mutated(seed_files()[kind], count, seed=zlib.crc32(f"{kind} {part}".encode())))
    with ThreadPoolExecutor(2) as threads:
        # each second one is told its kind, so that damage at the front does not make it plain text
        said = list(threads.map(lambda at: trouble(sandbox, files[at], kind if at % 2 else ""), range(count)))
    wrong = [f"{at}: {text}" for at, (text, _) in enumerate(said) if text]
    assert not wrong, "\n".join(wrong)
    broken = [f"{at}: {reader}" for at, (_, reader) in enumerate(said) if reader]
    assert len(broken) <= MOST_BROKEN * count, "\n".join(broken)


TAGS = (
    "div p span a b i table tr td th ul ol li dl dt dd h1 h2 blockquote pre code br img figure figcaption section "
    "article main sup sub form select option title base meta script style svg math template noscript body html"
).split()
ATTRIBUTES = st.dictionaries(
    st.sampled_from("href src id class lang rel colspan content name style".split()),
    st.sampled_from(
        ["#a", "http://[", "//", "-1", "1e9", "nofollow", "comments", "x" * 300, "\u202e", "javascript:"]
    ),
    max_size=3,
)
WORDS = st.text(max_size=40) | st.sampled_from(
    ["The river rises in the hills. " * 9, "&#0;", "&lt;", "<!--", "]]>"]
)


def written(tag: str, attributes: dict[str, str], inside: list[str], closing: str) -> str:
    """A tag around what is in it, now and then closed by another."""
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{named}>{''.join(inside)}</{closing}>"


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An element that holds up to five of ``children``."""
    return st.builds(
        written, st.sampled_from(TAGS), ATTRIBUTES, st.lists(children, max_size=5), st.sampled_from(TAGS)
    )


PAGES = st.recursive(WORDS, element, max_leaves=40)
MADE_UP = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@MADE_UP
@given(page=PAGES)
def test_made_up_pages_do_no_harm(sandbox: Sandbox, page: str) -> None:
    """Tags in any nesting, around any characters."""
    assert trouble(sandbox, f"<!DOCTYPE html>{page}".encode(), "html") == ("", "")


@MADE_UP
@given(body=st.binary(max_size=2_000), kind=st.sampled_from(sorted(EXTRACTORS)))
def test_any_bytes_under_any_kind_do_no_harm(sandbox: Sandbox, body: bytes, kind: str) -> None:
    """As when a server says one thing and sends another."""
    assert trouble(sandbox, body, kind) == ("", "")


@MADE_UP
@given(
    text=st.text(min_size=1, max_size=300), kind=st.sampled_from(["markdown", "plain", "subtitles", "html"])
)
def test_any_text_under_any_kind_does_no_harm(sandbox: Sandbox, text: str, kind: str) -> None:
    """Every character that there is, controls and marks among them."""
    assert trouble(sandbox, text.encode(), kind) == ("", "")
