"""A client may write what it likes about its own address; nobody may believe it.

Red here, a stranger is seen under any address he chooses: past bans, past limits, and with somebody else's name in
the log.
"""

import secrets
import time
from collections.abc import Mapping

import pytest

from fixtures.plugin import requirement
from fixtures.plugin.patience import Patience, eventually
from fixtures.probes import edge
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage
from fixtures.vocabulary import NOBODY
from suites.address.conftest import FORGED, PROXY_LINE, Forgery
from suites.address.horizon import Horizon

HOPS = ["nginx", "web", "prosody"]


@requirement("ADDRESS-06")
@pytest.mark.parametrize("hop", HOPS)
def test_forwarded_for(outside: Vantage, forgeries: Mapping[str, Forgery], hop: str) -> None:
    """A hop calls a client by its own address whatever its X-Forwarded-For says."""
    seen = forgeries["X-Forwarded-For"].names[hop]

    assert seen == outside.address


@requirement("ADDRESS-07")
@pytest.mark.parametrize("hop", HOPS)
def test_real_ip(outside: Vantage, forgeries: Mapping[str, Forgery], hop: str) -> None:
    """A hop calls a client by its own address whatever its X-Real-IP says."""
    seen = forgeries["X-Real-IP"].names[hop]

    assert seen == outside.address


@requirement("ADDRESS-08")
def test_proxy_line(outside: Vantage, target: Target, deployment: Deployment, patience: Patience) -> None:
    """Nginx logs the client's own address and takes its PROXY line for a bad request."""
    since, port = time.time(), 1024 + secrets.randbelow(60000)
    line = f"PROXY TCP4 {FORGED} 192.0.2.1 {port} 443"

    outside.run(edge.ask, target.web_name, preface=f"{line}\r\n".encode())

    def logged() -> str:
        return Horizon((), deployment.hops.observe(since)).name_at("nginx", (line,))

    assert eventually(logged, outside.address, patience.absence) == outside.address


@requirement("ADDRESS-09")
def test_proxy_from_the_lan(lan: Vantage, target: Target) -> None:
    """A neighbour on the LAN cannot speak PROXY to go-mmproxy."""
    answer = lan.run(edge.speak_plainly, target.host_address, target.ports.mmproxy, PROXY_LINE)

    assert answer == NOBODY


@requirement("ADDRESS-09")
def test_proxy_from_the_containers(in_compose: Vantage, target: Target) -> None:
    """A container cannot speak PROXY to go-mmproxy."""
    answer = in_compose.run(edge.speak_plainly, target.compose_gateway, target.ports.mmproxy, PROXY_LINE)

    assert answer == NOBODY
