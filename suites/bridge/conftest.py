"""What the checks of this chapter share: endpoints, listeners, and participants who are there early enough."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace

import pytest

from fixtures.meetings import ChannelWish
from fixtures.patience import Patience
from fixtures.probes.bridge import ColibriAnswer
from fixtures.probes.ice import IceAnswer
from fixtures.report.facts import Facts
from fixtures.target.deployment import Deployment
from fixtures.target.services import Services
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage
from suites.bridge.candidates import OWNER, Trial, begin_check, is_public
from suites.bridge.channels import Pair, Quiet, keep_quiet, meet
from suites.bridge.endpoints import Endpoints
from suites.bridge.hosts_in_paths import Listeners, set_out
from suites.endpoints import MakesEndpoint, maker


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what waits for silence, or for a minute without a message."""
    return "trials", "strangers_asking", "quiet_pairs"


@pytest.fixture(scope="session")
def endpoint_maker(deployment: Deployment, outside: Vantage, patience: Patience) -> Iterator[MakesEndpoint]:
    """Yield what makes endpoints of our own on the bridge."""
    with ExitStack() as held:
        yield maker(deployment, outside, held, patience)


@pytest.fixture(scope="session")
def endpoints(endpoint_maker: MakesEndpoint) -> Endpoints:
    """Endpoints of our own on the bridge, one at a time."""
    return Endpoints(endpoint_maker)


@pytest.fixture(scope="session")
def listeners(
    on_host: Vantage, in_compose: Vantage, lan: Vantage, target: Target, services: Services
) -> Iterator[Listeners]:
    """Yield listeners beside the services, on the host and in the LAN, each proved to be within web's reach."""
    with ExitStack() as stack:
        found = set_out(stack, on_host, in_compose, lan, target)
        found.show_reachable(services)
        yield found


@pytest.fixture(scope="session")
def trials(
    deployment: Deployment, endpoint_maker: MakesEndpoint, patience: Patience
) -> Mapping[str, tuple[Trial, ...]]:
    """Return a check of every address that the bridge offers, from outside, from the LAN and from beside the bridge."""
    key, present = endpoint_maker(), deployment.vantages
    vantages = [present[name] for name in ("outside", "lan", "in_compose") if name in present]
    waits = {each: patience.answer if is_public(each) else patience.absence for each in key.candidates}
    return {
        vantage.name: tuple(
            Trial(each, begin_check(vantage, each.address, each.port, key, wait)) for each, wait in waits.items()
        )
        for vantage in vantages
    }


@pytest.fixture(scope="session")
def strangers_asking(
    outside: Vantage, endpoint_maker: MakesEndpoint, target: Target, patience: Patience
) -> Mapping[str, Pending[IceAnswer]]:
    """Check on the media port with a valid ufrag alone, with a valid password alone, and with both."""
    known = endpoint_maker()
    keys = {
        OWNER: known,
        "unknown name": replace(known, ufrag="nobodyknows1"),
        "wrong password": replace(known, password="0" * len(known.password)),
    }
    where = target.web_name, target.ports.media
    return {who: begin_check(outside, *where, key, patience.absence) for who, key in keys.items()}


@pytest.fixture
def endpoint(endpoints: Endpoints) -> ColibriAnswer:
    """Return an endpoint of our own on the bridge."""
    return endpoints.get()


@pytest.fixture
def seen_from_beside(deployment: Deployment, endpoint: ColibriAnswer, facts: Facts) -> None:
    """Record a check from beside the bridge as evidence, where the run has a vantage there."""
    vantage, target = deployment.vantages.get("in_compose"), deployment.target
    if vantage is not None:
        answer = begin_check(vantage, target.bridge_address, target.ports.media, endpoint).result()
        facts.evidence("the same check from beside the bridge", answer.detail)


@pytest.fixture(scope="session")
def sctp_pair(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Iterator[Pair]:
    """Two who take what browsers take: SCTP where it is offered, else the WebSocket."""
    with ExitStack() as stack:
        yield meet(stack, (outside, company), target, patience, ChannelWish.SCTP)


@pytest.fixture(scope="session")
def websocket_pair(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Iterator[Pair]:
    """Two who want the WebSocket and nothing else."""
    with ExitStack() as stack:
        yield meet(stack, (outside, company), target, patience, ChannelWish.ONLY_WEBSOCKET)


@pytest.fixture(scope="session")
def quiet_pairs(
    outside: Vantage, company: Vantage, target: Target, patience: Patience
) -> Iterator[Mapping[ChannelWish, Quiet]]:
    """Two pairs, one on each kind of channel, who send nothing for more than a minute."""
    wishes = ChannelWish.SCTP, ChannelWish.ONLY_WEBSOCKET
    with ExitStack() as stack:
        pairs = {wish: meet(stack, (outside, company), target, patience, wish) for wish in wishes}
        yield {wish: keep_quiet(pair) for wish, pair in pairs.items()}
