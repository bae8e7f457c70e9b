"""The comparers and log rules of the health chapter, on looks and lines made by hand."""

import pytest

from fixtures.target.daemons import DAEMONS
from fixtures.target.services import SERVICES
from suites.health.log_rules import ALLOWED, ERROR_LINES, faults
from suites.health.recovery import ALL_WELL, GreenWithin, Recovery
from suites.health.signs import Look, check_name
from suites.health.times import moment
from suites.health.truth import TRUTH, Noticed, row

WELL = Look({"site": "", "login": ""})
UNWELL = Look({"site": "HTTP 502", "login": ""})


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
    signs = dict.fromkeys(("site", "login", "meeting request", "TURN on 443", check_name("web")), "")

    assert row("nginx", Look({**signs, "site": "refused"}))["verdict"] == "green but broken"
    assert row("web", Look({**signs, "site": "refused", "web check": "fails"}))["verdict"] == "a container shows it"


@pytest.mark.parametrize(
    ("log", "line", "is_fault"),
    [
        pytest.param("turn", "socket: Protocol not supported", False, id="no SCTP in the kernel"),
        pytest.param(
            "turn", "1: ERROR: A peer IP 10.0.0.1 denied in the range: 10.0.0.0-10.255.255.255", False, id="denied"
        ),
        pytest.param("turn", "1: Bad configuration format: no-such-option", True, id="coturn's configuration"),
        pytest.param("turn", "1: session 1: incoming packet ALLOCATE processed, success", False, id="an allocation"),
        pytest.param("web", 'access uri="/error" status=404', False, id="a page called error"),
        pytest.param("web", "2026/11/22 [emerg] 9#9: unknown directive", True, id="nginx's configuration"),
        pytest.param("jvb", "level=error event=xmpp_refused reason=not-authorized", True, id="a refused password"),
        pytest.param("jvb", "level=warning event=channel_refused status=403", False, id="a refused channel"),
        pytest.param("prosody", "Nov 22 18:54:44 modulemanager\terror\tError initializing module", True, id="a module"),
        pytest.param(
            "haproxy", "[ALERT] (9) : Current worker (10) exited with code 143 (Terminated)", False, id="a stop"
        ),
        pytest.param("haproxy", "[ALERT] (9) : Current worker (10) exited with code 139", True, id="a crash"),
    ],
)
def test_faults(log: str, line: str, is_fault: bool) -> None:
    """Error lines are found, and those that a rule explains are passed over."""
    assert faults(log, f"quiet\n{line}\nquiet") == ([line] if is_fault else [])


def test_every_rule_belongs_to_a_log() -> None:
    """Every part has a log that is read; rules name logs that exist, and each has a reason."""
    assert {*ERROR_LINES} >= {*SERVICES, *DAEMONS}
    assert all(set(rule.logs) <= set(ERROR_LINES) and rule.reason for rule in ALLOWED)


def test_moment() -> None:
    """The engine's nine digits of a second are read as time of the epoch."""
    assert moment("1970-01-01T00:00:01.500000999Z") == 1.5
