"""The relay reaches ordinary public addresses only, however an address is spelt.

When these checks fail, anybody who may join a meeting may send datagrams to the host's services, its LAN, its cloud's
metadata. Every check insists after the refusal, as an attacker would: it sends to the peer all the same, by indication
and on a channel. The last thing it sends goes to an ordinary peer, so that silence at the listeners is not silence of
the relay.
"""

from collections.abc import Callable
from ipaddress import IPv4Address
from secrets import token_bytes

import pytest

from suites import relays
from suites.vocabulary import expected, given, requirement

SPECIAL = {
    "loopback": "127.0.0.1",
    "loopback but not .1": "127.53.53.53",
    "unspecified": "0.0.0.0",  # noqa: S104 - a peer, not something to listen on
    "this network": "0.0.0.1",
    "private 10, first": "10.0.0.1",
    "private 10, last": "10.255.255.254",
    "private 172.16, first": "172.16.0.1",
    "private 172.16, last": "172.31.255.254",
    "private 192.168, first": "192.168.0.1",
    "private 192.168, last": "192.168.255.254",
    "shared by providers, first": "100.64.0.1",
    "shared by providers, last": "100.127.255.254",
    "link-local": "169.254.1.1",
    "metadata of clouds": "169.254.169.254",
    "protocol assignments": "192.0.0.1",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.12",
    "documentation 3": "203.0.113.1",
    "6to4 anycast": "192.88.99.1",
    "benchmarks": "198.18.0.1",
    "multicast, all hosts": "224.0.0.1",
    "multicast, service discovery": "239.255.255.250",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
}
"""Addresses of the IANA IPv4 special-purpose registry, the ends of the ranges that matter most (RFC 6890)."""

GATEWAYS: dict[str, Callable[[given.Target], str]] = {
    "the router": lambda target: target.router_lan_address,
    "the Docker gateway": lambda target: target.compose_gateway,
}

Spelling = Callable[[str], str]
SPELLINGS: dict[str, Spelling] = {
    "mapped": lambda address: f"::ffff:{address}",
    "compatible": lambda address: f"::{address}",
    "NAT64": lambda address: f"64:ff9b::{address}",
    "local NAT64": lambda address: f"64:ff9b:1::{address}",
    "6to4": lambda address: f"2002:{int(IPv4Address(address)) >> 16:x}:{int(IPv4Address(address)) & 0xFFFF:x}::1",
}
"""IPv6 addresses that some translator or stack takes for an IPv4 one (RFC 4291, RFC 6052, RFC 8215, RFC 3056)."""
SPECIAL_IPV6 = {
    "loopback": "::1",
    "unspecified": "::",
    "mapped loopback": "::ffff:127.0.0.1",
    "unique local": "fd00::1",
    "link-local": "fe80::1",
    "site-local": "fec0::1",
    "multicast, all hosts": "ff02::1",
    "documentation": "2001:db8::1",
    "Teredo": "2001::1",
    "discard": "100::1",
}


@requirement("RELAY-13")
@pytest.mark.parametrize("peer", SPECIAL.values(), ids=SPECIAL)
def test_special_address(
    outside: given.Vantage, intruder: relays.Intruder, peer_listeners: relays.PeerListeners, peer: str
) -> None:
    """A special-purpose address is refused, and nothing arrives anywhere."""
    payload = token_bytes(16)

    refused = intruder.insist(outside, peer, payload)

    assert refused == expected.FORBIDDEN_PEER
    assert peer_listeners.reached(payload) == (peer_listeners.ordinary,)


@requirement("RELAY-14")
@pytest.mark.parametrize("vantage", ["on_host", "lan", "in_compose"], indirect=True)
def test_neighbour(
    outside: given.Vantage, vantage: given.Vantage, intruder: relays.Intruder, peer_listeners: relays.PeerListeners
) -> None:
    """The host, a machine in its LAN and a container beside the services are refused as peers and receive nothing."""
    payload = token_bytes(16)

    refused = intruder.insist(outside, vantage.address, payload)

    assert refused == expected.FORBIDDEN_PEER
    assert peer_listeners.reached(payload) == (peer_listeners.ordinary,)


@requirement("RELAY-14")
@pytest.mark.parametrize("gateway", GATEWAYS.values(), ids=GATEWAYS)
def test_gateway(
    outside: given.Vantage,
    intruder: relays.Intruder,
    peer_listeners: relays.PeerListeners,
    target: given.Target,
    gateway: Callable[[given.Target], str],
) -> None:
    """The router and the Docker network's gateway are refused and nothing arrives."""
    payload = token_bytes(16)

    refused = intruder.insist(outside, gateway(target), payload)

    assert refused == expected.FORBIDDEN_PEER
    assert peer_listeners.reached(payload) == (peer_listeners.ordinary,)


@requirement("RELAY-15")
@pytest.mark.parametrize("service", ["prosody", "web", "jicofo"])
def test_service(outside: given.Vantage, intruder: relays.Intruder, services: given.Services, service: str) -> None:
    """A service that no client sends media to is refused."""
    address = services[service].state().address

    refused = intruder.insist(outside, address, b"knock")

    assert refused == expected.FORBIDDEN_PEER


@requirement("RELAY-16")
@pytest.mark.parametrize("peer", SPECIAL_IPV6.values(), ids=SPECIAL_IPV6)
def test_special_ipv6_address(
    outside: given.Vantage, intruder: relays.Intruder, peer_listeners: relays.PeerListeners, peer: str
) -> None:
    """A special-purpose IPv6 address is refused, and nothing arrives anywhere."""
    payload = token_bytes(16)

    refused = intruder.insist(outside, peer, payload)

    assert refused == expected.FORBIDDEN_PEER | expected.OTHER_FAMILY
    assert peer_listeners.reached(payload) == (peer_listeners.ordinary,)


@requirement("RELAY-16")
@pytest.mark.parametrize("spelt", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("vantage", ["on_host", "lan", "in_compose"], indirect=True)
def test_neighbour_in_ipv6_spelling(
    outside: given.Vantage,
    vantage: given.Vantage,
    intruder: relays.Intruder,
    peer_listeners: relays.PeerListeners,
    spelt: Spelling,
) -> None:
    """The host and its neighbours are refused and receive nothing when their address is spelt as an IPv6 one."""
    payload = token_bytes(16)

    refused = intruder.insist(outside, spelt(vantage.address), payload)

    assert refused == expected.FORBIDDEN_PEER | expected.OTHER_FAMILY
    assert peer_listeners.reached(payload) == (peer_listeners.ordinary,)


@requirement("RELAY-16")
@pytest.mark.parametrize(
    "peer", [*SPECIAL_IPV6.values(), "::ffff:169.254.169.254"], ids=[*SPECIAL_IPV6, "mapped metadata"]
)
def test_from_an_ipv6_address(outside: given.Vantage, intruder: relays.Intruder, peer: str) -> None:
    """A client that requests an IPv6 allocation gets none, or is refused the same peers."""
    refused = intruder.insist(outside, peer, b"knock", family=6)

    assert refused == expected.FORBIDDEN_PEER | expected.NO_SUCH_FAMILY
