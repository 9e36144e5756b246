"""The mini-web itself: it sends what its table says, lies where it should, stops fast, and its truth agrees."""

import gzip
import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import brotli
import pytest
from miniweb.expected import WHOLE_ARTICLE, ExpectedPage, load_citations, load_pages, load_questions
from miniweb.server import MiniWeb

PAGES = load_pages()
READ = [page for page in PAGES if page.state == "ok" and page.name != "two_ports"]
CHARSETS = {"brannock_lamp": "iso-8859-1", "halvard_loan": "windows-1252", "ferry_school": "utf-16"}


@pytest.fixture(scope="module")
def web() -> Iterator[MiniWeb]:
    """One server for the tests that do not count requests."""
    with MiniWeb() as running:
        yield running


def fetch(web: MiniWeb, path: str) -> tuple[int, dict[str, str], bytes]:
    """One request without redirects, decoding or mercy."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(web.base).port or 0, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    finally:
        connection.close()


def open_raw(web: MiniWeb, path: str) -> socket.socket:
    """A socket on which a request was sent and nothing was read."""
    stream = socket.create_connection(("127.0.0.1", urlsplit(web.base).port or 0), timeout=5)
    stream.sendall(f"GET {path} HTTP/1.1\r\nHost: mini\r\n\r\n".encode())
    return stream


class Displayed(HTMLParser):
    """The words between the tags, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts and styles hide what follows."""
        self._hidden = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        """Any end shows again."""
        self._hidden = False

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self._hidden:
            self.words.append(data)


def squeeze(text: str) -> str:
    """Text without white space, cell borders and note marks."""
    return re.sub(r"\s|\||\[\d\]", "", text)


def read_page(web: MiniWeb, path: str) -> tuple[bytes, dict[str, str]]:
    """A page's decoded bytes, over every kind of redirect and refusal that a reader gets past."""
    status, headers, body = fetch(web, path)
    if status == 429:
        status, headers, body = fetch(web, path)
    while status in (301, 302):
        status, headers, body = fetch(web, urlsplit(headers["location"]).path)
    if found := re.search(rb'http-equiv="refresh" content="0; url=([^"]+)"', body):
        return read_page(web, urlsplit(found[1].decode()).path)
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(
        headers.get("content-encoding", ""), bytes
    )
    return unpack(body), headers


@pytest.mark.parametrize("expected", READ, ids=lambda expected: expected.name)
def test_truth_stands_in_the_page_in_its_order(web: MiniWeb, expected: ExpectedPage) -> None:
    """Every line marked as main text is displayed by the page as sent, in the marked order."""
    body, _headers = read_page(web, expected.path)
    parser = Displayed()
    parser.feed(body.decode(CHARSETS.get(expected.name, "utf-8")))
    displayed, position = squeeze("".join(parser.words)), 0
    for line in expected.blocks():
        position = displayed.index(squeeze(line), position) + len(squeeze(line))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/members/underwriters-briefing", 403),
        ("/reports/crew-training-2020", 404),
        ("/press/quillan-terminal", 200),
        ("/markets/cell-prices", 200),
        ("/opinion/cheap-crossings", 200),
        ("/map/", 200),
        ("/private/board-minutes", 200),
        ("/robots.txt", 200),
    ],
)
def test_unreadable_pages_answer_as_they_should(web: MiniWeb, path: str, status: int) -> None:
    """Refusals carry their status, and the treacherous ones come with 200."""
    assert fetch(web, path)[0] == status


def test_links_are_absolute_and_lead_back(web: MiniWeb) -> None:
    """The placeholder of the address is filled in and links lead to this very server."""
    _status, _headers, body = fetch(web, "/article.html")
    assert b"{{base}}" not in body
    assert f'href="{web.base}/live/storm-eddla"'.encode() in body


def test_encodings_are_declared_as_the_table_says(web: MiniWeb) -> None:
    """The Windows-1252 page calls itself ISO-8859-1, the UTF-16 page only has its mark, two are packed."""
    _status, headers, body = fetch(web, "/business/halvard-loan")
    assert headers["content-type"] == "text/html; charset=ISO-8859-1"
    assert b"\x8064 million" in body
    _status, headers, body = fetch(web, "/learning/ferry-school")
    assert headers["content-type"] == "text/html"
    assert body[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert fetch(web, "/news/charging-hall-opens")[1]["content-encoding"] == "gzip"
    assert fetch(web, "/live/storm-eddla")[1]["content-encoding"] == "br"


def test_redirects_lead_round_away_and_on(web: MiniWeb) -> None:
    """A 301 leads to a 302, the loop comes back to itself, and one redirect leaves for a private address."""
    assert (fetch(web, "/go/harbour-fund-audit")[0], fetch(web, "/audits/hf")[0]) == (301, 302)
    first = fetch(web, "/loop/timetable")[1]["location"]
    assert fetch(web, urlsplit(first).path)[1]["location"] == web.url("/loop/timetable")
    assert fetch(web, "/out/ministry")[1]["location"] == "http://10.0.0.1/"


def test_busy_page_answers_the_second_time() -> None:
    """The first request is told to wait a second, the next one gets the page; requests are recorded."""
    with MiniWeb() as web:
        status, headers, _body = fetch(web, "/data/outages-2024?utm_source=x")
        assert (status, headers["retry-after"]) == (429, "1")
        assert fetch(web, "/data/outages-2024")[0] == 200
        asked = web.requests_for("/data/outages-2024")
    assert [request.query for request in asked] == ["utm_source=x", ""]
    assert asked[0].headers["host"] == urlsplit(web.base).netloc


def test_lying_page_sends_more_than_it_declares(web: MiniWeb) -> None:
    """HTML under an image's type; the declared length ends after the main text, the footer comes beyond."""
    with open_raw(web, "/manuals/mooring-robot") as stream:
        sent = b"".join(iter(lambda: stream.recv(65536), b""))
    head, _, body = sent.partition(b"\r\n\r\n")
    declared = int(re.search(rb"Content-Length: (\d+)", head)[1])
    assert b"Content-Type: image/png" in head
    assert body[:declared].endswith(b"</main>")
    assert body[declared:].rstrip().endswith(b"</html>")


def test_huge_page_is_huge_and_the_same_each_time(web: MiniWeb) -> None:
    """The report is at least 1.4 MB and two requests get the same bytes."""
    body = fetch(web, "/reports/gauge-register")[2]
    assert 1_400_000 < len(body) < 1_700_000
    assert body == fetch(web, "/reports/gauge-register")[2]


def test_drip_sends_one_byte_and_waits(web: MiniWeb) -> None:
    """After the headers one byte comes at once and the next not within half a second."""
    with open_raw(web, "/slow/council-minutes") as stream:
        received = b""
        while not received.endswith(b"\r\n\r\n<"):
            received += stream.recv(1)
        stream.settimeout(0.5)
        with pytest.raises(TimeoutError):
            stream.recv(1)


def test_stopping_ends_endless_and_slow_bodies() -> None:
    """With an endless body, a drip and an idle connection open, the server stops within two seconds and no
    thread of it lives on.
    """
    before = set(threading.enumerate())
    with MiniWeb() as web:
        endless, drip = open_raw(web, "/stream/sensors"), open_raw(web, "/slow/council-minutes")
        idle = socket.create_connection(("127.0.0.1", urlsplit(web.base).port or 0), timeout=5)
        received = 0
        while received < 500_000:
            received += len(endless.recv(65536))
        drip.recv(1)
        begun = time.monotonic()
    assert time.monotonic() - begun < 2
    assert set(threading.enumerate()) <= before
    for stream in (endless, drip, idle):
        stream.close()


def test_citations_name_the_24_pages_and_sentences_of_the_article(web: MiniWeb) -> None:
    """The cited paths are the expected ones, each is linked, and each citing sentence is in the article."""
    citations = load_citations()
    article, *cited = PAGES
    assert len(cited) == 24
    assert {path for _sentence, path in citations} == {page.path for page in cited}
    html = fetch(web, "/article.html")[2].decode()
    assert all(re.search(rf'href="{re.escape(web.url(page.path))}["?#]', html) for page in cited)
    text = "\n".join(article.blocks())
    assert all(sentence in text for sentence, _path in citations if sentence != WHOLE_ARTICLE)


def test_each_quote_stands_in_its_own_page_alone() -> None:
    """At least thirty questions have an answer, inside a quote that only the named page holds."""
    texts = {page.path: "\n".join(page.blocks()) for page in PAGES if page.state == "ok"}
    answerable = [question for question in load_questions() if not question.unread_path]
    assert len(answerable) >= 30
    for question in answerable:
        assert [path for path, text in texts.items() if question.quote in text] == [question.path]
        assert any(answer in question.quote for answer in question.answers), question.id


def test_unread_questions_name_unread_pages() -> None:
    """At least eight questions ask for what stands on blocked, paywalled or forbidden pages."""
    states = {page.path: page.state for page in PAGES}
    unread = [states[question.unread_path] for question in load_questions() if question.unread_path]
    assert sum(state in ("blocked", "paywalled", "robots") for state in unread) >= 8
    assert "ok" not in unread


def test_paper_has_twelve_pages_and_every_sentence_one() -> None:
    """The sentences with pages make up the paper's paragraphs, in order, over twelve pages."""
    paper = next(page for page in PAGES if page.name == "two_ports")
    text, pages = "\n".join(paper.blocks()), [page for page, _sentence in paper.sentences()]
    assert sorted(set(pages)) == list(range(1, 13))
    assert pages == sorted(pages)
    assert all(sentence in text for _page, sentence in paper.sentences())
    for question in load_questions():
        if question.page and "|" not in question.quote:
            assert question.page in [page for page, text in paper.sentences() if question.quote in text]
