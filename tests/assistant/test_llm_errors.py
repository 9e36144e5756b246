"""What a provider's library raises → one line of our own."""

import pytest

from assistant.llm_errors import explained
from sources.errors import ModelError, ModelTimeoutError

KEY = "sk-test-5f1c0d"
WHERE = "qwen at http://127.0.0.1:8080/v1"


class VendorStatusError(Exception):
    """As providers' libraries have them: a status, and a text that repeats the key."""

    def __init__(self, status_code: object) -> None:
        super().__init__(f"<html>Incorrect API key provided: {KEY}\nVendor Inc.</html>")
        self.status_code = status_code


class APIConnectionError(Exception):
    """A library's name for a connection that was not made."""


class ReadTimeout(Exception):  # noqa: N818 - as the library names it
    """A library's name for a wait that was too long."""


class RemoteProtocolError(Exception):
    """A library's name for a connection that broke."""


@pytest.mark.parametrize(
    ("status", "says", "retryable"),
    [
        (400, "WELLSOURCED_LLM_WINDOW", False),
        (401, "refused the key: set WELLSOURCED_LLM_KEY", False),
        (402, "paid", False),
        (403, "refused the key", False),
        (404, "check WELLSOURCED_LLM and WELLSOURCED_LLM_URL", False),
        (408, "took too long", True),
        (409, "had an error (409)", True),
        (413, "too long (413)", False),
        (418, "had an error (418)", False),
        (429, "is busy", True),
        (500, "had an error (500)", True),
        (503, "had an error (503)", True),
        (529, "had an error (529)", True),
    ],
)
def test_every_status_has_a_line(status: int, says: str, retryable: bool) -> None:
    """It says who failed and what to do, in no word of the vendor's, and whether asking again may help."""
    found = explained(VendorStatusError(status), WHERE)
    assert str(found).startswith(WHERE)
    assert says in str(found)
    assert found.retryable is retryable
    assert not any(word in str(found) for word in (KEY, "Vendor", "html", "Incorrect", "\n"))


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (APIConnectionError(KEY), ModelError, "cannot be reached"),
        (RemoteProtocolError(KEY), ModelError, "cannot be reached"),
        (ConnectionResetError(KEY), ModelError, "cannot be reached"),
        (ReadTimeout(KEY), ModelTimeoutError, "did not answer in time"),
        (TimeoutError(KEY), ModelTimeoutError, "did not answer in time"),
    ],
)
def test_what_happened_on_the_way_may_go_well_the_next_time(
    error: Exception, kind: type[ModelError], says: str
) -> None:
    """Connections and waits are told by the names of their errors, whoever's they are."""
    found = explained(error, WHERE)
    assert type(found) is kind
    assert says in str(found)
    assert found.retryable
    assert KEY not in str(found)


def test_anything_else_is_named_by_its_kind_only() -> None:
    """Its own words stay inside; asking again would not help."""
    found = explained(ValueError(f"unexpected {KEY}"), WHERE)
    assert str(found) == f"{WHERE} failed (ValueError)"
    assert not found.retryable


def test_the_cause_is_looked_for() -> None:
    """A library wraps what it got: the status inside counts, whether raised from it or while it was handled."""
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = VendorStatusError(401)
    assert "refused the key" in str(explained(wrapped, WHERE))
    handled = RuntimeError("handled")
    handled.__context__ = RuntimeError("between")
    handled.__context__.__context__ = ConnectionError("lost")
    assert "cannot be reached" in str(explained(handled, WHERE))


def test_causes_in_a_ring_end() -> None:
    """Two errors that name each other as their cause are looked at once each."""
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert str(explained(one, WHERE)) == f"{WHERE} failed (RuntimeError)"


@pytest.mark.parametrize("status", [None, "401", 200])
def test_a_status_that_is_none_is_no_status(status: object) -> None:
    """Some libraries put other things there."""
    assert str(explained(VendorStatusError(status), WHERE)) == f"{WHERE} failed (VendorStatusError)"


def test_our_own_errors_stay_as_they_are() -> None:
    """They say what is to be said already."""
    ours = ModelError("qwen rests", retryable=True)
    assert explained(ours, WHERE) is ours


def test_braces_in_a_name_are_no_template() -> None:
    """A model may be called anything."""
    assert str(explained(VendorStatusError(503), "a{status}b{0}")).startswith("a{status}b{0} had an error")
