"""Small files of every kind that is read, whole and valid, for the tests to damage."""

import textwrap
import zipfile
import zlib
from io import BytesIO

_SENTENCES = (
    "The River Aln rises in the hills of Varn and runs 214 km to the sea. "
    "Its flow was measured in 1987 by Oda Brandt, who found 38.5 cubic metres a second at Lower Mill."
)
_PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>The Aln | Water News</title>
<link rel="canonical" href="/aln"><meta name="author" content="Oda Brandt">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a></nav><article><h1>The Aln</h1>
<p>{_SENTENCES} <a href="https://survey.example/a?b=1#c">The survey</a> says so.<sup><a href="#n1">[1]</a></sup></p>
<h2 id=l>Lengths</h2><table><caption>Table 1: lengths</caption><tr><th>River<th>Length
<tr><td>Aln</td><td colspan=2>214&nbsp;km</td></tr></table><ul><li>One<ul><li>Two &amp; more</ul><li>Three</ul>
<blockquote cite="x"><p>A river is a treasure.</p></blockquote><pre><code>def f(x):
    return x
</code></pre><figure><img src="a.png" alt="x"><figcaption>Figure 1: the mill.</figcaption></figure>
<p>H<sub>2</sub>O<br>ends — “here” 😀.</p><ol class=references><li id=n1>Brandt, O. (1987). <a
href="//b.example/">Flows</a>.</ol></article><script>var a = "<p>no</p>";</script><footer>© 1999</footer></body></html>
"""
_DIVS = f"""<html><body><div class="post"><div><b>Mill</b><br><br>{_SENTENCES}<p>{_SENTENCES}<div>
<a name=x href=mill.html>Mill</a><font size=2>{_SENTENCES}</font></div><hr><table><tr><td><p>{_SENTENCES}</table>
<form><input value="1"><select><option>a<option>b</select></form></div><iframe src=x></iframe></body></html>"""
_MARKDOWN = f"""---
title: The Aln
date: 2024-03-05
---
# The Aln

{_SENTENCES} See [the survey](https://survey.example/a "title")[^1] or <https://b.example/>.

## Lengths

| River | Length |
|-------|-------:|
| Aln   | 214 km |

- one
  - two `code` ~~gone~~
1. three

> quoted **text** ![x](a.png)

```python
f(1)
```

[^1]: A note.
[ref]: http://c.example/
"""
_SUBTITLES = f"""1
00:00:01,000 --> 00:00:04,500
<i>The River Aln</i> rises
in the hills.

2
00:00:05,000 --> 00:00:09,250
- ODA BRANDT: {_SENTENCES}

3
01:00:10,000 --> 01:00:12,000
{{\\an8}}It ends here.
"""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def seed_files() -> dict[str, list[bytes]]:
    """Kind (as ``registry.EXTRACTORS``) → files; every one of them is read without an error."""
    return {
        "html": [_PAGE.encode(), _DIVS.encode(), _PAGE.replace("utf-8", "utf-16").encode("utf-16")],
        "mhtml": [_mhtml()],
        "pdf": [_pdf(packed=False), _pdf(packed=True)],
        "docx": [_docx()],
        "odt": [_odt()],
        "epub": [_epub()],
        "subtitles": [_SUBTITLES.encode(), ("WEBVTT\n\n" + _SUBTITLES.replace(",", ".")).encode()],
        "markdown": [_MARKDOWN.encode()],
        "plain": [
            f"The Aln\n\n{_SENTENCES}\n\nLengths\n\n- one\n- two\n\nhttps://a.example/\n".encode("utf-16")
        ],
    }


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive; the first member is stored as it is."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, content) in enumerate(members.items()):
            stored = zipfile.ZipInfo(name)  # with a fixed date: the same seed, the same bytes
            stored.compress_type = zipfile.ZIP_DEFLATED if at else zipfile.ZIP_STORED
            archive.writestr(stored, content)
    return made.getvalue()


def _docx() -> bytes:
    def paragraph(text: str, style: str = "Normal", more: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    numbered = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    row = (
        "<w:tr>" + f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Aln")}</w:tc>' * 2 + "</w:tr>"
    )
    link = '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>The survey</w:t></w:r></w:hyperlink></w:p>'
    body = (
        paragraph("The Aln", "Title") + paragraph(_SENTENCES) + paragraph("Lengths", "Heading1") + link
    ) + f"{paragraph('one', 'ListBullet', numbered)}<w:tbl><w:tblPr/>{row * 2}</w:tbl>"
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{1}"/></w:style>'
    styles = style.format("Heading1", "heading 1") + style.format("Title", "Title")
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    members = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{types}"><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{_XML}<w:document {_W} xmlns:r="{_R}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f"{_XML}<w:styles {_W}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_R}/hyperlink" Target="https://survey.example/" TargetMode="External"/>'
        f'<Relationship Id="rId2" Type="{_R}/styles" Target="styles.xml"/></Relationships>',
    }
    return zipped({name: content.encode() for name, content in members.items()})


def _odt() -> bytes:
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "text", "table", "style", "meta")
    )
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    row = "<table:table-row>" + "<table:table-cell><text:p>Aln</text:p></table:table-cell>" * 2
    body = (
        f'<text:h text:outline-level="1">The Aln</text:h><text:p>{_SENTENCES}<text:s text:c="3"/>'
        '<text:a xlink:href="https://survey.example/">The survey</text:a><text:line-break/>ends.</text:p>'
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        f"<table:table>{row}</table:table-row></table:table>"
    )
    content = (
        f"{_XML}<office:document-content {names}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    title = "<office:meta><dc:title>The Aln</dc:title></office:meta>"
    meta = f"<office:document-meta {names}>{title}</office:document-meta>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "meta.xml": meta.encode(),
        }
    )


def _epub() -> bytes:
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{0}</title></head><body><h1>{0}</h1>'
        f'<p>{_SENTENCES} <a href="https://survey.example/">The survey</a></p><ul><li>one</li></ul></body></html>'
    )
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="OPS/a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    item = '<item id="c{0}" href="c{0}.xhtml" media-type="application/xhtml+xml"/>'
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Aln</dc:title><dc:creator>Oda Brandt'
        f"</dc:creator><dc:language>en</dc:language></metadata><manifest>{item.format(1)}{item.format(2)}</manifest>"
        '<spine><itemref idref="c1"/><itemref idref="c2"/></spine></package>'
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OPS/a.opf": package,
        "OPS/c1.xhtml": chapter.format("One"),
        "OPS/c2.xhtml": chapter.format("Two"),
    }
    return zipped({name: content.encode() for name, content in members.items()})


def _mhtml() -> bytes:
    page = _PAGE.replace("=", "=3D").replace("—", "=E2=80=94").replace("😀", "").replace("\n", "\r\n")
    return (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://news.example/aln\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b1"\r\n\r\n----b1\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: https://news.example/aln\r\n\r\n{page}\r\n----b1\r\nContent-Type: image/png\r\n"
        "Content-Transfer-Encoding: base64\r\nContent-Location: a.png\r\n\r\niVBORw0KGgo=\r\n----b1--\r\n"
    ).encode()


def _page_of_pdf(head: str, text: str, *, packed: bool) -> bytes:
    lines = [head, "", *textwrap.wrap(text, 60)]
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    content = f"BT /F1 12 Tf 72 720 Td {shown}ET 10 w 72 600 m 300 600 l S".encode()
    filtered = b""
    if packed:
        content, filtered = zlib.compress(content), b" /Filter /FlateDecode"
    return b"<< /Length %d%b >>\nstream\n%b\nendstream" % (len(content), filtered, content)


def _pdf(*, packed: bool) -> bytes:
    second = "The mill at Varn was built in 1790, burnt down in 1802, and was never built again by anybody."
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R " + fonts + b" >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        page % 6,
        page % 7,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _page_of_pdf("The Aln", _SENTENCES, packed=packed),
        _page_of_pdf("The mill", second, packed=packed),
        b"<< /Title (The Aln) /Author (Oda Brandt) /CreationDate (D:20240305100000Z) >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 8 0 R >>\n" % (len(objects) + 1)
    start = b"startxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer + start
