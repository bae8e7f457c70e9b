"""A meeting of participants who are held at their vantages, and what came of it."""

import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Concatenate, Final, ParamSpec

from fixtures.declared.features import RELAY_HTTPS_PORT
from fixtures.patience import Patience
from fixtures.probes.participant import facts
from fixtures.probes.participant.facts import ParticipantAnswer, ParticipantPlan
from fixtures.probes.participant.participant import Participant, participate
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.participant.steps import Step
from fixtures.probes.participant.tone import TONES
from fixtures.probes.xmpp import RelayOver
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Vantage

P = ParamSpec("P")
Answers = Mapping[str, ParticipantAnswer]

NEEDS_443: Final = "only_443"
"""The network from which media go by a relay on 443 or not at all."""
PICTURES: Final = 5
"""How many pictures of everybody else count as seeing them; half a second of video."""
SOUNDS: Final = 2
"""How many windows of 200 ms with somebody's tone count as hearing them."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who joins: the name by which a check speaks of them, where they are, and by which way media may go."""

    name: str
    vantage: Vantage
    relay: RelayUse = RelayUse.ALLOWED
    over: RelayOver = RelayOver.ANY
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """How much a participant sends a second: pieces of sound of 20 ms, and pictures."""

    sounds: int = 50
    pictures: int = 10


@dataclass(frozen=True, slots=True, repr=False)
class Gathering:
    """What a meeting came to. seconds: from the first login until the last one had decoded everybody.

    began: seconds since the epoch; endpoints: by the names of the guests.
    """

    began: float
    seconds: float
    guests: Mapping[str, Guest]
    endpoints: Mapping[str, str]
    answers: Answers

    def __repr__(self) -> str:
        return f"a meeting of {len(self.guests)} after {self.seconds:.1f} s"

    def others(self, name: str) -> tuple[str, ...]:
        """The endpoints of everybody else."""
        return tuple(endpoint for other, endpoint in self.endpoints.items() if other != name)

    def only(self, *names: str) -> "Gathering":
        """The same meeting, looked at for some of its guests alone."""
        return replace(self, answers={name: self.answers[name] for name in names})

    def later(self, answers: Answers) -> "Gathering":
        """The same meeting with what was known later on of those who met; the others never got so far."""
        met = {name for name, answer in self.answers.items() if answer.step is Step.DONE}
        return replace(self, answers={name: answers[name] if name in met else self.answers[name] for name in answers})

    def witnesses(self, name: str) -> list[ParticipantAnswer]:
        """What everybody else saw."""
        return [answer for other, answer in self.answers.items() if other != name]


@dataclass(slots=True)
class Meeting:
    """One room of the deployment; whoever is admitted stays until `held` is closed."""

    held: ExitStack
    target: Target
    patience: Patience
    rates: Rates = Rates()
    room: str = field(init=False)
    guests: dict[str, Guest] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    _participants: dict[str, Held[Participant]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose a room that nobody has been in."""
        self.room = self.target.new_room()

    def admit(self, *guests: Guest) -> None:
        """Open a place for everybody of them; nobody has joined by that.

        Raises AbsentError for somebody whom this deployment is not built to lead to media.
        """
        for guest in guests:
            if guest.vantage.name == NEEDS_443:
                self.target.require(RELAY_HTTPS_PORT)
            # Endpoints a fixed distance apart have different tones, so that nobody is taken for somebody else.
            endpoint = f"{secrets.randbelow(2**26) * TONES + len(self.guests) % TONES:08x}"
            plan = self._plan(guest, endpoint)
            self.guests[guest.name], self.endpoints[guest.name] = guest, endpoint
            self._participants[guest.name] = self.held.enter_context(guest.vantage.hold(participate, plan))

    def all(
        self,
        deed: Callable[Concatenate[Participant, P], Awaitable[ParticipantAnswer]],
        names: Iterable[str] | None = None,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> dict[str, ParticipantAnswer]:
        """Let several do the same at once, everybody unless names are given; return their answers by name."""
        chosen = self._participants if names is None else names
        pending = {name: self._participants[name].begin(deed, *args, **kwargs) for name in chosen}
        return {name: waiting.result() for name, waiting in pending.items()}

    def one(
        self,
        name: str,
        deed: Callable[Concatenate[Participant, P], Awaitable[ParticipantAnswer]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> ParticipantAnswer:
        """Let one of them do something."""
        return self._participants[name].run(deed, *args, **kwargs)

    def gather(self, *, one_by_one: bool = False) -> Gathering:
        """Let everybody join, and wait until everybody who got a media session hears and sees the others.

        All join at once, or one after the other in the order of their admission.
        """
        began, started = time.time(), time.monotonic()
        first = {name: self.one(name, Participant.join) for name in self._participants} if one_by_one else {}
        answers = self._settle(first) if first else self._enter(self._participants)
        answers |= self.exchange(name for name, answer in answers.items() if answer.step is Step.DONE)
        seconds = time.monotonic() - started
        return Gathering(began, seconds, dict(self.guests), dict(self.endpoints), answers)

    def come(self, name: str) -> ParticipantAnswer:
        """Let one more join and wait for its media session."""
        return self._enter([name])[name]

    def exchange(
        self, names: Iterable[str], *, of: Iterable[str] = (), fresh: bool = False
    ) -> dict[str, ParticipantAnswer]:
        """Wait until each of them hears and sees every other of them, or those named; `fresh` counts from now on."""
        present = tuple(names)
        senders = tuple(of) or present
        pending = {
            name: self._participants[name].begin(
                Participant.wait_for_media,
                owners=tuple(self.endpoints[other] for other in senders if other != name),
                pictures=PICTURES,
                sounds=SOUNDS,
                fresh=fresh,
                within=self.patience.media,
            )
            for name in present
        }
        return {name: waiting.result() for name, waiting in pending.items()}

    def part(self) -> None:
        """Let everybody leave in order; one after the other, because whoever leaves is announced to all who remain."""
        for name in self._participants:
            self.one(name, Participant.leave)

    def _enter(self, names: Iterable[str]) -> dict[str, ParticipantAnswer]:
        return self._settle(self.all(Participant.join, names))

    def _settle(self, joined: dict[str, ParticipantAnswer]) -> dict[str, ParticipantAnswer]:
        inside = [name for name, answer in joined.items() if answer.step is Step.DONE]
        return joined | self.all(Participant.wait_for_session, inside, self.patience.media)

    def plan_of(self, name: str) -> ParticipantPlan:
        """How a guest joins, for somebody who wants to pass for them."""
        return self._plan(self.guests[name], self.endpoints[name])

    def _plan(self, guest: Guest, endpoint: str) -> ParticipantPlan:
        xmpp, limits = self.target.xmpp, self.patience
        return ParticipantPlan(
            self.target.web_name,
            self.room,
            port=self.target.ports.https,
            domain=xmpp.domain,
            muc_domain=xmpp.conference,
            focus=xmpp.focus,
            endpoint=endpoint,
            display_name=f"{facts.SELF}, {guest.name}",
            relay=guest.relay,
            relay_over=guest.over,
            relay_port=guest.port,
            sounds_per_second=self.rates.sounds,
            pictures_per_second=self.rates.pictures,
            patience=facts.Patience(invite=limits.invitation, ice=limits.signalling, media=limits.media),
        )


def led_to_media(target: Target, places: Iterable[Vantage]) -> list[Vantage]:
    """Return the places without the one for which this deployment is not built to have a way."""
    return [place for place in places if place.name != NEEDS_443 or target.offers(RELAY_HTTPS_PORT)]


def hold_meeting(target: Target, patience: Patience, *guests: Guest, rates: Rates = Rates()) -> Gathering:
    """Let guests meet and leave again; return what came of it."""
    with ExitStack() as held:
        meeting = Meeting(held, target, patience, rates)
        meeting.admit(*guests)
        gathering = meeting.gather()
        meeting.part()
        return gathering
