"""The huge page: an honest register of about a thousand tide gauges, some 1.5 MB of HTML.

It is made from a fixed seed when it is served, so that neither the page nor its truth need lie in the
repository. Text and markup come from the same blocks: what is written is what must be read.
"""

import random
from dataclasses import dataclass
from functools import cache
from html import escape

TITLE = "Register of tide gauge inspections 2022"
GAUGES_PER_DISTRICT = 200
DISTRICTS = ("North Shore", "Ulver Mouth", "Quillan Sound", "Tallowick Roads", "Outer Skerries")

_OPENING = (
    "The Sea Level Service inspected every tide gauge of Kesmere between April and October 2022. This register "
    "holds one entry for each of them. It was compiled from the inspectors’ notebooks and has not been shortened.",
    "Readers in a hurry may want three figures. The service keeps 1,001 gauges, of which 412 are older than their "
    "inspectors. The mean error was 21 millimetres, and the two worst districts lie next to each other.",
)
_METHOD = (
    "Each gauge was compared with a levelling staff on three tides. The error is the mean of the three differences, "
    "in millimetres, without its sign. Gauges that were dry at low water were visited a second time.",
    "Inspectors travelled in pairs. The first read the staff and the second the gauge, and neither was told the "
    "other’s figure before both were written down. Notebooks were signed on the quay.",
)
_SKERRY_NINE = (
    "Skerry Nine stands on the westernmost rock and was read through a telescope until 1974. Its error of 83 "
    "millimetres is the largest in the register, because the whole rock had been struck by a barge. The keeper’s goat "
    "had eaten the log for May."
)
_CLOSING = (
    "Two hundred and six gauges will be replaced before the end of 2026. The service has asked for 7.9 million crowns "
    "and has been promised 5.5 million. Harbours that cannot wait may borrow a staff from the stores in Hollin Quay."
)

_FIRST = """Alder Birch Cinder Dapple Ember Fallow Garnet Hazel Ivory Juniper Kestrel Linnet Mallow Nettle Otter Plover
Quarry Rowan Sorrel Teasel Umber Vetch Willow Yarrow Amber Bracken Curlew Drift Elder Fennel Grebe Heron""".split()
_SECOND = """Point Slip Stairs Steps Wharf Pool Creek Hard Spit Bar Ledge Cove Landing Sluice Weir Bight Reach Ness
Gut Hythe Basin Mole Pier Jetty Strand Holm Sands Rock Narrows Bend Ferry Gate Lock""".split()
_STATES = (
    "clean",
    "rusty",
    "freshly painted",
    "weedy",
    "slightly bent",
    "half buried",
    "salt-stained",
    "sound",
)
_READERS = """the harbour master|a schoolteacher|the lock keeper|two brothers in turn|the baker|a retired pilot|
the parish clerk|nobody in winter|a class of ten-year-olds|the customs boat""".replace("\n", "").split("|")
_REMEDIES = """a new float was ordered|the scale was screwed back by hand|the well was pumped out|
the zero was shifted on paper only|a mirror was fitted for dark mornings|nothing was done, as nothing was needed|
the stilling pipe was cleared of mussels|the plate was turned the right way up""".replace("\n", "").split("|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One block of the report: an HTML tag and its text; the cells of a row are parted by `` | ``."""

    tag: str
    text: str


@cache
def report_elements() -> tuple[Element, ...]:
    """The report in reading order; the same on every call and every machine."""
    chance = random.Random(20221115)
    names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    chance.shuffle(names)
    elements = [Element(tag="h1", text=TITLE), *_paragraphs(_OPENING)]
    elements += [Element(tag="h2", text="How the gauges were checked"), *_paragraphs(_METHOD)]
    for district in DISTRICTS:
        elements.append(Element(tag="h2", text=f"District {district}"))
        holds_skerry_nine = district == "Quillan Sound"
        elements += _district_table(GAUGES_PER_DISTRICT + holds_skerry_nine, chance)
        for position in range(GAUGES_PER_DISTRICT):
            if holds_skerry_nine and position == GAUGES_PER_DISTRICT // 2:
                elements += [Element(tag="h3", text="Skerry Nine"), Element(tag="p", text=_SKERRY_NINE)]
            name = names.pop()
            elements += [Element(tag="h3", text=name), Element(tag="p", text=_entry(name, chance))]
    return (*elements, Element(tag="h2", text="What comes next"), Element(tag="p", text=_CLOSING))


def truth_lines() -> list[str]:
    """The main text of the page, a block a line."""
    return [element.text for element in report_elements()]


def report_html(base: str) -> str:
    """The whole page, with the markup of a content system that likes wrappers and little charts."""
    chance = random.Random(7)
    body = "\n".join(_render(element, chance) for element in report_elements())
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{TITLE} | Sea Level Service</title></head>
<body>
<header class="svc-header"><a href="{base}/">Sea Level Service</a>
<nav><a href="{base}/tides">Tides</a> <a href="{base}/gauges">Gauges</a> <a href="{base}/staff">Staff</a></nav></header>
<main><article class="svc-report">
<div class="svc-byline">Compiled by <span class="author">Wenna Tarrow</span>,
<time datetime="2022-11-15">15 November 2022</time></div>
{body}
</article></main>
<footer class="svc-footer">Sea Level Service, Hollin Quay. <a href="{base}/contact">Contact</a></footer>
</body>
</html>
"""


def _paragraphs(texts: tuple[str, ...]) -> list[Element]:
    return [Element(tag="p", text=text) for text in texts]


def _district_table(size: int, chance: random.Random) -> list[Element]:
    """Three rows of counts by age under a row of headings."""
    rows = [Element(tag="tr", text="Age of gauge | Number | Mean error (mm)")]
    young, middle = chance.randint(30, 80), chance.randint(30, 80)
    counts = {"under 10 years": young, "10 to 40 years": middle, "over 40 years": size - young - middle}
    for age, count in counts.items():
        rows.append(Element(tag="tr", text=f"{age} | {count} | {chance.randint(6, 39)}"))
    return rows


def _entry(name: str, chance: random.Random) -> str:
    """Three or four sentences about one gauge, in one of several orders."""
    day, month = chance.randint(1, 28), chance.choice(("April", "May", "June", "July", "August", "October"))
    seen = f"was seen on {day} {month} at {chance.randint(5, 20)}.{chance.randint(10, 59)}"
    state, reader = chance.choice(_STATES), chance.choice(_READERS).strip()
    error, year = chance.randint(2, 61), chance.randint(1931, 2018)
    remedy = chance.choice(_REMEDIES).strip()
    reader_sentence = f"It is read by {reader} and has stood there since {year}."
    error_sentence = f"The error came to {error} millimetres over three tides"
    return chance.choice(
        (
            f"The gauge at {name} {seen} and found {state}. {reader_sentence} {error_sentence}, and {remedy}.",
            f"{name} {seen}. {error_sentence}. Set up in {year}, it looked {state}; {remedy}.",
            f"{reader_sentence} The inspectors call {name} {state}. It {seen}. {error_sentence}, so {remedy}.",
            f"First levelled in {year}, {name} {seen}. {error_sentence}. Its reader, {reader}, was told; {remedy}.",
        )
    )


def _render(element: Element, chance: random.Random) -> str:
    """One block with its wrapper; each gauge gets a small chart without words."""
    text = escape(element.text, quote=False)
    if element.tag == "tr":
        cells = "".join(f'<td class="svc-cell">{cell}</td>' for cell in text.split(" | "))
        return _table_edge(element, opening=True) + f"<tr>{cells}</tr>" + _table_edge(element, opening=False)
    chart = _chart(chance) if element.tag == "h3" else ""
    return f'<div class="svc-row svc-row--{element.tag}"><{element.tag}>{text}</{element.tag}>{chart}</div>'


def _table_edge(element: Element, *, opening: bool) -> str:
    """A table opens before its row of headings and closes after its oldest gauges."""
    if opening:
        return '<table class="svc-table">' if element.text.startswith("Age of gauge") else ""
    return "</table>" if element.text.startswith("over 40") else ""


def _chart(chance: random.Random) -> str:
    """A sparkline of 112 readings as inline SVG, hidden from readers of text."""
    points = " ".join(f"{3 * step},{chance.uniform(2, 30):.2f}" for step in range(112))
    return (
        '<svg class="svc-spark" width="288" height="32" aria-hidden="true" focusable="false">'
        f'<polyline fill="none" stroke="#246" stroke-width="1.5" points="{points}"/></svg>'
    )
