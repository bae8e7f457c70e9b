"""The comparers and log rules of the health chapter, on looks and lines made by hand."""

import pytest

from fixtures.hops.known import DAEMONS, SERVICES
from fixtures.target.moments import moment
from suites.health.truth import TRUTH, Noticed, row
from suites.recovery import ALL_WELL, GreenWithin, Recovery
from suites.signs import HealthSnapshot, check_name

WELL = HealthSnapshot({"site": "", "login": ""})
UNWELL = HealthSnapshot({"site": "HTTP 502", "login": ""})


def test_all_well() -> None:
    """One sign that is not well is a difference that names it."""
    assert ALL_WELL.differences(WELL) == []
    assert ALL_WELL.differences(UNWELL) == ["site: HTTP 502"]


@pytest.mark.parametrize(
    ("recovery", "differences"),
    [
        pytest.param(Recovery(9.9, WELL), 0, id="in time"),
        pytest.param(Recovery(10.1, WELL), 1, id="too late"),
        pytest.param(Recovery(0.1, UNWELL), 1, id="not at all"),
        pytest.param(Recovery(60.0, UNWELL), 2, id="neither"),
    ],
)
def test_green_within(recovery: Recovery, differences: int) -> None:
    """A recovery has to be complete and in time."""
    assert len(GreenWithin(10.0).differences(recovery)) == differences


def test_noticed() -> None:
    """A sign that misses a fault and one that notices an unforeseen one are both differences."""
    assert Noticed(frozenset({"site"})) == UNWELL
    assert Noticed(frozenset({"login"})).differences(UNWELL) == ["login does not notice", "site notices: HTTP 502"]


def test_truth_covers_every_part() -> None:
    """The table has a row for every container and daemon."""
    assert {*TRUTH} == {*SERVICES, *DAEMONS}


def test_green_but_broken() -> None:
    """A fault is green but broken when users see it and no container's health check does."""
    signs = dict.fromkeys(("site", "login", "meeting request", "TURN over TLS", check_name("web")), "")

    assert row("nginx", HealthSnapshot({**signs, "site": "refused"}))["verdict"] == "green but broken"
    assert (
        row("web", HealthSnapshot({**signs, "site": "refused", "web check": "fails"}))["verdict"]
        == "a container shows it"
    )


def test_moment() -> None:
    """The engine's nine digits of a second are read as time of the epoch."""
    assert moment("1970-01-01T00:00:01.500000999Z") == 1.5
