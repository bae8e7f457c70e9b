"""An ordinary public address is what a relay is for; all of its wire formats are tried on one.

When these checks fail while the bridge is reached, calls between two browsers fail: those meet at public addresses.
"""

from collections.abc import Iterator
from secrets import token_bytes

import pytest

from suites import relays
from suites.vocabulary import expected, given, net, requirement, turn

ECHO = b"heard by an ordinary peer"
SIZES = {"a byte": 1, "a full media packet": 1200, "a full datagram": 1472, "more than fits": 1600}
"""Bytes of payload; with UDP and IP headers 1472 make up an Ethernet frame."""


@pytest.fixture(scope="module")
def ordinary_peer(outside: given.Vantage, target: given.Target) -> Iterator[given.Held[net.Witness]]:
    """Yield a listener at an ordinary public address that answers every datagram."""
    with outside.hold(net.witness.listen_udp, 0, reply=ECHO, host=target.ordinary_public_address) as held:
        yield held


@requirement("RELAY-12")
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_datagram_and_answer(
    outside: given.Vantage,
    ordinary_peer: given.Held[net.Witness],
    advertised: relays.Advertised,
    target: given.Target,
    way: relays.Way,
    size: int,
) -> None:
    """A datagram of any size reaches an ordinary peer through the relay, and the answer comes back."""
    relay, payload = way(target), token_bytes(size)
    credentials = advertised.usable(outside, relay)
    peer = target.ordinary_public_address, ordinary_peer.run(net.Witness.port)

    answer = outside.run(turn.send_to_peer, relay, credentials, *peer, payload, within=relays.ARRIVAL)

    assert answer == expected.answered(sent=size, received=ECHO)


@requirement("RELAY-12")
def test_peer_sees_the_public_address(
    outside: given.Vantage, ordinary_peer: given.Held[net.Witness], advertised: relays.Advertised, target: given.Target
) -> None:
    """What arrives at an ordinary peer is what was sent, and comes from the public address."""
    relay, payload = relays.over_udp(target), token_bytes(100)
    credentials = advertised.usable(outside, relay)
    peer = target.ordinary_public_address, ordinary_peer.run(net.Witness.port)

    outside.run(turn.send_to_peer, relay, credentials, *peer, payload, within=relays.ARRIVAL)

    arrived = [(visit.first_bytes, visit.peer_address) for visit in ordinary_peer.run(net.Witness.history)]
    assert (payload, target.public_address) in arrived


@requirement("RELAY-21")
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_channel(
    outside: given.Vantage,
    ordinary_peer: given.Held[net.Witness],
    advertised: relays.Advertised,
    target: given.Target,
    way: relays.Way,
    size: int,
) -> None:
    """A channel bound to a peer carries a datagram there and the answer back."""
    relay, payload = way(target), token_bytes(size)
    credentials = advertised.usable(outside, relay)
    peer = target.ordinary_public_address, ordinary_peer.run(net.Witness.port)

    answer = outside.run(turn.send_to_peer, relay, credentials, *peer, payload, channel=True, within=relays.ARRIVAL)

    assert answer == expected.answered(sent=size, received=ECHO, channel=turn.FIRST_CHANNEL)
