"""From addresses to answers: ``python -m evals.bench_pages --pages 200`` (make bench-pages).

An article and the pages that it cites are served on loopback, at ten addresses of it, since two pages at
once are fetched from one host. The pages are real sentences of the bundled article in new orders, set as a
news page with a menu, a sidebar and a foot. First every step alone, one after the other; then all of it as
``wellsourced add`` does it, fetching, reading and embedding side by side; then the first question.
"""

import html
import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer

from assistant.settings import Settings
from assistant.workspace import Workspace
from evals.bench_texts import article_sentences
from evals.machine import machine
from index.build import build
from index.embedder import Embedder, load_embedder
from index.passages import split_document
from sources.extract.extracted import Extracted
from sources.extract.sandbox import Sandbox
from sources.fetch import Fetcher
from sources.fetched import Fetched
from sources.records import Document

HOSTS = [f"127.0.0.{last}" for last in range(1, 11)]
_SENTENCES = 32
_QUESTION = "Who was extradited to the US in September 2023?"


class _Server(ThreadingHTTPServer):
    """Serves pages by number, and at ``/`` the article that cites them all."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, pages: Sequence[bytes], delay: float) -> None:
        self.pages = pages
        self.delay = delay
        super().__init__(("0.0.0.0", 0), _Handler)  # noqa: S104 - ten addresses of loopback

    @property
    def urls(self) -> list[str]:
        """An address for each page, the hosts in turn."""
        return [
            f"http://{HOSTS[number % len(HOSTS)]}:{self.server_port}/page/{number}"
            for number in range(len(self.pages))
        ]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """A page, the article, or 404."""
        kind, _, number = self.path.strip("/").partition("/")
        if kind == "page":
            time.sleep(self.server.delay)
            self._send(200, self.server.pages[int(number)])
        elif kind:
            self._send(404, b"")
        else:
            self._send(200, _article(self.server.urls))

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
        """Say nothing."""


@contextmanager
def served(pages: Sequence[bytes], delay: float) -> Iterator[_Server]:
    """The server at work in a thread; every page takes it ``delay`` seconds."""
    with _Server(pages, delay) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def make_pages(count: int, seed: int) -> list[bytes]:
    """Pages of 32 sentences in eight paragraphs, each page in an order of its own."""
    drawn = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    sentences = article_sentences()
    return [_page(f"Report number {number}", drawn.sample(sentences, _SENTENCES)) for number in range(count)]


def _page(title: str, sentences: Sequence[str]) -> bytes:
    paragraphs = [" ".join(sentences[first : first + 4]) for first in range(0, len(sentences), 4)]
    menu = "".join(f'<li><a href="/topic/{name}">{name}</a></li>' for name in ("World", "Money", "Sport"))
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>'
        f"<article><h1>{title}</h1>{text}</article><aside><ul>{menu}</ul></aside>"
        "<footer>About us. Terms of use. Contact.</footer></body></html>"
    ).encode()


def _article(urls: Sequence[str]) -> bytes:
    cited = "".join(f'<p>What is said here <a href="{url}">rests on a report</a>.</p>' for url in urls)
    page = f"<!doctype html><html><head><title>All reports</title></head><body><article><h1>All reports</h1>{cited}"
    return f"{page}</article></body></html>".encode()


def alone(server: _Server, embedder: Embedder, folder: Path) -> dict[str, float]:
    """Seconds of each step by itself."""
    marks = [time.perf_counter()]
    fetched = Fetcher(allowed_hosts=frozenset(HOSTS)).fetch_all(server.urls, total_seconds=300)
    marks.append(time.perf_counter())
    bodies = {url: page.body for url, page in fetched.items() if isinstance(page, Fetched)}
    sandbox = Sandbox()
    read = {url: sandbox.extract(body, name="page.html", url=url)[0] for url, body in bodies.items()}
    sandbox.close()
    marks.append(time.perf_counter())
    passages = [
        passage
        for url, extracted in read.items()
        for passage in split_document(_document(url, extracted), embedder.count_tokens)
    ]
    embedder.embed([passage.read_as for passage in passages])
    marks.append(time.perf_counter())
    build(folder, passages, embedder)
    marks.append(time.perf_counter())
    fetching, reading, embedding, building = (b - a for a, b in pairwise(marks))
    return {
        "fetch": fetching,
        "read": reading,
        "embed": embedding,
        "write index": max(0.0, building - embedding),
    }


def _document(url: str, extracted: Extracted) -> Document:
    return Document(
        document_id=url,
        sha256="",
        extractor="",
        title=extracted.title,
        url=url,
        text=extracted.text,
        blocks=extracted.blocks,
    )


def together(server: _Server, settings: Settings) -> dict[str, float]:
    """Seconds of ``wellsourced add`` with a fresh corpus, and of the first question afterwards."""
    workspace = Workspace(settings)
    _ = workspace.embedder
    began = time.perf_counter()
    article = f"http://{HOSTS[0]}:{server.server_port}/"
    workspace.add([article], corpus="bench", most_pages=len(server.pages))
    indexed = time.perf_counter()
    workspace.assistant("bench").ask(_QUESTION)
    answered = time.perf_counter()
    sources = workspace.sources("bench")
    workspace.close()
    return {
        "add": indexed - began,
        "first answer": answered - indexed,
        "sources": len(sources),
        "passages": sum(source.passages for source in sources),
    }


def main(
    pages: Annotated[int, typer.Option(min=1, help="How many pages the article cites.")] = 200,
    repetitions: Annotated[int, typer.Option(min=1, help="How often all is measured.")] = 3,
    delay: Annotated[
        float, typer.Option(min=0, help="Seconds that the server thinks about each page.")
    ] = 0.3,
    seed: Annotated[int, typer.Option(help="The seed of the shuffle.")] = 0,
) -> None:
    """Measure and write JSON with medians, in seconds, to standard output."""
    rounds: list[dict[str, float]] = []
    with served(make_pages(pages, seed), delay) as server, tempfile.TemporaryDirectory() as folder:
        for number in range(repetitions):
            home = Path(folder) / str(number)
            settings = Settings(home=home, allowed_hosts=frozenset(HOSTS), archive=False)
            embedder = load_embedder(settings.model, home / "models")
            steps = alone(server, embedder, home / "alone")
            rounds.append({**steps, "one after the other": sum(steps.values()), **together(server, settings)})
    medians = {name: round(median(one[name] for one in rounds), 2) for name in rounds[0]}
    typer.echo(
        json.dumps(
            {"pages": pages, "repetitions": repetitions, "medians": medians, "machine": machine()}, indent=2
        )
    )


if __name__ == "__main__":
    typer.run(main)
