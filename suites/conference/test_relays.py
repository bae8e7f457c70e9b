"""Three who may use nothing but the relay meet, by each of the ways in which the relay is reached.

A failure here while the chapter of the relay is green means that the relay serves its clients and still does not lead
to the bridge; everybody behind a firewall is then alone in every room.
"""

from typing import Final

import pytest

from suites.conference import gatherings, paths
from suites.vocabulary import expected, features, given, meetings, outcomes, requirement

TLS_PORTS: Final = ("turn_tls", "https")
WAYS: Final = {
    "UDP 3478": (meetings.RelayOver.UDP, "turn_udp"),
    "TLS 5349": (meetings.RelayOver.TLS, "turn_tls"),
    "TLS 443": (meetings.RelayOver.TLS, "https"),
}


def advertised_on(
    port: str, target: given.Target, meeting: meetings.Gathering, control: given.Control
) -> meetings.Gathering:
    """Return a meeting over a port of the relay, unless the deployment advertises its other TLS port alone."""
    __tracebackhide__ = True
    told = {url for answer in meeting.answers.values() for url in answer.services}
    if told and not any(f":{getattr(target.ports, port)}?" in f"{url}?" for url in told):
        control.came_through(otherwise="prosody")
    if port != "turn_tls" or target.expectations.get(features.TURN_OWN_PORT) is features.Expectation.MUST_WORK:
        return meeting
    relays = {name: f"turns:{target.turn_name}:{getattr(target.ports, name)}?transport=tcp" for name in TLS_PORTS}
    if target.offers(features.RELAY_HTTPS_PORT) and relays["https"] in told and relays["turn_tls"] not in told:
        outcomes.not_applicable(
            outcomes.Reason.NOT_SUPPORTED, f"Of the relay's TLS ports clients are told {target.ports.https} alone."
        )
    return meeting


@requirement("CONFERENCE-06")
@pytest.mark.parametrize(("transport", "port"), WAYS.values(), ids=WAYS)
def test_meet_through_the_relay(
    relayed_meetings: gatherings.RelayedMeetings,
    target: given.Target,
    control: given.Control,
    transport: meetings.RelayOver,
    port: str,
) -> None:
    """Three who use the relay alone hear and see each other."""
    meeting = advertised_on(port, target, relayed_meetings.over(transport, getattr(target.ports, port)), control)

    assert meeting == expected.EVERYBODY_MET


@requirement("CONFERENCE-07")
@pytest.mark.parametrize(("transport", "port"), WAYS.values(), ids=WAYS)
def test_bytes_cross_the_relay(
    outside: given.Vantage,
    relayed_meetings: gatherings.RelayedMeetings,
    services: given.Services,
    target: given.Target,
    control: given.Control,
    transport: meetings.RelayOver,
    port: str,
) -> None:
    """Coturn counts for each of them at least the bytes that they sent and received."""
    meeting = advertised_on(port, target, relayed_meetings.over(transport, getattr(target.ports, port)), control)
    client = target.compose_gateway if port == "https" else outside.address

    assert paths.not_relayed(services, meeting, client) == []


@requirement("CONFERENCE-07")
@pytest.mark.parametrize(("transport", "port"), WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("name", ["anna", "boris", "clara"])
def test_bridge_meets_the_relay(
    relayed_meetings: gatherings.RelayedMeetings,
    services: given.Services,
    target: given.Target,
    control: given.Control,
    transport: meetings.RelayOver,
    port: str,
    name: str,
) -> None:
    """The bridge sends their media to coturn's own address, at the port that coturn gave to each."""
    meeting = advertised_on(port, target, relayed_meetings.over(transport, getattr(target.ports, port)), control)

    assert paths.met_at(services, meeting, name) == paths.relayed_at(services, meeting.answers[name])
