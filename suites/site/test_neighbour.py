"""The second web service of the host, which has nothing to do with meetings.

When this fails, an upgrade or a fault of the meeting stack takes somebody else's site down with it.
"""

from collections.abc import Iterator

import pytest

from suites import recovery, signs
from suites.vocabulary import expected, given, http, requirement

pytestmark = pytest.mark.disruptive


@pytest.fixture
def without_meetings(
    deployment: given.Deployment, outside: given.Vantage, in_compose: given.Vantage, patience: given.Patience
) -> Iterator[None]:
    """Stop every container of the meeting stack; afterwards users are served again."""
    observers = signs.observers_of(deployment, outside, in_compose)
    recovery.wait_until_green(observers, patience.calm, "Before the meeting stack was to be stopped,")
    try:
        for service in deployment.services:
            service.stop()
        yield
    finally:
        recovery.start_everything(deployment)
        recovery.wait_until_green(observers, patience.restart, "After the meeting stack was started again,")


@requirement("SITE-04")
@pytest.mark.usefixtures("without_meetings")
def test_second_site_without_meetings(outside: given.Vantage, target: given.Target) -> None:
    """The second web service answers while no container of the meeting stack runs."""
    answer = outside.run(http.get, f"https://{target.other_name}/")

    assert answer == expected.status(200)
