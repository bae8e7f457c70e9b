"""One way is lost, the other holds: nobody is cut off who has another way.

The direct way is lost when UDP 10000 is no longer forwarded, the relayed one when coturn stops. A failure here means
that those go down together, or that a network which needs the relay is not really restricted.
"""

from collections.abc import Iterator

import pytest

from suites.vocabulary import features, given, meetings, requirement

pytestmark = pytest.mark.disruptive


@pytest.fixture(scope="module")
def guests(
    outside: given.Vantage,
    outside_too: given.Vantage,
    no_udp: given.Vantage,
    only_443: given.Vantage,
    lan: given.Vantage,
    target: given.Target,
) -> list[meetings.Guest]:
    """One for each way to the bridge, and the browsers of every network, who take whichever they find."""
    tls = target.ports.https if target.offers(features.RELAY_HTTPS_PORT) else target.ports.turn_tls
    led = meetings.led_to_media(target, (only_443,))
    return [
        meetings.Guest("straight", outside, meetings.RelayUse.NEVER),
        meetings.Guest("straight too", outside_too, meetings.RelayUse.NEVER),
        meetings.Guest("relay over UDP", outside, meetings.RelayUse.ONLY, meetings.RelayOver.UDP),
        meetings.Guest("relay over TLS", outside, meetings.RelayUse.ONLY, meetings.RelayOver.TLS, tls),
        meetings.Guest("outside", outside_too),
        meetings.Guest("no UDP", no_udp),
        *(meetings.Guest("only 443", vantage) for vantage in led),
        meetings.Guest("LAN", lan),
    ]


STRAIGHT = {"straight", "straight too"}
RELAYED = {"relay over UDP", "relay over TLS", "no UDP", "only 443"}
EITHER = {"outside", "LAN"}
"""Those who take whichever way is there."""


@pytest.fixture(scope="module")
def without_udp_10000(
    deployment: given.Deployment, guests: list[meetings.Guest], patience: given.Patience
) -> meetings.Gathering:
    """Return a meeting while the router forwards nothing to the bridge."""
    target = deployment.target
    with deployment.router.closed("udp", target.ports.media):
        return meetings.hold(target, patience, *guests)


@pytest.fixture(scope="module")
def without_coturn(
    deployment: given.Deployment, guests: list[meetings.Guest], patience: given.Patience
) -> Iterator[meetings.Gathering]:
    """Yield a meeting while coturn is stopped."""
    relay = deployment.services["turn"]
    relay.stop()
    try:
        yield meetings.hold(deployment.target, patience, *guests)
    finally:
        relay.start()
        patience.until(lambda: relay.state().is_well, True, patience.restart)


def connected(meeting: meetings.Gathering) -> set[str]:
    """Return the guests with a media session who decoded audio and video of all others with one."""
    return {name for name, answer in meeting.answers.items() if answer.step is meetings.Step.DONE}


@requirement("CONFERENCE-26")
def test_relay_carries_all_but_the_direct(
    without_udp_10000: meetings.Gathering,
) -> None:
    """Without UDP 10000 everybody meets through the relay, but those who use none."""
    assert connected(without_udp_10000) == (RELAYED | EITHER) & {*without_udp_10000.guests}


@requirement("CONFERENCE-27")
def test_open_networks_need_no_relay(
    without_coturn: meetings.Gathering,
) -> None:
    """Without coturn everybody meets straight at the bridge, but those whose network has no other way."""
    assert connected(without_coturn) == STRAIGHT | EITHER
