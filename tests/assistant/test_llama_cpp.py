"""llama.cpp's own server behind the same small protocol: a real server, a model of random weights."""

import importlib.util
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from llama_server import CONTEXT, llama_server, write_tiny_model
from town import QUESTIONS, Town, open_town

from assistant.answer import EXTRACTIVE, Status, Support
from assistant.chat_model import Limits, Message
from assistant.llm import LangChainModel
from assistant.llm_loading import load_model
from assistant.statements import SCHEMA
from sources.errors import ModelTimeoutError

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None,
    reason="llama.cpp's server comes with the package xllamacpp, which this platform does not have",
)
PROMPT = [Message("system", "You answer questions."), Message("user", "When was the harbour built?")]
LONGEST = 1024
"""Tokens that a model is let write; this one never stops by itself."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server listens."""
    model = write_tiny_model(tmp_path_factory.mktemp("llama") / "tiny.gguf")
    assert model.stat().st_size < 1_000_000
    with llama_server(model) as serving:
        yield serving


@pytest.fixture
def model(address: str) -> LangChainModel:
    """The model, named as a user would."""
    return load_model("openai:tiny", url=address)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, address: str) -> Iterator[Town]:
    """A small corpus, for which that model writes."""
    with open_town(tmp_path_factory.mktemp("town"), model_cache, address) as opened:
        yield opened


def slot(address: str) -> tuple[bool, int]:
    """Whether the server is at work, and how many tokens its conversation has so far."""
    told = httpx2.get(address.removesuffix("/v1") + "/slots", timeout=10).json()[0]
    return told["is_processing"], told["n_prompt_tokens"]


def until(there: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether something comes to be in time."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest and not there():
        time.sleep(0.02)
    return there()


def test_it_streams_and_tells_what_it_took(model: LangChainModel) -> None:
    """Many pieces, as many tokens as it may write, and the tokens of prompt and reply counted by the server."""
    stream = model.stream(PROMPT)
    pieces = [piece for piece in stream if piece]
    assert len(pieces) > 100
    assert "".join(pieces).strip()
    assert stream.usage.written == LONGEST
    assert 10 < stream.usage.read < CONTEXT
    assert stream.usage.dollars is None


def test_it_says_the_same_twice(model: LangChainModel) -> None:
    """It is asked to be steady, and the server keeps to it."""
    assert "".join(model.stream(PROMPT)) == "".join(model.stream(PROMPT))


def test_closing_ends_the_work(model: LangChainModel, address: str) -> None:
    """A stream closed after a few pieces leaves the server idle, with nearly all of the reply unwritten."""
    stream = model.stream([*PROMPT[:1], Message("user", "Closed soon.")])
    pieces = (piece for piece in stream if piece)
    for _ in range(3):
        next(pieces)
    assert slot(address)[0]
    stream.close()
    assert until(lambda: not slot(address)[0], seconds=1.0)
    assert slot(address)[1] < LONGEST / 2


def test_a_late_first_token_is_told(model: LangChainModel) -> None:
    """A prompt that takes longer to read than the first token may take ends in the error for that."""
    long = [Message("user", "Say something, please, once more. " * 200)]
    with pytest.raises(
        ModelTimeoutError, match=r"tiny at http://127\.0\.0\.1:\d+/v1 took longer than 0\.01 s"
    ):
        list(model.stream(long, limits=Limits(first=0.01, total=5)))


def test_a_reply_that_does_not_end_in_time_is_told(model: LangChainModel) -> None:
    """Pieces come, then the error, at the time that was set."""
    began = time.monotonic()
    came: list[str] = []
    with pytest.raises(ModelTimeoutError, match=r"took longer than 0\.2 s"):
        came.extend(model.stream(PROMPT, limits=Limits(first=0.2, total=0.2)))
    assert time.monotonic() - began < 1.0


def test_json_by_a_schema(address: str) -> None:
    """Even babble keeps to a schema where the server makes a grammar of it."""
    model = load_model("openai:tiny", url=address, written_as="json")
    assert model.keeps_schema
    written = "".join(model.stream(PROMPT, schema=SCHEMA))
    assert re.match(r'\{\s*"found"\s*:\s*(?:true|false)\s*[,}]', written)


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_babble_leads_to_sentences_of_the_sources(town: Town, question: str) -> None:
    """Nothing that a model of random weights writes is shown; the answer is the one without it, and says why."""
    answer = town.written_by(town.model("openai:tiny")).ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.engine == EXTRACTIVE
    assert [one.support for one in answer.statements] == [Support.QUOTED]
    assert town.workspace.verify(answer) == []
    assert answer.notice == (
        "The language model did not help: nothing that tiny wrote is borne out by the sources. "
        "So these are sentences of the sources."
    )
    assert answer.usage is not None
    assert answer.usage.written == LONGEST
