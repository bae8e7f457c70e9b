"""The meetings of this chapter. Each is held once, when a check first asks for it, and serves several requirements."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from fixtures.declared.features import RELAY_HTTPS_PORT, RELAY_UDP, TURN_OWN_PORT
from fixtures.plugin.patience import Patience
from fixtures.probes import ice
from fixtures.probes.bridge import ColibriAnswer
from fixtures.probes.ice import IceAnswer
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.probes.participant.participant import Participant
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.xmpp import RelayOver
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.place import Pending, Vantage
from suites.conference.meeting import Gathering, Guest, Meeting, Rates, hold_meeting, led_to_media
from suites.endpoints import maker

NEVER, ONLY = RelayUse.NEVER, RelayUse.ONLY


@pytest.fixture(scope="session")
def open_meeting(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Gathering:
    """Three on open networks who use no relay: three, so that nothing can go past the bridge."""
    anna, boris = Guest("anna", outside, NEVER), Guest("boris", outside, NEVER)
    return hold_meeting(target, patience, anna, boris, Guest("clara", company, NEVER))


@dataclass(slots=True)
class Visits:
    """Meetings of one guest, who comes from a network to be judged, with two on open networks."""

    outside: Vantage
    company: Vantage
    target: Target
    patience: Patience
    _held: dict[tuple[str, RelayUse], Gathering] = field(default_factory=dict)

    def of(self, vantage: Vantage, relay: RelayUse = RelayUse.ALLOWED) -> Gathering:
        """The meeting of the guest from there, whose name is `guest`; held when it is first asked for."""
        kind = vantage.name, relay
        if kind not in self._held:
            company = Guest("outside", self.outside), Guest("company", self.company)
            self._held[kind] = hold_meeting(self.target, self.patience, Guest("guest", vantage, relay), *company)
        return self._held[kind]


@pytest.fixture(scope="session")
def visits(outside: Vantage, outside_too: Vantage, target: Target, patience: Patience) -> Visits:
    """Meetings of somebody from another network with two on open ones."""
    return Visits(outside, outside_too, target, patience)


@dataclass(slots=True)
class RelayedMeetings:
    """Meetings of three who use nothing but the relay, reached over one transport."""

    vantage: Vantage
    target: Target
    patience: Patience
    _held: dict[tuple[RelayOver, int], Gathering] = field(default_factory=dict)

    def over(self, transport: RelayOver, port: int) -> Gathering:
        """The meeting over this transport; held when it is first asked for.

        Raises AbsentError where there is no such relay.
        """
        own = TURN_OWN_PORT if port != self.target.ports.https else RELAY_HTTPS_PORT
        self.target.relay(RELAY_UDP if transport is RelayOver.UDP else own)
        if (transport, port) not in self._held:
            guests = [Guest(name, self.vantage, ONLY, transport, port) for name in ("anna", "boris", "clara")]
            self._held[transport, port] = hold_meeting(self.target, self.patience, *guests)
        return self._held[transport, port]


@pytest.fixture(scope="session")
def relayed_meetings(outside: Vantage, target: Target, patience: Patience) -> RelayedMeetings:
    """Meetings through the relay alone."""
    return RelayedMeetings(outside, target, patience)


@pytest.fixture(scope="session")
def mixed_meeting(
    outside: Vantage,
    outside_too: Vantage,
    no_udp: Vantage,
    only_443: Vantage,
    lan: Vantage,
    target: Target,
    patience: Patience,
) -> Gathering:
    """One from each network, each by whatever way it finds, as browsers do."""
    places = led_to_media(target, (outside, outside_too, no_udp, only_443, lan))
    return hold_meeting(target, patience, *(Guest(place.name, place) for place in places))


@pytest.fixture(scope="session")
def full_meeting(
    outside: Vantage,
    outside_too: Vantage,
    no_udp: Vantage,
    only_443: Vantage,
    lan: Vantage,
    target: Target,
    patience: Patience,
) -> Gathering:
    """Two from each network in one room, who send less so that a small machine can decode it all."""
    places = led_to_media(target, (outside, outside_too, no_udp, only_443, lan))
    guests = [Guest(f"{place.name} {number}", place) for number in (1, 2) for place in places]
    return hold_meeting(target, patience, *guests, rates=Rates(sounds=25, pictures=5))


@dataclass(frozen=True, slots=True)
class House:
    """A meeting that goes on for as long as checks ask for it: anna came first, then boris, then clara."""

    meeting: Meeting
    at_first: Gathering

    @property
    def names(self) -> tuple[str, ...]:
        """Who is there all the time."""
        return tuple(self.at_first.guests)


@pytest.fixture(scope="module")
def house(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Iterator[House]:
    """Three who stay, and who came one after the other."""
    with ExitStack() as held:
        meeting = Meeting(held, target, patience)
        meeting.admit(Guest("anna", outside), Guest("boris", company), Guest("clara", outside))
        yield House(meeting, meeting.gather(one_by_one=True))
        meeting.part()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two rooms in which people met at the same time, and where one of each greeted everybody else."""

    rooms: Mapping[str, Gathering]
    greeter: str

    @staticmethod
    def greeting(room: str) -> str:
        """What was said to everybody in a room."""
        return f"to everybody in the {room} room"

    def readers(self, room: str) -> Mapping[str, ParticipantAnswer]:
        """What those had in the end to whom a room's greeting was meant."""
        return {name: answer for name, answer in self.rooms[room].answers.items() if name != self.greeter}


@pytest.fixture(scope="session")
def neighbours(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Neighbours:
    """Two meetings of three at once."""
    with ExitStack() as held, ThreadPoolExecutor(2) as pool:
        meetings = {room: Meeting(held, target, patience) for room in ("left", "right")}
        for meeting in meetings.values():
            meeting.admit(Guest("anna", outside), Guest("boris", company), Guest("clara", outside))
        gathered = dict(zip(meetings, pool.map(Meeting.gather, meetings.values()), strict=True))
        for room, meeting in meetings.items():
            meeting.one("anna", Participant.send_message, Neighbours.greeting(room))
        for room, meeting in meetings.items():
            meeting.all(Participant.wait_for_message, ["boris", "clara"], Neighbours.greeting(room))
        found = {room: gathered[room].later(meeting.all(Participant.statistics)) for room, meeting in meetings.items()}
        for meeting in meetings.values():
            meeting.part()
    return Neighbours(found, greeter="anna")


@dataclass(frozen=True, slots=True)
class Keys:
    """Ways to an endpoint of the bridge with its own password and with that of another endpoint.

    own_channel, foreign_channels: "" and nothing where the bridge offers no channel over WebSocket.
    """

    own_channel: str = field(repr=False)
    foreign_channels: Mapping[str, str] = field(repr=False)
    own_check: Pending[IceAnswer]
    foreign_check: Pending[IceAnswer]


@pytest.fixture(scope="session")
def keys(deployment: Deployment, outside: Vantage, target: Target, patience: Patience) -> Iterator[Keys]:
    """Two endpoints of ours on the bridge, each in a conference of its own, and what a stranger makes of them."""
    door = target.public_address, target.ports.media
    with ExitStack() as held:
        own, other = maker(deployment, outside, held)(), maker(deployment, outside, held)()
        yield Keys(
            own_channel=next(iter(own.websockets), ""),
            foreign_channels=_foreign_channels(own, other),
            own_check=outside.begin(ice.candidate_check, *door, ufrag=own.ufrag, password=own.password),
            foreign_check=outside.begin(
                ice.candidate_check, *door, ufrag=own.ufrag, password=other.password, within=patience.absence
            ),
        )


def _foreign_channels(own: ColibriAnswer, other: ColibriAnswer) -> dict[str, str]:
    """Return addresses of an endpoint's channel that a stranger may make of the two that there are."""
    if not (own.websockets and other.websockets):
        return {}
    (place, _, password), (_, _, foreign) = own.websockets[0].partition("?"), other.websockets[0].partition("?")
    conference, _, _ = place.rpartition("/")
    return {
        "password of another": f"{place}?{foreign}",
        "endpoint of another": f"{conference}/{other.endpoint}?{password}",
        "no password": place,
    }
