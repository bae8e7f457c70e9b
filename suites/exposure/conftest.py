"""What the checks of this chapter share."""

import pytest

from fixtures.declared.features import RELAY_UDP
from fixtures.patience import Patience
from fixtures.probes import stun
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage
from suites.exposure.scans import StunScan, ports_of


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what waits for silence."""
    return ("stun_scan",)


@pytest.fixture(scope="session")
def stun_scan(outside: Vantage, target: Target, patience: Patience) -> StunScan:
    """Ask the UDP ports of the public address that STUN and TURN servers usually have, and the relay's own."""
    target.relay(RELAY_UDP)
    asked = {
        port: outside.begin(stun.binding, target.public_address, port, within=patience.absence)
        for port in ports_of(target)
    }
    return StunScan(target.ports.turn_udp, asked)
