"""A vantage is where the deployment sees it, whatever the caller calls it."""

import pytest

from fixtures.description.description import Description
from fixtures.target.reach import Reach, why_not

MEET = Description("https://meet.example.org", public_addresses=("203.0.113.1",))
NETWORKS = ("192.168.178.0/24", "172.30.0.0/24")
OUTSIDE = {"outside": Reach("198.51.100.11", "198.51.100.11")}


@pytest.mark.parametrize(
    ("name", "seen", "words"),
    [
        ("outside", "198.51.100.7", ""),
        ("outside", "203.0.113.1", "looks from within"),
        ("outside", "192.168.178.1", "an address of the host's own networks"),
        ("no_udp", "172.30.0.1", "no-udp looks from within"),
        ("outside_too", "198.51.100.11", "outside-too is no second vantage"),
        ("outside_too", "198.51.100.12", ""),
        ("lan", "192.168.178.20", ""),
        ("lan", "198.51.100.7", "lan is not in the host's own network"),
        ("no_udp", "", ""),
    ],
)
def test_where_a_vantage_is(name: str, seen: str, words: str) -> None:
    """The relay's word of an address decides: outside is another network than the host's, lan is that one."""
    assert words in why_not(name, Reach(seen, ""), MEET, NETWORKS, OUTSIDE)
    assert bool(words) == bool(why_not(name, Reach(seen, ""), MEET, NETWORKS, OUTSIDE))


def test_own_address_where_the_relay_is_silent() -> None:
    """Where the relay says nothing, as without UDP, the vantage's own address towards the deployment counts."""
    assert "looks from within" in why_not("only_443", Reach("", "203.0.113.1"), MEET, NETWORKS, {})
    assert why_not("only_443", Reach("", "198.51.100.7"), MEET, NETWORKS, {}) == ""


def test_host_itself() -> None:
    """A vantage that speaks from the host's own address is the host, whatever a hairpin makes of it."""
    host = Description("https://meet.example.org", public_addresses=("203.0.113.1",), private_address="192.168.178.10")
    reach = Reach("192.168.178.1", "", "192.168.178.10")

    assert why_not("lan", reach, host, NETWORKS, {}).startswith("lan is the host itself (192.168.178.10)")
