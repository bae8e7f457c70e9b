"""Three who may use nothing but the relay meet, by each of the ways in which the relay is reached.

Red here while the chapter of the relay is green means that the relay serves its clients and still does not lead to the
bridge; everybody behind a firewall is then alone in every room.
"""

from typing import Final

import pytest

from fixtures.plugin import requirement
from fixtures.probes.participant.relays import RelayOver
from fixtures.target.services import Services
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage
from suites.conference.conftest import RelayedMeetings
from suites.conference.expectations import ALL_MET
from suites.conference.paths import met_at, not_relayed, relayed_at

WAYS: Final = {
    "UDP 3478": (RelayOver.UDP, "turn_udp"),
    "TLS 5349": (RelayOver.TLS, "turn_tls"),
    "TLS 443": (RelayOver.TLS, "https"),
}


@requirement("CONFERENCE-06")
@pytest.mark.parametrize(("transport", "port"), WAYS.values(), ids=WAYS)
def test_meet_through_the_relay(
    outside: Vantage, relayed_meetings: RelayedMeetings, target: Target, transport: RelayOver, port: str
) -> None:
    """Three who use the relay alone hear and see each other."""
    meeting = relayed_meetings.over(transport, getattr(target.ports, port))

    assert meeting == ALL_MET


@requirement("CONFERENCE-07")
@pytest.mark.parametrize(("transport", "port"), WAYS.values(), ids=WAYS)
def test_bytes_cross_the_relay(
    outside: Vantage,
    relayed_meetings: RelayedMeetings,
    services: Services,
    target: Target,
    transport: RelayOver,
    port: str,
) -> None:
    """Coturn counts for each of them at least the bytes that they sent and received."""
    meeting = relayed_meetings.over(transport, getattr(target.ports, port))
    at = target.ports.turn_udp if transport is RelayOver.UDP else target.ports.turn_tls
    client = target.compose_gateway if port == "https" else outside.address

    assert not_relayed(services, meeting, at, client) == []


@requirement("CONFERENCE-07")
@pytest.mark.parametrize(("transport", "port"), WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("name", ["anna", "boris", "clara"])
def test_bridge_meets_the_relay(
    outside: Vantage,
    relayed_meetings: RelayedMeetings,
    services: Services,
    target: Target,
    transport: RelayOver,
    port: str,
    name: str,
) -> None:
    """The bridge sends their media to coturn's own address, at the port that coturn gave to each."""
    meeting = relayed_meetings.over(transport, getattr(target.ports, port))

    assert met_at(services, meeting, name) == relayed_at(services, meeting.answers[name])
