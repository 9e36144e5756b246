"""Documents that tell one story in nearly the same words, and those that only look as if they did."""

import random
import time

import pytest

from sources.near_duplicates import find_near_duplicates
from sources.records import Block, BlockKind, Document

STORY = """
The ferry Petrel ran aground off Sarn Head shortly before dawn on Tuesday with forty passengers aboard, the coast
guard of Kesmere said. Nobody was hurt, and all passengers were taken off by two lifeboats within an hour. The master
told investigators that a buoy which marks the northern edge of the channel had been unlit for a week. The port
authority denied this and said that its log shows the light was tested on Sunday evening. Divers will inspect the hull
before the ship is towed to Tallowick, where she is to be repaired. The line between the two islands is served by a
smaller boat until Friday, and tickets stay valid. It is the third accident in the channel since spring.
"""
OTHER_ON_EVENT = """
Forty people spent an anxious hour on a rocking deck this week when their boat hit a sandbank near Sarn Head. For
Marta Lindqvar, who was on her way to a hospital appointment, it was the second time in a year. She says that everyone
in the village knows the lamp on the buoy fails whenever it rains, and that letters to the authority went unanswered.
The company has offered each of the passengers a free crossing. A hearing is planned for next month in the town hall,
and the mayor has promised to attend it in person together with the harbour master and the new minister of transport.
"""
TRANSLATED = """
Die Fähre Petrel ist am Dienstag kurz vor Tagesanbruch vor Sarn Head mit vierzig Fahrgästen an Bord auf Grund
gelaufen, wie die Küstenwache von Kesmere mitteilte. Verletzt wurde niemand, alle Fahrgäste wurden binnen einer Stunde
von zwei Rettungsbooten aufgenommen. Der Kapitän sagte den Ermittlern, eine Tonne am nördlichen Rand der Fahrrinne sei
seit einer Woche dunkel gewesen. Die Hafenbehörde bestritt das und erklärte, laut ihrem Protokoll sei das Licht am
Sonntagabend geprüft worden. Taucher untersuchen den Rumpf, ehe das Schiff nach Tallowick geschleppt wird.
"""
BOILERPLATE = """
The Courier is a member of the Kesmere Press Council and abides by its code. If you think that we made a mistake, write
to the corrections desk, which answers within three days. You may share this text under the terms of our licence, which
asks you to name the author and the paper and to change nothing. Support our work with a monthly gift of any size.
"""


def document(document_id: str, *texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    """A document whose blocks are ``texts``; the first is of ``kind``."""
    blocks: list[Block] = []
    text = ""
    for content in (" ".join(text.split()) for text in texts):
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{content}" if text else content
        block_kind = BlockKind.PARAGRAPH if blocks else kind
        blocks.append(Block(kind=block_kind, start=start, end=start + len(content)))
    return Document(
        document_id=document_id, sha256="", extractor="", title="", url="", text=text, blocks=tuple(blocks)
    )


def test_agency_copy_on_two_sites_is_one_story() -> None:
    """Another headline, credit and case make no other story; the first in order stands for both."""
    found = find_near_duplicates(
        [
            document("a", "Ferry aground off Sarn Head", STORY, "Reporting by Dagny Coll"),
            document("x", OTHER_ON_EVENT),
            document("b", "Passengers safe after accident", STORY.upper(), "Agencies"),
            document("c", STORY),
        ]
    )
    assert found == {"b": "a", "c": "a"}


def test_a_copy_that_was_cut_is_the_same_story() -> None:
    """The first half and a little more, as small papers print it."""
    words = STORY.split()
    assert find_near_duplicates([document("a", STORY), document("b", " ".join(words[:75]))]) == {"b": "a"}


def test_an_update_is_the_same_story_until_it_says_much_more() -> None:
    """A paragraph more changes little; a text of three times the length is a text of its own."""
    update = (
        "The coast guard said at noon that the ship was afloat again and on her way with a tug beside her."
    )
    assert find_near_duplicates([document("a", STORY), document("b", STORY, update)]) == {"b": "a"}
    longer = document("c", STORY, OTHER_ON_EVENT, TRANSLATED)
    assert find_near_duplicates([document("a", STORY), longer]) == {}


@pytest.mark.parametrize("other", [OTHER_ON_EVENT, TRANSLATED], ids=["another-report", "translation"])
def test_other_words_are_another_story(other: str) -> None:
    """Two reports of one event confirm each other, so they stay apart; so do translations, which are not recognised."""
    assert find_near_duplicates([document("a", STORY), document("b", other)]) == {}


def test_what_a_site_says_below_each_page_is_no_story() -> None:
    """Two stories of one paper share sixty words and more."""
    found = find_near_duplicates(
        [document("a", STORY, BOILERPLATE), document("b", OTHER_ON_EVENT, BOILERPLATE)]
    )
    assert found == {}


def test_a_notice_that_an_article_quotes_is_not_the_article() -> None:
    """All of the notice stands in the article, which says three times as much."""
    notice = document("notice", STORY)
    assert find_near_duplicates([document("a", OTHER_ON_EVENT, STORY, BOILERPLATE, TRANSLATED), notice]) == {}


def test_furniture_is_not_compared() -> None:
    """Menus and tag lines that were kept for the viewer are not what a page tells."""
    menus = [
        document(name, BOILERPLATE * 9, text, kind=BlockKind.FURNITURE)
        for name, text in (("a", STORY), ("b", OTHER_ON_EVENT))
    ]
    assert find_near_duplicates(menus) == {}


def test_short_texts_are_never_the_same() -> None:
    """Fifty-nine words may be the same by rights; sixty are a story."""
    words = STORY.split()
    short, long = " ".join(words[:59]), " ".join(words[:60])
    assert find_near_duplicates([document("a", short), document("b", short)]) == {}
    assert find_near_duplicates([document("a", long), document("b", long)]) == {"b": "a"}


def test_scripts_without_blanks_are_compared_by_characters() -> None:
    """Eighty characters of Chinese are no single word."""
    text = "".join(chr(0x4E00 + (7 * at * at + 11 * at) % 2_000) for at in range(160))
    assert find_near_duplicates([document("a", text), document("b", text + "完")]) == {"b": "a"}
    assert find_near_duplicates([document("a", text), document("b", text[::-1])]) == {}


def test_no_documents_no_duplicates() -> None:
    """Neither nothing nor empty texts fail."""
    assert find_near_duplicates([]) == {}
    assert find_near_duplicates([document("a", ""), document("b", "")]) == {}


def test_a_thousand_documents_take_three_seconds_at_most() -> None:
    """800 words each, 100 of them the site's own on every page, and one copy among them."""
    chance = random.Random(7)
    words = [f"w{at}" for at in range(6_000)]
    below = " ".join(chance.choices(words, k=100))
    documents = [document(str(at), " ".join(chance.choices(words, k=700)), below) for at in range(999)]
    copy = document("copy", documents[500].text)
    started = time.perf_counter()
    assert find_near_duplicates([*documents, copy]) == {"copy": "500"}
    assert time.perf_counter() - started < 3
