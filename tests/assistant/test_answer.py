"""The answer as a value, as text, and as JSON."""

import json

import pytest
from assistant_material import answered, citation
from pydantic import ValidationError

from assistant.answer import Answer, Seconds, Statement, Status, Support, Unread

CITATION_FIELDS = [
    "marker",
    "document_id",
    "title",
    "url",
    "quote",
    "start",
    "end",
    "page",
    "snapshot",
    "fetched_at",
    "highlight",
    "via",
    "archived_at",
]


def _full() -> Answer:
    second = citation(marker=2, start=34, end=59, quote="It flows through Hungary.", highlight=None, page=3)
    return answered(
        citation(),
        second,
        closest=(citation(marker=1),),
        unread=(Unread(url="https://example.org/x", state="blocked"),),
        reason="why",
        score=0.75,
        seconds=Seconds(retrieve=0.1, read=0.2, compose=0.3, total=0.6),
    )


def test_text_is_derived() -> None:
    """The text is the statements, each followed by its markers."""
    statement = Statement(text="It is long.", citations=(1, 2), support=Support.SUPPORTED)
    assert answered(citation(), statements=(statement,)).text == "It is long. [1] [2]"
    assert _full().text == "The Tisza is 966 kilometres long. [1] It flows through Hungary. [2]"
    assert answered(status=Status.NOT_FOUND).text == ""


def test_fields_of_the_contract() -> None:
    """Names and order are those of CONTRACT.md; what is added comes besides."""
    plain = _full().to_json()
    contract = ["question", "standalone_question", "status", "reason", "text", "statements", "citations"]
    assert list(plain)[: len(contract)] == contract
    assert {"unread", "engine", "seconds", "closest"} <= set(plain)
    assert list(plain["statements"][0]) == ["text", "citations", "support"]
    assert list(plain["citations"][0]) == CITATION_FIELDS
    assert list(plain["closest"][0]) == CITATION_FIELDS
    assert list(plain["unread"][0]) == ["url", "state"]
    assert {"retrieve", "read", "compose", "total"} <= set(plain["seconds"])


def test_json_holds_plain_values() -> None:
    """Enumerations are their words, tuples are lists, and nothing needs help to be written."""
    plain = json.loads(json.dumps(_full().to_json()))
    assert plain["status"] == "answered"
    assert plain["statements"][0]["support"] == "quoted"
    assert plain["citations"][0]["highlight"] == [13, 27]
    assert plain["citations"][1]["highlight"] is None
    assert plain["engine"] == "extractive"


def test_round_trip() -> None:
    """What was written is read back equal, by way of JSON text."""
    assert Answer.from_json(json.loads(json.dumps(_full().to_json()))) == _full()


def test_unknown_fields_are_ignored() -> None:
    """An id, or a field of a later version, does not hinder reading."""
    assert Answer.from_json({"id": 7, "later": {}} | _full().to_json()) == _full()


@pytest.mark.parametrize(
    ("field", "value"),
    [("status", "maybe"), ("citations", [{"marker": 1}]), ("statements", "none"), ("question", None)],
)
def test_wrong_fields_are_named(field: str, value: object) -> None:
    """What is no answer is refused, and the field that is wrong is named."""
    with pytest.raises(ValidationError, match=field):
        Answer.from_json(_full().to_json() | {field: value})


def test_with_seconds() -> None:
    """Times are put in without touching anything else."""
    timed = answered(citation()).with_seconds(Seconds(total=1.5))
    assert timed.seconds.total == 1.5
    assert timed.statements == answered(citation()).statements
