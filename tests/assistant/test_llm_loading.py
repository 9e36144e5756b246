"""A language model by name: which provider, whose key, what it is asked to keep to."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from scripted_model import KEY, Scripted, scripted_server

from assistant.chat_model import Limits, Message
from assistant.llm_loading import chosen_model, key_in, load_model
from assistant.settings import Settings
from assistant.statements import SCHEMA
from sources.errors import ModelError, UsageError

PROMPT = [Message("user", "S1: The ferry leaves at eight.\n\nQuestion: When does the ferry leave?")]
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs these tests may have keys of their own, which are nobody's business here."""
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that wants the key."""
    with scripted_server() as scripted:
        scripted.key = KEY
        yield scripted


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("openai:gpt-5", "openai:gpt-5 needs a key: set OPENAI_API_KEY or WELLSOURCED_LLM_KEY"),
        ("anthropic:claude-sonnet-4-5", "set ANTHROPIC_API_KEY or WELLSOURCED_LLM_KEY"),
        ("gpt-5", "'gpt-5' names no provider: write openai:gpt-5,"),
        ("openai:", "names no provider"),
        ("", "names no provider"),
        ("nosuch:llama", "nobody knows nosuch:llama"),
        ("groq:llama", "langchain-groq"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_line(named: str, says: str) -> None:
    """The line names what to set, to write or to install."""
    with pytest.raises(UsageError) as told:
        load_model(named)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_provider_whose_package_is_missing_names_its_extra() -> None:
    """In a Python that cannot import it, as where the extra was not installed."""
    code = (
        "import sys; sys.modules['langchain_anthropic'] = None\n"
        "from assistant.llm_loading import load_model\n"
        "from sources.errors import UsageError\n"
        "try: load_model('anthropic:claude-sonnet-4-5', key='k')\n"
        "except UsageError as error: print(error)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    [line] = done.stdout.splitlines()
    assert line.startswith("anthropic:claude-sonnet-4-5 needs ")
    assert "pip install 'wellsourced[anthropic]'" in line


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("qwen2.5:7b", "qwen2.5:7b"),
        ("openai:qwen2.5:7b", "qwen2.5:7b"),
        (" steady ", "steady"),
        ("a/b", "a/b"),
    ],
)
def test_at_an_address_a_plain_name_will_do(named: str, name: str) -> None:
    """The server speaks OpenAI's protocol, and its names may hold a colon."""
    assert load_model(named, url=NOWHERE).name == name


def test_ollama_needs_no_address_and_no_key() -> None:
    """It is on this computer; its tags hold colons too."""
    assert load_model("ollama:qwen2.5:7b").name == "qwen2.5:7b"


def test_a_server_of_ones_own_needs_no_key_and_gets_none(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key for OpenAI is not shown to it, although it is in the environment."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(ModelError, match="refused the key"):
        "".join(load_model("steady", url=server.address).stream(PROMPT))
    server.key = ""
    assert "".join(load_model("steady", url=server.address).stream(PROMPT)).endswith("[S1]\n")


def test_a_key_that_is_given_is_sent(server: Scripted) -> None:
    """A server of one's own may want one."""
    one = load_model("steady", url=server.address, key=f"{KEY}\n")
    assert "".join(one.stream(PROMPT)).endswith("[S1]\n")


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_none(key: str) -> None:
    """As a variable that is set to nothing gives it."""
    with pytest.raises(UsageError, match="needs a key"):
        load_model("openai:gpt-5", key=key)


@pytest.mark.parametrize("name", ["steady", "status-401", "status-500", "closes", "no-json", "error-event"])
def test_the_key_stands_nowhere(server: Scripted, name: str) -> None:
    """Neither in how a model or a stream looks in a log, nor in an error or what it came from."""
    server.key = "another"
    one = load_model(name, url=server.address.replace("://", f"://me:{KEY}@"), key=KEY)
    stream = one.stream(PROMPT)
    with pytest.raises(ModelError) as told:
        "".join(stream)
    shown = [repr(one), str(one), repr(stream), str(told.value), repr(told.value), one.name]
    assert not [text for text in shown if KEY in text]


def test_the_key_stands_in_no_settings() -> None:
    """Whoever prints the settings sees stars."""
    settings = Settings(llm="openai:gpt-5", llm_key=SecretStr(KEY))
    assert KEY not in f"{settings} {settings!r}"


def key_file(folder: Path, text: str, mode: int) -> Path:
    """A file with a key in it."""
    path = folder / "key"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_key_file_of_its_owner_is_read(tmp_path: Path, server: Scripted) -> None:
    """Mode 0600, blanks around the key do not matter; the model that the settings choose sends it."""
    path = key_file(tmp_path, f"\n{KEY}\n", 0o600)
    assert key_in(path) == KEY
    chosen = chosen_model(
        Settings(llm="steady", llm_url=server.address, llm_key=SecretStr(""), llm_key_file=path)
    )
    assert chosen is not None
    assert "".join(chosen.stream(PROMPT)).endswith("[S1]\n")


@pytest.mark.parametrize(
    ("text", "mode", "says"),
    [
        (KEY, 0o644, "can be read by others: chmod 600 it"),
        (KEY, 0o640, "can be read by others"),
        (" \n", 0o600, "is empty"),
    ],
)
def test_a_key_file_that_others_read_is_refused(tmp_path: Path, text: str, mode: int, says: str) -> None:
    """So is an empty one; the line does not show what is in it."""
    with pytest.raises(UsageError, match=says) as told:
        key_in(key_file(tmp_path, text, mode))
    assert KEY not in str(told.value)


def test_a_key_file_that_is_not_there_names_its_variable(tmp_path: Path) -> None:
    """Nor one that is no text."""
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "binary").chmod(0o600)
    for name in ("absent", "binary"):
        with pytest.raises(UsageError, match="check WELLSOURCED_LLM_KEY_FILE"):
            key_in(tmp_path / name)


@pytest.mark.parametrize(("written_as", "sent"), [("json", True), ("lines", False), ("auto", False)])
def test_a_schema_is_sent_where_json_is_wanted(server: Scripted, written_as: str, sent: bool) -> None:
    """Not by default, since a server of one's own may not know what it is."""
    one = load_model("json", url=server.address, key=KEY, written_as=written_as)
    assert one.keeps_schema is sent
    "".join(one.stream(PROMPT, schema=SCHEMA if one.keeps_schema else None))
    wanted = {"name": "answer", "strict": True, "schema": SCHEMA}
    expected = {"type": "json_schema", "json_schema": wanted} if sent else None
    assert server.requests[0].get("response_format") == expected


def test_windows_are_known_or_small() -> None:
    """A known model may read much of what it could, an unknown one little, and whoever knows better says so."""
    assert load_model("openai:gpt-4.1", key=KEY).window == 16_384
    assert load_model("qwen", url=NOWHERE).window == 4096
    assert load_model("qwen", url=NOWHERE, window=8000).window == 8000


def test_the_settings_choose() -> None:
    """None without a name, an error for an address without one, and the limits that are set."""
    assert chosen_model(Settings(llm="", llm_url="")) is None
    with pytest.raises(UsageError, match="name one with WELLSOURCED_LLM"):
        chosen_model(Settings(llm="", llm_url=NOWHERE))
    chosen = chosen_model(Settings(llm="qwen", llm_url=NOWHERE, llm_first_seconds=3, llm_seconds=9))
    assert chosen is not None
    assert chosen.limits == Limits(3, 9)
