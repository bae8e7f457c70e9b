"""What the relay is served over, and what it is not.

When these checks fail in one direction, the newest or the most careful clients are turned away; in the other,
credentials and addresses of participants can be read on the way.
"""

import pytest

from suites.relay.networks import PlainTcp
from suites.relays import Advertised, Way, over_https_port, over_tls
from suites.vocabulary import (
    CLOSED,
    NOBODY,
    REFUSED,
    RESET,
    TLS_REFUSED,
    Served,
    Services,
    Target,
    Vantage,
    answered,
    requirement,
    stun,
    tls,
    turn,
)

TLS_WAYS: dict[str, Way] = {"5349": over_tls, "443": over_https_port}


@requirement("RELAY-22")
@pytest.mark.parametrize("version", [tls.TlsVersion.TLS_1_2, tls.TlsVersion.TLS_1_3])
@pytest.mark.parametrize("way", TLS_WAYS.values(), ids=TLS_WAYS)
def test_current_tls(
    outside: Vantage, advertised: Advertised, target: Target, way: Way, version: tls.TlsVersion
) -> None:
    """Coturn speaks each current version of TLS."""
    relay = advertised.reached(outside, way(target))

    answer = outside.run(tls.handshake, relay.host, relay.port, minimum=version, maximum=version)

    assert answer == answered(version=version)


@requirement("RELAY-22")
@pytest.mark.parametrize("version", [tls.TlsVersion.TLS_1_0, tls.TlsVersion.TLS_1_1])
@pytest.mark.parametrize("way", TLS_WAYS.values(), ids=TLS_WAYS)
def test_old_tls(outside: Vantage, target: Target, way: Way, version: tls.TlsVersion) -> None:
    """Coturn refuses each old version of TLS."""
    relay = way(target)
    served = Served(outside.begin(tls.handshake, relay.host, relay.port), answered())

    answer = outside.run(tls.handshake, relay.host, relay.port, minimum=version, maximum=version)

    assert served.beside(answer) == TLS_REFUSED


@requirement("RELAY-23")
def test_plain_tcp_on_the_tls_port(over_plain_tcp: PlainTcp, target: Target) -> None:
    """Coturn gives nothing to a client that speaks TURN without TLS on 5349."""
    attempt = over_plain_tcp.attempt(target.ports.turn_tls)

    assert attempt.served.beside(attempt.answer) == NOBODY | CLOSED | RESET


@requirement("RELAY-23")
def test_plain_tcp_on_the_udp_port(over_plain_tcp: PlainTcp, target: Target) -> None:
    """Nobody is reached from outside over TCP on 3478."""
    attempt = over_plain_tcp.attempt(target.ports.turn_udp)

    assert attempt.served.beside(attempt.answer) == NOBODY


@requirement("RELAY-23")
def test_plain_tcp_beside_the_relay(in_compose: Vantage, services: Services, target: Target) -> None:
    """Coturn does not even listen for TCP on 3478."""
    door = services["turn"].state().address, target.ports.turn_udp
    served = Served(in_compose.begin(stun.binding, *door), answered())

    answer = in_compose.run(turn.allocate, turn.TurnServer(*door, stun.Transport.TCP))

    assert served.beside(answer) == REFUSED
