"""People on open networks meet: the least that a deployment is for.

When these checks fail, nobody who needs no relay has a meeting, although every page loads and every container is
healthy; the usual cause is UDP 10000, closed on the way or advertised with an address that nobody reaches. Three are
needed to see it, because two browsers would go from one to the other and leave the bridge out.
"""

import pytest

from suites.vocabulary import expected, meetings, outcomes, requirement

NAMES = ("anna", "boris", "clara")


@requirement("CONFERENCE-01")
@pytest.mark.parametrize("name", NAMES)
def test_hears_and_sees(open_meeting: meetings.Gathering, name: str) -> None:
    """Each of three hears and sees the other two, and mistakes neither for the other."""
    answer = open_meeting.answers[name]

    assert answer == expected.media_of(*open_meeting.others(name))


@requirement("CONFERENCE-02")
@pytest.mark.parametrize("name", NAMES)
def test_little_is_lost(open_meeting: meetings.Gathering, name: str) -> None:
    """Of a hundred packets that the bridge forwards to a participant at least ninety-eight arrive."""
    remotes = open_meeting.answers[name].remotes
    lost, arrived = sum(remote.lost for remote in remotes), sum(remote.packets for remote in remotes)
    if not arrived:
        outcomes.could_not_tell("No packet came of which others could have been lost.")

    assert lost / (lost + arrived) == expected.at_most(0.02)
