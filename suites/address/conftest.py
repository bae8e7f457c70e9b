"""What the checks of this chapter share."""

import secrets
import time
from dataclasses import dataclass

import pytest

from fixtures.expected.values import open_ports
from fixtures.hops.traffic import Traffic
from fixtures.patience import Patience, ask_until
from fixtures.plugin.control import Served
from fixtures.plugin.vantages import find_vantage
from fixtures.probes import edge, http
from fixtures.probes.net import ScanAnswer, scan
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage
from suites.address.client_addresses import ALL_LOGGED, ClientAddresses, Visitor, log_in_by_bosh, send
from suites.address.forging import FORGED, PROXY_LINE, CalledEverywhere, Forgery
from suites.address.scans import OTHER_INNER_PORTS, PortScans


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what would be waited for later."""
    return ("port_scans",)


@pytest.fixture(scope="session")
def port_scans(outside: Vantage, target: Target, ports: tuple[int, ...], patience: Patience) -> PortScans:
    """Scan the ports that are public and those that must not be."""
    address, within = target.public_address, patience.absence
    return PortScans(
        outside.begin(scan.tcp, address, ports, within=within),
        outside.begin(edge.speak_plainly, address, target.ports.mmproxy, PROXY_LINE, within=within),
    )


@dataclass(frozen=True, slots=True)
class ProxyPortOnHost:
    """The port that trusts PROXY lines, asked from the host itself, and only when it matters."""

    deployment: Deployment

    def result(self) -> ScanAnswer:
        """Return the scan of that port; not applicable to a run that has no vantage on the host."""
        __tracebackhide__ = True
        on_host = find_vantage(self.deployment, "on_host")
        return on_host.run(scan.tcp, "127.0.0.1", (self.deployment.target.ports.mmproxy,))


@pytest.fixture
def taker_of_proxy_lines(deployment: Deployment, target: Target) -> Served:
    """Return the control beside clients that may not send PROXY lines: the host itself reaches the port for them."""
    return Served(ProxyPortOnHost(deployment), open_ports(target.ports.mmproxy))


@pytest.fixture(scope="session")
def ports(target: Target) -> tuple[int, ...]:
    """Return the TCP ports on which parts of the deployment listen, public and inner ones."""
    own = target.ports
    named = (own.http, own.https, own.turn_tls, own.nginx, own.mmproxy, own.web)
    return tuple(dict.fromkeys((*named, *OTHER_INNER_PORTS)))


@pytest.fixture(scope="session")
def client_addresses(
    outside: Vantage, outside_too: Vantage, target: Target, deployment: Deployment, patience: Patience
) -> ClientAddresses:
    """Return what every hop logged of two clients that came at the same time."""
    since = time.time()
    arriving = [send(vantage, target) for vantage in (outside, outside_too)]
    visitors = tuple(each.arrived() for each in arriving)

    def read() -> ClientAddresses:
        return ClientAddresses(visitors, deployment.hops.observe(Traffic(since)))

    return ask_until(read, ALL_LOGGED, patience.answer)


@pytest.fixture(scope="session")
def forged_forwarded_for(outside: Vantage, target: Target, deployment: Deployment, patience: Patience) -> Forgery:
    """Return what every hop logged of a client that forges X-Forwarded-For, with a proxy that they trust behind it."""
    forged = {"X-Forwarded-For": f"{FORGED}, {target.compose_gateway}"}
    return _forge(outside, target, deployment, patience, forged)


@pytest.fixture(scope="session")
def forged_real_ip(outside: Vantage, target: Target, deployment: Deployment, patience: Patience) -> Forgery:
    """Return the same of one that forges X-Real-IP."""
    return _forge(outside, target, deployment, patience, {"X-Real-IP": FORGED})


def _forge(
    vantage: Vantage, target: Target, deployment: Deployment, patience: Patience, headers: dict[str, str]
) -> Forgery:
    since, room = time.time(), f"forged-{secrets.token_hex(4)}"
    page = vantage.run(http.get, f"{target.site}/{room}", headers=headers, verify=False)
    login = log_in_by_bosh(vantage, target, headers)
    forger = Visitor(vantage.name, vantage.address, (room,), "", answers=(page, login))

    def read() -> Forgery:
        return Forgery(ClientAddresses((forger,), deployment.hops.observe(Traffic(since))), room)

    return ask_until(read, CalledEverywhere(vantage.address), patience.absence)
