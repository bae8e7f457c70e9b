"""What the checks of this chapter share."""

from collections.abc import Mapping

import pytest

from fixtures.target.services import ContainerState, Services


@pytest.fixture(scope="module")
def containers(services: Services) -> Mapping[str, ContainerState]:
    """How every container of the compose is now, asked once for all checks of a file."""
    return services.states()
