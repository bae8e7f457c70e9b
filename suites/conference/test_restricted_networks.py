"""People behind strict firewalls and in the host's own LAN meet those on open networks, each as well as anybody.

A failure here with the open networks green means that the relay does not lead to the bridge, or that the router does
not let the LAN come in by the public address. Those users join, read the others' names, and stay without audio and
video.
"""

import pytest

from suites.conference import gatherings
from suites.vocabulary import expected, given, meetings, requirement

RESTRICTED = ["no_udp", "only_443"]


@requirement("CONFERENCE-03")
@pytest.mark.parametrize("vantage", RESTRICTED, indirect=True)
def test_restricted_guest(vantage: given.Vantage, visits: gatherings.Visits) -> None:
    """A guest behind a firewall hears and sees two others outside."""
    meeting = visits.of(vantage)

    assert meeting.answers["guest"] == expected.media_of(*meeting.others("guest"))


@requirement("CONFERENCE-03")
@pytest.mark.parametrize("vantage", RESTRICTED, indirect=True)
def test_is_heard_and_seen(vantage: given.Vantage, visits: gatherings.Visits) -> None:
    """Two others outside hear and see a guest behind a firewall."""
    meeting = visits.of(vantage)

    assert meeting.witnesses("guest") == expected.every(expected.media_of(meeting.endpoints["guest"]))


@requirement("CONFERENCE-04")
def test_guest_in_the_lan(lan: given.Vantage, visits: gatherings.Visits) -> None:
    """A guest in the host's LAN hears and sees two others outside."""
    meeting = visits.of(lan)

    assert meeting.answers["guest"] == expected.media_of(*meeting.others("guest"))


@requirement("CONFERENCE-04")
def test_lan_is_heard_and_seen(lan: given.Vantage, visits: gatherings.Visits) -> None:
    """Two others outside hear and see a guest in the host's LAN."""
    meeting = visits.of(lan)

    assert meeting.witnesses("guest") == expected.every(expected.media_of(meeting.endpoints["guest"]))


@requirement("CONFERENCE-28")
def test_lan_without_the_relay(lan: given.Vantage, visits: gatherings.Visits) -> None:
    """A guest in the host's LAN who uses no relay hears and sees two others outside."""
    meeting = visits.of(lan, meetings.RelayUse.NEVER)

    assert meeting.answers["guest"] == expected.media_of(*meeting.others("guest"))


@requirement("CONFERENCE-05")
def test_from_everywhere(
    mixed_meeting: meetings.Gathering,
    facts: given.Facts,
) -> None:
    """One participant from each network hears and sees everybody else."""
    assert mixed_meeting == expected.EVERYBODY_MET
    gatherings.note_who_met(mixed_meeting, facts)
