"""The picture of the deployment: the parts that traffic took, and those at fault."""

from fixtures.report.html import html
from fixtures.report.model import Cause, Outcome, Result
from fixtures.report.picture import CLIENTS, PLACES, Picture, at_fault, picture
from selftest.report.samples import CAUSE, report, result

TURN = result("EDGE-01", Outcome.BROKEN, hop="haproxy", route=("haproxy", "turn"))
SITE = result("EDGE-02", route=("haproxy", "go-mmproxy", "nginx", "web"))


def drawn_of(*results: Result, causes: tuple[Cause, ...] = ()) -> Picture | None:
    """Return the picture of a run."""
    return picture(results, at_fault(results, causes))


def test_parts_that_were_met() -> None:
    """Only what traffic took is there, each part once, with clients and router before it."""
    drawn = drawn_of(TURN, SITE)

    assert drawn is not None
    assert [box.name for box in drawn.boxes] == [
        *(CLIENTS, "router", "haproxy", "go-mmproxy", "nginx", "web", "turn"),
    ]
    assert len(drawn.lines) == 6


def test_what_is_at_fault() -> None:
    """A cause says what is at fault; without one the verdicts do."""
    blamed, caused = drawn_of(TURN, SITE), drawn_of(TURN, SITE, causes=(CAUSE,))

    assert blamed is not None
    assert caused is not None
    assert {box.name for box in blamed.boxes if box.state == "broken"} == {"haproxy"}
    assert {box.name for box in caused.boxes if box.state == "broken"} == {"turn"}
    assert caused.words.endswith("At fault: turn.")


def test_the_host_at_fault() -> None:
    """What others run on is a frame, and can be at fault as well."""
    drawn = drawn_of(result("HEALTH-01", Outcome.BROKEN, hop="host", route=("host",)), SITE)

    assert drawn is not None
    assert [frame.state for frame in drawn.frames] == ["broken", "none"]


def test_everything_within_the_picture() -> None:
    """No part lies over another or beyond the edge, whatever the deployment is built of."""
    drawn = drawn_of(*(result(route=(name,)) for name in PLACES))

    assert drawn is not None
    assert all(box.x + box.wide <= drawn.wide and box.y + box.high <= drawn.high for box in drawn.boxes)
    assert all(frame.x >= 0 and frame.y >= 0 for frame in drawn.frames)
    corners = [(box.x, box.y) for box in drawn.boxes if box.name != "nginx-stream"]
    assert len(corners) == len(set(corners))


def test_nothing_to_draw() -> None:
    """A run without traffic has no picture."""
    assert drawn_of(result()) is None
    assert "<svg" not in html(report(result()))
    assert "At fault: haproxy." in html(report(TURN))
