"""Which signs of life there are, and what they notice, by what a deployment offers."""

import pytest

from fixtures.target.layout import Layout
from suites.health.truth import PARTS, documented
from suites.offers import Channels
from suites.signs import BREWERY, CHANNEL, FOCUS_HEALTH, HealthSnapshot, is_switched_off

OVER_WEBSOCKET, OVER_SCTP = Channels(websocket=True, sctp=True), Channels(websocket=False, sctp=True)


@pytest.mark.parametrize(("part", "notices"), [("prosody", True), ("jicofo", True), ("turn", False)])
def test_a_channel_in_a_meeting_needs_the_meeting(part: str, notices: bool) -> None:
    """Whoever looks at the channel over SCTP notices too that nobody can log in or is invited."""
    assert (CHANNEL in documented(part, OVER_SCTP, Layout()).signs) is notices
    assert CHANNEL not in documented(part, OVER_WEBSOCKET, Layout()).signs


@pytest.mark.parametrize("part", PARTS)
def test_a_sign_that_is_not_there_is_not_missed(part: str) -> None:
    """A deployment without jicofo's health address has a sign less, and no fault more."""
    expected = documented(part, OVER_WEBSOCKET, Layout())
    signs = {name: "gone" for name in expected.signs if name not in (FOCUS_HEALTH, BREWERY)}

    assert HealthSnapshot(signs) == expected


@pytest.mark.parametrize(("told", "off"), [("OK 200", False), (" 404", True), (" 000", False), ("", False)])
def test_switched_off(told: str, off: bool) -> None:
    """A 404 says that the address is not there; silence says nothing."""
    assert is_switched_off(told) is off
