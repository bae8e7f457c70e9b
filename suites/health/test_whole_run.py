"""The run as a whole: its places see what they should, and the deployment is after the last check what it was before.

When these checks fail, distrust the other results: a place was blind, or something broke that no check had touched.
"""

from collections.abc import Mapping

import pytest

from suites.health import incarnations, recovery, sights, signs
from suites.vocabulary import given, requirement

each_place = pytest.mark.parametrize("vantage", sights.SIGHTS, indirect=True)


@pytest.fixture(scope="session")
def first_sights(deployment: given.Deployment, patience: given.Patience) -> Mapping[str, sights.Looking]:
    """What every place sees before the first check, all asked at once."""
    return {name: sights.begin_sight(place, deployment.target, patience) for name, place in deployment.vantages.items()}


@pytest.fixture(scope="session")
def last_sights(deployment: given.Deployment, patience: given.Patience) -> Mapping[str, sights.Looking]:
    """What every place sees after the last check, all asked at once."""
    return {name: sights.begin_sight(place, deployment.target, patience) for name, place in deployment.vantages.items()}


@requirement("HEALTH-31")
@pytest.mark.first
@each_place
def test_place_sees_before_the_first_check(vantage: given.Vantage, first_sights: Mapping[str, sights.Looking]) -> None:
    """A place sees what its network lets out, before anything was tried from there."""
    sight = sights.with_control(first_sights, vantage.name)

    assert sight == sights.SIGHTS[vantage.name]


@requirement("HEALTH-31")
@pytest.mark.last
@each_place
def test_place_sees_after_the_last_check(vantage: given.Vantage, last_sights: Mapping[str, sights.Looking]) -> None:
    """A place sees what its network lets out, after everything was tried from there."""
    sight = sights.with_control(last_sights, vantage.name)

    assert sight == sights.SIGHTS[vantage.name]


@requirement("HEALTH-32")
@pytest.mark.last
def test_nothing_ended_by_itself(
    beginning: Mapping[str, incarnations.Incarnation], services: given.Services, daemons: given.Daemons
) -> None:
    """No container and no daemon ended or was restarted that no check had touched."""
    untouched = beginning.keys() - services.touched - daemons.touched
    now = incarnations.present(services, daemons)

    changed = {name: now.get(name) for name in untouched if now.get(name) != beginning[name]}

    assert changed == {}


@requirement("HEALTH-33")
@pytest.mark.last
def test_everything_is_well_again(eyes: signs.Eyes, patience: given.Patience) -> None:
    """After the last check every sign of life is well."""
    look = patience.eventually(lambda: signs.look_from_all_sides(eyes, patience.answer), patience.calm)

    assert look == recovery.ALL_WELL
