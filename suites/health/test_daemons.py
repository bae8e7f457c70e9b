"""The host's daemons."""

import pytest

from fixtures.plugin.words import requirement
from fixtures.target.daemons import DAEMONS, Daemons


@requirement("HEALTH-01")
@pytest.mark.parametrize("daemon", DAEMONS)
def test_daemon_runs(daemons: Daemons, daemon: str) -> None:
    """A daemon of the host is active."""
    state = daemons[daemon].state()

    assert state.active == "active"
