"""Which bridge the focus stand-in takes, and when none."""

import pytest
from focus.bridges import Bridges
from focus.participant import RestartBudget

from selftest.standins.focus_wire import BRIDGE, bridge_presence

OTHER = "jvbbrewery@internal-muc.meet.jitsi/two"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def addresses(bridges: Bridges) -> list[str]:
    """The usable bridges in the order of preference."""
    return [bridge.address for bridge in bridges.operational()]


def test_the_less_stressed_bridge_comes_first() -> None:
    """New conferences go where there is room."""
    bridges = Bridges(15.0)
    bridges.observe(bridge_presence(BRIDGE, stress_level="0.7"))
    bridges.observe(bridge_presence(OTHER, stress_level="0.2"))

    assert addresses(bridges) == [OTHER, BRIDGE]


def test_a_draining_bridge_is_the_last_resort() -> None:
    """It is used only if it is the only one."""
    bridges = Bridges(15.0)
    bridges.observe(bridge_presence(BRIDGE, drain="true", stress_level="0"))
    assert addresses(bridges) == [BRIDGE]

    bridges.observe(bridge_presence(OTHER, stress_level="0.9"))
    assert addresses(bridges) == [OTHER, BRIDGE]


@pytest.mark.parametrize("stats", [{"healthy": "false"}, {"healthy": "nonsense"}], ids=["unhealthy", "nonsense"])
def test_an_unhealthy_bridge_is_not_used(stats: dict[str, str]) -> None:
    """A bridge's own word about its health counts."""
    bridges = Bridges(15.0)
    bridges.observe(bridge_presence(BRIDGE, **stats))

    assert addresses(bridges) == []


def test_a_silent_bridge_is_not_used() -> None:
    """Presence that was not renewed for 15 s is worth nothing."""
    clock = Clock()
    bridges = Bridges(15.0, clock)
    bridges.observe(bridge_presence())
    clock.now += 14.9
    assert addresses(bridges) == [BRIDGE]

    clock.now += 0.1
    assert addresses(bridges) == []


def test_a_shunned_bridge_comes_back_in_time() -> None:
    """Shunning outlives new presence, and ends."""
    clock = Clock()
    bridges = Bridges(1000.0, clock)
    bridges.observe(bridge_presence())
    bridges.shun(BRIDGE, 60.0)
    bridges.observe(bridge_presence())
    assert addresses(bridges) == []

    clock.now += 60.0
    assert addresses(bridges) == [BRIDGE]


def test_restarts_are_limited_by_pause_and_number() -> None:
    """At least 5 s apart, at most five in a minute."""
    clock = Clock()
    budget = RestartBudget(5.0, 5, clock)
    granted = []
    for _ in range(8):
        granted.append(budget.grant())
        clock.now += 6.0
    assert granted == [True] * 5 + [False] * 3

    clock.now += 60.0
    assert (budget.grant(), budget.grant()) == (True, False)
