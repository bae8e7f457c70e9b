"""What the hops' logs say of a browser's relayed call."""

from calendar import timegm
from dataclasses import replace
from typing import Any

import pytest

from fixtures.hops import haproxy, nginx_stream
from suites.browser.seen import Call, Trail, trail

ANSWER: Any = None
CALL = Call(ANSWER, 0.0, "turns:turn.lab.test:443", "1795480180")
HAPROXY = "198.51.100.15:4 [22/Nov/2026:19:08:48.133] main turn/turn 2/0/132 3450 -- 5/5/1/1/0 0/0\n"
TIMES = ("34:12", "34:37", "34:39")


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


def test_connections_of_the_call_alone() -> None:
    """What was routed before the call is none of its connections, though nginx's log still has it."""
    lines = [f'198.51.100.15 [01/Dec/2026:03:{at} +0000] TCP 200 1 1 0.1 "127.0.0.1:4445" "turn"\n' for at in TIMES]
    call = replace(CALL, since=timegm((2026, 12, 1, 3, 34, 37)) + 0.5)

    assert trail(nginx_stream.HOP, "".join(lines), "", "198.51.100.15", call) == Trail(2, 0)
