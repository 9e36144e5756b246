"""Fetching models from a Hub: a small one of our own on loopback, and none."""

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from assistant.models import RECOMMENDED, get_model, models_in_use
from assistant.settings import Settings
from sources.errors import FetchError, UsageError

CONFIG = b'{"architectures": ["BertForQuestionAnswering"]}'
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class _Hub(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self.path.startswith("/api/models/small/reader/tree/"):
            listed = (("config.json", len(CONFIG)), ("pytorch_model.bin", 9))
            tree = [{"type": "file", "path": name, "size": size, "oid": COMMIT} for name, size in listed]
            self._send(200, json.dumps(tree).encode())
        elif self.path.startswith("/api/models/small/reader"):
            files = [{"rfilename": "config.json"}, {"rfilename": "pytorch_model.bin"}]
            body = json.dumps({"id": "small/reader", "sha": COMMIT, "siblings": files}).encode()
            self._send(200, body)
        elif self.path == f"/small/reader/resolve/{COMMIT}/config.json":
            self._send(200, CONFIG)
        else:
            self._send(404, b"", error="RepoNotFound")

    def _send(self, status: int, body: bytes, error: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if error:
            self.send_header("X-Error-Code", error)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing on standard error."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The Hub's client looks at a server of ours."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    _point_at(monkeypatch, f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def _point_at(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    )


@pytest.mark.usefixtures("hub")
def test_a_model_is_fetched_without_files_that_run_code(tmp_path: Path) -> None:
    """Configuration and safetensors are taken, pickled weights are left."""
    folder = get_model("small/reader", tmp_path)
    assert (folder / "config.json").read_bytes() == CONFIG
    assert not (folder / "pytorch_model.bin").exists()
    assert folder.is_relative_to(tmp_path / "models" / "hub")


@pytest.mark.usefixtures("hub")
def test_a_model_that_the_hub_does_not_have_is_told_so(tmp_path: Path) -> None:
    """The user learns that the name is wrong, not that the network is."""
    with pytest.raises(UsageError, match="no model 'nobody/nothing'"):
        get_model("nobody/nothing", tmp_path)


def test_a_hub_out_of_reach_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network one line says so and what else can be done."""
    _point_at(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(FetchError, match="could not be reached"):
        get_model("small/reader", tmp_path)


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    """A path with blanks is no name on the Hub."""
    with pytest.raises(UsageError, match="owner/name"):
        get_model("not a name", tmp_path)


def test_what_is_in_use_follows_the_settings(tmp_path: Path) -> None:
    """The list names the setting of each model, and every recommended model goes with one of them."""
    used = models_in_use(Settings(home=tmp_path, reader="deepset/roberta-base-squad2"))
    assert [one.name for one in used] == ["all-MiniLM-L6-v2", "deepset/roberta-base-squad2", "shipped"]
    assert {one.setting for one in RECOMMENDED} == {one.setting for one in used}
