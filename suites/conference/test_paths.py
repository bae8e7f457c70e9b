"""Media takes a way that the participant's network has: straight to the bridge, or through the relay.

Judged by where the bridge sent it. When these checks fail in one direction, the checks of restricted networks prove
nothing, because the network lets out more than its name says; in the other, calls go through the relay that could go
straight, which costs the host twice the traffic and the users a detour.
"""

import pytest

from suites.conference import gatherings, paths
from suites.vocabulary import features, given, meetings, requirement


@requirement("CONFERENCE-08")
@pytest.mark.parametrize("name", ["anna", "boris", "clara"])
def test_straight_to_the_bridge(open_meeting: meetings.Gathering, services: given.Services, name: str) -> None:
    """The bridge sends the media of a guest without a relay to the guest's own address and port."""
    own = open_meeting.answers[name].path.local_address

    assert paths.met_at(services, open_meeting, name) == own


@requirement("CONFERENCE-09")
@pytest.mark.parametrize("vantage", ["no_udp", "only_443"], indirect=True)
def test_through_the_relay(vantage: given.Vantage, visits: gatherings.Visits, services: given.Services) -> None:
    """The bridge sends the media of a guest behind a firewall to coturn, at the guest's relayed port."""
    meeting = visits.of(vantage)

    assert paths.met_at(services, meeting, "guest") == paths.relayed_at(services, meeting.answers["guest"])


@requirement("CONFERENCE-09", feature=features.RELAY_HTTPS_PORT)
@pytest.mark.parametrize("vantage", ["no_udp", "only_443"], indirect=True)
def test_by_443_to_the_relay(
    vantage: given.Vantage, visits: gatherings.Visits, services: given.Services, target: given.Target
) -> None:
    """Coturn counts the bytes of a guest behind a firewall for a client that came through HAProxy on 443."""
    meeting = visits.of(vantage)

    assert paths.not_relayed(services, meeting.only("guest"), target.compose_gateway) == []


@requirement("CONFERENCE-10")
@pytest.mark.parametrize("name", ["outside", "outside_too", "no_udp", "only_443", "lan"])
def test_only_possible_ways(
    mixed_meeting: meetings.Gathering,
    services: given.Services,
    target: given.Target,
    name: str,
) -> None:
    """The bridge meets everybody where their network or the relay can have brought them."""
    if name not in mixed_meeting.guests:
        target.relay(features.RELAY_HTTPS_PORT)
    vantage = mixed_meeting.guests[name].vantage

    at, _, _ = paths.met_at(services, mixed_meeting, name).partition(":")

    own = paths.straight_from(vantage.address, mixed_meeting.answers[name])
    # From the LAN the router may stand in between (hairpin).
    straight = {"no_udp": (), "only_443": (), "lan": (*own, target.router_lan_address)}
    assert at in (services["turn"].state().address, *straight.get(name, own))
