"""Report and comparison in Chromium: everybody can use them, by keyboard and by ear too, on a desk and on a phone.

Their pictures stay in reports/screenshots/, for the eyes that judge the rest.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from fixtures.report.html import html
from fixtures.report.model import Diagnosis, Outcome, Passage, Table
from fixtures.vantage.shell import command
from fixtures.vantage.vantage import Vantage
from selftest.preflight.pages import comparison
from selftest.report.samples import CAUSE, report, result
from selftest.twin.chromium import in_chromium

SCRIPT: Final = (Path(__file__).parent / "page_in_chromium.py").read_text()
PICTURES: Final = Path(__file__).parents[2] / "reports" / "screenshots"
ROUTE: Final = ("haproxy", "turn")
EVIDENCE: Final = (
    Passage("haproxy", "198.51.100.11:54878 main turn/turn 1/1/6 3091 CD"),
    Passage("the answer", "", ("what", "value"), (("ending", "silent"), ("seconds", "5.0"))),
)
LONG: Final = "A requirement of many words says precisely what must be so, and under which conditions it need not be. "


def page() -> str:
    """A page with everything that a page can have."""
    broken = result(
        "EDGE-01", Outcome.BROKEN, hop="turn", route=ROUTE, actual="silent, 5000 ms", evidence=EVIDENCE, path="a → b"
    )
    results = (
        broken,
        result("EDGE-02", Outcome.COULD_NOT_TELL, reason="The log is empty.", route=("haproxy", "nginx", "web")),
        result("EDGE-09", Outcome.BROKEN, hop="jvb", route=("router", "jvb"), sentence=LONG * 2),
        result("RELAY-01", Outcome.NOT_APPLICABLE, reason="no host: There is none.", vantage="no-udp"),
        *(result(f"RELAY-{number:02}", vantage="outside, lan", route=("turn",)) for number in range(2, 12)),
    )
    table = Table("how fast it was", tuple(f"column {number}" for number in range(10)), (("1234.5 ms",) * 10,))
    return html(report(*results, diagnosis=Diagnosis((CAUSE,), ("EDGE-09",)), tables=(table,)))


@dataclass(frozen=True)
class Shown:
    """A page to look at. text: what it is filtered by; link: where a row leads; rows, told: what is left, in words."""

    page: Callable[[], str]
    text: str
    link: str
    rows: int
    told: str


PAGES: Final[Mapping[str, Shown]] = {
    "report": Shown(page, "relay-0", "why-EDGE-02", 9, "9 of 14 requirements"),
    "comparison": Shown(comparison, "relay-1", "why-RELAY-13", 4, "4 of 12 changes"),
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Vantage]:
    """Where the pages are opened."""
    with in_chromium() as vantage:
        yield vantage


@pytest.fixture(scope="module", params=[*PAGES])
def seen(request: pytest.FixtureRequest, chromium: Vantage) -> tuple[Shown, dict[str, Any]]:
    """A page, and what Chromium says of it."""
    shown = PAGES[request.param]
    words = ("python3", "-c", SCRIPT, shown.text, shown.link)
    done = chromium.run(command, words, stdin=shown.page().encode(), within=60.0)
    assert done.status == 0, done
    said: dict[str, Any] = json.loads(done.output)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, view in said["views"].items():
        (PICTURES / f"{request.param}-{name}.png").write_bytes(base64.b64decode(view.pop("picture")))
    return shown, said


@pytest.mark.parametrize("view", ["wide", "narrow", "dark"])
def test_everybody_can_use_it(seen: tuple[Shown, dict[str, Any]], view: str) -> None:
    """Axe finds nothing that keeps anybody out, in light and dark."""
    _, said = seen

    assert said["views"][view]["wrong"] == []


@pytest.mark.parametrize("view", ["wide", "narrow", "dark"])
def test_nothing_scrolls_sideways(seen: tuple[Shown, dict[str, Any]], view: str) -> None:
    """The page is as wide as its window; what is wider scrolls by itself."""
    _, said = seen

    assert said["views"][view]["wider"] == 0


def test_it_is_used_by_keyboard(seen: tuple[Shown, dict[str, Any]]) -> None:
    """The first key leads past everything, the filter shows what was asked for, a link opens what is folded."""
    shown, said = seen

    assert said["use"] == {"first": "skip", "shown": shown.rows, "told": shown.told}


def test_paper_has_everything(seen: tuple[Shown, dict[str, Any]]) -> None:
    """Printed, nothing is folded, and nothing is there that only a screen can use."""
    _, said = seen

    assert said["paper"] == {"folded": 0, "filter": "none"}
