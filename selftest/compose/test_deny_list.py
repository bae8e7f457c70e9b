"""coturn's deny list holds every address that is not an ordinary Internet one, as coturn 4.6 understands it."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest

CONFIGURATION = Path(__file__).parents[2] / "compose/jitsi/local/turn/turnserver.conf"
RANGE = re.compile(r"^denied-peer-ip=([0-9a-f.:]+)-([0-9a-f.:]+)$", re.MULTILINE)
Address = IPv4Address | IPv6Address
SPECIAL_NETWORKS = (
    # IANA IPv4 special-purpose registry (RFC 6890 and later), where a peer is not an ordinary host on the Internet
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    # IANA IPv6 special-purpose registry
    "::1/128",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
)


def ranges() -> list[tuple[Address, Address]]:
    """The denied ranges, both ends included."""
    pairs = RANGE.findall(CONFIGURATION.read_text())
    return [(ip_address(first), ip_address(last)) for first, last in pairs]


def holds(first: Address, last: Address, address: Address) -> bool:
    """Whether a range holds an address, as integers within one family."""
    return first.version == address.version and int(first) <= int(address) <= int(last)


def denied(address: Address) -> bool:
    """Whether any range holds the address."""
    return any(holds(first, last, address) for first, last in ranges())


@pytest.mark.parametrize("network", SPECIAL_NETWORKS)
def test_special_networks_are_denied_from_end_to_end(network: str) -> None:
    """One range holds the first and the last address, and so everything between."""
    edges = ip_network(network)

    assert any(
        holds(first, last, edges.network_address) and holds(first, last, edges.broadcast_address)
        for first, last in ranges()
    )


@pytest.mark.parametrize("address", ["1.1.1.1", "9.255.255.255", "172.32.0.1", "192.175.48.11", "2606:4700::1"])
def test_ordinary_addresses_are_not_denied(address: str) -> None:
    """A participant's own address may be a peer."""
    assert not denied(ip_address(address))


def test_every_deny_line_was_understood() -> None:
    """A line in another form would be a rule that this test does not see."""
    lines = re.findall(r"^denied-peer-ip=.*$", CONFIGURATION.read_text(), flags=re.MULTILINE)

    assert len(lines) == len(ranges())


def test_no_ipv6_range_begins_at_the_unspecified_address() -> None:
    """coturn 4.6 takes that for "no lower end" and then denies every IPv4 peer."""
    assert IPv6Address("::") not in {first for first, _ in ranges()}
