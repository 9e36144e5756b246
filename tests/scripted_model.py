"""A server that speaks OpenAI's protocol and plays models, good and bad: the model's name says which.

``steady`` and the others in ``REPLIES`` write what their function makes of the prompt. The names in ``FAULTS`` break
in some way. A name ``say:…`` stands for a reply, or what makes one of the prompt, that was put into ``Scripted.said``
beforehand. Real HTTP on loopback, one thread a request, streaming as OpenAI streams.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-5f1c0d"
"""The key that the server wants when it wants one; tests look for it where it must not be."""
_SENTENCE = re.compile(r"^(S\d+): (.*)$", re.MULTILINE)

Sentences = dict[str, str]


def shown_to(prompt: str) -> Sentences:
    """The numbered sentences of a prompt."""
    return dict(_SENTENCE.findall(prompt))


def question_in(prompt: str) -> str:
    """The question of a prompt."""
    return prompt.rpartition("uestion: ")[2].strip()


def best(prompt: str) -> tuple[str, str]:
    """The sentence that shares most words with the question: what an able model would find, more or less."""
    asked = set(re.findall(r"\w{4,}", question_in(prompt).lower()))
    found = shown_to(prompt)
    return max(found.items(), key=lambda one: len(asked & set(re.findall(r"\w{4,}", one[1].lower()))))


def steady(prompt: str) -> str:
    """The best sentence, quoted and cited."""
    number, sentence = best(prompt)
    return f"- {sentence} [{number}]\n"


def as_json(prompt: str) -> str:
    """The same by the schema."""
    number, sentence = best(prompt)
    return json.dumps({"found": True, "statements": [{"text": sentence, "sentences": [number]}]})


def first_three(prompt: str) -> str:
    """Three sentences, each cited."""
    return "".join(f"- {text} [{number}]\n" for number, text in list(shown_to(prompt).items())[:3])


REPLIES: dict[str, Callable[[str], str]] = {
    "steady": steady,
    "json": as_json,
    "json-in-fence": lambda prompt: f"```json\n{as_json(prompt)}\n```",
    "three": first_three,
    "declines": lambda prompt: "NOT IN SOURCES",
    "declines-json": lambda prompt: '{"found": false, "statements": []}',
    "thinks-aloud": lambda prompt: f"<think>Is it [S1]? No.</think>\n{steady(prompt)}",
    "introduces": lambda prompt: f"Here is what the sources say:\n\n{steady(prompt)}\nI hope this helps!",
    "emphasises": lambda prompt: steady(prompt).replace("- ", "- **").replace(" [", "** ["),
    "numbered": lambda prompt: steady(prompt).replace("- ", "1. "),
    "no-bullet": lambda prompt: steady(prompt).removeprefix("- "),
    "marker-below": lambda prompt: steady(prompt).replace(" [", "\n["),
    "over-cites": lambda prompt: f"- {best(prompt)[1]} [{', '.join(shown_to(prompt))}]\n",
    "repeats": lambda prompt: steady(prompt) * 40,
    "no-ids": lambda prompt: f"- {best(prompt)[1]}\n",
    "invents-ids": lambda prompt: f"- {best(prompt)[1]} [S999]\n- {best(prompt)[1]} [S0]\n",
    "malformed-ids": lambda prompt: (
        f"- {best(prompt)[1]} [^1]\n- {best(prompt)[1]} 【3】\n- {best(prompt)[1]} (S1)\n"
    ),
    "invents-facts": lambda prompt: (
        f"- The moon is made of green cheese from Wensleydale. [{best(prompt)[0]}]\n"
    ),
    "other-number": lambda prompt: f"- {re.sub(r'[0-9]+', '777', best(prompt)[1])} [{best(prompt)[0]}]\n",
    "invalid-json": lambda prompt: '{"found": true, "statements": [{"text": "half',
    "wrong-json": lambda prompt: '{"answer": 42}',
    "html": lambda prompt: f"- <b>{best(prompt)[1]}</b><img src=x onerror=alert(1)> [{best(prompt)[0]}]\n",
    "links": lambda prompt: f"- {best(prompt)[1]} [here](https://evil.example/?q=1) [{best(prompt)[0]}]\n",
    "empty": lambda prompt: "",
    "blanks": lambda prompt: " \n \n",
    "endless-letter": lambda prompt: "a" * 100_000,
    "endless-talk": lambda prompt: "and so on " * 20_000,
    "mixed": lambda prompt: first_three(prompt) + "- The moon is made of green cheese. [S1]\n- So there.\n",
}
"""The models that answer, each by what it writes."""
FAULTS = (
    "status-401", "status-403", "status-404", "status-429", "status-500", "status-503", "late", "stalls", "cut",
    "no-json", "closes", "error-event", "flaky",
)  # fmt: skip
"""The models that do not: a status, no first token, none after the first, a broken stream, a reply that is no JSON, a
connection that is closed at once, an error in mid-stream, and one that fails the first time."""


class Scripted:
    """What the server was asked, and what it is told to say."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.said: dict[str, str | Callable[[str], str]] = {}
        self.open_streams = 0
        self.wait = 30.0
        """How long ``late`` and ``stalls`` keep still."""
        self.pause = 0.0
        """Between two pieces of a reply."""
        self.piece = 3
        """Characters in one of them, so that markers and words come in parts."""
        self.address = ""
        self.key = ""
        """What a request must carry; empty: anything."""
        self.released = threading.Event()
        self.lock = threading.Lock()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    scripted: Scripted

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep still."""

    def do_GET(self) -> None:
        self._plain(200, {"object": "list", "data": [{"id": "steady", "object": "model"}]})

    def do_POST(self) -> None:
        scripted = self.server.scripted
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with scripted.lock:
            scripted.requests.append(body)
        if scripted.key and self.headers.get("Authorization") != f"Bearer {scripted.key}":
            self._plain(
                401, {"error": {"message": f"Incorrect API key: {self.headers.get('Authorization')}"}}
            )
            return
        try:
            self._play(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _play(self, body: dict[str, Any]) -> None:
        scripted, name = self.server.scripted, str(body["model"])
        prompt = "\n".join(str(message["content"]) for message in body["messages"])
        asked_before = sum(1 for one in scripted.requests if one["model"] == name) > 1
        if name.startswith("status-"):
            status = int(name.removeprefix("status-"))
            self._plain(status, {"error": {"message": f"no, says the server, {KEY}", "code": status}})
        elif name == "flaky" and not asked_before:
            self._plain(503, {"error": {"message": "not yet"}})
        elif name == "closes":
            self.close_connection = True
            self.connection.close()
        elif name == "no-json":
            self._bytes(200, "text/html", b"<html>It works!</html>")
        elif name == "late":
            scripted.released.wait(scripted.wait)
            self._stream(steady(prompt), body)
        elif name in FAULTS and name != "flaky":
            self._stream(steady(prompt), body, fault=name)
        elif name.startswith("say:"):
            said = scripted.said[name]
            self._stream(said if isinstance(said, str) else said(prompt), body)
        else:
            self._stream(REPLIES.get(name, steady)(prompt), body)

    def _stream(self, text: str, body: dict[str, Any], *, fault: str = "") -> None:
        scripted = self.server.scripted
        if not body.get("stream"):
            self._plain(200, _whole(text, body))
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        with scripted.lock:
            scripted.open_streams += 1
        try:
            self._event(_chunk(body, {"role": "assistant", "content": ""}))
            for at, piece in enumerate(_pieces(text, scripted.piece)):
                if fault and at == 2:
                    self._break(fault)
                    return
                self._event(_chunk(body, {"content": piece}))
                if scripted.pause:
                    time.sleep(scripted.pause)
            self._event(_chunk(body, {}, finish="stop"))
            usage = {
                "prompt_tokens": 900,
                "completion_tokens": len(text) // 4,
                "total_tokens": 900 + len(text) // 4,
            }
            self._event(_chunk(body, None) | {"choices": [], "usage": usage})
            self.wfile.write(b"data: [DONE]\n\n")
        finally:
            with scripted.lock:
                scripted.open_streams -= 1

    def _break(self, fault: str) -> None:
        if fault == "stalls":
            self.server.scripted.released.wait(self.server.scripted.wait)
        elif fault == "error-event":
            self._event({"error": {"message": "the model crashed", "type": "server_error", "code": 500}})
        self.connection.close()  # cut, and what the others come to

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.flush()

    def _plain(self, status: int, value: dict[str, Any]) -> None:
        self._bytes(status, "application/json", json.dumps(value).encode())

    def _bytes(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _pieces(text: str, size: int) -> Iterator[str]:
    """A few characters at a time; much of it in larger pieces."""
    size = size if len(text) < 3000 else 200
    yield from (text[at : at + size] for at in range(0, len(text), size))


def _chunk(body: dict[str, Any], delta: dict[str, Any] | None, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": body["model"],
        "choices": [choice],
    }


def _whole(text: str, body: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "1", "object": "chat.completion", "created": 1, "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 9, "total_tokens": 909},
    }  # fmt: skip


@contextmanager
def scripted_server() -> Iterator[Scripted]:
    """The server, for as long as the context lasts."""
    scripted = Scripted()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.scripted = scripted
    scripted.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield scripted
    finally:
        scripted.released.set()
        server.shutdown()
        server.server_close()
        serving.join()
