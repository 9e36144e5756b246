"""A model behind real HTTP: pieces as they come, deadlines, one retry, cancelling, and being left alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from scripted_model import Scripted
from written_material import until

from assistant.breaker import RestingError
from assistant.chat_model import Limits, Message, Usage
from assistant.llm import LangChainModel, LangChainStream
from assistant.llm_loading import load_model
from sources.errors import ModelError, ModelTimeoutError

PROMPT = [
    Message("system", "You answer questions."),
    Message(
        "user",
        "S1: The ferry leaves at eight.\nS2: A second boat was bought in 2014.\n\n"
        "Question: When was the second boat bought?",
    ),
]
REPLY = "- A second boat was bought in 2014. [S2]\n"


def model(server: Scripted, name: str, first: float = 20.0, total: float = 60.0) -> LangChainModel:
    """The model of that name on the server."""
    return load_model(name, url=server.address, limits=Limits(first, total))


def pieces_before(stream: LangChainStream) -> tuple[list[str], ModelError]:
    """What comes, blanks left out, before it fails."""
    came: list[str] = []
    with pytest.raises(ModelError) as failed:
        came.extend(piece for piece in stream if piece)
    return came, failed.value


def test_pieces_arrive_before_the_end(server: Scripted) -> None:
    """The first is there while the server still writes; together they are the reply, which tells what it took."""
    server.pause = 0.03
    stream = model(server, "steady").stream(PROMPT)
    pieces = iter(stream)
    first = next(piece for piece in pieces if piece)
    assert server.open_streams == 1
    assert first + "".join(pieces) == REPLY
    assert stream.usage == Usage(read=900, written=len(REPLY) // 4)


def test_what_is_sent(server: Scripted) -> None:
    """The messages as they are, a bound on the reply, steadiness, and no tools."""
    "".join(model(server, "steady").stream(PROMPT))
    [asked] = server.requests
    assert [(one["role"], one["content"]) for one in asked["messages"]] == [
        (one.role, one.content) for one in PROMPT
    ]
    assert asked["temperature"] == 0
    assert asked["max_completion_tokens"] == 1024
    assert "tools" not in asked


@pytest.mark.parametrize(
    ("name", "requests"),
    [
        ("status-503", 2),
        ("status-429", 2),
        ("closes", 2),
        ("status-401", 1),
        ("status-404", 1),
        ("no-json", 1),
    ],
)
def test_only_what_may_pass_is_tried_again_and_once(server: Scripted, name: str, requests: int) -> None:
    """A busy server or a lost connection; never a wrong key or address."""
    came, error = pieces_before(model(server, name).stream(PROMPT))
    assert came == []
    assert len(server.requests) == requests
    assert server.address in str(error)
    assert "\n" not in str(error)


def test_the_second_try_may_go_well(server: Scripted) -> None:
    """A 503 is forgotten when the next request is answered."""
    assert "".join(model(server, "flaky").stream(PROMPT)) == REPLY
    assert len(server.requests) == 2


@pytest.mark.parametrize(("name", "says"), [("cut", "broke off"), ("error-event", "failed")])
def test_after_a_token_nothing_is_tried_again(server: Scripted, name: str, says: str) -> None:
    """What came stays, and the error says that it is not all: the same words must not come twice."""
    came, error = pieces_before(model(server, name).stream(PROMPT))
    assert REPLY.startswith("".join(came))
    assert came
    assert says in str(error)
    assert len(server.requests) == 1


def test_a_model_that_does_not_begin_is_too_late(server: Scripted) -> None:
    """Half a second to the first token, whatever the whole may take; there is no time for a second try."""
    began = time.monotonic()
    came, error = pieces_before(model(server, "late", first=0.5).stream(PROMPT))
    assert 0.4 < time.monotonic() - began < 2
    assert came == []
    assert isinstance(error, ModelTimeoutError)
    assert str(error) == f"late at {server.address} took longer than 0.5 s"
    assert len(server.requests) == 1


def test_a_model_that_does_not_end_is_too_late(server: Scripted) -> None:
    """One second in all, first tokens or not."""
    began = time.monotonic()
    came, error = pieces_before(model(server, "stalls", total=1.0).stream(PROMPT))
    assert 0.9 < time.monotonic() - began < 2.5
    assert came
    assert isinstance(error, ModelTimeoutError)
    assert str(error).endswith("took longer than 1 s")


def test_limits_of_one_stream_go_before_those_of_the_model(server: Scripted) -> None:
    """A question of minor weight is given less time."""
    _, error = pieces_before(model(server, "late").stream(PROMPT, limits=Limits(0.3, 5.0)))
    assert str(error).endswith("took longer than 0.3 s")


def test_while_nothing_comes_there_are_empty_pieces(server: Scripted) -> None:
    """Whoever reads can look up, several times a second, and stop."""
    stream = model(server, "late").stream(PROMPT)
    pieces = iter(stream)
    assert [next(pieces) for _ in range(4)] == [""] * 4
    stream.close()


@pytest.mark.parametrize("name", ["empty", "endless-letter"])
def test_nothing_and_no_end_are_errors(server: Scripted, name: str) -> None:
    """An empty reply answers nothing, and one without end is cut."""
    _, error = pieces_before(model(server, name).stream(PROMPT))
    assert "wrote nothing" in str(error) or "wrote without end" in str(error)


def test_closing_cancels_the_request(server: Scripted) -> None:
    """The server notices that nobody listens, long before it would have ended; nothing comes any more."""
    server.pause = 0.2
    stream = model(server, "steady").stream(PROMPT)
    next(piece for piece in stream if piece)
    stream.close()
    assert until(lambda: server.open_streams == 0, 1.5)
    began = time.monotonic()
    assert "".join(stream) in REPLY
    assert time.monotonic() - began < 1
    stream.close()


def test_leaving_the_loop_cancels_the_request(server: Scripted) -> None:
    """As closing does, for whoever reads with ``for`` and breaks."""
    server.pause = 0.2
    pieces = iter(model(server, "steady").stream(PROMPT))
    next(piece for piece in pieces if piece)
    pieces.close()  # type: ignore[attr-defined]
    assert until(lambda: server.open_streams == 0, 1.5)


def test_after_three_failures_the_server_is_left_alone(server: Scripted) -> None:
    """The fourth question fails at once without a request; another model on the same server is asked."""
    broken = model(server, "status-401")
    for _ in range(3):
        pieces_before(broken.stream(PROMPT))
    asked = len(server.requests)
    began = time.monotonic()
    _, error = pieces_before(broken.stream(PROMPT))
    assert isinstance(error, RestingError)
    assert time.monotonic() - began < 0.5
    assert len(server.requests) == asked
    assert "".join(model(server, "steady").stream(PROMPT)) == REPLY


def test_being_stopped_is_no_failure(server: Scripted) -> None:
    """Whoever presses stop again and again does not make the model rest."""
    one = model(server, "steady")
    server.pause = 0.05
    for _ in range(4):
        one.stream(PROMPT).close()
    server.pause = 0.0
    assert "".join(one.stream(PROMPT)) == REPLY


def test_two_models_write_at_once(server: Scripted) -> None:
    """Neither waits for the other, and their words are not mixed up."""
    server.pause = 0.02
    server.said = {f"say:{at}": f"reply {at} " * 10 for at in range(6)}
    most = 0
    done = threading.Event()

    def count() -> None:
        nonlocal most
        while not done.wait(0.01):
            most = max(most, server.open_streams)

    counting = threading.Thread(target=count)
    counting.start()
    with ThreadPoolExecutor(max_workers=6) as pool:
        replies = list(pool.map(lambda name: "".join(model(server, name).stream(PROMPT)), server.said))
    done.set()
    counting.join()
    assert replies == list(server.said.values())
    assert most > 1
