"""The run as a whole: its places see what they should, and the deployment is after the last check what it was before.

When these checks fail, distrust the other results: a place was blind, or something broke that no check had touched.
"""

from collections.abc import Mapping

import pytest

from suites.health.incarnations import Incarnation, incarnations
from suites.health.recovery import ALL_WELL
from suites.health.sights import SIGHTS, Looking, begin_sight, with_control
from suites.health.signs import Eyes, look_from_all_sides
from suites.vocabulary import Daemons, Deployment, Patience, Services, Vantage, eventually, requirement

each_place = pytest.mark.parametrize("vantage", SIGHTS, indirect=True)


@pytest.fixture(scope="session")
def first_sights(deployment: Deployment, patience: Patience) -> Mapping[str, Looking]:
    """What every place sees before the first check, all asked at once."""
    return {name: begin_sight(place, deployment.target, patience) for name, place in deployment.vantages.items()}


@pytest.fixture(scope="session")
def last_sights(deployment: Deployment, patience: Patience) -> Mapping[str, Looking]:
    """What every place sees after the last check, all asked at once."""
    return {name: begin_sight(place, deployment.target, patience) for name, place in deployment.vantages.items()}


@requirement("HEALTH-31")
@pytest.mark.first
@each_place
def test_place_sees_before_the_first_check(vantage: Vantage, first_sights: Mapping[str, Looking]) -> None:
    """A place sees what its network lets out, before anything was tried from there."""
    sight = with_control(first_sights, vantage.name)

    assert sight == SIGHTS[vantage.name]


@requirement("HEALTH-31")
@pytest.mark.last
@each_place
def test_place_sees_after_the_last_check(vantage: Vantage, last_sights: Mapping[str, Looking]) -> None:
    """A place sees what its network lets out, after everything was tried from there."""
    sight = with_control(last_sights, vantage.name)

    assert sight == SIGHTS[vantage.name]


@requirement("HEALTH-32")
@pytest.mark.last
def test_nothing_ended_by_itself(beginning: Mapping[str, Incarnation], services: Services, daemons: Daemons) -> None:
    """No container and no daemon ended or was restarted that no check had touched."""
    untouched = beginning.keys() - services.touched - daemons.touched
    now = incarnations(services, daemons)

    changed = {name: now.get(name) for name in untouched if now.get(name) != beginning[name]}

    assert changed == {}


@requirement("HEALTH-33")
@pytest.mark.last
def test_everything_is_well_again(eyes: Eyes, patience: Patience) -> None:
    """After the last check every sign of life is well."""
    look = eventually(lambda: look_from_all_sides(eyes, patience.answer), ALL_WELL, patience.calm)

    assert look == ALL_WELL
