"""Which channels to the bridge a deployment offers, seen from what its focus offers to two who meet."""

from dataclasses import dataclass
from typing import Final

from fixtures.declared.features import COLIBRI_WS, Expectation
from fixtures.meetings import Guest, ParticipantAnswer, RelayUse, begin_visit
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
    room, two = target.new_room(), [Guest(name, vantage, RelayUse.NEVER, sends=False) for name in ("anna", "boris")]
    return [begin_visit(each, room, target, others=1, greeting="anybody there?", within=VISIT) for each in two]
