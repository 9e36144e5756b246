"""When a model that fails is left alone, by a clock that is turned by hand."""

import pytest

from assistant.breaker import Breaker, RestingError


class HandClock:
    """Shows the time that was set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


@pytest.fixture
def clock() -> HandClock:
    """A clock at 1,000 seconds."""
    return HandClock()


def opened(clock: HandClock) -> Breaker:
    """A breaker after three failures."""
    breaker = Breaker(clock)
    for _ in range(3):
        breaker.check("qwen")
        breaker.failed()
    return breaker


def test_two_failures_are_forgiven(clock: HandClock) -> None:
    """Asking goes on, as often as one likes."""
    breaker = Breaker(clock)
    breaker.failed()
    breaker.failed()
    breaker.check("qwen")
    breaker.check("qwen")


def test_a_success_forgets_the_failures(clock: HandClock) -> None:
    """Only failures in a row count: two, a success and two more are no three."""
    breaker = Breaker(clock)
    for went_well in (False, False, True, False, False):
        breaker.succeeded() if went_well else breaker.failed()
    breaker.check("qwen")


def test_three_failures_open_it_for_half_a_minute(clock: HandClock) -> None:
    """The line says who rests, and for how long."""
    breaker = opened(clock)
    clock.now += 10
    with pytest.raises(RestingError, match=r"^qwen failed 3 times in a row and is tried again in 20 s$"):
        breaker.check("qwen")
    clock.now += 19.5
    with pytest.raises(RestingError):
        breaker.check("qwen")


def test_after_the_rest_one_call_tries_and_the_others_wait(clock: HandClock) -> None:
    """A server that just came back is not run over."""
    breaker = opened(clock)
    clock.now += 30
    breaker.check("qwen")
    with pytest.raises(RestingError):
        breaker.check("qwen")


def test_a_try_that_goes_well_closes_it(clock: HandClock) -> None:
    """Everybody may ask again, and it takes three new failures to open it."""
    breaker = opened(clock)
    clock.now += 30
    breaker.check("qwen")
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
        breaker.check("qwen")


def test_a_try_that_fails_opens_it_again(clock: HandClock) -> None:
    """One failure is enough then, for another half minute."""
    breaker = opened(clock)
    clock.now += 30
    breaker.check("qwen")
    clock.now += 5
    breaker.failed()
    clock.now += 29
    with pytest.raises(RestingError, match="failed 4 times"):
        breaker.check("qwen")
    clock.now += 1
    breaker.check("qwen")


def test_a_try_that_is_given_up_is_no_verdict(clock: HandClock) -> None:
    """Somebody pressed stop: half a minute later another call may try."""
    breaker = opened(clock)
    clock.now += 30
    breaker.check("qwen")
    clock.now += 30
    breaker.check("qwen")
