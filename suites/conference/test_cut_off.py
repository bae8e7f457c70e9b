"""A network fails in the middle of a meeting and comes back, and nobody has to join again.

When these checks fail, every lift, tunnel and change of Wi-Fi ends a call that ought to have gone on.
"""

import pytest

from suites.conference import gatherings
from suites.vocabulary import expected, given, meetings, requirement

GONE = 0.7
"""Seconds without a video frame that prove a network away; ten video frames a second are sent."""


@requirement("CONFERENCE-16")
@pytest.mark.disruptive
@pytest.mark.parametrize("vantage", ["outside_too", "only_443"], indirect=True)
def test_comes_back(
    vantage: given.Vantage, house: gatherings.House, deployment: given.Deployment, patience: given.Patience
) -> None:
    """A guest whose network fails falls silent, and is back in the same session once the network is."""
    meeting, name, router = house.meeting, f"guest of {vantage.name}", deployment.router
    meeting.admit(meetings.Guest(name, vantage))
    meeting.join([name])
    meeting.exchange([*house.names, name])

    with router.cut_off(vantage.address):
        lost = meeting.all(
            meetings.Participant.wait_for_silence, ["anna"], meeting.endpoints[name], "video", GONE, patience.media
        )
    back = meeting.exchange(["anna", name], fresh=True)

    assert lost["anna"] == expected.DONE
    assert list(back.values()) == expected.every(expected.media_of())
    assert back[name] == expected.answered(invitations=1)
