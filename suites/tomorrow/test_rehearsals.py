"""A reboot, a power cut, a restart of the engine, new containers and reloads, done to a twin.

When these checks fail, the deployment works only because somebody started, typed or edited something by hand since it
was last rebooted. `pytest suites --rehearse reboot` does one of them alone.
"""

import pytest

from suites import recovery, relays
from suites.tomorrow import rehearsals
from suites.vocabulary import given, requirement

pytestmark = [pytest.mark.disruptive, pytest.mark.slow]


@requirement("TOMORROW-04")
def test_served_after_a_reboot(reboot: rehearsals.Rehearsed, facts: given.Facts) -> None:
    """Users are served again soon after a reboot in order."""
    found = reboot.noted(facts, "a reboot", rehearsals.BOOT)

    assert found.recovery == recovery.GreenWithin(rehearsals.BOOT)


@requirement("TOMORROW-04")
def test_everything_runs_after_a_reboot(reboot: rehearsals.Rehearsed) -> None:
    """Whatever ran before a reboot runs after it."""
    assert reboot.gone == ()


@requirement("TOMORROW-05")
def test_served_after_a_power_cut(power_cut: rehearsals.Rehearsed, facts: given.Facts) -> None:
    """Users are served again soon after everything ended at once."""
    found = power_cut.noted(facts, "a power cut", rehearsals.BOOT)

    assert found.recovery == recovery.GreenWithin(rehearsals.BOOT)


@requirement("TOMORROW-06")
def test_served_after_a_restart_of_the_engine(engine_restart: rehearsals.Rehearsed, facts: given.Facts) -> None:
    """Users are served again soon after a restart of the engine, which starts the containers anew."""
    found = engine_restart.noted(facts, "a restart of the engine", rehearsals.ENGINE)

    assert found.recovery == recovery.GreenWithin(rehearsals.ENGINE)


@requirement("TOMORROW-07")
def test_served_by_other_addresses(made_anew: rehearsals.Rehearsed, facts: given.Facts) -> None:
    """Users are served soon after every container was made anew, at another address where it has no fixed one."""
    found = made_anew.noted(facts, "new containers", rehearsals.ENGINE)

    assert found.recovery == recovery.GreenWithin(rehearsals.ENGINE)


@requirement("TOMORROW-08")
def test_reload_of_haproxy(
    rehearsing: rehearsals.Rehearsing, outside: given.Vantage, target: given.Target, control: given.Control
) -> None:
    """Whoever is connected through HAProxy when it is reloaded stays connected, to the site and to the relay."""
    lost = rehearsing.reload("haproxy", outside, relays.over_any_tls(target))
    control.came_through(otherwise="haproxy")

    assert lost == []


@requirement("TOMORROW-09")
def test_reload_of_nginx(
    rehearsing: rehearsals.Rehearsing, outside: given.Vantage, target: given.Target, control: given.Control
) -> None:
    """Whoever is connected to the site when nginx is reloaded stays connected."""
    lost = rehearsing.reload("nginx", outside, relays.over_udp(target))
    control.came_through(otherwise="nginx")

    assert lost == []
