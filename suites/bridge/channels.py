"""Pairs of participants in rooms of their own, who have the bridge channel to talk over and send no media."""

import secrets
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from fixtures.plugin import could_not_tell
from fixtures.probes.participant.facts import ChannelWish, ParticipantAnswer, ParticipantPlan
from fixtures.probes.participant.participant import Participant, participate
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.participant.steps import Step
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Pending, Vantage

PAST_A_MINUTE: Final = 65.0
"""Seconds of idleness; the bridge itself gives a WebSocket 60 (jitsi-videobridge doc/web-sockets.md)."""
NEVER_SAID: Final = "a word that nobody says"

WALK: Final = tuple(Step)
"""The steps of a participant in their order."""

Guest = Held[Participant]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two participants who wish for the same kind of channel, and how establishing it went for each."""

    guests: tuple[Guest, Guest]
    sessions: tuple[Pending[ParticipantAnswer], Pending[ParticipantAnswer]]

    def established(self) -> list[ParticipantAnswer]:
        """Return what both know once media and channel are up, or have failed."""
        return [session.result() for session in self.sessions]

    def at_channel(self) -> list[ParticipantAnswer]:
        """Return the same, after making sure that both came as far as their channel: without media there is none."""
        __tracebackhide__ = True
        answers = self.established()
        for answer in answers:
            if WALK.index(answer.step) < WALK.index(Step.CHANNEL):
                could_not_tell(f"A participant never came to the channel: {answer.detail}")
        return answers

    def talk(self) -> list[ParticipantAnswer]:
        """Send a message there and one back; return what the receivers know then, or what a sender failed with."""
        first, second = self.guests
        return [_pass_on(first, second), _pass_on(second, first)]

    def on_channel(self, kind: str) -> "Pair":
        """Return the pair, after making sure that it has a channel of this kind to talk over."""
        __tracebackhide__ = True
        for answer in self.established():
            if answer.step is not Step.DONE or answer.channel != kind:
                could_not_tell(f"There is no channel over {kind} to try: {answer.detail or answer.channel or 'none'}")
        return self


@dataclass(frozen=True, slots=True)
class Quiet:
    """A pair that says nothing, and one of it who waits for something to be said until more than a minute is over."""

    pair: Pair
    waiting: Pending[ParticipantAnswer]


def meet(stack: ExitStack, vantages: tuple[Vantage, Vantage], target: Target, wish: ChannelWish) -> Pair:
    """Let two participants, one at each vantage, enter a new room, and begin to wait for their channels."""
    __tracebackhide__ = True
    plan = _plan(target, wish)
    first, second = (stack.enter_context(vantage.hold(participate, plan)) for vantage in vantages)
    joining = [guest.begin(Participant.join) for guest in (first, second)]
    for answer in [each.result() for each in joining]:
        if answer.step is not Step.DONE:
            could_not_tell(f"A participant did not get into the room: {answer.detail}")
    sessions = first.begin(Participant.wait_for_session), second.begin(Participant.wait_for_session)
    return Pair((first, second), sessions)


def keep_quiet(pair: Pair) -> Quiet:
    """Begin the minute in which a pair says nothing, once its channels are up."""
    pair.established()
    return Quiet(pair, pair.guests[0].begin(Participant.wait_for_message, NEVER_SAID, within=PAST_A_MINUTE))


def _plan(target: Target, wish: ChannelWish) -> ParticipantPlan:
    return ParticipantPlan(
        public_name=target.web_name,
        room=target.new_room(),
        domain=target.xmpp.domain,
        muc_domain=target.xmpp.conference,
        focus=target.xmpp.focus,
        channel=wish,
        relay=RelayUse.NEVER,
        sends_audio=False,
        sends_video=False,
    )


def _pass_on(sender: Guest, receiver: Guest) -> ParticipantAnswer:
    text = secrets.token_hex(8)
    sent = sender.run(Participant.send_message, text)
    return receiver.run(Participant.wait_for_message, text) if sent.step is Step.DONE else sent
