"""Participants as this chapter needs them: in a room, invited or not, muted, so that the focus is all that is asked."""

from contextlib import ExitStack
from dataclasses import dataclass

from fixtures.plugin import could_not_tell
from fixtures.probes.participant.confer import ConferencePlan, confer
from fixtures.probes.participant.facts import ParticipantAnswer, ParticipantPlan
from fixtures.probes.participant.participant import Participant, participate
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.participant.steps import Step
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Pending, Vantage

SINGLE_TIMEOUT = 20.0
"""Seconds after which the focus ends the session of somebody who is left alone (seed: jicofo.conf)."""
GUEST_STAYS = 2.0
MARGIN = 20.0
"""Seconds for everything else that happens in the same time: logins, ICE, leaving."""

Guest = Held[Participant]


@dataclass(frozen=True, slots=True)
class Lonely:
    """A participant from the moment on which the other one leaves."""

    alone: Pending[ParticipantAnswer]
    """When it was alone."""
    ended: Pending[ParticipantAnswer]
    """When its session was ended."""


def plan(target: Target, room: str) -> ParticipantPlan:
    """Return the plan of a muted participant."""
    return ParticipantPlan(
        public_name=target.web_name,
        room=room,
        domain=target.xmpp.domain,
        muc_domain=target.xmpp.conference,
        focus=target.xmpp.focus,
        relay=RelayUse.NEVER,
        sends_audio=False,
        sends_video=False,
    )


def enter(stack: ExitStack, place: Vantage, target: Target, room: str) -> Guest:
    """Let a participant enter a room; it stays until the stack is closed."""
    __tracebackhide__ = True
    guest = stack.enter_context(place.hold(participate, plan(target, room)))
    answer = guest.run(Participant.join)
    if answer.step is not Step.DONE:
        could_not_tell(f"A participant did not get into the room: {answer.detail}")
    return guest


def leave_alone(stack: ExitStack, place: Vantage, other: Vantage, target: Target) -> Lonely:
    """Let one of two participants leave their meeting, and watch the one who stays."""
    room = target.new_room()
    stays = enter(stack, place, target, room)
    other.begin(confer, ConferencePlan(plan(target, room), others=0, pictures=0, sounds=0, stay=GUEST_STAYS))
    stays.run(Participant.wait_for_occupants, 1)
    return Lonely(
        alone=stays.begin(Participant.wait_for_occupants, 0, within=MARGIN),
        ended=stays.begin(Participant.wait_for_termination, within=SINGLE_TIMEOUT + MARGIN),
    )
