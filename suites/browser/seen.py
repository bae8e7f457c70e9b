"""What browser and participant saw of each other, and what the hops logged of the browser's relayed call."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fixtures.expected import FRAMES, frames_of
from fixtures.hops import turn
from fixtures.hops.hop import Hop
from fixtures.meetings import Meeting, Participant, ParticipantAnswer
from fixtures.patience import ask_until
from fixtures.plugin import could_not_tell
from fixtures.probes.browser.chromium import Chromium
from fixtures.probes.browser.facts import CallAnswer, MeetingAnswer, PageAnswer
from fixtures.probes.xmpp import Service
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held

SIZES: Final = (1, 1200, 16384)
"""Bytes of the messages on the data channel; the last one is many packets."""
UNDISTURBED: Final = (
    "#config.prejoinConfig.enabled=false&config.prejoinPageEnabled=false&config.p2p.enabled=false"
    "&config.disableDeepLinking=true"
)
"""Lets the Jitsi Meet application enter at once, and keep to the bridge with one other in the room."""


@dataclass(frozen=True, slots=True)
class Call:
    """A relayed call of two peers in one page.

    since: its beginning in seconds since the epoch; relay: the URL of the relay; user: TURN's user name.
    """

    answer: CallAnswer
    since: float
    relay: str
    user: str


@dataclass(frozen=True, slots=True)
class Trail:
    """What a relayed call left in the logs: connections routed to coturn, sessions that carried its bytes."""

    routed: int
    carried: int


@dataclass(frozen=True, slots=True)
class BothSides:
    """A meeting of browser and participant, as each of them saw it.

    endpoint: the browser's, as the participant knows it, empty when it never came; last: what the participant knew
    some time after the browser was closed.
    """

    entered: PageAnswer
    browser: MeetingAnswer
    participant: ParticipantAnswer
    endpoint: str
    last: ParticipantAnswer

    @property
    def departed(self) -> ParticipantAnswer:
        """Return what the participant knew after the browser was closed; CouldNotTell if it never came."""
        __tracebackhide__ = True
        if not self.endpoint:
            could_not_tell("The browser never came into the room, so it could not leave it.")
        return self.last


def relay_on_443(services: Iterable[Service], target: Target) -> Service | None:
    """Return the relay that networks reach which let out nothing but 443, if it is advertised with credentials."""
    found = (s for s in services if s.type == "turns" and s.port == target.ports.https and s.username and s.password)
    return next(found, None)


def trail(splitter: Hop, routed: str, relayed: str, client: str, call: Call) -> Trail:
    """Read the traces of a call out of the logs of what splits 443 and of coturn.

    routed: may begin before the call, where a log is a file.
    """
    since = [each for each in splitter.events(routed) if not each.is_before(call.since)]
    came = sum(each.client == client and splitter.onward([each]) == ("turn",) for each in since)
    received = turn.received_from_peers(relayed, call.user)
    return Trail(came, sum(amount > sum(SIZES) for amount in received.values()))


def meet(meeting: Meeting, chromium: Held[Chromium], address: str) -> BothSides:
    """Let the one guest of a meeting join first, so that the browser finds it there; end with the browser's leaving."""
    (guest,), patience = meeting.guests, meeting.patience
    joined = meeting.one(guest, Participant.join)
    entered = chromium.run(Chromium.enter, f"{address}{UNDISTURBED}", within=patience.media)
    watching = chromium.begin(Chromium.watch, joined.endpoint, video_frames=FRAMES, within=patience.media)
    company = meeting.one(guest, Participant.wait_for_occupants, 1, within=patience.signalling)
    endpoint = next(iter(company.occupants), "")
    heard_and_seen = ask_until(
        lambda: meeting.one(guest, Participant.statistics),
        frames_of(endpoint, "audio", "video"),
        within=patience.media if endpoint else 0.0,
    )
    watched = watching.result()
    chromium.run(Chromium.leave)
    last = meeting.one(guest, Participant.wait_for_occupants, 0, within=patience.answer)
    return BothSides(entered, watched, heard_and_seen, endpoint, last)
