"""The advertised credentials get an allocation over each of the three transports of the relay.

When these checks fail on one transport, people whose network allows only that one have no media; others notice nothing.
"""

import pytest

from suites import relays
from suites.relay import clients
from suites.vocabulary import expected, given, requirement, turn


@requirement("RELAY-04")
@pytest.mark.parametrize("client", clients.CLIENTS.values(), ids=clients.CLIENTS)
def test_over_udp(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target, client: clients.Allocate
) -> None:
    """A client on an open network is given a relayed address over UDP."""
    answer = outside.run(client, relays.over_udp(target), advertised.credentials(outside))

    assert answer == expected.ALLOCATED


@requirement("RELAY-05")
@pytest.mark.parametrize("client", clients.CLIENTS.values(), ids=clients.CLIENTS)
@pytest.mark.parametrize("vantage", ["outside", "no_udp"], indirect=True)
def test_over_tls(
    vantage: given.Vantage, advertised: relays.Advertised, target: given.Target, client: clients.Allocate
) -> None:
    """A client that cannot use UDP is given a relayed address over TLS on the relay's own port."""
    answer = vantage.run(client, relays.over_tls(target), advertised.credentials(vantage))

    assert answer == expected.ALLOCATED


@requirement("RELAY-06")
@pytest.mark.parametrize("client", clients.CLIENTS.values(), ids=clients.CLIENTS)
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443"], indirect=True)
def test_over_https_port(
    vantage: given.Vantage, advertised: relays.Advertised, target: given.Target, client: clients.Allocate
) -> None:
    """A client that can use 443 only is given a relayed address there, by the TURN name in its ClientHello."""
    answer = vantage.run(client, relays.over_https_port(target), advertised.credentials(vantage))

    assert answer == expected.ALLOCATED


@requirement("RELAY-07")
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_relayed_address(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target, way: relays.Way
) -> None:
    """The relayed address that coturn names is the public one, whichever way it was asked."""
    relay = way(target)
    credentials = advertised.usable(outside, relay)

    answer = outside.run(turn.allocate, relay, credentials)

    assert answer == expected.answered(relayed_address=target.public_address)
