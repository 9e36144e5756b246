"""Subtitles: cues joined into paragraphs of speech, said once, with the speakers and the time."""

import time
from itertools import pairwise

import pytest

from sources.errors import ExtractionError
from sources.extract.extracted import Extracted
from sources.extract.registry import extract
from sources.extract.subtitles import extract_subtitles


def contents(extracted: Extracted) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind.value, extracted.text[block.start : block.end]) for block in extracted.blocks]


def read(text: str) -> Extracted:
    """A file without an address."""
    return extract_subtitles(text, url="")


def paragraphs(text: str) -> list[str]:
    """The texts of the blocks, which are all paragraphs."""
    found = contents(read(text))
    assert {kind for kind, _ in found} == {"paragraph"}
    return [said for _, said in found]


SRT = """\
1
00:00:01,000 --> 00:00:03,500
<i>The river rises</i>
in the hills of Orrin,

2
00:00:03,600 --> 00:00:06,000
{\\an8}and it never
runs dry.

3
00:00:06,200 --> 00:00:08,000
Its source was found in 1871.

4
00:00:11,000 --> 00:00:13,000
Nobody fished here &amp; nobody swam; 3 < 4.
"""


def test_cues_become_sentences_and_pauses_paragraphs() -> None:
    """Lines and cues are joined, tags and positions dropped; three seconds of silence part paragraphs."""
    assert paragraphs(SRT) == [
        "The river rises in the hills of Orrin, and it never runs dry. Its source was found in 1871.",
        "Nobody fished here & nobody swam; 3 < 4.",
    ]
    assert paragraphs("\ufeff" + SRT.replace("\n", "\r\n")) == paragraphs(SRT)


def test_a_sentence_that_goes_on_after_a_pause_stays_whole() -> None:
    """A speaker who stops to think has not begun a new paragraph."""
    assert paragraphs(SRT.replace("in 1871.", "in").replace("Nobody fished", "the year")) == [
        "The river rises in the hills of Orrin, and it never runs dry. Its source was found in "
        "the year here & nobody swam; 3 < 4."
    ]


VTT = """\
WEBVTT - Talks at Orrin
Kind: captions
Language: en-GB

STYLE
::cue(v) { color: white }

NOTE checked by
two people

REGION
id:fred

intro
00:01.000 --> 00:04.000 align:start position:0%
<v.loud Ina Vell>Welcome to <c.yellow>Orrin</c>.</v>

00:04.100 --> 00:06.000
<v Ina Vell>The lake is 40 m deep.

NOTE 00:05 is unclear

00:06.100 --> 00:08.000
<v Tor Hale>How do we <00:00:07.000>know?

answer-1
00:08.000 --> 00:09.500
<v Ina Vell>We measured it.
<v Tor Hale>When?
"""


def test_voices_are_named_and_notes_and_styles_are_not_read() -> None:
    """A paragraph for each turn, which begins with who speaks; the head gives title and language."""
    extracted = read(VTT)
    assert contents(extracted) == [
        ("paragraph", "Ina Vell: Welcome to Orrin. The lake is 40 m deep."),
        ("paragraph", "Tor Hale: How do we know?"),
        ("paragraph", "Ina Vell: We measured it."),
        ("paragraph", "Tor Hale: When?"),
    ]
    assert (extracted.title, extracted.language) == ("Talks at Orrin", "en-GB")


def srt(*lines: str, gap: float = 0.0, length: float = 2.0) -> str:
    """A file with a cue for each text, one after the other."""
    cues = []
    for number, line in enumerate(lines):
        start = number * (length + gap)
        times = [
            f"{int(s // 3600):02}:{int(s // 60) % 60:02}:{s % 60:06.3f}" for s in (start, start + length)
        ]
        cues.append(f"{number + 1}\n{' --> '.join(times).replace('.', ',')}\n{line}\n")
    return "\n".join(cues)


def test_speakers_are_told_by_dashes_arrows_and_names() -> None:
    """What marks a turn begins a paragraph; a name is kept, a dash or an arrow is not."""
    said = paragraphs(
        srt(
            "- Who was it?\n- The ferryman.",
            ">> He left at 6:30.",
            "INA VELL: Before the fog?",
            "Tor Hale: After it.",
        )
    )
    assert said == [
        "Who was it?",
        "The ferryman.",
        "He left at 6:30.",
        "INA VELL: Before the fog?",
        "Tor Hale: After it.",
    ]


def test_lines_that_roll_up_are_said_once() -> None:
    """Automatic captions of a video site: each line comes growing, then still, then above the next one."""
    text = """\
WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.310 align:start position:0%
 
the<00:00:00.320><c> lake</c><00:00:00.480><c> of</c><00:00:00.640><c> orrin</c>

00:00:02.310 --> 00:00:02.320 align:start position:0%
the lake of orrin
 

00:00:02.320 --> 00:00:04.870 align:start position:0%
the lake of orrin
is<00:00:02.560><c> deep</c><00:00:02.720><c> and</c>

00:00:04.870 --> 00:00:04.880 align:start position:0%
is deep and
 

00:00:04.880 --> 00:00:07.000 align:start position:0%
is deep and
very<00:00:05.120><c> very</c><00:00:05.280><c> cold</c>
"""  # noqa: W293 - such files have lines of one blank
    assert paragraphs(text) == ["the lake of orrin is deep and very very cold"]


def test_a_line_that_grows_is_said_once() -> None:
    """Live captions show the words so far and then some more."""
    assert paragraphs(srt("The lake", "The lake is deep", "The lake is deep and cold.", "It froze.")) == [
        "The lake is deep and cold. It froze."
    ]


def test_what_somebody_says_twice_is_said_twice() -> None:
    """Outside captions that roll, a repeated line is speech."""
    assert paragraphs(srt("No.", "No.", "The quay is safe.", "It always was.", "Was it?", "Yes.")) == [
        "No. No. The quay is safe. It always was. Was it? Yes."
    ]


def test_a_long_film_has_headings_with_the_time() -> None:
    """Each two minutes or a little more, between paragraphs, with the time of the words below."""
    cues = [f"Sentence {number} is about the lake of Orrin and its {number} boats." for number in range(100)]
    found = contents(read(srt(*cues, gap=1, length=4)))  # five seconds each, 500 in all
    headings = [text for kind, text in found if kind == "heading"]
    assert headings[0] == "At 0:00:00"
    times = [int(text[5:7]) * 60 + int(text[8:]) for text in headings]
    assert all(120 <= later - earlier < 180 for earlier, later in pairwise(times))
    assert len(times) == 4
    for at, (kind, text) in enumerate(found):
        if kind == "heading":
            seconds = int(text[5:7]) * 60 + int(text[8:])
            assert found[at + 1][1].startswith(f"Sentence {seconds // 5} ")
    assert " ".join(text for kind, text in found if kind == "paragraph") == " ".join(cues)


def test_speech_without_full_stops_is_cut_into_paragraphs() -> None:
    """Automatic captions of a lecture are one sentence; it is cut between cues before it gets too long."""
    cues = [f"and so the water of the lake number {number} went on" for number in range(60)]
    found = [text for kind, text in contents(read(srt(*cues))) if kind == "paragraph"]
    assert len(found) > 1
    assert all(len(text) < 1_300 for text in found)
    assert " ".join(found) == " ".join(cues)


@pytest.mark.parametrize(
    ("name", "body"),
    [("talk.srt", SRT.encode()), ("talk.vtt", VTT.encode()), ("talk.bin", VTT.encode())],
)
def test_the_registry_reads_subtitles(name: str, body: bytes) -> None:
    """By their content or their name."""
    extracted, extractor = extract(body, name=name)
    assert extractor == "subtitles/1"
    assert "Orrin" in extracted.text
    assert "-->" not in extracted.text


def test_damaged_files_are_read_as_far_as_they_go() -> None:
    """Cues without numbers, blank lines within a cue or none between two, and hours of three digits."""
    text = (
        "00:01.0 --> 00:02.0\nOne,\n\ntwo,\n2\n0:00:02,000-->0:00:03,000\nthree.\n\n\n\n"
        "100:00:00,000 --> 100:00:01,000\nFour."
    )
    assert contents(read(text)) == [
        ("heading", "At 0:00:01"),
        ("paragraph", "One, two, three."),
        ("heading", "At 100:00:00"),
        ("paragraph", "Four."),
    ]


@pytest.mark.parametrize(
    "text", ["WEBVTT\n\nNOTE nothing\n", "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n", "no cues"]
)
def test_a_file_in_which_nothing_is_said_is_empty(text: str) -> None:
    """A failure with a reason, never an empty text."""
    with pytest.raises(ExtractionError, match="nothing is said") as raised:
        read(text)
    assert raised.value.state == "empty"


def test_a_long_film_is_read_at_once() -> None:
    """Ten hours of speech, and a file of nothing but brackets."""
    started = time.perf_counter()
    read(srt(*(f"Line {number} of the lake." for number in range(18_000))))
    read(srt("<" * 200_000, "<v" * 50_000, "{\\" * 50_000, "word"))
    assert time.perf_counter() - started < 3
