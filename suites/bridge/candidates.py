"""The addresses that a bridge offers: which are public, which are of use to nobody, and how each answered."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from fixtures.probes import ice
from fixtures.probes.bridge import Candidate, ColibriAnswer
from fixtures.probes.ice import IceAnswer
from fixtures.vantage.vantage import Pending, Vantage

_INNER: Final = tuple(
    ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Networks behind a NAT. Not `is_private`: it counts addresses of documentation, which laboratories use, as private."""


OWNER: Final = "both"
"""Who knows name and password: the control beside the strangers."""
CHECKED: Final = 3.0
"""Seconds for a check of an endpoint that the bridge just made: three times sent (RFC 8489 section 6.2.1)."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One offered address, and a check that is on its way to it."""

    candidate: Candidate
    pending: Pending[IceAnswer]


def begin_check(
    vantage: Vantage, host: str, port: int, key: ColibriAnswer, within: float = CHECKED
) -> Pending[IceAnswer]:
    """Begin a check of a media port that is signed with the key of an endpoint."""
    return vantage.begin(ice.candidate_check, host, port, ufrag=key.ufrag, password=key.password, within=within)


def is_usable(candidate: Candidate) -> bool:
    """Return whether any client can use the address."""
    address = _read(candidate)
    useless = address.is_loopback or address.is_unspecified or address.is_link_local or address.is_multicast
    return not useless and candidate.port > 0


def is_public(candidate: Candidate) -> bool:
    """Return whether the address is one that clients anywhere could reach."""
    address = _read(candidate)
    return is_usable(candidate) and not any(address in inner for inner in _INNER)


def in_words(candidate: Candidate) -> str:
    """Return an offered address as one word."""
    return f"{candidate.type} {candidate.address}:{candidate.port}/{candidate.protocol}"


def _read(candidate: Candidate) -> IPv4Address | IPv6Address:
    """Return the offered address; a name in its place, which clients pass over, counts as no address at all."""
    try:
        return ip_address(candidate.address)
    except ValueError:
        return IPv4Address(0)
