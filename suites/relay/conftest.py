"""What the checks of this chapter share: credentials as clients get them, listeners, and restricted networks."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from fixtures.declared.features import RELAY_TCP, Expectation
from fixtures.declared.vantages import RESTRICTED
from fixtures.plugin import Reason, not_applicable
from fixtures.probes import turn
from fixtures.probes.net import witness
from fixtures.probes.turn import HeldAllocation
from fixtures.report.facts import Facts
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Vantage
from suites.relay.networks import PlainTcp, Restrictions
from suites.relays import DISCARD, Advertised, Intruder, PeerListeners, over_udp

LISTENING = ("on_host", "in_compose", "lan", "outside_too", "outside")


@pytest.fixture(scope="session")
def advertised(deployment: Deployment) -> Advertised:
    """Return the relays that the deployment advertises to clients, asked from every network at once."""
    found = Advertised(deployment.target)
    for vantage in _present(deployment, ("outside", *RESTRICTED)):
        found.ask(vantage)
    return found


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what is answered by silence, and what coturn takes a second to forget."""
    return "restrictions", "over_plain_tcp", "given_up"


@pytest.fixture(scope="session")
def restrictions(deployment: Deployment) -> Restrictions:
    """Return the verification that restricted networks are restricted."""
    return Restrictions(_present(deployment, RESTRICTED), deployment.target)


@pytest.fixture(scope="session")
def over_plain_tcp(outside: Vantage, target: Target) -> PlainTcp:
    """TURN without TLS, tried from outside before the first check of the chapter."""
    if target.expectations.get(RELAY_TCP) is Expectation.MUST_WORK:
        not_applicable(Reason.EXCLUDED_BY_DESIGN, "Clients are told of a relay over TCP without TLS.")
    return PlainTcp(outside, target)


@pytest.fixture
def vantage(vantage: Vantage, restrictions: Restrictions, facts: Facts) -> Vantage:
    """Return the same vantage; CouldNotTell where a restricted network lets out more than its name says."""
    return restrictions.shown(vantage, facts)


@pytest.fixture
def no_udp(no_udp: Vantage, restrictions: Restrictions, facts: Facts) -> Vantage:
    """Return the network that drops UDP, once it has been seen to."""
    return restrictions.shown(no_udp, facts)


@pytest.fixture
def only_443(only_443: Vantage, restrictions: Restrictions, facts: Facts) -> Vantage:
    """Return the network that lets only 443/tcp out, once it has been seen to let out nothing else."""
    return restrictions.shown(only_443, facts)


@pytest.fixture(scope="session")
def peer_listeners(deployment: Deployment) -> Iterator[PeerListeners]:
    """Yield listeners on the host, beside the services, in the LAN, and at an ordinary public address."""
    with ExitStack() as stack:
        held = {
            vantage.name: stack.enter_context(vantage.hold(witness.listen_udp, DISCARD))
            for vantage in _present(deployment, LISTENING)
        }
        yield PeerListeners(held, ordinary="outside")


@pytest.fixture(scope="session")
def intruder(deployment: Deployment, advertised: Advertised) -> Intruder:
    """Return a client that keeps sending to peers that the relay refuses."""
    return Intruder(deployment.target, advertised)


@pytest.fixture(scope="session")
def given_up(deployment: Deployment, advertised: Advertised, outside: Vantage) -> Iterator[Held[HeldAllocation]]:
    """Yield a released allocation; coturn takes a second to remove it."""
    relay = over_udp(deployment.target)
    with outside.hold(turn.held_allocation, relay, advertised.usable(outside, relay)) as allocation:
        allocation.run(HeldAllocation.refresh, 0)
        yield allocation


def _present(deployment: Deployment, names: tuple[str, ...]) -> list[Vantage]:
    return [deployment.vantages[name] for name in names if name in deployment.vantages]
