"""Bytes that two sources share: each is read again as it was, whatever the other one said of them."""

from collecting_material import Collected
from page_server import PageServer

RUSSIAN = ("Тиса имеет длину 966 километров и впадает в Дунай в Сербии. " * 6).encode("cp1251")


def test_the_charset_that_a_site_declared_is_its_own(collected: Collected, web: PageServer) -> None:
    """Another site sends the same bytes later in another charset: the first still reads as it did."""
    first = web.put("/ru", RUSSIAN, content_type="text/plain; charset=windows-1251")
    other = web.put("/pl", RUSSIAN, content_type="text/plain; charset=windows-1250")
    collected.add(first)
    collected.add(other)
    assert collected.source(first).sha256 == collected.source(other).sha256
    for url in (first, other):
        document = collected.corpus.document(collected.source(url).document_id)
        assert collected.reader.document_again(document) == document
        assert collected.reader.texts_of(document.sha256, url, document.document_id) == [document.text]
    assert collected.text(first).startswith("Тиса имеет длину 966 километров")
    assert collected.text(other) != collected.text(first)
