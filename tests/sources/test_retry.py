"""What is asked for again, after how long, and what is not."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from sources.errors import FetchError
from sources.fetch import Fetcher, FetchLimits
from sources.retry import retry_after

URL = "https://a.example/"
Answer = httpx2.Response | Exception


class Queued:
    """A web that gives its answers in order, the last one again and again, and counts the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """The next answer."""
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def fetcher(self, **limits: float) -> Fetcher:
        """A fetcher of this web."""
        return Fetcher(
            limits=FetchLimits(**limits),  # type: ignore[arg-type]
            transport=httpx2.MockTransport(self),
        )


def busy(status: int = 503, after: str | None = None) -> httpx2.Response:
    """An answer of a server that has too much to do."""
    return httpx2.Response(status, headers={} if after is None else {"Retry-After": after})


@pytest.mark.parametrize(
    "first",
    [
        busy(429, "0"),
        busy(502),
        busy(503, "nonsense"),
        busy(504),
        httpx2.ConnectError("refused"),
        httpx2.ReadError("reset"),
        httpx2.RemoteProtocolError("hung up"),
    ],
)
def test_what_may_pass_is_asked_for_again(first: Answer) -> None:
    """A busy server and a broken connection get a second attempt."""
    web = Queued(first, httpx2.Response(200, text="now"))
    assert web.fetcher().fetch(URL).body == b"now"
    assert web.asked == 2


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 410, 451, 500, 501])
def test_what_will_not_change_is_not(status: int) -> None:
    """A page that is there, gone or forbidden is asked for once."""
    web = Queued(httpx2.Response(status))
    assert web.fetcher().fetch(URL).snapshot.status == status
    assert web.asked == 1


@pytest.mark.parametrize("error", [httpx2.ConnectTimeout("slow"), httpx2.DecodingError("damaged")])
def test_a_hopeless_failure_is_not_repeated(error: Exception) -> None:
    """Waiting for a dead host twice would double the time for nothing."""
    web = Queued(error)
    with pytest.raises(FetchError):
        web.fetcher().fetch(URL)
    assert web.asked == 1


def test_the_wait_that_a_server_asks_for_is_kept() -> None:
    """Retry-After: 1 means that the second request comes a second later."""
    web = Queued(busy(429, "1"), httpx2.Response(200, text="now"))
    start = time.monotonic()
    assert web.fetcher().fetch(URL).body == b"now"
    assert 1.0 <= time.monotonic() - start < 2.0


@pytest.mark.parametrize(
    ("after", "page_seconds"), [("60", 100.0), ("21", 100.0), ("5", 3.0), ("9" * 400, 30.0)]
)
def test_a_wait_that_does_not_fit_is_not_begun(after: str, page_seconds: float) -> None:
    """Over 20 s, or more than the page has left: the busy answer comes back at once."""
    web = Queued(busy(429, after))
    start = time.monotonic()
    assert web.fetcher(page_seconds=page_seconds).fetch(URL).snapshot.status == 429
    assert (web.asked, time.monotonic() - start < 1.0) == (1, True)


def test_a_server_that_stays_busy_comes_back_as_it_is() -> None:
    """After the last attempt the 503 is the page, not an exception."""
    web = Queued(busy(503, "0"))
    assert web.fetcher().fetch(URL).snapshot.status == 503
    assert web.asked == 2


def test_retry_after_may_be_a_date() -> None:
    """HTTP's dates are seconds from now; the past is no wait; what is neither says nothing."""
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    seconds = retry_after(in_a_minute)
    assert seconds is not None
    assert 57 <= seconds <= 60
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after(" 7 ") == 7
    for nonsense in ("", "soon", "-1", "1.5", "²", "Wed, 99 Oct 2015", "Wed, 21 Oct 99999 07:28:00 GMT"):
        assert retry_after(nonsense) is None
