"""What the checks of this chapter share."""

import pytest

from fixtures.target.deployment import Deployment
from suites.site.clients import WebAlone


@pytest.fixture(scope="session")
def web_alone(deployment: Deployment) -> WebAlone:
    """Return what asks the web container with nothing before it."""
    return WebAlone(deployment)
