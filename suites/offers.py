"""Which channels to the bridge a deployment offers, seen from what its focus offers to two who meet."""

from dataclasses import dataclass
from typing import Final

from fixtures.declared.features import COLIBRI_WS, Expectation
from fixtures.probes.participant.confer import ConferencePlan, confer
from fixtures.probes.participant.facts import ParticipantAnswer, ParticipantPlan
from fixtures.probes.participant.relays import RelayUse
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage

VISIT: Final = 16.0
"""Seconds, of which the visit keeps six for closing; a bridge whose JVM had just started took 6.8 for its first
allocation on two loaded cores."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The kinds of channel that a session-initiate has."""

    websocket: bool
    sctp: bool


def offered_channels(vantage: Vantage, target: Target) -> Channels:
    """Return what the focus offers to two who meet.

    Where it invites nobody, the WebSocket counts as offered unless the operator declares that there is none.
    """
    invited = [answer for answer in (each.result() for each in begin_meeting(vantage, target)) if answer.invitations]
    if not invited:
        declared = target.expectations.get(COLIBRI_WS)
        return Channels(websocket=declared is not Expectation.MUST_BE_ABSENT, sctp=False)
    return Channels(
        websocket=any(answer.channel_urls for answer in invited),
        sctp=any(answer.offers_sctp for answer in invited),
    )


def begin_meeting(vantage: Vantage, target: Target) -> list[Pending[ParticipantAnswer]]:
    """Let two who send no media meet in a new room, greet each other over the bridge's channel, and leave."""
    plan = ParticipantPlan(
        public_name=target.web_name,
        room=target.new_room(),
        domain=target.xmpp.domain,
        muc_domain=target.xmpp.conference,
        focus=target.xmpp.focus,
        relay=RelayUse.NEVER,
        sends_audio=False,
        sends_video=False,
    )
    visit = ConferencePlan(plan, others=1, pictures=0, sounds=0, greeting="anybody there?")
    return [vantage.begin(confer, visit, within=VISIT) for _ in range(2)]
