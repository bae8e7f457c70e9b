"""What the hops call two clients."""

import pytest

from fixtures.hops.known import BY_NAME
from fixtures.plugin.outcomes import CouldNotTell
from suites.address.horizon import Horizon, Visitor

VISITORS = (
    Visitor("outside", "198.51.100.11", ("horizon-a1",), "u"),
    Visitor("outside_too", "198.51.100.12", ("horizon-b2",), "v"),
)
LINE = 'access remote={} peer=172.30.0.1 room="{}" status=200'


def at_web(*lines: str) -> tuple[str, ...]:
    """Return what a web server calls the two that logged these lines."""
    return Horizon(VISITORS, {"web": BY_NAME["web"].evidence("\n".join(lines), 0.0)}).both_at("web")


def test_both_by_name() -> None:
    """Each of the two has the address that stands on its own lines."""
    lines = LINE.format("172.30.0.1", "horizon-a1"), LINE.format("198.51.100.12", "horizon-b2")

    assert at_web(*lines) == ("172.30.0.1", "198.51.100.12")


def test_missing_lines_are_no_second_name() -> None:
    """One client logged as the gateway and another not at all are not told apart by that."""
    with pytest.raises(CouldNotTell, match="lacks lines of the two clients"):
        at_web(LINE.format("172.30.0.1", "horizon-a1"))
