"""What a language model writes, in pieces of any size → statements with the ids that they cite."""

import json
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.statements import SCHEMA, Finding, StatementParser, Written

NOTHING = Finding.NOT_IN_SOURCES
MARKER = re.compile(r"\[\s*\^?[Ss]?\d{1,4}(?:\s*[-–,;]\s*[Ss]?\d{1,4})*\s*\]|【.{0,20}】|\([Ss]\d{1,4}\)")
LINES = "- The quay closed in 2019. [S4]\n- Two arches were rebuilt. [S6, S9]\n"
OBJECT = json.dumps(
    {
        "found": True,
        "statements": [
            {"text": "The quay closed in 2019.", "sentences": ["S4"]},
            {"text": "Two arches were rebuilt.", "sentences": ["S6", "S9"]},
        ],
    }
)
BOTH = [Written("The quay closed in 2019.", ("S4",)), Written("Two arches were rebuilt.", ("S6", "S9"))]


def parsed(*pieces: str) -> list[Written | Finding]:
    """What comes out when these pieces come in."""
    parser = StatementParser()
    found = [one for piece in pieces for one in parser.feed(piece)]
    return [*found, *parser.end()]


def cut(text: str, size: int) -> list[str]:
    """A text in pieces of one size."""
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINES, BOTH),
        (LINES.rstrip(), BOTH),
        (OBJECT, BOTH),
        (json.dumps(json.loads(OBJECT), indent=2), BOTH),
        (f"```json\n{OBJECT}\n```", BOTH),
        (f"```{OBJECT}```", BOTH),
        (f"```\n{LINES}```\n", BOTH),
        (f"<think>Is it [S1]? {{No}}.\nHm.</think>\n{LINES}", BOTH),
        (f"<Thinking>\n- So. [S2]\n</Thinking>\n\n{OBJECT}", BOTH),
        (f"{LINES}<think>and what else [S1]\n", BOTH),
        ("NOT IN SOURCES", [NOTHING]),
        ("**Not in the sources.**\n", [NOTHING]),
        ('{"found": false, "statements": []}', [NOTHING]),
        ('{"statements": [], "found": false}', [NOTHING]),
        ('{"found":false,"statements":[{"text":"A.","sentences":["S1"]}]}', [NOTHING]),
        ('{"statements":[{"text":"\\"found\\": false","sentences":["S1"]}]}', [Written('"found": false', ("S1",))]),
        ("<b> less", [Written("<b> less", ())]),
        (" \n \n", []),
        ("", []),
        ("{", []),
    ],
)  # fmt: skip
def test_pieces_of_every_size_give_the_same(text: str, expected: list[Written | Finding], size: int) -> None:
    """Lines or JSON, fenced or after a thought: where a model's tokens end changes nothing."""
    assert parsed(*cut(text, size)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "- The quay closed in 2019. [S4]",
        "* The quay closed in 2019.[s4]",
        "• The quay closed in 2019. [ S4 ]",
        "1. The quay closed in 2019. [S4]",
        "12) The quay closed in 2019. [S4].",
        "The quay closed in 2019. [S4][S4]",
        "The quay closed in 2019. [S4, s4; S4]",
        "The quay closed in 2019.\n[S4]",
        "The quay closed in 2019.\n\n  - [S4]",
        "The  quay\tclosed in 2019 [^1]. [S4]",
    ],
)
def test_bullets_spaces_and_letter_case_do_not_matter(line: str) -> None:
    """Each is the same statement citing S4, once."""
    [found] = parsed(line)
    assert isinstance(found, Written)
    assert found.text.rstrip(".") == "The quay closed in 2019"
    assert found.ids == ("S4",)


def test_a_statement_comes_when_its_line_ends() -> None:
    """Half a marker is held back, and so is a line without one, whose ids may stand below."""
    parser = StatementParser()
    assert list(parser.feed("- The quay closed in 2019. [S")) == []
    assert list(parser.feed("4]")) == []
    assert list(parser.feed("\n- Two arches")) == BOTH[:1]
    assert list(parser.feed(" were rebuilt.\n")) == []
    assert list(parser.feed("[S6, S9]\n")) == BOTH[1:]
    assert list(parser.end()) == []


def test_a_json_statement_comes_when_its_object_ends() -> None:
    """The first is there before the second is written."""
    parser = StatementParser()
    before, after = OBJECT.split(", {")
    assert list(parser.feed(before)) == BOTH[:1]
    assert list(parser.feed(", {" + after)) == BOTH[1:]


def test_two_statements_may_share_a_line() -> None:
    """Each has the ids that follow it; what follows the last has none."""
    assert parsed("The quay closed. [S4] It was sold [S5, S6]. Nobody knows why.") == [
        Written("The quay closed.", ("S4",)),
        Written("It was sold", ("S5", "S6")),
        Written(". Nobody knows why.", ()),
    ]


@pytest.mark.parametrize(
    "marker", ["[^1]", "[3]", "[1-3]", "[1, 2]", "【3】", "【3†source】", "(S1)", "(S1, S2)", "[S1-S3]", "［4］"]
)  # fmt: skip
def test_malformed_markers_are_neither_ids_nor_shown(marker: str) -> None:
    """What looks like a citation in the text is ours to set: it goes, in either form."""
    assert parsed(f"- The quay {marker} closed.\n") == [Written("The quay closed.", ())]
    plain = {"found": True, "statements": [{"text": f"The quay {marker} closed.", "sentences": ["S4"]}]}
    assert parsed(json.dumps(plain)) == [Written("The quay closed.", ("S4",))]


def test_a_marker_inside_a_marker_leaves_none() -> None:
    """What stood around the inner one would make another."""
    assert parsed("- The quay [S[1]2] closed.\n") == [Written("The quay S2 closed.", ())]


def test_a_marker_that_is_hidden_by_characters_without_width_goes_too() -> None:
    """It would be one as soon as they are taken out."""
    assert parsed("- The quay [\u200b1, 2] closed. [S4]") == [Written("The quay closed.", ("S4",))]


@pytest.mark.parametrize(
    ("sentences", "ids"),
    [
        (["s4", " S4 ", "S9"], ("S4", "S9")),
        (["[S4]", "4", "Sx", "S99999", 4, None, {}], ()),
        ("S4", ()),
        (None, ()),
    ],
)
def test_ids_in_json_are_normalised(sentences: object, ids: tuple[str, ...]) -> None:
    """Letter case and blanks do not matter; what is no id is none."""
    plain = {"found": True, "statements": [{"text": "The quay closed.", "sentences": sentences}]}
    assert parsed(json.dumps(plain)) == [Written("The quay closed.", ids)]


def test_json_that_was_cut_off_gives_what_was_whole() -> None:
    """The object that broke off says nothing."""
    for end in range(OBJECT.index("}") + 1, OBJECT.rindex("}", 0, -1)):
        assert parsed(OBJECT[:end]) == BOTH[:1]


@pytest.mark.parametrize(
    "junk",
    [
        '{"answer": 42}',
        '{"statements": 7}',
        '{"statements": [1, "two", null, [], {"text": 3}, {"sentences": ["S1"]}]}',
        '{"statements": [' + "1" * 5000 + "]}",
        '{"statements": [' + "[" * 3000,
        "{" * 3000,
    ],
)
def test_json_of_another_kind_says_nothing(junk: str) -> None:
    """Deep, long or wrong, it neither raises nor gives statements."""
    assert parsed(junk) == []


@pytest.mark.parametrize("junk", ["<think>", "<think></think>", "[S1", "`", "- ", "[", "a" + " " * 50])
def test_much_of_anything_is_read_quickly(junk: str) -> None:
    """All that a model may write, three characters at a time, takes no second of its own."""
    began = time.perf_counter()
    parsed(*cut(junk * (16_000 // len(junk)), 3))
    assert time.perf_counter() - began < 5


_PARTS = st.sampled_from(
    ["[", "]", "S1", "[S1]", "[1]", "(S2)", "【3】", "- ", "\n", '{"statements": [', '{"text": "', '", "sentences": ["',
     '"]}', "]}", "```", "<think>", "</think>", "NOT IN SOURCES", "A sentence.", ", ", "\u200b", "^", "Ｓ", "1", "٣"]
)  # fmt: skip


@given(st.lists(_PARTS | st.text(max_size=6), max_size=25), st.integers(0, 7))
def test_no_text_raises_or_smuggles_a_marker(parts: list[str], size: int) -> None:
    """Whatever is written, in whatever pieces; ids are always written the same way."""
    text = "".join(parts)
    pieces = cut(text, size) if size else parts
    for found in parsed(*pieces):
        if isinstance(found, Written):
            assert MARKER.search(found.text) is None
            assert found.text == " ".join(found.text.split())
            assert all(re.fullmatch(r"S\d{1,4}", one) for one in found.ids)
            assert len(set(found.ids)) == len(found.ids)


@given(st.lists(_PARTS, max_size=20), st.lists(st.integers(0, 60), max_size=5))
def test_where_it_is_cut_does_not_matter(parts: list[str], places: list[int]) -> None:
    """The same text in any pieces gives the same statements."""
    text = "".join(parts)
    bounds = sorted({0, len(text), *(place for place in places if place < len(text))})
    assert parsed(*(text[start:end] for start, end in pairwise(bounds))) == parsed(text)


def test_the_schema_is_strict() -> None:
    """Providers that keep to a schema want every field required and no others, on both levels."""
    inner = SCHEMA["properties"]["statements"]["items"]
    for one in (SCHEMA, inner):
        assert one["additionalProperties"] is False
        assert set(one["required"]) == set(one["properties"])
