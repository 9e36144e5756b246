"""Damage done to files at random, from a seed: bytes and tokens lost, doubled, moved, changed."""

import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from seed_files import zipped

_TOKEN = re.compile(rb"<[^<>]*>|[A-Za-z]+|\d+|\s+|.", re.DOTALL)
_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"65536",
    b"2147483647",
    b"4294967296",
    b"-9" * 20,
    b"1e308",
    b"0.0000001",
)
_HOSTILE = (
    *(b"<table>", b"</table>", b"<tr><td>", b"<p>", b"</p>", b"</body>", b"</html>", b"<div>" * 50, b"<li>"),
    *(
        b"<pre>",
        b"<svg>",
        b"<math>",
        b"<template>",
        b"<script>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?xml ",
    ),
    *(
        b"<title>",
        b"<base href='http://['>",
        b"<a href='//'>x</a>",
        b"<br>" * 9,
        b"<frameset>",
        b"<plaintext>",
    ),
    *(
        b"&#0;",
        b"&#xD800;",
        b"&#x10FFFF;",
        b"&amp;",
        b"&",
        b"\0",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
    ),
    *(
        b"\xc2\xad",
        b"\xe2\x80\x8b",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n\n",
        b"\t",
        b" " * 300,
        b"a" * 2_000,
        b"[^1]: ",
        b"| ",
    ),
    *(
        b"\n> ",
        b"\n- ",
        b"\n```\n",
        b"[x](",
        b"](http://a.example/)",
        b"---\n",
        b"<<",
        b">>",
        b"endobj",
        b"stream\n",
    ),
    *(
        b"1 0 R",
        b"/Kids [1 0 R]",
        b"(",
        b")",
        b"BT ET",
        b"q " * 100,
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"-->",
        b"WEBVTT\n",
    ),
)

Damage = Callable[[bytes, random.Random], bytes]


def mutated(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """``count`` damaged files made from whole ones; the same seed gives the same files."""
    chance = random.Random(seed)
    for _ in range(count):
        body = chance.choice(seeds)
        if (
            body.startswith(b"PK") and chance.random() < 0.8
        ):  # else the checksum of the member is all that is tried
            yield _inside(body, chance)
            continue
        for _ in range(chance.choice((1, 1, 2, 4))):
            body = chance.choice(_DAMAGE)(body, chance)
        yield body


def _inside(body: bytes, chance: random.Random) -> bytes:
    """A ZIP file that is in order, with damage in one of its members."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members)[1:])
    if chance.random() < 0.05:
        del members[name]
        return zipped(members)
    damage = _KIND_TO_XML if chance.random() < 0.7 else _DAMAGE
    for _ in range(chance.choice((1, 2, 4))):
        members[name] = chance.choice(damage)(members[name], chance)
    return zipped(members)


def _span(body: bytes, chance: random.Random, most: int = 400) -> tuple[int, int]:
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.randrange(1, most))


def _flip(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.choice((1, 3, 30)) if body else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _lose(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance)
    return body[:start] + body[end:]


def _double(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance)
    return body[:end] + body[start:end] * chance.choice((1, 2, 20)) + body[end:]


def _move(body: bytes, chance: random.Random) -> bytes:
    """Splice: a piece is put somewhere else, over what stood there or before it."""
    start, end = _span(body, chance)
    place = chance.randrange(len(body) + 1)
    return body[:place] + body[start:end] + body[place + chance.choice((0, end - start)) :]


def _cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _insert(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(_HOSTILE) + body[place:]


def _change_number(body: bytes, chance: random.Random) -> bytes:
    found = list(_NUMBER.finditer(body))
    if not found:
        return body
    number = chance.choice(found)
    return body[: number.start()] + chance.choice(_NUMBERS) + body[number.end() :]


def _shuffle_tokens(body: bytes, chance: random.Random) -> bytes:
    """Tokens (tags, words, numbers) swapped, lost, or doubled: the rest stays in shape."""
    tokens = _TOKEN.findall(body)
    for _ in range(chance.choice((1, 5, 40)) if tokens else 0):
        first, second = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        match chance.randrange(3):
            case 0:
                tokens[first], tokens[second] = tokens[second], tokens[first]
            case 1:
                tokens[first] = b""
            case _:
                tokens[first] += tokens[second]
    return b"".join(tokens)


def _change_words(body: bytes, chance: random.Random) -> bytes:
    """Words between the tags or in attributes made odd: what is nested stays nested."""
    words = list(re.finditer(rb"(?<=[>\" ])[A-Za-z0-9]+(?=[<\" ])", body))
    if not words:
        return body
    word = chance.choice(words)
    odd = chance.choice(
        (b"", b" ", b"x" * 500, b"&#160;", b"\xe2\x80\x8b", b"99999999999", b"http://[", b"\xf0\x9f\x98\x80")
    )
    return body[: word.start()] + odd + body[word.end() :]


def _double_element(body: bytes, chance: random.Random) -> bytes:
    """A whole element put once more beside itself, or into itself."""
    elements = list(re.finditer(rb"<([\w:]+)[^<>]*>(?:(?!</?\1\b).)*</\1>", body, re.DOTALL))
    if not elements:
        return body
    element = chance.choice(elements)
    inside = body.index(b">", element.start()) + 1
    place = chance.choice((element.end(), inside))
    return body[:place] + element.group() * chance.choice((1, 10)) + body[place:]


_KIND_TO_XML: tuple[Damage, ...] = (
    _change_number,
    _change_words,
    _change_words,
    _double_element,
    _double_element,
)
_DAMAGE: tuple[Damage, ...] = (
    *(_flip, _lose, _double, _move, _cut, _insert, _insert, _change_number),
    *(_shuffle_tokens, _shuffle_tokens, _change_words, _double_element),
)
