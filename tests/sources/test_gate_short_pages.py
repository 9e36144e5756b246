"""The gate on pages of two or three sentences: news of walls, closed roads and prices against the walls themselves."""

import pytest

from sources.errors import ExtractionError
from sources.extract import registry
from sources.gate import judge
from sources.records import SourceState

URL = "https://www.merrow.example/2026/ferry"
FERRY = (
    "<p>The ferry company said on Monday that the crossing will close for six weeks while the pier at Skell is "
    "rebuilt. Buses will run by the coast road instead.</p><p>The pier was built in 1931, and lorries have worn it "
    "out.</p>"
)


def state_of(title: str, main: str, language: str = "en") -> SourceState:
    """The gate's word on a page in a plain frame, extracted as the reader does it."""
    body = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<nav><a href="/">Home</a> <a href="/money">Money</a></nav><main><h1>{title}</h1>{main}</main>'
        "<footer><p>© 2026 Merrow Media</p></footer></body></html>"
    ).encode()
    extracted, error = None, None
    try:
        extracted, _ = registry.extract(body, name="page.html", url=URL, content_type="text/html")
    except ExtractionError as problem:
        error = problem
    state, _ = judge(
        url=URL,
        final_url=URL,
        status=200,
        content_type="text/html",
        body=body,
        extracted=extracted,
        error=error,
    )
    return state


@pytest.mark.parametrize(
    ("title", "main", "language"),
    [
        (
            "Half of captchas are solved by machines",
            "<p>Machines now solve captchas faster than people do, a study at the University of Skell found. Of 2,000 "
            "puzzles the programs solved 96 per cent, people 81 per cent.</p>",
            "en",
        ),
        (
            "Bank’s website down for nine hours",
            "<p>Customers of the Merrow Bank could not log in on Friday. The site showed an error message from 7 in "
            "the morning until 4 in the afternoon. A fault in a database was to blame, the bank said.</p>",
            "en",
        ),
        (
            "Pages without JavaScript",
            "<p>I turned JavaScript off in my browser for a month. Of the 120 sites that I use, 31 stayed blank and "
            "12 asked me to turn it on. The bank was not among them.</p>",
            "en",
        ),
        (
            "Two-step login becomes law",
            "<p>From July, banks must ask for a second proof at every login. The rule was set by the regulator in "
            "Brandt. It follows a theft of 1.2 million euros from the accounts of pensioners.</p>",
            "en",
        ),
        (
            "Brücke gesperrt",
            "<p>Die Brücke über die Skell ist von Montag an für zwei Wochen gesperrt. Der Belag wird erneuert. Eine "
            "Umleitung über Ostrel ist ausgeschildert.</p>",
            "de",
        ),
    ],
)
def test_news_with_the_words_of_a_wall_is_let_in(title: str, main: str, language: str) -> None:
    """It names and counts others, and speaks to nobody."""
    assert state_of(title, main, language) is SourceState.OK


@pytest.mark.parametrize(
    "main",
    [
        f"{FERRY}<p>Our reporting is free to read for everyone. If you can, support us with 5 € a month.</p>",
        "<p>The season ticket for trams costs 29 € a month from January. Subscribers pay 9 € less than today. The "
        "city puts 4 million a year towards it.</p>",
        f"{FERRY}<section><h3>Comments</h3><p>Log in to leave a comment.</p></section>",
        f"{FERRY}<div><h3>Never miss a story</h3><p>Sign up for our morning letter. It is free.</p></div>",
    ],
)
def test_a_whole_text_with_a_price_or_a_plea_at_its_end_is_let_in(main: str) -> None:
    """A request for gifts, news of a price, a form for comments, a newsletter."""
    assert state_of("Ferry and tram", main) is SourceState.OK


@pytest.mark.parametrize(
    ("main", "language"),
    [
        (f"{FERRY}<h3>Create a free account to read the rest</h3><p>It takes less than a minute.</p>", "en"),
        (
            f"{FERRY}<h3>This article is for subscribers</h3><p>Start your trial for €1.</p><a>Subscribe now</a>",
            "en",
        ),
        (
            "<p>Der Rat der Stadt Ostrel hat beschlossen, das Freibad nach dem Sommer zu schließen. Die Sanierung des "
            "Daches wäre teurer als alle Steuern eines Jahres. Der Verein</p><div><strong>Jetzt alles lesen mit M+"
            "</strong><p>1 Monat kostenlos testen</p></div>",
            "de",
        ),
    ],
)
def test_a_text_that_ends_in_an_offer_is_a_teaser(main: str, language: str) -> None:
    """The offer may stand in a heading, and ask for no money."""
    assert state_of("Ferry to stop", main, language) is SourceState.PAYWALLED


@pytest.mark.parametrize(
    ("title", "main", "state"),
    [
        (
            "Warehouse clerk",
            "<p>This position has been filled and applications are closed. Browse similar jobs or set up an alert and "
            "we will let you know when something comes up.</p>",
            SourceState.MISSING,
        ),
        ("Sign in", "<p>Enter your e-mail and your password to carry on.</p>", SourceState.BLOCKED),
        ("This account has been suspended", "<p>Contact your provider.</p>", SourceState.MISSING),
    ],
)
def test_a_page_of_a_few_words_gets_the_state_of_what_they_say(
    title: str, main: str, state: SourceState
) -> None:
    """Not "empty", where it says what is wrong."""
    assert state_of(title, main) is state
