"""Rendering: escaping, markers, fragments, history, numbers. Every expectation is worked out by hand."""

import html
import re
from dataclasses import replace

import pytest
from fake_workspace import TEXT, answered, citation, not_found, written
from markdown_it import MarkdownIt

from assistant.answer import Answer, Seconds, Statement, Status, Support, Unread
from ui.fragments import text_fragment
from ui.render import (
    answer_markdown,
    answer_text,
    duration,
    escape,
    host,
    is_web,
    moment,
    shorten,
    turns,
    unmarked,
)

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "**bold** _em_ ~~gone~~ `code`",
    "[click](javascript:alert(1)) ![img](https://evil.example/x.png)",
    "[1](#cite-a-1) [1] [^1]",
    "# heading",
    "1. list",
    "- item",
    "> quote",
    "| a | b |",
    "$x^2$ and \\(y\\) and \\[z\\]",
    "https://evil.example www.evil.example me@evil.example",
    "${alert(1)} `tick` {{value}}",
    "&lt;b&gt; &amp;",
    "שלום עולם **x** 😀 𝒜",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_literally(text: str) -> None:
    """Rendered by a CommonMark parser with links and tables on, escaped text is one plain paragraph."""
    rendered = MarkdownIt("gfm-like").disable("linkify").render(escape(text)).strip()
    assert re.fullmatch(r"<p>[^<>]*</p>", rendered)
    assert html.unescape(rendered[3:-4]) == text


def test_nothing_active_is_left_in_escaped_text() -> None:
    """No character that Markdown, HTML, formulas or automatic links start with survives as itself."""
    left = re.sub(r"&#\d+;", "", escape("".join(HOSTILE)))
    assert not set(left) & set('<>[]()*_`~$\\|#-+.:/@{}!=^"%&') - set("()")


def test_invisible_reordering_is_dropped() -> None:
    """A right-to-left override in a title cannot turn the page's own words around."""
    assert escape("a\u202eb\u2066c\x00d") == "abcd"


def test_markers_are_links_with_the_answers_id() -> None:
    """A marker is a Markdown link whose number repeats in every answer and whose id does not."""
    shown = answer_markdown(answered(citation("Cuba sent doctors.")), "a7")
    assert 'Cuba sent doctors&#46; [1](#cite-a7-1 "Source 1: Oil and debt")' in shown


def test_the_direct_answer_is_bold() -> None:
    """The highlight inside the quote is set off, the rest is not; spaces around it stay."""
    quoted = citation("China lent over $50 billion.", highlight="$50 billion")
    assert answer_markdown(answered(quoted), "a").startswith(
        "China lent over <strong>&#36;50 billion</strong>&#46; [1]"
    )


def test_a_highlight_of_the_whole_sentence_is_not_bold() -> None:
    """Emphasis on everything points at nothing."""
    quoted = citation("Cuba sent doctors.", highlight="Cuba sent doctors.")
    assert "<strong>" not in answer_markdown(answered(quoted), "a")


def test_neighbouring_sentences_share_a_paragraph_and_others_do_not() -> None:
    """Sentence two stands right behind sentence one in the source; sentence three does not."""
    # 😀 stands between the first two: the second quote begins with it, one space behind the first.
    first, second = citation("China lent over $50 billion."), citation("😀 It was paid in oil.", 2)
    third = citation("Cuba sent doctors.", 3)
    body = answer_markdown(answered(first, second, third), "a").split("\n\n")
    assert [paragraph.count("](#cite-") for paragraph in body] == [2, 1, 0]


def test_a_title_cannot_leave_its_place() -> None:
    """Quotes and brackets in a title stay inside the link's title."""
    hostile = citation("Cuba sent doctors.", title='x") [y](javascript:alert(1)) <b>')
    rendered = MarkdownIt().render(answer_markdown(answered(hostile), "a"))
    assert re.findall(r'href="([^"]*)"', rendered) == ["#cite-a-1", "#copy-a"]
    assert "<b>" not in rendered


def test_weak_support_is_said() -> None:
    """Only a statement that is not fully carried gets a note."""
    cited = citation("Cuba sent doctors.")
    weak = Statement(text="Cuba helped.", citations=(1,), support=Support.PARTIAL)
    answer = Answer(
        question="q",
        standalone_question="q",
        status=Status.ANSWERED,
        statements=(weak,),
        citations=(cited,),
        engine="some-model",
    )
    shown = answer_markdown(answer, "a")
    assert "*(compare with the source)*" in shown
    assert "Written by some&#45;model" in shown


def test_what_a_model_wrote_is_one_paragraph_and_says_who_checked_it() -> None:
    """The sentences run on, each with its marker; below it who wrote them, and what was left out."""
    quotes = [citation("Cuba sent doctors."), citation("It was paid in oil.", marker=2)]
    answer = written(*quotes, notice="One sentence was left out.", seconds=Seconds(total=3.2, first=0.8))
    shown = answer_markdown(answer, "a").split("\n\n")
    assert shown[0].count("](#cite-a-") == 2
    assert shown[1] == "*One sentence was left out&#46;*"
    assert shown[2].startswith(
        "<small>Written by some&#45;model, each sentence checked · 3.2 s · first sentence after 800 ms · [Copy]"
    )


def test_an_answer_that_still_grows_says_so() -> None:
    """While a model writes there is nothing to copy yet, and no time to tell."""
    shown = answer_markdown(written(citation("Cuba sent doctors.")), "a", growing=True)
    assert shown.endswith("<small>some&#45;model is writing …</small>")
    assert "Copy" not in shown


def test_a_follow_up_says_how_it_was_read() -> None:
    """A question that was completed from the conversation is shown as it was searched; others are not repeated."""
    follow_up = replace(answered(citation("Cuba sent doctors.")), question="And Cuba?")
    alone = "What did Cuba send?"
    shown = answer_markdown(replace(follow_up, standalone_question=alone), "a")
    assert shown.startswith("*Read as&#58; What did Cuba send?*\n\n".replace("&#58;", ":"))
    assert "Read as" not in answer_markdown(replace(follow_up, standalone_question="Cuba?"), "a")


def test_a_model_that_failed_is_told_of() -> None:
    """The notice of an answer made of quotes stands under it; of one not found under the reason."""
    notice = "The language model did not help: it took longer than 20 s."
    told = "*The language model did not help&#58; it took longer than 20 s&#46;*"
    assert told in answer_markdown(replace(answered(citation("Cuba sent doctors.")), notice=notice), "a")
    assert told in answer_markdown(replace(not_found(), notice=notice), "a")


def test_not_found_is_a_short_honest_card() -> None:
    """Reason, closest passages that can be opened, and how many pages were not read."""
    urls = [f"https://www.site{number}.org/x" for number in range(6)]
    shown = answer_markdown(not_found(citation("Cuba sent doctors."), unread=urls), "b")
    assert shown.startswith("#### Not in the sources\n\nNobody says&#46;\n\n")
    assert "- “Cuba sent doctors&#46;” [1](#cite-b-1" in shown
    assert "Not read, and may say more: site0&#46;org (could not be reached)" in shown
    assert "site2&#46;org (could not be reached) and 3 more" in shown


def test_an_answer_names_the_unread_pages_that_may_say_more() -> None:
    """The words of the address, the site and the state in words; escaped as everything is."""
    unread = (Unread(url="https://www.a.org/2024/harbour-fund_report.html", state="paywalled"),)
    shown = answer_markdown(replace(answered(citation("Cuba sent doctors.")), unread=unread), "b")
    assert "*Not read, and may say more: a&#46;org, harbour fund report (behind a paywall)*" in shown


def test_the_footer_names_engine_and_time() -> None:
    """48.3 ms is shown as 48 ms."""
    assert "Quoted from the sources · 48 ms" in answer_markdown(answered(citation("Cuba sent doctors.")), "a")


def test_a_copied_answer_lists_its_sources() -> None:
    """Plain text with markers, then each source with a link to the passage."""
    assert answer_text(answered(citation("Cuba sent doctors."))) == (
        "Cuba sent doctors. [1]\n\n[1] Oil and debt https://example.org/oil#:~:text=Cuba%20sent%20doctors."
    )


def test_history_is_plain_text() -> None:
    """What goes back to the assistant has neither markers nor links."""
    said = Statement(
        text="Cuba sent [doctors](https://x.org) [1] home [2](#cite-a-2).", citations=(), support="quoted"
    )  # type: ignore[arg-type]
    answer = Answer(question="And?", standalone_question="And?", status=Status.ANSWERED, statements=(said,))
    history = turns([answer, not_found()])
    assert [(turn.role, turn.content) for turn in history] == [
        ("user", "And?"),
        ("assistant", "Cuba sent doctors home."),
        ("user", "Who?"),
        ("assistant", "Nobody says."),
    ]


def test_unmarked_keeps_years_in_brackets() -> None:
    """[2025] is a year, not a marker: markers have at most three digits."""
    assert unmarked("In [2025] it grew [12].") == "In [2025] it grew."


@pytest.mark.parametrize(
    ("url", "passage", "expected"),
    [
        ("https://a.org/p", "It grew.", "https://a.org/p#:~:text=It%20grew."),
        ("https://a.org/p", "a-b, c & d", "https://a.org/p#:~:text=a%2Db%2C%20c%20%26%20d"),
        ("https://a.org/p#sec", "x", "https://a.org/p#sec:~:text=x"),
        ("https://a.org/p#sec:~:text=old", "x", "https://a.org/p#sec:~:text=x"),
        ("https://a.org/p", "é 😀", "https://a.org/p#:~:text=%C3%A9%20%F0%9F%98%80"),
        (
            "https://a.org/p",
            "one two three four five six seven eight nine ten eleven twelve thirteen",
            "https://a.org/p#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen",
        ),
        (
            "https://a.org/p",
            "Heading here\nText there",
            "https://a.org/p#:~:text=Heading%20here,Text%20there",
        ),
        ("https://a.org/p", "   ", "https://a.org/p"),
        ("javascript:alert(1)", "x", ""),
        ("file:///etc/passwd", "x", ""),
        ("article.txt", "x", ""),
        ("https://", "x", ""),
        ("https://a.org/\nb", "x", ""),
    ],
)
def test_text_fragments(url: str, passage: str, expected: str) -> None:
    """WICG rules: hyphen, comma and ampersand are encoded; long quotes are a range; only web pages."""
    assert text_fragment(url, passage) == expected


def test_a_long_quote_without_spaces_is_a_range_of_its_edges() -> None:
    """Eighty characters of Chinese: the first and the last twenty-four name it."""
    fragment = text_fragment("https://a.org/", "油" * 40 + "债" * 40)
    start, end = fragment.split("text=")[1].split(",")
    assert (start.count("%E6%B2%B9"), end.count("%E5%80%BA")) == (24, 24)


def test_hosts_and_addresses() -> None:
    """The site without www; for a file its name; odd addresses are no links."""
    assert host("https://www.reuters.com/world") == "reuters.com"
    assert host("/tmp/notes/article.txt") == "article.txt"  # noqa: S108 - a name, not a file that is written
    assert not is_web("HTTPS//nohost")
    assert not is_web("http://[::1")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "1 ms"),
        (0.0483, "48 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (12.34, "12.3 s"),
        (120, "2 min"),
    ],
)
def test_durations(seconds: float, expected: str) -> None:
    """Milliseconds below a second, then seconds, then minutes."""
    assert duration(seconds) == expected


def test_moments_and_shortening() -> None:
    """Times read like times; a cut falls between words."""
    assert moment("2026-11-23T23:05:00+00:00") == "23 November 2026, 23:05 UTC"
    assert moment("yesterday") == "yesterday"
    assert shorten("one two, three", 10) == "one two…"
    assert shorten(TEXT, 1000) == " ".join(TEXT.split())
