"""The meetings that this chapter's fixtures hold, by who meets and what for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fixtures.declared.features import RELAY_HTTPS_PORT, RELAY_UDP, TURN_OWN_PORT
from fixtures.meetings import Gathering, Guest, Meeting, hold
from fixtures.patience import Patience
from fixtures.probes.ice import IceAnswer
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.xmpp import RelayOver
from fixtures.report.facts import Facts
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage


def three(outside: Vantage, company: Vantage) -> tuple[Guest, ...]:
    """Anna, Boris and Clara, who find a way to the bridge as browsers do: three, so that nothing can go past it."""
    return Guest("anna", outside), Guest("boris", company), Guest("clara", outside)


@dataclass(slots=True)
class Visits:
    """Meetings of one guest, who comes from a network to be judged, with two on open networks."""

    outside: Vantage
    company: Vantage
    target: Target
    patience: Patience
    _held: dict[tuple[str, RelayUse], Gathering] = field(default_factory=dict)

    def of(self, vantage: Vantage, relay: RelayUse = RelayUse.ALLOWED) -> Gathering:
        """Return the meeting of the guest from there, whose name is `guest`; held when it is first asked for."""
        kind = vantage.name, relay
        if kind not in self._held:
            company = Guest("outside", self.outside), Guest("company", self.company)
            self._held[kind] = hold(self.target, self.patience, Guest("guest", vantage, relay), *company)
        return self._held[kind]


@dataclass(slots=True)
class RelayedMeetings:
    """Meetings of three who use nothing but the relay, reached over one transport."""

    vantage: Vantage
    target: Target
    patience: Patience
    _held: dict[tuple[RelayOver, int], Gathering] = field(default_factory=dict)

    def over(self, transport: RelayOver, port: int) -> Gathering:
        """Return the meeting over this transport; held when it is first asked for.

        Raises AbsentError where there is no such relay.
        """
        own = TURN_OWN_PORT if port != self.target.ports.https else RELAY_HTTPS_PORT
        self.target.relay(RELAY_UDP if transport is RelayOver.UDP else own)
        if (transport, port) not in self._held:
            guests = [Guest(name, self.vantage, RelayUse.ONLY, transport, port) for name in ("anna", "boris", "clara")]
            self._held[transport, port] = hold(self.target, self.patience, *guests)
        return self._held[transport, port]


@dataclass(frozen=True, slots=True)
class House:
    """A meeting that goes on for as long as checks ask for it: anna came first, then boris, then clara."""

    meeting: Meeting
    at_first: Gathering

    @property
    def names(self) -> tuple[str, ...]:
        """Who is there all the time."""
        return tuple(self.at_first.guests)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two rooms in which people met at the same time, and where one of each greeted everybody else."""

    rooms: Mapping[str, Gathering]
    greeter: str

    @staticmethod
    def greeting(room: str) -> str:
        """Return what was said to everybody in a room."""
        return f"to everybody in the {room} room"

    def readers(self, room: str) -> Mapping[str, ParticipantAnswer]:
        """Return what those had in the end to whom a room's greeting was meant."""
        return {name: answer for name, answer in self.rooms[room].answers.items() if name != self.greeter}


@dataclass(frozen=True, slots=True)
class Keys:
    """Ways to an endpoint of the bridge with its own password and with that of another endpoint.

    own_channel, foreign_channels: "" and nothing where the bridge offers no channel over WebSocket.
    """

    own_channel: str = field(repr=False)
    foreign_channels: Mapping[str, str] = field(repr=False)
    own_check: Pending[IceAnswer]
    foreign_check: Pending[IceAnswer]


def note_who_met(meeting: Gathering, facts: Facts) -> None:
    """State the headline, and how everybody came to the bridge."""
    places = {guest.vantage.name for guest in meeting.guests.values()}
    who, where = f"{len(meeting.guests)} participants", f"{len(places)} vantages"
    facts.headline(f"{who} exchanged media from {where} in {meeting.seconds:.1f} seconds.")
    table = facts.table("How participants met")
    for name, answer in meeting.answers.items():
        facts.number("first frame", meeting.guests[name].vantage.name, answer.timings.first_frame, "s")
        table.row(
            vantage=meeting.guests[name].vantage.name.replace("_", "-"),
            path=_path_in_words(answer),
            first_decoded_frame=f"{answer.timings.first_frame:.2f} s",
            round_trip=f"{answer.path.round_trip * 1000:.1f} ms",
        )


def _path_in_words(answer: ParticipantAnswer) -> str:
    """Return the way that a participant's media took, as an admin would say it."""
    path = answer.path
    if path.relay:
        return f"through {path.relay} to {path.remote_address}"
    return f"straight to {path.remote_address}" if path.remote_address else "none"
