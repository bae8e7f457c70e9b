"""What the files of a host say now, beside what runs there."""

import re
from typing import Final

from testinfra.host import Host

from fixtures.host.command import HostShell
from fixtures.plugin import could_not_tell
from fixtures.target.daemons import Daemon

FILES: Final = {
    "haproxy": ("/etc/haproxy/haproxy.cfg",),
    "go-mmproxy": ("/etc/go-mmproxy/allowed-subnets",),
    "nginx": (),
}
"""What a daemon reads beside its unit, where the daemon cannot be asked itself."""
_INCLUDED: Final = re.compile(r"^# configuration file (\S+):$", re.MULTILINE)
_PLANNED: Final = re.compile(r"Container (\S+)\s+(\w+)")


def unread(infra: Host, host: HostShell, daemon: Daemon) -> list[str]:
    """Return the files of a daemon that were changed after its youngest process started, the newest reader of them.

    A reload starts processes anew (haproxy's and nginx's workers), so that what it read counts as read.
    """
    __tracebackhide__ = True
    process = daemon.state().main_process
    if not process:
        could_not_tell(f"{daemon.name} does not run, so nothing can be said of what it has read.")
    ages = host.output("ps", "-o", "etimes=", "-p", str(process), "--ppid", str(process)).split()
    started = float(host.output("date", "+%s.%N")) - min(map(int, ages))
    return [path for path in files_of(host, daemon) if infra.file(path).mtime.timestamp() > started]


def files_of(host: HostShell, daemon: Daemon) -> tuple[str, ...]:
    """Return what a daemon reads when it starts: its unit, and its configuration with all that this includes."""
    unit = host.output("systemctl", "show", "--property", "FragmentPath", daemon.unit).strip().partition("=")[2]
    included = _INCLUDED.findall(host.run("nginx", "-T").output) if daemon.name == "nginx" else []
    return (unit, *FILES[daemon.name], *included)


def planned(told: str) -> list[str]:
    """Return what a dry run of `docker-compose up` would do to containers, in its own words; none where all stays."""
    return [f"{container}: {action}" for container, action in _PLANNED.findall(told) if action != "Running"]
