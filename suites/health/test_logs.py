"""The logs: whatever went wrong since the start without anybody having asked for it.

Red here, a part complains while everything still works: a certificate that could not be read, a password that was
refused, a module that did not load. What may stand in a log all the same is listed in log_rules.py, with reasons.
"""

import pytest
from testinfra.host import Host

from fixtures.plugin import could_not_tell, requirement
from fixtures.target.daemons import DAEMONS, Daemons
from fixtures.target.services import SERVICES, Services
from suites.health.log_rules import LOGS, faults

MAY_BE_EMPTY = ("nginx's error log", "go-mmproxy")
"""The logs in which nothing stands as long as nothing goes wrong, and nobody asks for more."""


def read(log: str, host: Host, services: Services, daemons: Daemons) -> str:
    """Return everything a log holds."""
    if log in SERVICES:
        return services[log].log()
    if log in DAEMONS:
        return daemons[log].log()
    commands = {
        "nginx's error log": "cat /var/log/nginx/*error.log",
        "Docker": "journalctl --boot --unit docker.service --output cat --no-pager",
    }
    return str(host.check_output(commands[log]))


@requirement("HEALTH-23")
@pytest.mark.parametrize("log", LOGS)
def test_log_holds_no_error(host: Host, services: Services, daemons: Daemons, log: str) -> None:
    """A log holds no error line that nothing explains."""
    text = read(log, host, services, daemons)
    if not text and log not in MAY_BE_EMPTY:
        could_not_tell(f"The log of {log} is empty: what goes wrong is written somewhere else, or not at all.")

    assert faults(log, text) == []
