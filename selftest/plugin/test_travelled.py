"""Where traffic went, and who sent it there."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.declared.ports import Ports
from fixtures.plugin.judging import Finding
from fixtures.plugin.travelled import misled_to, up_to_relay
from fixtures.probes.net import Ending
from fixtures.report.model import Level, Outcome, Requirement

PUBLIC = "198.51.100.1"
REQUIREMENT = Requirement("RELAY-03", Level.MUST, "It serves.", "", "turn", ("turn",), "", "relay", named_by="prosody")
TARGET = SimpleNamespace(ports=Ports(), public_address=PUBLIC, is_own=lambda name: name == "turn.example")
RUN: Any = SimpleNamespace(deployment=SimpleNamespace(target=TARGET))


def ended(ending: Ending, address: str) -> Finding:
    """Return what a broken check found."""
    return Finding(Outcome.BROKEN, "", ending=ending, address=address)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        pytest.param(ended(Ending.UNRESOLVED, "old.example:3478"), "old.example", id="a name without an address"),
        pytest.param(ended(Ending.UNREACHABLE, f"{PUBLIC}:993"), "port 993", id="a port that nobody promises"),
    ],
)
def test_clients_sent_to_no_place_of_the_deployment(finding: Finding, said: str) -> None:
    """Who told them of it is at fault."""
    assert misled_to(finding, REQUIREMENT, RUN).startswith(said)
    assert misled_to(finding, replace(REQUIREMENT, named_by=""), RUN) == ""


@pytest.mark.parametrize(
    ("path", "code", "judged"),
    [
        pytest.param(("haproxy", "turn", "jvb"), 401, ("haproxy", "turn"), id="the relay refuses the password"),
        pytest.param(("haproxy", "turn", "jvb"), 0, ("haproxy", "turn", "jvb"), id="the relay does not refuse"),
        pytest.param(("nginx", "web"), 403, ("nginx", "web"), id="no relay is on the path"),
    ],
)
def test_who_was_asked_where_the_relay_refuses(path: tuple[str, ...], code: int, judged: tuple[str, ...]) -> None:
    """Whoever is behind a relay that refuses cannot be at fault."""
    assert up_to_relay(path, code) == judged


@pytest.mark.parametrize(
    "finding",
    [
        pytest.param(ended(Ending.UNRESOLVED, "turn.example:3478"), id="its own name without an address"),
        pytest.param(ended(Ending.UNREACHABLE, f"{PUBLIC}:5349"), id="a port of the deployment, closed"),
        pytest.param(ended(Ending.ANSWERED, f"{PUBLIC}:993"), id="another port, where somebody answers"),
        pytest.param(ended(Ending.REFUSED, "203.0.113.9:993"), id="another host"),
    ],
)
def test_clients_sent_where_it_may_be(finding: Finding) -> None:
    """The path decides."""
    assert misled_to(finding, REQUIREMENT, RUN) == ""
