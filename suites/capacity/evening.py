"""How many there are on a busy evening, for a deployment that serves thirty people."""

import re
from collections.abc import Callable
from typing import Final

from fixtures.host.command import HostShell
from fixtures.plugin import could_not_tell
from fixtures.probes.turn import AllocateAnswer, TurnServer
from fixtures.target.services import ContainerState

IDLE: Final = 200
ACTIVE: Final = 60
"""WebSockets: those that carry nothing, and those whose people are logged in."""
RELAYS: Final = 100
"""Allocations at the same time: a browser asks for one by each way to the relay that it is told of, three here."""
MEETING: Final = 40
"""Who open one room at the same moment."""
CLASS: Final = 30
"""Who load the page behind one address at the same moment."""
PATHS: Final = ("/", "/config.js", "/external_api.js", "/interface_config.js")
"""What each of them loads first."""
UNFINISHED: Final = 100
"""Connections that stop in the middle of a ClientHello, and as many in the middle of a request."""
MEGABITS: Final = 2.0
"""What one participant of a video meeting sends or receives through a relay, in Mbit/s."""
SPARE: Final = 64
"""Descriptors for files, logs, libraries and listening sockets."""
FILES: Final = {
    # Each WebSocket that web passes on has two ends there.
    "web": 2 * (IDLE + ACTIVE) + SPARE,
    "prosody": IDLE + ACTIVE + SPARE,
    "jicofo": SPARE,
    "jvb": CLASS + SPARE,
    # The client's connection and the relayed address.
    "turn": 2 * RELAYS + SPARE,
}
"""How many files the processes of each service open on such an evening."""

Allocates = Callable[[TurnServer, int], list[AllocateAnswer]]
"""Allocates at a relay for so many people."""
_OPEN_FILES: Final = re.compile(r"Max open files\s+(\d+)")


def most_open_files(host: HostShell, state: ContainerState) -> int:
    """Return how many files the main process of a container may open."""
    __tracebackhide__ = True
    processes = host.run("docker", "top", state.container, "-o", "pid,rss").output.splitlines()[1:]
    if not processes:
        could_not_tell(f"{state.service} does not run, so it has no limit.")
    limits = host.output("cat", f"/proc/{processes[0].split()[0]}/limits")
    limit = _OPEN_FILES.search(limits)
    if limit is None:
        could_not_tell(f"The kernel does not say how many files {state.service} may open.")
    return int(limit[1])
