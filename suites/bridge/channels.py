"""Pairs of participants in rooms of their own, who have the bridge channel to talk over and send no media."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from fixtures.declared.features import COLIBRI_WS, SCTP_CHANNEL, Expectation
from fixtures.expected import Expected, channel_over
from fixtures.meetings import ChannelWish, Guest, Meeting, Participant, ParticipantAnswer, RelayUse, Step
from fixtures.patience import Patience
from fixtures.plugin import Reason, could_not_tell, not_applicable
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage

PAST_A_MINUTE: Final = 65.0
"""Seconds of idleness; the bridge itself gives a WebSocket 60 (jitsi-videobridge doc/web-sockets.md)."""
SATISFIERS: Final = {SCTP_CHANNEL: channel_over("sctp"), COLIBRI_WS: channel_over("websocket")}
"""What opens a channel, by the feature of the target."""
NEVER_SAID: Final = "a word that nobody says"

_OFFERED: Final[Mapping[str, Callable[[ParticipantAnswer], bool]]] = {
    "websocket": lambda answer: bool(answer.channel_urls),
    "sctp": lambda answer: answer.offers_sctp,
}
WALK: Final = tuple(Step)
"""The steps of a participant in their order."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two participants who want the same kind of channel, and how its establishment ended for each."""

    meeting: Meeting
    sessions: tuple[Pending[ParticipantAnswer], ...]

    def established(self) -> list[ParticipantAnswer]:
        """Return what both know once media and channel are up, or have failed."""
        return [session.result() for session in self.sessions]

    def at_channel(self, kind: str) -> list[ParticipantAnswer]:
        """Return the same, after making sure that both came as far as their channel: without media there is none."""
        __tracebackhide__ = True
        self._require_offer(kind)
        answers = self.established()
        for answer in answers:
            if WALK.index(answer.step) < WALK.index(Step.CHANNEL):
                could_not_tell(f"A participant never came to the channel: {answer.detail}")
        return answers

    def talk(self) -> list[ParticipantAnswer]:
        """Send a message there and one back; return what the receivers know then, or what a sender failed with."""
        first, second = self.meeting.guests
        return [self._pass_on(first, second), self._pass_on(second, first)]

    def on_channel(self, kind: str) -> "Pair":
        """Return the pair, after making sure that it has a channel of this kind to talk over."""
        __tracebackhide__ = True
        self._require_offer(kind)
        for answer in self.established():
            if answer.step is not Step.DONE or answer.channel != kind:
                could_not_tell(f"There is no channel over {kind} to try: {answer.detail or answer.channel or 'none'}")
        return self

    def _require_offer(self, kind: str) -> None:
        """Whether there is a channel of a kind is what the focus offers; who was not invited cannot tell."""
        __tracebackhide__ = True
        offers = [_OFFERED[kind](answer) for answer in self.established() if answer.invitations]
        if offers and not any(offers):
            not_applicable(Reason.NOT_SUPPORTED, f"The focus offers no channel over {kind}.")

    def _pass_on(self, sender: str, receiver: str) -> ParticipantAnswer:
        text = secrets.token_hex(8)
        sent = self.meeting.one(sender, Participant.send_message, text)
        return self.meeting.one(receiver, Participant.wait_for_message, text) if sent.step is Step.DONE else sent


@dataclass(frozen=True, slots=True)
class Quiet:
    """A pair that sends nothing, one of whom waits for a message until more than a minute is over."""

    pair: Pair
    waiting: Pending[ParticipantAnswer]


def meet(
    held: ExitStack, vantages: tuple[Vantage, Vantage], target: Target, patience: Patience, wish: ChannelWish
) -> Pair:
    """Let two participants, one at each vantage, enter a new room, and begin to wait for their channels."""
    __tracebackhide__ = True
    meeting = Meeting(held, target, patience)
    for name, vantage in zip(("first", "second"), vantages, strict=True):
        meeting.admit(Guest(name, vantage, RelayUse.NEVER, channel=wish, sends=False))
    meeting.enter()
    return Pair(meeting, tuple(meeting.begin(name, Participant.wait_for_session) for name in meeting.guests))


def open_ways(target: Target) -> Expected:
    """Return the channels of which one must open: those that the operator does not declare absent."""
    declared = target.expectations
    ways = [way for name, way in SATISFIERS.items() if declared.get(name) is not Expectation.MUST_BE_ABSENT]
    return reduce(or_, ways)


def keep_quiet(pair: Pair) -> Quiet:
    """Begin the minute in which a pair says nothing, once its channels are up."""
    pair.established()
    waiting = pair.meeting.begin("first", Participant.wait_for_message, NEVER_SAID, within=PAST_A_MINUTE)
    return Quiet(pair, waiting)
