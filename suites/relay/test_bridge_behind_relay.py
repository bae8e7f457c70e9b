"""The relay leads to the bridge: the one peer it is there for.

When these checks fail, everybody who needs the relay joins, gets a relayed address, and never sees or hears anybody.
The usual cause is a bridge re-created under another address after coturn had learnt the old one; every container is
healthy.
"""

import pytest

from suites.endpoints import new_endpoint
from suites.relays import WAYS, Advertised, Way, over_any_tls, over_https_port
from suites.vocabulary import RESTRICTED_VANTAGES, Services, Target, Vantage, answered, bridge, ice, requirement


@pytest.fixture(scope="module")
def endpoint(in_compose: Vantage, target: Target) -> bridge.ColibriAnswer:
    """An endpoint of our own on the bridge."""
    return new_endpoint(in_compose, target)


@requirement("RELAY-11")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_bridge_answers(
    outside: Vantage,
    advertised: Advertised,
    endpoint: bridge.ColibriAnswer,
    services: Services,
    target: Target,
    way: Way,
) -> None:
    """The bridge answers an ICE check that comes through the relay to its container's current address."""
    relay, address = way(target), services["jvb"].state().address
    credentials = advertised.usable(outside, relay)

    answer = outside.run(
        ice.candidate_check_through_relay,
        relay,
        credentials,
        address,
        target.ports.media,
        ufrag=endpoint.ufrag,
        password=endpoint.password,
    )

    assert answer == answered(code=0, authentic=True)


@requirement("RELAY-11")
def test_bridge_offers_that_address(endpoint: bridge.ColibriAnswer, services: Services) -> None:
    """The address that the relay reaches is among the candidates that the bridge offers to clients."""
    offered = {candidate.address for candidate in endpoint.candidates}

    assert services["jvb"].state().address in offered


@requirement("RELAY-24")
@pytest.mark.parametrize("vantage", RESTRICTED_VANTAGES, indirect=True)
def test_bridge_answers_through_tls(
    vantage: Vantage, advertised: Advertised, endpoint: bridge.ColibriAnswer, services: Services, target: Target
) -> None:
    """The bridge answers an ICE check that can come to it only by the relay over TLS."""
    relay = over_https_port(target) if vantage.name == "only_443" else over_any_tls(target)
    address, credentials = services["jvb"].state().address, advertised.credentials(vantage)

    answer = vantage.run(
        ice.candidate_check_through_relay,
        relay,
        credentials,
        address,
        target.ports.media,
        ufrag=endpoint.ufrag,
        password=endpoint.password,
    )

    assert answer == answered(code=0, authentic=True)
