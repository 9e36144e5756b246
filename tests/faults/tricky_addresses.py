"""Ways to write, and to hide, an address inside: each must be refused, however it is spelt."""

import ipaddress
from collections.abc import Iterator

LOOPBACK = ("127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.254", "0.0.0.0")  # noqa: S104 - to be refused
INNER = (
    *(
        "10.0.0.1",
        "172.16.5.4",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.1.1",
    ),
    *("192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255", "0.1.2.3"),
)
INNER_V6 = (
    *("::1", "::", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001", "::0.0.0.1", "::127.0.0.1"),
    *("::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:0:0", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1"),
    *(
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:7f00:0001:0:0:0:0:1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
    ),
    *("fe80::1", "fe80::7f00:1", "fec0::1", "fc00::1", "fd00::1", "fd00:ec2::254", "ff02::1", "ff0e::1"),
    *("3fff::1", "100::1", "4000::1", "::ffff:8.8.8.8"),
)
_WIDE_DIGITS = "０１２３４５６７８９"
_CIRCLED_DIGITS = "⓪①②③④⑤⑥⑦⑧⑨"
_BOLD_DIGITS = "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def ipv4_spellings(address: str) -> Iterator[str]:
    """One IPv4 address as resolvers and browsers have been known to read it."""
    number = int(ipaddress.IPv4Address(address))
    a, b, c, d = parts = [int(part) for part in address.split(".")]
    yield from (address, f"{address}.", str(number), hex(number), f"0X{number:X}", f"0{number:o}")
    yield from (f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{number & 0xFFFF}", f"{hex(a)}.{number & 0xFFFFFF}")
    yield ".".join(hex(part) for part in parts)
    yield ".".join(f"0x{part:08x}" for part in parts)
    yield ".".join(f"0{part:o}" for part in parts)
    yield ".".join(f"{part:07o}" for part in parts)
    yield f"{hex(a)}.0{b:o}.{c}.{hex(d)}"
    yield f"0{a:o}.{b}.{number & 0xFFFF:#x}"
    yield "".join(f"%{ord(character):02x}" for character in address)
    for digits in (_WIDE_DIGITS, _CIRCLED_DIGITS, _BOLD_DIGITS, _RAISED_DIGITS):
        yield address.translate({ord(str(value)): digits[value] for value in range(10)})
    for dot in "。．｡․":
        yield address.replace(".", dot)


def written(port: int) -> Iterator[str]:
    """Whole addresses that lead, or would lead a careless reader, inside."""
    for address in LOOPBACK:
        yield from (f"http://{spelling}:{port}/" for spelling in ipv4_spellings(address))
    for address in INNER:
        yield from (f"http://{address}:{port}/", f"https://{int(ipaddress.IPv4Address(address))}/")
    yield from (f"http://[{address}]:{port}/" for address in INNER_V6)
    yield from misleading(port)


def misleading(port: int) -> Iterator[str]:
    """Addresses whose parts can be taken for one another."""
    inside = f"127.0.0.1:{port}"
    yield from (f"http://localhost:{port}/", f"http://LOCALHOST:{port}/", f"http://localhost.:{port}/")
    yield from (
        f"http://public.example@{inside}/",
        f"http://public.example:80@{inside}/",
        f"http://@{inside}/",
    )
    yield from (
        f"http://user:word@{inside}/",
        f"http://public.example%40{inside}/",
        f"http://{inside}@{inside}/",
    )
    yield from (
        f"http://public.example\\@{inside}/",
        f"http:\\\\{inside}\\",
        f"http:/\\{inside}/",
        f"http:{inside}/",
    )
    yield from (f"http://{inside}\\@public.example/", f"http://{inside}#@public.example/")
    yield from (f"http://{inside}?@public.example/", f"http://{inside};@public.example/", f"///{inside}/")
    yield from (
        f"\thttp://{inside}/",
        f"ht\ntp://{inside}/",
        f"http://127.0.0.\t1:{port}/",
        f"http://\r{inside}/",
    )
    yield from (
        f"http://{inside}/\r\nHost: public.example",
        f"http://127.0.0.1\0.example:{port}/",
        f"http://\x00{inside}/",
    )
    yield from (f"http://127.0.0.1:{port}:80/", f"http://127.0.0.1:0{port}/", f"http://127.0.0.1:+{port}/")
    yield from (
        f"http://127.0.0.1: {port}/",
        f"http://127.0.0.1 :{port}/",
        f"http://127.0.0.1,8.8.8.8:{port}/",
    )
    yield from (
        f"http://[127.0.0.1]:{port}/",
        f"http://[::1:{port}/",
        f"http://::1:{port}/",
        f"http://[[::1]]:{port}/",
    )
    yield from (f"http://[::1%25lo]:{port}/", f"http://[::1%lo]:{port}/", f"http://[fe80::1%25eth0]:{port}/")
    yield from (
        f"http://[::1]x:{port}/",
        f"http://x[::1]:{port}/",
        f"http://[::1].example:{port}/",
        f"http://[v1.::1]:{port}/",
    )
    yield from (
        f"http://127.0.0.1\u200b:{port}/",
        f"http://127.0.0.1\u00ad:{port}/",
        f"http://127。0。0。1:{port}/",
    )
    yield from (
        f"http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
        f"http://ｌｏｃａｌｈｏｓｔ:{port}/",
        f"http://loc%61lhost:{port}/",
    )
    yield from (f"http://127.0.0.1.:{port}/", f"http://127.0.0.1..:{port}/", f"http://.127.0.0.1:{port}/")
    yield from (f"http://127.0.0.1.0:{port}/", f"http://1.127.0.0.1:{port}/", f"http://127.0.0.256:{port}/")
    yield from (
        f"http://4294967296:{port}/",
        f"http://6425673729:{port}/",
        f"http://-1:{port}/",
        f"http://0x:{port}/",
    )
    yield from (
        f"http://00:{port}/",
        f"http://0x7f000001.:{port}/",
        f"http://0177.0.0.01.:{port}/",
        f"http://08.0.0.1:{port}/",
    )
    yield from (
        f"ftp://{inside}/",
        f"gopher://{inside}/_GET",
        f"file://{inside}/etc/passwd",
        f"ws://{inside}/",
    )
    yield from (
        f"jar:http://{inside}!/",
        f"view-source:http://{inside}/",
        f"//{inside}/",
        inside,
        f"data:,{inside}",
    )
    yield from (
        f"dict://{inside}/",
        f"unix:/run/x:http://{inside}/",
        f"http+unix://{inside}/",
        f"httpx://{inside}/",
    )


# what a resolver says of a name; each has one answer at least that is not public
NAMES = {
    "loopback.example": ["127.0.0.1"],
    "both.example": ["8.8.8.8", "127.0.0.1"],
    "both-turned.example": ["127.0.0.1", "8.8.8.8"],
    "last-of-many.example": [*(f"8.8.8.{number}" for number in range(1, 12)), "127.0.0.1"],
    "two-families.example": ["2606:4700:4700::1111", "::1"],
    "other-families.example": ["8.8.8.8", "::1"],
    "unspecified.example": ["0.0.0.0"],  # noqa: S104 - to be refused
    "unspecified6.example": ["::"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "compatible.example": ["::127.0.0.1"],
    "six-to-four.example": ["2002:7f00:1::1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "zone.example": ["fe80::1%lo"],
    "metadata.example": ["169.254.169.254"],
    "office.example": ["10.1.2.3"],
    "home.example": ["192.168.0.10"],
    "carrier.example": ["100.64.3.2"],
    "unique-local.example": ["fd12:3456::1"],
    "multicast.example": ["224.0.0.251"],
    "broadcast.example": ["255.255.255.255"],
    "teredo.example": ["2001:0:7f00:1::1"],
    "xn--bcher-kva.example": ["127.0.0.1"],
}


def looked_up(port: int) -> Iterator[str]:
    """Addresses whose names lead inside, in several spellings."""
    yield from (f"http://{name}:{port}/" for name in NAMES)
    yield from (
        f"http://loopback.example.:{port}/",
        f"http://LoopBack.EXAMPLE:{port}/",
        f"http://bücher.example:{port}/",
    )
    yield from (
        f"http://ｌｏｏｐｂａｃｋ.example:{port}/",
        f"http://loopback。example:{port}/",
        f"https://both.example:{port}/",
    )


def led_to(port: int) -> list[str]:
    """Where a page outside may try to lead: some of everything above, and relative addresses."""
    inside = f"127.0.0.1:{port}"
    return [
        *(
            f"http://{inside}/",
            f"//{inside}/",
            f"https://{inside}/",
            f"http://[::1]:{port}/",
            f"http://0:{port}/",
        ),
        *(
            f"http://2130706433:{port}/",
            f"http://0x7f.1:{port}/",
            f"http://localhost:{port}/",
            f"//[::ffff:7f00:1]:{port}",
        ),
        *(
            f"http://both.example:{port}/",
            f"http://loopback.example:{port}/",
            f"http://last-of-many.example:{port}/",
        ),
        *(f"http://user@{inside}/", f"http://①②⑦.0.0.1:{port}/", "http://169.254.169.254/latest/meta-data/"),
        *(
            f"HTTP://127.0.0.2:{port}/",
            f"http://127.0.0.1:{port}/?public.example",
            f"http://two-families.example:{port}/",
        ),
    ]
