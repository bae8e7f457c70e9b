"""WebRTC as browsers do it, over the relay on 443 and nothing else: what people behind strict firewalls have.

When these checks fail, browsers on those networks join and have no media. The relay chapter asks the same of libraries;
Chromium judges the certificate itself and has its own TURN client.
"""

import pytest

from suites.browser import seen
from suites.vocabulary import expected, given, requirement

pytestmark = pytest.mark.browser


@requirement("BROWSER-04")
def test_data_is_exchanged(call: seen.Call) -> None:
    """Every message on the data channel comes back intact."""
    assert call.answer.intact == seen.SIZES


@requirement("BROWSER-05")
def test_video_is_seen(call: seen.Call) -> None:
    """Video frames of the camera come out of the remote decoder and onto the page."""
    assert call.answer.decoded == expected.at_least(expected.FRAMES)
    assert call.answer.painted == expected.at_least(expected.FRAMES)


@requirement("BROWSER-06")
def test_both_ends_are_relayed(call: seen.Call) -> None:
    """Both peers use candidates of the relay on 443, reached over TLS."""
    used = [(side.kind, side.relay, side.relay_protocol) for side in call.answer.sides]

    assert used == [("relay", call.relay, "tls")] * 2


@requirement("BROWSER-07")
def test_hops_saw_the_call(
    browser: given.Vantage, call: seen.Call, deployment: given.Deployment, patience: given.Patience
) -> None:
    """Two connections of the browser's were routed to coturn on 443, and coturn carried the bytes of two sessions."""
    layout = deployment.target.layout
    splitter = layout.hop_named(layout.splitter)

    def read() -> seen.Trail:
        routed = deployment.shell.output(*splitter.source.since(call.since))
        return seen.trail(splitter, routed, deployment.services["turn"].log(call.since), browser.address, call)

    assert patience.eventually(read) == seen.Trail(routed=2, carried=2)
