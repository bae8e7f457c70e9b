"""Participants as this chapter needs them: in a room, invited or not, muted, so that the focus is all that is asked."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from fixtures.meetings import Guest, Meeting, Participant, ParticipantAnswer, RelayUse, begin_visit
from fixtures.patience import Patience
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage

SINGLE_TIMEOUT: Final = 20.0
"""Seconds after which the focus ends the session of somebody who is left alone (seed: jicofo.conf)."""
GUEST_STAYS: Final = 2.0
MARGIN: Final = 20.0
"""Seconds for everything else that happens in the same time: logins, ICE, leaving."""


@dataclass(frozen=True, slots=True)
class Lonely:
    """A participant from the moment on which the other one leaves."""

    alone: Pending[ParticipantAnswer]
    """When it was alone."""
    ended: Pending[ParticipantAnswer]
    """When its session was ended."""


def muted(name: str, vantage: Vantage) -> Guest:
    """Return a guest who sends nothing and uses no relay."""
    return Guest(name, vantage, RelayUse.NEVER, sends=False)


def enter(held: ExitStack, target: Target, patience: Patience, *guests: Guest) -> Meeting:
    """Let guests into a new room; they stay until `held` is closed."""
    __tracebackhide__ = True
    meeting = Meeting(held, target, patience)
    meeting.admit(*guests)
    meeting.enter()
    return meeting


def leave_alone(held: ExitStack, target: Target, patience: Patience, stays: Guest, leaves: Guest) -> Lonely:
    """Let one of two participants leave their meeting, and watch the one who stays."""
    meeting = enter(held, target, patience, stays)
    begin_visit(leaves, meeting.room, target, stay=GUEST_STAYS)
    meeting.one(stays.name, Participant.wait_for_occupants, 1)
    return Lonely(
        alone=meeting.begin(stays.name, Participant.wait_for_occupants, 0, within=MARGIN),
        ended=meeting.begin(stays.name, Participant.wait_for_termination, within=SINGLE_TIMEOUT + MARGIN),
    )
