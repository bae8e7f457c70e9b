"""How long a deployment takes until every health sign is good again."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fixtures.expected.values import Expected
from fixtures.host.command import CommandError
from fixtures.patience import ask_until
from fixtures.plugin.outcomes import could_not_tell
from fixtures.target.deployment import Deployment
from suites.signs import HealthSnapshot, Observers, observe_signs

QUESTION = 2.0
"""Seconds for one question while waiting; a question that hangs is asked anew rather than waited for. For an allocation
by the bridge, which may be its first, `signs` has a limit of its own."""
EVERY = 0.1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllWell(Expected):
    """Every health sign is good."""

    def differences(self, answer: Any) -> list[str]:
        return [f"{name}: {words}" for name, words in answer.unwell.items()]

    def __str__(self) -> str:
        return "every sign of life to be well"


ALL_WELL = AllWell()


@dataclass(frozen=True, slots=True)
class Recovery:
    """The result of waiting: the seconds since the disturbance began, and the last snapshot."""

    seconds: float
    look: HealthSnapshot

    def __repr__(self) -> str:
        return f"after {self.seconds:.1f} s, {self.look!r}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GreenWithin(Expected):
    """Every health sign is good after at most so many seconds."""

    seconds: float

    def differences(self, answer: Any) -> list[str]:
        late = [f"it took {answer.seconds:.1f} s"] if answer.seconds > self.seconds else []
        return ALL_WELL.differences(answer.look) + late

    def __str__(self) -> str:
        return f"every sign of life to be well within {self.seconds:.0f} s"


def recovery_from(disturb: Callable[[], None], observers: Observers, within: float) -> Recovery:
    """Disturb the deployment and measure until every sign is good, at most `within` seconds.

    A disturbance that itself fails, such as a restart that systemd refuses, is a sign that is not well.
    """
    began = time.monotonic()
    try:
        disturb()
    except CommandError as error:
        return Recovery(time.monotonic() - began, HealthSnapshot({"the restart itself": str(error)}))
    look = ask_until(lambda: observe_signs(observers, QUESTION), ALL_WELL, within, every=EVERY)
    return Recovery(time.monotonic() - began, look)


def start_everything(deployment: Deployment) -> None:
    """Start whatever does not run."""
    for daemon in deployment.daemons:
        if daemon.state().active != "active":
            daemon.start()
    for name, state in deployment.services.states().items():
        if state.status != "running":
            deployment.services[name].start()


def wait_until_green(observers: Observers, within: float, when: str) -> None:
    """Wait until every sign is good; a deployment that stays unhealthy proves nothing any more: CouldNotTell.

    A disruptive check waits long after it has disturbed and only briefly before (`Patience.calm`): whoever disturbed
    last has waited already, and one part that never comes back must not cost every later check a minute.
    """
    look = ask_until(lambda: observe_signs(observers, QUESTION), ALL_WELL, within, every=EVERY)
    if look.unwell:
        could_not_tell(f"{when} not every sign of life is well: {'; '.join(ALL_WELL.differences(look))}.")
