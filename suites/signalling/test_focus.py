"""The focus: a request gets a meeting, two participants are invited, and one alone is not, or no longer.

When these checks fail, people are in a room together and nothing happens; or, the other direction, a bridge is kept
busy by those who wait alone.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from suites.signalling import logins, rooms
from suites.vocabulary import expected, given, meetings, outcomes, requirement, xmpp

PROMPTLY = 5.0
"""Seconds within which the focus answers, also with a JVM that has just started; 0.1 are usual."""
INVITED = 10.0
"""Seconds: people give up waiting after ten (ITU-T G.1030). A bridge whose JVM had just started took 6.8 of them for
its first allocation on two loaded cores; 0.1 are usual."""
EARLY, LATE = 2.0, 5.0
"""Seconds by which the end of a lonely session may differ from the time that is documented for it."""


@pytest.fixture(scope="module")
def pair(
    outside: given.Vantage, company: given.Vantage, target: given.Target, patience: given.Patience
) -> Iterator[list[given.Pending[meetings.ParticipantAnswer]]]:
    """Two who entered a room, and wait there to be invited."""
    with ExitStack() as held:
        two = rooms.muted("anna", outside), rooms.muted("boris", company)
        meeting = rooms.enter(held, target, patience, *two)
        yield [
            meeting.begin(name, meetings.Participant.wait_for_invitation, 1, within=INVITED) for name in meeting.guests
        ]


@requirement("SIGNALLING-26")
def test_request_for_a_meeting(outside: given.Vantage, target: given.Target) -> None:
    """The focus says that the meeting is ready."""
    names = target.xmpp
    logins.logged_in(outside.run(xmpp.login, *logins.way_in(target)))

    answer = outside.run(
        xmpp.focus.request,
        *logins.way_in(target),
        focus=names.focus,
        room=f"{target.new_room()}@{names.conference}",
        within=PROMPTLY,
    )

    assert answer == expected.MEETING_READY


@requirement("SIGNALLING-27")
def test_two_are_invited(pair: list[given.Pending[meetings.ParticipantAnswer]]) -> None:
    """Both get their invitation before people give up waiting for it."""
    answers = [each.result() for each in pair]

    assert answers == expected.every(expected.answered(invitations=1))


@requirement("SIGNALLING-28")
def test_one_alone_is_not_invited(
    unaccompanied: given.Pending[meetings.ParticipantAnswer], pair: list[given.Pending[meetings.ParticipantAnswer]]
) -> None:
    """Nobody invites a participant to a meeting with nobody."""
    served = given.Served(pair[0], expected.answered(invitations=1))

    answer = unaccompanied.result()

    assert served.beside(answer) == expected.ended(expected.Ending.SILENT, invitations=0)


@requirement("SIGNALLING-29")
@pytest.mark.slow
def test_one_left_alone(lonely: rooms.Lonely) -> None:
    """The focus ends the session of a participant who is left alone, neither sooner nor much later than documented."""
    alone = lonely.alone.result()
    if alone != expected.answered(invitations=1):
        outcomes.could_not_tell(f"Nobody was left alone with a session: {alone.detail or 'there was no invitation'}")

    answer = lonely.ended.result()

    assert answer == expected.answered(terminated="expired")
    assert rooms.SINGLE_TIMEOUT - EARLY < answer.seconds - alone.seconds < rooms.SINGLE_TIMEOUT + LATE
