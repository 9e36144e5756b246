"""Each measure against values worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from eval_fakes import COST, OPENED, RIBBON, TEXT, TOLL, answered, cite, declined, text_of

from assistant.answer import Status
from evals.measures import citing, declining, fidelity, latency, length
from evals.measures.bootstrap import interval, share_interval
from evals.measures.matching import answer_right, contains


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("It was built IN 1932.", "in 1932"),
        ("the so-called “Cartel of the Suns“", '"cartel of the suns"'),
        ("Maduro’s government", "Maduro's"),
        ("from 1999–2013", "1999-2013"),
        ("over $50\u00a0billion", "$50 billion"),
        ("a  line\nbreak", "line break"),
        ("It cost 50.", "50"),
        ("nearly 3/4 of it", "3/4"),
    ],
)
def test_wording_is_compared_not_typography(text: str, alternative: str) -> None:
    """Case, curly quotes, dashes and the kind of blank make no difference."""
    assert contains(text, alternative)


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("a carton", "cart"),
        ("the oldest", "old"),
        ("50,000 soldiers", "50"),
        ("1.50 metres", "50"),
        ("a rate of 3.2", "3"),
        ("a.c", "abc"),
        ("abc", "a.c"),
    ],
)
def test_a_part_of_a_word_or_number_does_not_match(text: str, alternative: str) -> None:
    """Alternatives match whole words and whole numbers, and are no patterns."""
    assert not contains(text, alternative)


def test_every_group_must_be_found() -> None:
    """One alternative of each group is enough; a group without any makes the answer wrong."""
    groups = (("1932", "thirties"), ("mayor",))
    assert answer_right(groups, [OPENED, RIBBON])
    assert not answer_right(groups, [OPENED, TOLL])
    assert not answer_right(groups, [])


def test_an_alternative_does_not_run_over_two_statements() -> None:
    """Statements are searched one by one."""
    assert not answer_right((("1932. it cost",),), [OPENED, COST])


def test_nothing_expected_is_never_right() -> None:
    """An answer to a question without expectation cannot be called right."""
    assert not answer_right((), [OPENED])


@pytest.mark.parametrize(("start", "right"), [(0, True), (13, True), (14, False), (26, False)])
def test_a_citation_supports_from_half_of_the_shorter_on(start: int, right: bool) -> None:
    """The quote is 0 to 26, the citation 26 long: 13 shared characters are enough, 12 are not."""
    citation = cite(1, TEXT[start : start + 26], start)
    assert citing.supports(citation, [OPENED], text_of) is right


def test_a_citation_inside_the_quote_supports() -> None:
    """The shorter one counts: a long citation around a short quote, and the other way round."""
    assert citing.supports(cite(1, TEXT), [OPENED], text_of)
    assert citing.supports(cite(1, "opened in 1932"), [OPENED], text_of)


def test_a_citation_of_another_document_does_not_support() -> None:
    """The same offsets in a document that does not hold the quote are worth nothing."""
    assert not citing.supports(cite(1, OPENED, document_id="other"), [OPENED], text_of)


def test_a_repeated_quote_counts_wherever_it_stands() -> None:
    """A sentence that stands twice may be cited at either place; only the width of blanks may differ."""
    twice = "It rained.  Cold. It  rained."
    assert list(citing.quote_spans("It rained.", twice)) == [(0, 10), (18, 29)]


def test_right_and_cited_needs_both_in_one_statement() -> None:
    """The statement that holds the alternative must itself carry a supporting citation."""
    answer = answered(OPENED, COST)
    assert citing.citation_right((("1932",),), [OPENED], answer, text_of)
    assert not citing.citation_right((("1932",),), [COST], answer, text_of)
    assert not citing.citation_right((("1932",), ("mayor",)), [OPENED], answer, text_of)
    bare = replace(answer, statements=(replace(answer.statements[0], citations=()),))
    assert not citing.citation_right((("1932",),), [OPENED], bare, text_of)


def test_citation_precision_and_recall() -> None:
    """Two citations of which one is expected, three expected of which one is cited: 1/2 and 1/3."""
    answer = answered(OPENED, COST)
    assert citing.citation_precision([OPENED, TOLL, RIBBON], answer, text_of) == 0.5
    assert citing.citation_recall([OPENED, TOLL, RIBBON], answer, text_of) == pytest.approx(1 / 3)


def test_a_declined_question_has_no_precision_but_no_recall_either() -> None:
    """Citing nothing is not precise, it is silent; what should have been cited was not."""
    assert citing.citation_precision([OPENED], declined(), text_of) is None
    assert citing.citation_recall([OPENED], declined(), text_of) == 0
    assert citing.citation_recall([], declined(), text_of) is None


def test_declining_is_right_or_false_by_what_was_asked() -> None:
    """Each rate is taken over its own questions only."""
    assert declining.declined_rightly(answerable=False, declined=True) == 1
    assert declining.declined_rightly(answerable=False, declined=False) == 0
    assert declining.declined_rightly(answerable=True, declined=True) is None
    assert declining.declined_falsely(answerable=True, declined=True) == 1
    assert declining.declined_falsely(answerable=True, declined=False) == 0
    assert declining.declined_falsely(answerable=False, declined=True) is None


def test_auc_counts_pairs_and_halves_ties() -> None:
    """0.9 and 0.5 against 0.5 and 0.1: three pairs won, one tied, 3.5 of 4."""
    assert declining.auc([0.9, 0.5], [0.5, 0.1]) == 0.875
    assert declining.auc([], [0.5]) is None
    assert declining.auc([0.5], []) is None


def test_a_shifted_quote_does_not_stand() -> None:
    """Offsets one character off, an unknown document and an empty quote are all broken."""
    answer = answered(OPENED, COST)
    assert fidelity.standing(answer, text_of, problems=0) == 2
    shifted = (answer.citations[0], replace(answer.citations[1], start=28, end=49))
    assert fidelity.standing(replace(answer, citations=shifted), text_of, problems=0) == 1
    for broken in (cite(1, OPENED, document_id="other"), cite(1, "", start=3)):
        assert fidelity.standing(replace(answer, citations=(broken,)), text_of, problems=0) == 0


def test_the_stricter_check_of_quotes_counts() -> None:
    """A problem with the stored snapshot breaks a quote whose offsets are fine; never more than there are."""
    assert fidelity.standing(answered(OPENED, COST), text_of, problems=1) == 1
    assert fidelity.standing(answered(OPENED, COST), text_of, problems=5) == 0


def test_quotes_of_the_closest_passages_are_checked_too() -> None:
    """They are shown to the reader, so they must stand."""
    answer = declined(cite(1, OPENED, start=1))
    assert (fidelity.cited(answer), fidelity.standing(answer, text_of, problems=0)) == (1, 0)


def test_words_are_counted_without_markers() -> None:
    """Five words and four; a declined question has no length."""
    assert length.words(answered(OPENED, TOLL)) == 9
    assert length.words(declined()) is None
    assert declined().status is Status.NOT_FOUND


def test_median_and_95th_percentile_of_times() -> None:
    """Of 0 to 100 in steps of 1: 50 and 95; along the last axis."""
    seconds = np.arange(101.0)
    assert (float(latency.median(seconds)), float(latency.p95(seconds))) == (50, 95)
    assert latency.median(np.array([[1, 2, 9], [4, 4, 4]])).tolist() == [2, 4]


def test_an_interval_is_the_same_for_a_seed_and_holds_the_mean() -> None:
    """Half of 40 right: near 0.5 ± 1.96 √(0.25 / 40) = 0.345 to 0.655, and the same when drawn again."""
    values = [1.0, 0.0] * 20
    low, high = share_interval(values, seed=3)
    assert low == pytest.approx(0.345, abs=0.03)
    assert high == pytest.approx(0.655, abs=0.03)
    assert share_interval(values, seed=3) == (low, high)


def test_agreement_of_few_questions_is_not_certainty() -> None:
    """Ten of ten right: the exact lower bound is 0.025 ** (1 / 10) = 0.6915; none of ten is its mirror."""
    assert share_interval([1.0] * 10) == pytest.approx((0.6915, 1.0), abs=1e-4)
    assert share_interval([0.0] * 10) == pytest.approx((0.0, 0.3085), abs=1e-4)


def test_a_statistic_of_resamples_gives_its_quantiles() -> None:
    """The largest of one question is that question, whatever is drawn."""
    assert interval(1, lambda draws: np.array([7.0])[draws].max(axis=1)) == (7.0, 7.0)
