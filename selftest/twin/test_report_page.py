"""The page of a report in Chromium: everybody can use it, by keyboard and by ear too, on a desk and on a phone.

Its pictures stay in reports/screenshots/, for the eyes that judge the rest.
"""

import base64
import json
from pathlib import Path
from typing import Any, Final

import pytest

from fixtures.report.html import html
from fixtures.report.model import Diagnosis, Outcome, Passage, Table
from fixtures.vantage.shell import command
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


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What Chromium says of the page."""
    with in_chromium() as vantage:
        words = ("python3", "-c", SCRIPT, "relay-0", "why-EDGE-02")
        done = vantage.run(command, words, stdin=page().encode(), within=60.0)
    assert done.status == 0, done
    said: dict[str, Any] = json.loads(done.output)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, view in said["views"].items():
        (PICTURES / f"{name}.png").write_bytes(base64.b64decode(view.pop("picture")))
    return said


@pytest.mark.parametrize("view", ["wide", "narrow", "dark"])
def test_everybody_can_use_it(seen: dict[str, Any], view: str) -> None:
    """Axe finds nothing that keeps anybody out, in light and dark."""
    assert seen["views"][view]["wrong"] == []


@pytest.mark.parametrize("view", ["wide", "narrow", "dark"])
def test_nothing_scrolls_sideways(seen: dict[str, Any], view: str) -> None:
    """The page is as wide as its window; what is wider scrolls by itself."""
    assert seen["views"][view]["wider"] == 0


def test_it_is_used_by_keyboard(seen: dict[str, Any]) -> None:
    """The first key leads past everything, the filter shows what was asked for, a link opens what is folded."""
    assert seen["use"] == {"first": "skip", "shown": 9, "told": "9 of 14 requirements"}
