"""What happens to a host sooner or later, done to a twin, and what its users see of it."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from fixtures.expected import answered
from fixtures.host.command import CommandError
from fixtures.patience import Patience, ask_until
from fixtures.plugin import could_not_tell
from fixtures.probes.turn import HeldAllocation, TurnServer, held_allocation
from fixtures.probes.xmpp.crowd import Crowd, crowd
from fixtures.report.facts import Facts
from fixtures.target.deployment import Deployment
from fixtures.vantage.vantage import Held, Vantage
from suites import recovery
from suites.relays import Advertised
from suites.signs import Observers

BOOT: Final = 120.0
"""Seconds from the order until users are served: the seed's own pipeline gives the five containers as many."""
ENGINE: Final = 60.0
"""The same where the host stays up."""
STAYS: Final = 5.0
"""Seconds for which whoever is connected when a daemon is reloaded is looked at afterwards."""
CONNECTED: Final = answered(idle=1, active=1)
UP: Final = answered(code=0)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What became of a deployment. gone: who ran before, and does not by the end of the time that it had."""

    recovery: recovery.Recovery
    gone: tuple[str, ...]

    def noted(self, facts: Facts, what: str, limit: float) -> "Rehearsed":
        """Put into the report how long it took, and return the same."""
        row = {"after": what, "served_within": f"{self.recovery.seconds:.1f} s", "limit": f"{limit:.0f} s"}
        facts.table("rehearsals").row(**row, still_missing=", ".join((*self.recovery.look.unwell, *self.gone)))
        return self


@dataclass(slots=True)
class Rehearsing:
    """Does things to one twin, each of which it has recovered from before the next."""

    observers: Observers
    patience: Patience
    _to_repair: bool = False
    """Whether the last thing that was done left something down."""

    @property
    def _deployment(self) -> Deployment:
        return self.observers.deployment

    def after(self, what: str, happens: Callable[[], None], within: float) -> Rehearsed:
        """Let something happen to all of it, and look for at most so many seconds until its users are served."""
        self.repair()
        recovery.wait_until_green(self.observers, self.patience.calm, f"Before {what}")
        before = _running(self._deployment)
        found = recovery.recovery_from(happens, self.observers, within)
        self._deployment.services.note_restart()
        self._deployment.daemons.note_restart()
        gone = tuple(sorted(before - _running(self._deployment)))
        self._to_repair = bool(found.look.unwell or gone)
        return Rehearsed(found, gone)

    def repair(self) -> None:
        """Start what the last rehearsal left down, and wait until users are served; CouldNotTell where they are not.

        Not before the next one, or the end: the verdict of a check looks at what it found.
        """
        if self._to_repair:
            self._to_repair = False
            recovery.start_everything(self._deployment)
            recovery.wait_until_green(
                self.observers, self.patience.restart, "After a rehearsal everything was started, but"
            )

    def make_anew(self) -> None:
        """Replace every container by one with another address, as an `up` after a change or a new image may."""
        for service in self._deployment.services:
            service.move()

    def reload(self, daemon: str, outside: Vantage, relay: TurnServer) -> list[str]:
        """Reload a daemon while two are connected to the site, and one to the relay; return who was lost, and how.

        CouldNotTell where they were not connected before.
        """
        target = self._deployment.target
        with ExitStack() as held:
            people = held.enter_context(outside.hold(crowd, target.websocket_url, target.xmpp.domain, idle=1, active=1))
            relayed = held.enter_context(outside.hold(held_allocation, relay, Advertised(target).credentials(outside)))
            if early := _lost(people, relayed):
                could_not_tell(f"Nobody can stay who was not there before {daemon} was reloaded: {'; '.join(early)}.")
            self._deployment.daemons[daemon].reload()
            ask_until(lambda: bool(_lost(people, relayed)), True, STAYS, every=0.5)
            return _lost(people, relayed)


def _lost(people: Held[Crowd], relayed: Held[HeldAllocation]) -> list[str]:
    connected, refreshed = people.run(Crowd.state), relayed.run(HeldAllocation.refresh)
    there = {
        f"on the site: {connected.detail}": connected == CONNECTED,
        f"at the relay: {refreshed.detail}": refreshed == UP,
    }
    return [words for words, good in there.items() if not good]


def _running(deployment: Deployment) -> frozenset[str]:
    """Return the daemons and services that run; none of the services where the engine does not answer."""
    return frozenset((*_daemons(deployment), *_services(deployment)))


def _daemons(deployment: Deployment) -> Iterable[str]:
    return (unit.daemon for unit in deployment.daemons.states() if unit.active == "active")


def _services(deployment: Deployment) -> Iterable[str]:
    try:
        return [name for name, state in deployment.services.states().items() if state.status == "running"]
    except CommandError:
        return []
