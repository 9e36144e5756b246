"""What code finds different between a statement and the sentences that it cites."""

import pytest

from assistant.reader.support_facts import Compared, compare

ODUYA = (
    "Margaret Oduya founded the Lakeside Orchestra in 1987. She sold a violin to pay for it. "
    "Kisumu lies on the shore of the lake."
)


def compared(statement: str, *cited: str, passage: str = "", title: str = "") -> Compared:
    """A statement with its sentences, which are the whole passage unless another is given."""
    return compare(statement, cited, [passage or " ".join(cited)], [title])


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The road is 2 kilometres long.", "The road is 2,000 metres long."),
        ("It lasted 36 months.", "It lasted 3 years."),
        ("It lasted two weeks.", "It lasted 14 days."),
        ("The load was half a tonne.", "The load was half a tonne."),
        ("The bridge cost 3.1 million crowns.", "The bridge cost 3.14 million crowns."),
        ("It weighs about 500 grams.", "It weighs 512 grams."),
        ("The number of boats more than doubled.", "The number of boats rose from 12 to 26."),
        ("The fleet grew by 14 boats.", "The fleet grew from 12 to 26 boats."),
        ("About 40 percent of the 1,030 houses burnt.", "Of the 1,030 houses 412 burnt."),
        ("The war lasted four years.", "The war began in 1914 and ended in 1918."),
        ("The pier earns 400 crowns a month.", "The pier earns 400 crowns monthly."),
        ("The pier earns 400 crowns.", "The pier earns 400 crowns a month."),
        ("More than a quarter of the trees died.", "Of the trees 27 percent died."),
        ("Nearly half of the trees died.", "Of the trees 48 percent died."),
        ("Fewer than 30 boats sank.", "In the storm 27 boats sank."),
        ("At least 400 people came.", "In all 412 people came."),
        ("One of the boats sank.", "A boat sank."),
        ("In 2019 it opened.", "It opened in May 2019."),
    ],
)
def test_a_number_that_follows_is_no_other(statement: str, cited: str) -> None:
    """In other units, rounded, reckoned from two others, or a bound that is near."""
    assert not compared(statement, cited).numbers_differ


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("The road is 2.1 kilometres long.", "The road is 2,000 metres long."),
        ("It lasted 12 months.", "It lasted 12 weeks."),
        ("The bridge cost 3.2 million crowns.", "The bridge cost 3.14 million crowns."),
        ("The bridge cost 3 billion crowns.", "The bridge cost 3 million crowns."),
        ("It weighs about 500 grams.", "It weighs 700 grams."),
        ("The number of boats tripled.", "The number of boats rose from 12 to 26."),
        ("The fleet grew by 15 boats.", "The fleet grew from 12 to 26 boats."),
        ("The war lasted five years.", "The war began in 1914 and ended in 1918."),
        ("The pier earns 400 crowns a year.", "The pier earns 400 crowns a month."),
        ("More than a quarter of the trees died.", "Of the trees 60 percent died."),
        ("At least 400 people came.", "In all 300 people came."),
        ("In 2018 it opened.", "It opened in 2019."),
        ("It opened in June 2019.", "It opened in May 2019."),
        ("There are 40 boats.", "There are many boats."),
    ],
)
def test_another_number_settles_it(statement: str, cited: str) -> None:
    """Another value, power, unit, period, share or date, or one from nowhere."""
    found = compared(statement, cited)
    assert found.numbers_differ
    assert found.settled
    assert found.doubtful


def test_a_year_may_stand_at_the_head_of_the_passage() -> None:
    """Where the cited sentence has none of its own."""
    head = "The works began in 2018."
    assert not compared(
        "They ended in May 2018.", "They ended in May.", passage=f"{head} They ended in May."
    ).numbers_differ
    other = "They ended in May 2019."
    assert compared("They ended in May 2018.", other, passage=f"{head} {other}").numbers_differ


def test_a_number_of_the_passage_is_not_one_that_is_cited() -> None:
    """Only dates may stand elsewhere."""
    cited, beside = "It has an organ.", "The church has 40 pews."
    assert compared("The church has 40 pews.", cited, passage=f"{beside} {cited}").numbers_differ


@pytest.mark.parametrize(
    ("statement", "others"),
    [
        ("In 2019 the 30 schools closed.", True),
        ("The 30 mills closed.", True),
        ("The 30 bridges closed.", False),
    ],
)
def test_a_number_may_count_other_things(statement: str, others: bool) -> None:
    """Thirty bridges are neither schools nor mills."""
    found = compared(statement, "In 2019 the 30 bridges closed.")
    assert not found.numbers_differ
    assert found.counts_others is others


def test_a_like_word_counts_the_same() -> None:
    """Vessels are ships."""
    assert not compared("The 30 vessels sank.", "The 30 ships sank.").counts_others


def test_names_that_are_nowhere_are_absent() -> None:
    """One makes a reader doubt, two settle it."""
    one = compared("The pianist Brandt sold a violin.", "She sold a violin to pay for it.", passage=ODUYA)
    assert (one.absent_names, one.settled, one.doubtful) == (1, False, True)
    two = compared("Ilse Brandt sold a violin.", "She sold a violin to pay for it.", passage=ODUYA)
    assert (two.absent_names, two.settled) == (2, True)


def test_a_name_stands_for_she() -> None:
    """The passage has it, and the cited sentence points back: nothing to doubt."""
    found = compared("Margaret Oduya sold a violin.", "She sold a violin to pay for it.", passage=ODUYA)
    assert (found.resolved_names, found.absent_names, found.names_elsewhere, found.replaced_names) == (
        2,
        0,
        0,
        0,
    )
    assert not found.doubtful


def test_a_name_of_the_passage_is_elsewhere_where_nothing_points_back() -> None:
    """Kisumu founded nothing."""
    cited = "Margaret Oduya founded the Lakeside Orchestra in 1987."
    found = compared("Kisumu founded the Orchestra.", cited, passage=ODUYA)
    assert (found.resolved_names, found.names_elsewhere) == (0, 1)
    assert found.doubtful


def test_a_name_may_have_been_put_in_the_place_of_another() -> None:
    """The sentence points back to somebody, but its own names are gone from the statement."""
    cited = "Tom Reed sold a violin, said her sister."
    found = compared("Kisumu sold a violin.", cited, passage=f"{ODUYA} {cited}")
    assert (found.resolved_names, found.replaced_names) == (1, 1)
    assert found.doubtful


def test_a_title_may_name_what_the_sentence_does_not() -> None:
    """It is not absent, since whoever reads the passage sees the title."""
    found = compared("In Norrey it was late.", "It was late.", title="The ferries of Norrey")
    assert found.absent_names == 0


@pytest.mark.parametrize(
    ("statement", "cited", "exchanged"),
    [
        ("Kestle buys Fennimore.", "Fennimore buys Kestle.", True),
        ("Fennimore buys Kestle.", "Fennimore buys Kestle.", False),
        ("Kestle was bought by Fennimore.", "Fennimore bought Kestle.", False),
        ("Fennimore was bought by Kestle.", "Fennimore was bought by Kestle.", False),
        ("The dog bit the man.", "The man bit the dog.", True),
    ],
)
def test_who_did_it_to_whom(statement: str, cited: str, exchanged: bool) -> None:
    """The same words in another order say something else, unless one of the two is in the passive."""
    found = compared(statement, cited)
    assert found.exchanged is exchanged
    assert found.doubtful is exchanged


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Rents rose in 2019.", "Rents fell in 2019."),
        ("The council rejected the plan.", "The council approved the plan."),
        ("The northern gate is open.", "The southern gate is open."),
    ],
)
def test_opposites_are_told(statement: str, cited: str) -> None:
    """By hand-made pairs or by the thesaurus; at least once."""
    found = compared(statement, cited)
    assert found.opposites >= 1
    assert found.doubtful


@pytest.mark.parametrize(
    ("statement", "negation"),
    [
        ("The ferry does not sail on Sundays.", True),
        ("The ferry never sails on Sundays.", True),
        ("The ferry sails on Sundays.", False),
    ],
)
def test_one_side_denies(statement: str, negation: bool) -> None:
    """What the other says; where any of the cited sentences agrees, none does."""
    assert compared(statement, "The ferry sails on Sundays.").negation is negation
    assert not compared(statement, "The ferry sails on Sundays.", "It does not sail in May.").negation


def test_added_words_are_counted() -> None:
    """Of "ancient wooden ferry late" half is there; that somebody says so, or counts, is nothing added."""
    found = compared("The ancient wooden ferry was late.", "The ferry was late.")
    assert found.covered == pytest.approx(0.5)
    assert found.added_words == 2
    assert not found.doubtful
    assert compared("The ferry was late, the report says.", "The ferry was late.").added_words <= 1
    many = compared("The ancient wooden ferry, beloved of painters, was late.", "The ferry was late.")
    assert many.doubtful
