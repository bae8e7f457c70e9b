"""The transports over which the relay is served, and those over which it is not.

When these checks fail in one direction, the newest or strictest clients are refused; in the other, credentials and
addresses of participants can be read in transit.
"""

import pytest

from suites import relays
from suites.relay import networks
from suites.vocabulary import expected, features, given, outcomes, requirement, stun, tls, turn

TLS_WAYS: dict[str, relays.Way] = {"5349": relays.over_tls, "443": relays.over_https_port}


@requirement("RELAY-22")
@pytest.mark.parametrize("version", [tls.TlsVersion.TLS_1_2, tls.TlsVersion.TLS_1_3])
@pytest.mark.parametrize("way", TLS_WAYS.values(), ids=TLS_WAYS)
def test_current_tls(
    outside: given.Vantage,
    advertised: relays.Advertised,
    target: given.Target,
    way: relays.Way,
    version: tls.TlsVersion,
) -> None:
    """Coturn speaks each current version of TLS."""
    relay = advertised.reached(outside, way(target))

    answer = outside.run(tls.handshake, relay.host, relay.port, minimum=version, maximum=version)

    assert answer == expected.answered(version=version)


@requirement("RELAY-22")
@pytest.mark.parametrize("version", [tls.TlsVersion.TLS_1_0, tls.TlsVersion.TLS_1_1])
@pytest.mark.parametrize("way", TLS_WAYS.values(), ids=TLS_WAYS)
def test_old_tls(outside: given.Vantage, target: given.Target, way: relays.Way, version: tls.TlsVersion) -> None:
    """Coturn refuses each old version of TLS."""
    relay = way(target)
    served = given.Served(outside.begin(tls.handshake, relay.host, relay.port), expected.answered())

    answer = outside.run(tls.handshake, relay.host, relay.port, minimum=version, maximum=version)

    assert served.beside(answer) == expected.TLS_REFUSED


@requirement("RELAY-23", feature=features.TURN_OWN_PORT)
def test_plain_tcp_on_the_tls_port(over_plain_tcp: networks.PlainTcp, target: given.Target) -> None:
    """Coturn gives nothing to a client that speaks TURN without TLS on 5349."""
    attempt = over_plain_tcp.attempt(target.ports.turn_tls)

    assert attempt.served.beside(attempt.answer) == expected.NOBODY | expected.CLOSED | expected.RESET


@requirement("RELAY-23")
def test_plain_tcp_on_the_udp_port(over_plain_tcp: networks.PlainTcp, target: given.Target) -> None:
    """Nothing answers from outside over TCP on 3478."""
    attempt = over_plain_tcp.attempt(target.ports.turn_udp)

    assert attempt.served.beside(attempt.answer) == expected.NOBODY


@requirement("RELAY-23")
def test_plain_tcp_beside_the_relay(in_compose: given.Vantage, services: given.Services, target: given.Target) -> None:
    """Coturn does not even listen for TCP on 3478."""
    if target.splitter_ends_tls:
        outcomes.not_applicable(
            outcomes.Reason.EXCLUDED_BY_DESIGN, "Who splits 443 ends TLS for the relay, which takes plain TCP of it."
        )
    relay = services["turn"].state().address, target.ports.turn_udp
    served = given.Served(in_compose.begin(stun.binding, *relay), expected.answered())

    answer = in_compose.run(turn.allocate, turn.TurnServer(*relay, stun.Transport.TCP))

    assert served.beside(answer) == expected.REFUSED
