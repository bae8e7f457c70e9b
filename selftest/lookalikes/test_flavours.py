"""Flavours seed and upstream come up with images that look like the published ones, and the suite judges them right."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fixtures.lab.options import Flavour
from selftest.lookalikes.images import SERVICES
from selftest.lookalikes.registry import Registry

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 1500.0
CHAPTERS = ("address", "bridge", "conference", "health", "relay", "signalling")
"""All but those that are about the host alone, or about a browser."""
QUICK = (
    "-m",
    "not disruptive and not slow and not browser",
    *(word for name in CHAPTERS for word in ("--chapter", name)),
)
TRUE_FINDINGS = {
    Flavour.SEED: {
        "ADDRESS-03": "the web container writes its neighbour's address over the client's",
        "ADDRESS-05": "so two clients have one name there",
        "BRIDGE-01": "nginx and not the bridge answers a path without all its parts",
        "BRIDGE-02": "a server id that is no name in the compose is answered 502 by nginx",
        "BRIDGE-05": "/colibri-ws alone is a room to the web container (compose/DEVIATIONS.md)",
        "BRIDGE-07": "the path names the server that is asked, whatever it is",
        "RELAY-15": "coturn relays to Prosody's address (compose/DEVIATIONS.md)",
        "SIGNALLING-18": "the web container ends a WebSocket on which nobody says anything for 60 s",
        "SIGNALLING-25": "the name meet.jitsi has two addresses, web's and coturn's",
        "SIGNALLING-30": "nginx asks for Prosody's address once, when it starts",
    },
    Flavour.UPSTREAM: {
        "ADDRESS-03": "the web container writes its neighbour's address over the client's",
        "ADDRESS-05": "so two clients have one name there",
        "SIGNALLING-18": "the web container ends a WebSocket on which nobody says anything for 60 s",
        "SIGNALLING-30": "nginx believes Docker's resolver for ten minutes, and asks then for Prosody's address again",
    },
}
"""What is really so with the published images, by requirement."""


def run(flavour: Flavour, registry: Registry, reports: Path, *words: str) -> dict[str, Any]:
    """Runs the suite against a flavour in a process of its own; returns the report."""
    command = [sys.executable, "-m", "pytest", "suites", "--flavour", flavour, "--registry", registry.address]
    subprocess.run(
        [*command, "--reports", str(reports), *words],
        cwd=ROOT,
        check=False,
        timeout=PATIENCE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    report: dict[str, Any] = json.loads((reports / "latest/report.json").read_text())
    return report


def unexpected(report: dict[str, Any], flavour: Flavour) -> list[str]:
    """The results that are no true finding of the flavour and neither hold nor fail to apply with a reason."""
    fine = {"holds", "not-applicable"}
    return [
        f"{each['requirement']} ({each['outcome']}) {each['test'].rpartition('::')[2]}: {each['reason']}"
        for each in report["results"]
        if each["outcome"] not in fine
        and not (each["outcome"] == "broken" and each["requirement"] in TRUE_FINDINGS[flavour])
    ]


@pytest.mark.lookalikes
@pytest.mark.parametrize("flavour", list(SERVICES))
def test_the_quick_checks_judge_a_flavour_right(mirror: Registry, tmp_path: Path, flavour: Flavour) -> None:
    """Five healthy containers, and nothing is broken but what is so with the published images too."""
    report = run(flavour, mirror, tmp_path, *QUICK)

    assert report["run"].get("failures", []) == []
    assert unexpected(report, flavour) == []
    assert Counter(each["outcome"] for each in report["results"])["holds"] > 300


@pytest.mark.lookalikes
@pytest.mark.parametrize("flavour", list(SERVICES))
def test_every_check_judges_a_flavour_right(mirror: Registry, tmp_path: Path, flavour: Flavour) -> None:
    """The disruptive, slow and browser checks as well."""
    report = run(flavour, mirror, tmp_path)

    assert unexpected(report, flavour) == []
    broken = {each["requirement"] for each in report["results"] if each["outcome"] == "broken"}
    assert broken == set(TRUE_FINDINGS[flavour])
