"""Two clients that may use relays only hold a call: allocation, ICE, DTLS, SCTP and data, as browsers do it.

A failure here with everything above green means that bytes are lost or cut on the way, or that coturn does not let its
own clients meet each other.
"""

import pytest

from fixtures.probes.ice.relay import data_channel_echo
from suites import relays
from suites.vocabulary import expected, given, requirement

SIZES = (1, 1172, 1199, 1200, 1201, 1279, 1280, 1281, 1400, 1472, 1499, 1500, 1501, 16384)
"""Bytes around an SCTP chunk, the least MTU of IPv6, those of tunnels and of Ethernet; the last is many packets."""


@requirement("RELAY-17")
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_call(outside: given.Vantage, advertised: relays.Advertised, target: given.Target, way: relays.Way) -> None:
    """Two relayed clients get every message back."""
    relay = way(target)
    credentials = advertised.usable(outside, relay)

    answer = outside.run(data_channel_echo, (relay.url,), credentials, sizes=SIZES)

    assert answer == expected.relayed_call(SIZES)


@requirement("RELAY-18")
def test_call_without_udp(no_udp: given.Vantage, advertised: relays.Advertised, target: given.Target) -> None:
    """Two relayed clients on a network without UDP get every message back."""
    url, credentials = relays.over_tls(target).url, advertised.credentials(no_udp)

    answer = no_udp.run(data_channel_echo, (url,), credentials, sizes=SIZES)

    assert answer == expected.relayed_call(SIZES)


@requirement("RELAY-19")
def test_call_by_443_alone(only_443: given.Vantage, advertised: relays.Advertised, target: given.Target) -> None:
    """Two relayed clients on a network that lets out 443 alone get every message back."""
    url, credentials = relays.over_https_port(target).url, advertised.credentials(only_443)

    answer = only_443.run(data_channel_echo, (url,), credentials, sizes=SIZES)

    assert answer == expected.relayed_call(SIZES)
