"""What the hops' logs say of a browser's relayed call."""

from typing import Any

import pytest

from fixtures.hops import haproxy
from suites.browser.seen import Call, Trail, trail

ANSWER: Any = None
CALL = Call(ANSWER, 0.0, "turns:turn.lab.test:443", "1795480180")
HAPROXY = "198.51.100.15:4 [22/Nov/2026:19:08:48.133] main turn/turn 2/0/132 3450 -- 5/5/1/1/0 0/0\n"


def usage(session: str, received: int, user: str = CALL.user) -> str:
    """What coturn logs of the bytes that a session's peers sent."""
    return f"2026: session {session}: peer usage: realm=<turn>, username=<{user}>, rp=735, rb={received}, sp=1, sb=2\n"


@pytest.mark.parametrize(
    ("lines", "carried"),
    [
        pytest.param([usage("1", 40_000), usage("2", 40_000)], 2, id="two sessions"),
        pytest.param([usage("1", 40_000), usage("1", 40_000)], 1, id="one that reported twice"),
        pytest.param([usage("1", 9_000), usage("1", 9_000)], 1, id="one that carried it in two parts"),
        pytest.param([usage("1", 100)], 0, id="one that carried little"),
        pytest.param([usage("1", 40_000, "somebody")], 0, id="somebody else's"),
    ],
)
def test_sessions_that_carried_the_call(lines: list[str], carried: int) -> None:
    """A session counts once, with all that it reported."""
    assert trail(haproxy.HOP, HAPROXY, "".join(lines), "198.51.100.15", CALL) == Trail(1, carried)
