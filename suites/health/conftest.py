"""What the checks of this chapter share."""

from collections.abc import Mapping

import pytest

from fixtures.target.daemons import Daemons
from fixtures.target.deployment import Deployment
from fixtures.target.services import ContainerState, Services
from fixtures.vantage.vantage import Vantage
from suites.health.incarnations import Incarnation, present
from suites.signs import Observers, observers_of


@pytest.fixture(scope="module")
def containers(services: Services) -> Mapping[str, ContainerState]:
    """How every container of the compose is now, asked once for all checks of a file."""
    return services.states()


@pytest.fixture(scope="session")
def observers(deployment: Deployment, outside: Vantage, in_compose: Vantage) -> Observers:
    """From where the health signs are observed."""
    return observers_of(deployment, outside, in_compose)


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what is observed before anything is touched."""
    return ("beginning",)


@pytest.fixture(scope="session")
def beginning(services: Services, daemons: Daemons) -> Mapping[str, Incarnation]:
    """Return the incarnation of every container and daemon as the first check of the run finds it."""
    return present(services, daemons)
