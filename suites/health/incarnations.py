"""Which incarnation of each container and daemon runs, which shows whether one ended in between."""

from dataclasses import dataclass

from fixtures.target.daemons import Daemons
from fixtures.target.services import Services


@dataclass(frozen=True, slots=True)
class Incarnation:
    """One incarnation: the container or main process, when or as what it was started, and its state."""

    identity: str
    started: str
    restarts: int
    state: str


def present(services: Services, daemons: Daemons) -> dict[str, Incarnation]:
    """Return the present incarnation of every container and daemon by name."""
    containers = {
        name: Incarnation(state.container, state.started_at, state.restarts, state.status)
        for name, state in services.states().items()
    }
    return {
        **containers,
        **{
            unit.daemon: Incarnation(unit.daemon, str(unit.main_process), unit.restarts, unit.active)
            for unit in daemons.states()
        },
    }
