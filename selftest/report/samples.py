"""Results and reports to write down."""

from datetime import UTC, datetime
from typing import Any

from fixtures.report.model import Cause, Identity, Level, Outcome, Report, Result, Seconds, TargetName

STARTED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def result(identity: str = "EDGE-01", outcome: Outcome = Outcome.HOLDS, **more: Any) -> Result:
    """Return a result of a check."""
    values: dict[str, Any] = {
        "level": Level.MUST,
        "chapter": identity.partition("-")[0].lower(),
        "sentence": "The TURN name reaches coturn.",
        "test": "suites/edge/test_names.py::test_turn_name[upper case]",
        "vantage": "outside",
        "remedy": "the is_turn ACL",
    }
    return Result(requirement=identity, outcome=outcome, **{**values, **more})


def report(*results: Result, **more: Any) -> Report:
    """Return a report of a run."""
    values: dict[str, Any] = {
        "started": STARTED,
        "seconds": Seconds(1.0, 2.0, 0.5, 3.6),
        "target": TargetName("twin", "local", "meet.lab.test"),
        "identity": Identity(
            {"web": "sha256:1"}, {"host": "apt@3.0.3 haproxy@3.0"}, {"/etc/haproxy.cfg": "0a"}, ("jvb",)
        ),
    }
    return Report(results=results, **{**values, **more})


CAUSE = Cause(
    hop="turn",
    sentence="turn does not run.",
    evidence=("turn is exited",),
    explains=("EDGE-01",),
    not_explained=("EDGE-09",),
    instead=("engine",),
    decide="docker ps",
    look_at="docker ps -a",
)
