"""Markdown: the file's own text, with the spans of its blocks and links."""

import pytest

from sources.extract.extracted import Extracted
from sources.extract.markdown import extract_markdown
from sources.records import BlockKind

ARTICLE = """\
---
title: "Rivers of Europe"
author: Ann Lee
date: 2024-05-01T10:00:00Z
---
# The *long* rivers #

The [Danube](https://a.org/danube_(river) "t") flows far,
and `code` says <https://auto.org/> or https://bare.org/p.

Lengths
-------

> A quote with [a page](/p#q)
> on two lines

- one item
- another **bold [link](https://b.org) here**
  goes on
  - nested
1. first

| River | km |
|---|:--|
| [Rhine](https://r.org) | 1233 |
| [Rhine](https://s.org) | |

```python
def f():
    return "[no](http://no.org)"
```

    indented = 1

See [the ref][r], ![alt](http://img.org/i.png), a note[^1] and [this page](#top).

[r]: https://ref.org
[^1]: https://foot.org
"""


def contents(extracted: Extracted) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block."""
    return [(b.kind.value, b.level, extracted.text[b.start : b.end]) for b in extracted.blocks]


def test_blocks_are_the_contents_without_their_markers() -> None:
    """Headings, paragraphs, items, quotes, rows and code, each with its span in the file."""
    assert contents(extract_markdown(ARTICLE, url="https://x.org/d.md"))[1:] == [
        ("title", 1, "The *long* rivers"),
        (
            "paragraph",
            0,
            (
                'The [Danube](https://a.org/danube_(river) "t") flows far,\n'
                "and `code` says <https://auto.org/> or https://bare.org/p."
            ),
        ),
        ("heading", 2, "Lengths"),
        ("quote", 0, "A quote with [a page](/p#q)\n> on two lines"),
        ("list_item", 1, "one item"),
        ("list_item", 1, "another **bold [link](https://b.org) here**\n  goes on"),
        ("list_item", 2, "nested"),
        ("list_item", 1, "first"),
        ("table_row", 0, "River | km"),
        ("table_row", 0, "[Rhine](https://r.org) | 1233"),
        ("table_row", 0, "[Rhine](https://s.org)"),
        ("code", 0, 'def f():\n    return "[no](http://no.org)"'),
        ("code", 0, "indented = 1"),
        (
            "paragraph",
            0,
            "See [the ref][r], ![alt](http://img.org/i.png), a note[^1] and [this page](#top).",
        ),
    ]


def test_links_have_the_span_of_their_text() -> None:
    """Inline, reference, automatic, bare and footnote links; images and links into the page are none."""
    extracted = extract_markdown(ARTICLE, url="https://x.org/d.md")
    assert [(link.url, extracted.text[link.start : link.end]) for link in extracted.links] == [
        ("https://a.org/danube_(river)", "Danube"),
        ("https://auto.org/", "https://auto.org/"),
        ("https://bare.org/p", "https://bare.org/p"),
        ("https://x.org/p#q", "a page"),
        ("https://b.org", "link"),
        ("https://r.org", "Rhine"),
        ("https://s.org", "Rhine"),
        ("https://ref.org", "the ref"),
        ("https://foot.org", "^1"),
    ]
    spans = [(link.start, link.end) for link in extracted.links]
    assert len(set(spans)) == len(spans)


def test_front_matter_names_title_author_and_date() -> None:
    """It is read, shown, and never indexed."""
    extracted = extract_markdown(ARTICLE)
    assert (extracted.title, extracted.author, extracted.date) == (
        "Rivers of Europe",
        "Ann Lee",
        "2024-05-01",
    )
    first = extracted.blocks[0]
    assert first.kind is BlockKind.FURNITURE
    assert extracted.text[first.start : first.end].startswith("---\ntitle")


def test_without_front_matter_the_first_top_heading_is_the_title() -> None:
    """Markup is left out of the title, and a later heading of level 1 is a heading."""
    extracted = extract_markdown("## Before\n\n# The *one*\n\ntext\n\n# Another\n")
    assert extracted.title == "The one"
    assert contents(extracted) == [
        ("heading", 2, "Before"),
        ("title", 1, "The *one*"),
        ("paragraph", 0, "text"),
        ("heading", 1, "Another"),
    ]


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    """Three dashes open front matter only if three more close it."""
    assert contents(extract_markdown("---\n\nJust text.\n")) == [("paragraph", 0, "Just text.")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_block_is_its_content_whatever_ends_the_lines(newline: str) -> None:
    """The text is the file's, offsets hold, and no block has blanks around it, overlaps or is empty."""
    source = ARTICLE.replace("\n", newline)
    extracted = extract_markdown(source)
    assert extracted.text == source
    end = 0
    for block in extracted.blocks:
        piece = extracted.text[block.start : block.end]
        assert piece
        assert piece == piece.strip()
        assert end <= block.start
        end = block.end
    plain = [content.replace("\n", newline) for _, _, content in contents(extract_markdown(ARTICLE))]
    if newline != "\r":  # front matter is read with the two line ends that editors write
        assert [content for _, _, content in contents(extracted)] == plain


def test_markup_with_no_text_in_it_is_no_block() -> None:
    """Rules, empty headings and definitions leave nothing to cite."""
    assert extract_markdown("#\n\n***\n\n[x]: https://x.org\n").blocks == ()
