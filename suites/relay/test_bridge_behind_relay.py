"""The relay reaches the bridge, the one peer that it exists for.

When these checks fail, everybody who needs the relay joins, gets a relayed address, and never sees or hears anybody.
The usual cause is a bridge re-created under another address after coturn had learnt the old one; every container is
healthy.
"""

import pytest

from suites import endpoints, relays
from suites.vocabulary import bridge, expected, given, ice, requirement, vantages


@pytest.fixture(scope="module")
def endpoint(in_compose: given.Vantage, target: given.Target) -> bridge.ColibriAnswer:
    """Return an endpoint of our own on the bridge."""
    return endpoints.new_endpoint(in_compose, target)


@requirement("RELAY-11")
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_bridge_answers(
    outside: given.Vantage,
    advertised: relays.Advertised,
    endpoint: bridge.ColibriAnswer,
    services: given.Services,
    target: given.Target,
    way: relays.Way,
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

    assert answer == expected.answered(code=0, authentic=True)


@requirement("RELAY-11")
def test_bridge_offers_that_address(endpoint: bridge.ColibriAnswer, services: given.Services) -> None:
    """The address that the relay reaches is among the candidates that the bridge offers to clients."""
    offered = {candidate.address for candidate in endpoint.candidates}

    assert services["jvb"].state().address in offered


@requirement("RELAY-24")
@pytest.mark.parametrize("vantage", vantages.RESTRICTED, indirect=True)
def test_bridge_answers_through_tls(
    vantage: given.Vantage,
    advertised: relays.Advertised,
    endpoint: bridge.ColibriAnswer,
    services: given.Services,
    target: given.Target,
) -> None:
    """The bridge answers an ICE check that can come to it only by the relay over TLS."""
    relay = relays.over_https_port(target) if vantage.name == "only_443" else relays.over_any_tls(target)
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

    assert answer == expected.answered(code=0, authentic=True)
