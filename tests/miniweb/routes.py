"""Which path of the mini-web answers what. ``expected.toml`` says what each must become."""

from pathlib import Path

from miniweb.long_report import report_html
from miniweb.replies import (
    HTML,
    Route,
    brotlied,
    busy_once,
    data,
    drip,
    endless,
    gzipped,
    lying,
    redirect,
    text,
)

PAGES = Path(__file__).parent / "pages"
ARTICLE = "/article.html"


def load_page(name: str, base: str) -> str:
    """A page's text with ``{{base}}`` replaced by the server's address."""
    return (PAGES / name).read_text(encoding="utf-8").replace("{{base}}", base)


def missing_route(base: str) -> Route:
    """The answer for every path that is not in the table: 404 with a page."""
    return text(load_page("not_found.html", base), status=404)


def build_site(base: str) -> dict[str, Route]:
    """Path to route for the server at ``base`` (``http://127.0.0.1:port``, no slash at the end)."""
    return {
        "/robots.txt": text(load_page("robots.txt", base), "text/plain; charset=utf-8"),
        ARTICLE: text(load_page("article.html", base)),
        **_readable(base),
        **_roundabout(base),
        **_unreadable(base),
    }


def _readable(base: str) -> dict[str, Route]:
    """Pages that must be read where they are, however they are sent."""
    pdf = "application/pdf"
    return {
        "/news/charging-hall-opens": gzipped(load_page("charging_hall.html", base)),
        "/live/storm-eddla": brotlied(load_page("storm_eddla.html", base)),
        "/statistics/ferry-traffic-2024": text(load_page("ferry_traffic.html", base)),
        "/papers/two-ports-one-cable.pdf": data((PAGES / "two_ports.pdf").read_bytes(), pdf),
        "/culture/brannock-lamp": text(
            load_page("brannock_lamp.html", base), "text/html; charset=ISO-8859-1", codec="iso-8859-1"
        ),
        # labelled ISO-8859-1, as many pages with curly quotes and euro signs are
        "/business/halvard-loan": text(
            load_page("halvard_loan.html", base), "text/html; charset=ISO-8859-1", codec="windows-1252"
        ),
        # no charset in the header: only the byte order mark tells
        "/learning/ferry-school": text(load_page("ferry_school.html", base), "text/html", codec="utf-16"),
        "/data/outages-2024": busy_once(load_page("outages.html", base), retry_after_s=1),
        "/manuals/mooring-robot": lying(load_page("mooring_robot.html", base), "</main>", "image/png"),
        "/reports/gauge-register": text(report_html(base)),
    }


def _roundabout(base: str) -> dict[str, Route]:
    """Pages behind redirects, good and bad."""
    return {
        "/go/harbour-fund-audit": redirect(f"{base}/audits/hf", 301),
        "/audits/hf": redirect("/audits/2023/harbour-fund", 302),
        "/audits/2023/harbour-fund": text(load_page("harbour_fund.html", base)),
        "/notices/shore-tariff": text(load_page("tariff_moved.html", base)),
        "/notices/2024/shore-tariff": text(load_page("shore_tariff.html", base)),
        "/loop/timetable": redirect(f"{base}/loop/timetable-new", 302),
        "/loop/timetable-new": redirect(f"{base}/loop/timetable", 302),
        "/out/ministry": redirect("http://10.0.0.1/", 302),
    }


def _unreadable(base: str) -> dict[str, Route]:
    """Pages that must not be taken for read."""
    return {
        "/members/underwriters-briefing": text(load_page("members_only.html", base), status=403),
        # the 404 itself: /reports/crew-training-2020 is in no table
        "/press/quillan-terminal": text(load_page("soft_404.html", base)),
        "/markets/cell-prices": text(load_page("challenge.html", base)),
        "/opinion/cheap-crossings": text(load_page("cheap_crossings.html", base)),
        "/map/": text(load_page("map.html", base)),
        "/archive/harbour-charter-1931.pdf": data(
            (PAGES / "harbour_charter.pdf").read_bytes(), "application/pdf"
        ),
        "/stream/sensors": endless(load_page("sensors.html", base)),
        "/slow/council-minutes": drip(load_page("council_minutes.html", base)),
        "/private/board-minutes": text(load_page("board_minutes.html", base), HTML),
    }
