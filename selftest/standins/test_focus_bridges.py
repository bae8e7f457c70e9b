"""Which bridge the focus stand-in takes, and when none."""

from dataclasses import replace

import pytest
from focus.brewery import Brewery
from focus.bridges import Bridges
from focus.counters import Counters
from focus.participant import RestartBudget
from focus.sessions import Desk
from focus.settings import Timing, read
from focus.wire import RefusedError, UnansweredError
from standin.environment import Environment

from selftest.standins.focus_wire import BRIDGE, FakeWire, bridge_presence

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
    bridges = Bridges()
    bridges.observe(bridge_presence(BRIDGE, stress_level="0.7"))
    bridges.observe(bridge_presence(OTHER, stress_level="0.2"))

    assert addresses(bridges) == [OTHER, BRIDGE]


def test_a_draining_bridge_is_the_last_resort() -> None:
    """It is used only if it is the only one."""
    bridges = Bridges()
    bridges.observe(bridge_presence(BRIDGE, drain="true", stress_level="0"))
    assert addresses(bridges) == [BRIDGE]

    bridges.observe(bridge_presence(OTHER, stress_level="0.9"))
    assert addresses(bridges) == [OTHER, BRIDGE]


@pytest.mark.parametrize("stats", [{"healthy": "false"}, {"healthy": "nonsense"}], ids=["unhealthy", "nonsense"])
def test_an_unhealthy_bridge_is_not_used(stats: dict[str, str]) -> None:
    """A bridge's own word about its health counts."""
    bridges = Bridges()
    bridges.observe(bridge_presence(BRIDGE, **stats))

    assert addresses(bridges) == []


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        pytest.param(UnansweredError("nothing"), 2, id="silent twice"),
        pytest.param(RefusedError("internal-server-error"), 1, id="not well"),
    ],
)
async def test_a_bridge_that_fails_its_health_request_is_not_used(
    answer: RefusedError | UnansweredError, asked: int
) -> None:
    """Silence gets a second chance, a refusal none."""
    wire = FakeWire(refusals={BRIDGE: answer})
    settings = replace(read(Environment({"JICOFO_AUTH_PASSWORD": "x"})), timing=Timing(bridge_second_chance=0.0))
    desk = Desk(wire, Bridges(), settings, Counters())
    brewery = Brewery(desk, lambda: None)
    brewery.observe(bridge_presence())

    await brewery.check()

    assert desk.bridges.operational() == []
    assert len(wire.asked) == asked


def test_a_shunned_bridge_comes_back_in_time() -> None:
    """Shunning outlives new presence, and ends."""
    clock = Clock()
    bridges = Bridges(clock)
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
