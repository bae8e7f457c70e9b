"""The run as a whole: its vantages reach what they should, and the deployment is the same before and after.

When these checks fail, distrust the other results: a vantage could not see, or something broke that no check touched.
"""

from collections.abc import Mapping

import pytest

from suites import recovery, signs
from suites.health import incarnations, reachability
from suites.vocabulary import given, requirement

each_vantage = pytest.mark.parametrize("vantage", reachability.EXPECTED, indirect=True)


@pytest.fixture(scope="session")
def reachability_before(deployment: given.Deployment, patience: given.Patience) -> Mapping[str, reachability.Pending]:
    """Return what every vantage reaches before the first check, all asked at once."""
    return {
        name: reachability.begin(vantage, deployment.target, patience) for name, vantage in deployment.vantages.items()
    }


@pytest.fixture(scope="session")
def reachability_after(deployment: given.Deployment, patience: given.Patience) -> Mapping[str, reachability.Pending]:
    """Return what every vantage reaches after the last check, all asked at once."""
    return {
        name: reachability.begin(vantage, deployment.target, patience) for name, vantage in deployment.vantages.items()
    }


@requirement("HEALTH-31")
@pytest.mark.first
@each_vantage
def test_vantage_sees_before_the_first_check(
    vantage: given.Vantage, reachability_before: Mapping[str, reachability.Pending]
) -> None:
    """A vantage reaches what its network lets out, before anything else was tried from there."""
    seen = reachability.with_control(reachability_before, vantage.name)

    assert seen == reachability.EXPECTED[vantage.name]


@requirement("HEALTH-31")
@pytest.mark.last
@each_vantage
def test_vantage_sees_after_the_last_check(
    vantage: given.Vantage, reachability_after: Mapping[str, reachability.Pending]
) -> None:
    """A vantage reaches what its network lets out, after everything was tried from there."""
    seen = reachability.with_control(reachability_after, vantage.name)

    assert seen == reachability.EXPECTED[vantage.name]


@requirement("HEALTH-32")
@pytest.mark.last
def test_nothing_ended_by_itself(
    beginning: Mapping[str, incarnations.Incarnation], services: given.Services, daemons: given.Daemons
) -> None:
    """No container and no daemon stopped or restarted unless a check did it."""
    untouched = beginning.keys() - services.touched - daemons.touched
    now = incarnations.present(services, daemons)

    changed = {name: now.get(name) for name in untouched if now.get(name) != beginning[name]}

    assert changed == {}


@requirement("HEALTH-33")
@pytest.mark.last
def test_everything_is_well_again(observers: signs.Observers, patience: given.Patience) -> None:
    """After the last check every health sign is good."""
    look = patience.eventually(lambda: signs.observe_signs(observers, patience.answer), patience.calm)

    assert look == recovery.ALL_WELL
