"""A comparison with everything that one can have, and its page."""

from pathlib import Path
from typing import Any

from fixtures.preflight.answer import answer
from fixtures.preflight.page import Side, page
from fixtures.preflight.static.finding import StaticFinding, Weight
from fixtures.report.known import KnownFailures
from fixtures.report.stored import Stored
from selftest.preflight.samples import said, stored

NOTHING = KnownFailures(Path("known.toml"))
MANY = tuple(f"RELAY-1{number}" for number in range(4))
"""So many that they are folded where a cause explains them."""
ROUTE = ["haproxy", "turn"]
CAUSE: dict[str, Any] = {
    "hop": "turn",
    "sentence": "turn does not run.",
    "evidence": ["turn is exited"],
    "explains": ["RELAY-01", *MANY],
    "look_at": "docker ps -a",
}
FILES = (
    StaticFinding(Weight.CHANGE, "ports", "web gets the port 1:1."),
    StaticFinding(Weight.BREAKS, "healthcheck", "web has no health check any more.", "the compose file"),
)


def before() -> Stored:
    """Return the report of what runs today."""
    return stored(
        *(said(name, "holds") for name in (*MANY, *(f"RELAY-0{number}" for number in range(1, 6)))),
        said("EDGE-01", "broken"),
        said("EDGE-02", "holds", sentence="The site answers.", check="0b"),
        numbers=[{"name": "memory", "of": "jvb", "value": 100.0, "unit": "MB"}],
        run_identity={"versions": {"turn": "4.6.1"}, "packages": {"host": "haproxy@3.0.11"}},
    )


def after(**more: Any) -> Stored:
    """Return that of the candidate, in which everything changes that can."""
    return stored(
        *(
            said(name, "broken", hop="turn", expected="an allocation", actual="silent", path="a → turn ✗", route=ROUTE)
            for name in ("RELAY-01", *MANY)
        ),
        said("RELAY-02", "could-not-tell", reason="The log is empty."),
        said("RELAY-03", "not-applicable", reason="switched off: It is."),
        said("RELAY-04", "broken", hop="", vantage=""),
        said("EDGE-01", "holds"),
        said("EDGE-02", "holds", sentence="The site answers."),
        said("EDGE-03", "broken"),
        numbers=[{"name": "memory", "of": "jvb", "value": 250.0, "unit": "MB"}],
        run_identity={"versions": {"turn": "4.7.0"}, "packages": {"host": "haproxy@3.0.12"}},
        diagnosis={"causes": [CAUSE]},
        **more,
    )


def comparison() -> str:
    """Return the page of all kinds of changes."""
    was, now = before(), after()
    found = answer(was, now, FILES, NOTHING, whole=True)
    return page(found, Side("current", "", was), Side("candidate", "turn=coturn:4.7", now, "../runs/report.html"))
