"""What the rehearsals of this chapter share: each is done once, however many checks ask what came of it."""

from collections.abc import Iterator

import pytest

from fixtures.patience import Patience
from fixtures.target.deployment import Deployment
from fixtures.vantage.vantage import Vantage
from suites import signs
from suites.tomorrow.rehearsals import BOOT, ENGINE, Rehearsed, Rehearsing


@pytest.fixture(scope="module")
def rehearsing(
    deployment: Deployment, outside: Vantage, in_compose: Vantage, patience: Patience
) -> Iterator[Rehearsing]:
    """Yield what does to the twin what happens to a host; afterwards users are served again."""
    done = Rehearsing(signs.observers_of(deployment, outside, in_compose), patience)
    yield done
    done.repair()


@pytest.fixture(scope="module")
def reboot(rehearsing: Rehearsing, deployment: Deployment) -> Rehearsed:
    """Return what came of a reboot in order."""
    return rehearsing.after("a reboot", deployment.power.reboot, BOOT)


@pytest.fixture(scope="module")
def power_cut(rehearsing: Rehearsing, deployment: Deployment) -> Rehearsed:
    """Return what came of an end of everything at once."""
    return rehearsing.after("a power cut", deployment.power.cut, BOOT)


@pytest.fixture(scope="module")
def engine_restart(rehearsing: Rehearsing, deployment: Deployment) -> Rehearsed:
    """Return what came of a restart of Docker's engine."""
    return rehearsing.after("a restart of the engine", deployment.power.restart_engine, ENGINE)


@pytest.fixture(scope="module")
def made_anew(rehearsing: Rehearsing) -> Rehearsed:
    """Return what came of other containers, each with another address."""
    return rehearsing.after("new containers", rehearsing.make_anew, ENGINE)
