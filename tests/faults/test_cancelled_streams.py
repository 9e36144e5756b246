"""Streams that nobody wants any more: begun and closed at any moment, they leave nothing behind."""

import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from scale import of
from scripted_model import Scripted
from town import QUESTIONS, Town

from assistant.chat_model import Limits, Message
from assistant.llm import LangChainStream
from sources.errors import ModelError

NAMES = (
    "steady",
    "three",
    "json",
    "repeats",
    "endless-talk",
    "late",
    "stalls",
    "cut",
    "status-500",
    "closes",
)
PROMPT = [
    Message("system", "You answer questions."),
    Message("user", "S1: The ferry leaves at eight.\n\nQuestion: When does the ferry leave?"),
]
REPLY = "- The ferry leaves at eight. [S1]\n"
STREAMS = of(500, 80)
WARM_UP = 50
AT_ONCE = 8
MOST_BYTES = 20_000_000
MOST_CONNECTIONS = 50
MODEL_THREAD, SERVER_THREAD = "wellsourced-model", "process_request_thread"


def until(there: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something comes to be in time."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest and not there():
        time.sleep(0.05)
    return there()


def read_some(stream: LangChainStream, pieces: int) -> None:
    """Take a few pieces, of a stream that may fail."""
    try:
        for number, _ in enumerate(stream):
            if number >= pieces:
                return
    except ModelError:
        return


def begin_and_close(town: Town, chance: random.Random) -> None:
    """One stream, closed before it is read, while it is read, or by another thread; now and then twice."""
    stream = town.model(chance.choice(NAMES), limits=Limits(0.2, 0.5)).stream(PROMPT)
    how = chance.choice(("at once", "soon", "after some", "meanwhile"))
    if how == "soon":
        time.sleep(chance.uniform(0, 0.03))
    elif how == "after some":
        read_some(stream, chance.randrange(12))
    elif how == "meanwhile":
        closing = threading.Timer(chance.uniform(0, 0.03), stream.close)
        closing.start()
        read_some(stream, 1_000_000)
        closing.join()
    stream.close()
    if chance.random() < 0.2:
        stream.close()


def threads() -> list[str]:
    """The threads by name, but for those in which the test's own server answers."""
    return sorted(one.name for one in threading.enumerate() if SERVER_THREAD not in one.name)


def test_streams_that_begin_at_once_share_one_loop(town: Town) -> None:
    """However many threads begin one, there is one thread that writes them all."""
    barrier = threading.Barrier(AT_ONCE)

    def read(_: int) -> str:
        stream = town.model("steady").stream(PROMPT)
        barrier.wait()
        return "".join(stream)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(read, range(AT_ONCE))) == {REPLY}
    assert [one.name for one in threading.enumerate()].count(MODEL_THREAD) == 1


def test_a_fast_stream_is_cut_short(town: Town) -> None:
    """A model that always has a next piece ready is stopped all the same, nearly always before its end."""
    whole = 0
    for _ in range(20):
        stream = town.model("repeats").stream(PROMPT)
        pieces = (piece for piece in stream if piece)
        came = [next(pieces) for _ in range(3)]
        stream.close()
        came += pieces  # those that were there already
        whole += "".join(came) == REPLY * 40
    assert whole <= 3


@pytest.mark.slow
def test_five_hundred_closed_streams_leave_nothing(town: Town, scripted: Scripted) -> None:
    """Afterwards there are as many threads as before, no open stream at the server, and little more memory."""
    chance = random.Random(7)
    process = psutil.Process()
    scripted.pause = 0.002
    before: list[str] = []
    memory = 0
    for number in range(WARM_UP + STREAMS):
        if number == WARM_UP:
            assert until(lambda: not scripted.open_streams)
            before, memory = threads(), process.memory_info().rss
        begin_and_close(town, chance)
        scripted.requests.clear()
    scripted.pause = 0.0
    assert until(lambda: not scripted.open_streams)
    assert until(lambda: threads() == before)
    assert len(process.net_connections("tcp")) < MOST_CONNECTIONS
    grown = process.memory_info().rss - memory
    sys.stdout.write(f"{STREAMS} streams were closed: {len(before)} threads, {grown / 1e6:.1f} MB more\n")
    assert grown < MOST_BYTES


def test_answers_closed_while_they_grow(town: Town, scripted: Scripted) -> None:
    """A reader who goes away in the middle of an answer stops the model, and the next question is answered."""
    chance = random.Random(8)
    scripted.pause = 0.002
    for _ in range(20):
        growing = town.written_by(town.model("three")).stream(chance.choice(QUESTIONS))
        for _ in range(chance.randrange(3)):
            next(growing)
        growing.close()  # type: ignore[attr-defined]
    scripted.pause = 0.0
    assert until(lambda: not scripted.open_streams)
    assert town.written_by(town.model("steady")).ask(QUESTIONS[0]).engine == "steady"


def test_a_stopped_answer_ends_soon(town: Town, scripted: Scripted) -> None:
    """The button is heard while the model keeps still: what there is comes within a second, and the line says so."""
    assistant = town.written_by(town.model("stalls"))
    began = time.monotonic()
    *_, answer = assistant.stream(QUESTIONS[0], stopped=lambda: time.monotonic() - began > 0.3)
    assert time.monotonic() - began < 1.4
    assert "stalls was stopped before it had written anything" in answer.notice
    assert until(lambda: not scripted.open_streams)
