"""Where the bridge's health address is open inside its container alone, it is asked there."""

from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.probes.http.client import HttpAnswer
from fixtures.probes.net.answer import Ending
from suites.health.test_endpoints import test_bridge_says_healthy as judge

REFUSED = HttpAnswer(Ending.REFUSED, 0.0, "172.30.0.4:8080", "nobody listens there")


def judged(answer: HttpAnswer, inside: str) -> None:
    """Run the check on what the network and the container answer."""
    vantage: Any = SimpleNamespace(run=lambda *_: answer)
    services: Any = {"jvb": SimpleNamespace(run=lambda *_: SimpleNamespace(output=inside))}
    target: Any = SimpleNamespace(bridge_id="jvb")
    judge(vantage, services, target)


def status(code: int) -> HttpAnswer:
    """An answer over the network."""
    return HttpAnswer(Ending.ANSWERED, 0.0, "172.30.0.4:8080", "", status=code)


@pytest.mark.parametrize(
    ("answer", "inside"),
    [pytest.param(status(200), "", id="open to all"), pytest.param(REFUSED, " 200", id="open inside alone")],
)
def test_healthy(answer: HttpAnswer, inside: str) -> None:
    """Wherever it says so."""
    judged(answer, inside)


@pytest.mark.parametrize(
    ("answer", "inside"),
    [
        pytest.param(status(500), " 200", id="another says so"),
        pytest.param(REFUSED, "no address 500", id="not inside either"),
        pytest.param(REFUSED, " 000", id="nobody listens"),
    ],
)
def test_unhealthy(answer: HttpAnswer, inside: str) -> None:
    """Nobody else's word counts."""
    with pytest.raises(AssertionError):
        judged(answer, inside)
