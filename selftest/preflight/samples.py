"""Reports to compare, and the files that they are stored in."""

import json
from pathlib import Path
from typing import Any

import msgspec

from fixtures.report.stored import Stored

STARTED = "2026-03-04T05:06:07+00:00"


def said(requirement: str, outcome: str, **more: Any) -> dict[str, Any]:
    """Return a result as a report has it; its test is one of that requirement unless said otherwise."""
    return {
        "requirement": requirement,
        "level": "MUST",
        "chapter": requirement.partition("-")[0].lower(),
        "sentence": "The TURN name reaches coturn.",
        "test": f"suites/test_it.py::test_{requirement}",
        "vantage": "outside",
        "outcome": outcome,
        "hop": "haproxy" if outcome == "broken" else "",
        "actual": "403 Forbidden IP" if outcome == "broken" else "",
        "remedy": "haproxy.cfg",
        "check": "0a",
        **more,
    }


def document(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a report as JSON values; what begins with run_ belongs to its run."""
    run = {name.removeprefix("run_"): value for name, value in more.items() if name.startswith("run_")}
    rest = {name: value for name, value in more.items() if not name.startswith("run_")}
    return {"schema": 1, "run": {"started": STARTED, **run}, "results": [*results], **rest}


def stored(*results: dict[str, Any], **more: Any) -> Stored:
    """Return the same as it is read back."""
    return msgspec.convert(document(*results, **more), Stored, strict=False)


def written(path: Path, content: Any) -> Path:
    """Write a report, indented as a run writes it; return its file."""
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
    return path
