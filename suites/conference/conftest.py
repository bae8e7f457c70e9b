"""The meetings of this chapter. Each is held once, when a check first asks for it, and serves several requirements."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from fixtures.meetings import Gathering, Guest, Meeting, Rates, hold, led_to_media
from fixtures.patience import Patience
from fixtures.probes import ice
from fixtures.probes.bridge import ColibriAnswer
from fixtures.probes.participant.participant import Participant
from fixtures.probes.participant.relays import RelayUse
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage
from suites.conference.gatherings import House, Keys, Neighbours, RelayedMeetings, Visits, three
from suites.endpoints import maker

NEVER = RelayUse.NEVER


@pytest.fixture(scope="session")
def open_meeting(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Gathering:
    """Three on open networks who use no relay: three, so that nothing can go past the bridge."""
    anna, boris = Guest("anna", outside, NEVER), Guest("boris", outside, NEVER)
    return hold(target, patience, anna, boris, Guest("clara", company, NEVER))


@pytest.fixture(scope="session")
def visits(outside: Vantage, outside_too: Vantage, target: Target, patience: Patience) -> Visits:
    """Meetings of a guest on another network with two on open ones."""
    return Visits(outside, outside_too, target, patience)


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
    vantages = led_to_media(target, (outside, outside_too, no_udp, only_443, lan))
    return hold(target, patience, *(Guest(vantage.name, vantage) for vantage in vantages))


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
    vantages = led_to_media(target, (outside, outside_too, no_udp, only_443, lan))
    guests = [Guest(f"{vantage.name} {number}", vantage) for number in (1, 2) for vantage in vantages]
    return hold(target, patience, *guests, rates=Rates(audio_packets=25, video_fps=5))


@pytest.fixture(scope="module")
def house(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Iterator[House]:
    """Three who stay, and who came one after the other."""
    with ExitStack() as held:
        meeting = Meeting(held, target, patience)
        meeting.admit(*three(outside, company))
        yield House(meeting, meeting.gather(one_by_one=True))
        meeting.leave()


@pytest.fixture(scope="session")
def neighbours(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Neighbours:
    """Two meetings of three at once."""
    with ExitStack() as held, ThreadPoolExecutor(2) as pool:
        meetings = {room: Meeting(held, target, patience) for room in ("left", "right")}
        for meeting in meetings.values():
            meeting.admit(*three(outside, company))
        gathered = dict(zip(meetings, pool.map(Meeting.gather, meetings.values()), strict=True))
        for room, meeting in meetings.items():
            meeting.one("anna", Participant.send_message, Neighbours.greeting(room))
        for room, meeting in meetings.items():
            meeting.all(Participant.wait_for_message, ["boris", "clara"], Neighbours.greeting(room))
        found = {room: gathered[room].later(meeting.all(Participant.statistics)) for room, meeting in meetings.items()}
        for meeting in meetings.values():
            meeting.leave()
    return Neighbours(found, greeter="anna")


@pytest.fixture(scope="session")
def keys(deployment: Deployment, outside: Vantage, target: Target, patience: Patience) -> Iterator[Keys]:
    """Two endpoints of ours on the bridge, each in a conference of its own, and the keys that others may try."""
    media_port = target.public_address, target.ports.media
    with ExitStack() as held:
        own, other = maker(deployment, outside, held, patience)(), maker(deployment, outside, held, patience)()
        yield Keys(
            own_channel=next(iter(own.websockets), ""),
            foreign_channels=_foreign_channels(own, other),
            own_check=outside.begin(ice.candidate_check, *media_port, ufrag=own.ufrag, password=own.password),
            foreign_check=outside.begin(
                ice.candidate_check, *media_port, ufrag=own.ufrag, password=other.password, within=patience.absence
            ),
        )


def _foreign_channels(own: ColibriAnswer, other: ColibriAnswer) -> dict[str, str]:
    """Return addresses of an endpoint's channel that a stranger may make of the two that there are."""
    if not (own.websockets and other.websockets):
        return {}
    (address, _, password), (_, _, foreign) = own.websockets[0].partition("?"), other.websockets[0].partition("?")
    conference, _, _ = address.rpartition("/")
    return {
        "password of another": f"{address}?{foreign}",
        "endpoint of another": f"{conference}/{other.endpoint}?{password}",
        "no password": address,
    }
