"""What the bridge offers to endpoints of our own, and how that is made false."""

import re
import time
from dataclasses import dataclass
from typing import Final

from fixtures.expected.values import status
from fixtures.plugin import Reason, not_applicable
from fixtures.plugin.control import Served
from fixtures.probes import http
from fixtures.probes.bridge import ColibriAnswer
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage
from suites.endpoints import MakesEndpoint

USABLE = 60.0
"""Seconds; the bridge forgets an endpoint that never connects after 120 (jitsi-videobridge reference.conf)."""

FALSE: Final = {
    "another conference": (r"/[^/]+/([^/?]+)\?", r"/7e441eda3701676e/\1?"),
    "another endpoint": (r"/[^/?]+\?", "/ffffffff?"),
    "another password": (r"pwd=.*", "pwd=0000000000000000"),
    "an empty password": (r"pwd=.*", "pwd="),
    "no password": (r"\?.*", ""),
}
"""How an address that the bridge gave out is made a false one: what is replaced, and by what."""


@dataclass(slots=True)
class Endpoints:
    """Where checks get an endpoint from: the same one for a while.

    What the bridge logs when it makes one is no trace of what a check asks, and would be taken for it.
    """

    make: MakesEndpoint
    _made: float = 0.0
    _endpoint: ColibriAnswer | None = None

    def get(self) -> ColibriAnswer:
        """Return an endpoint that the bridge knows for another minute at least."""
        if self._endpoint is None or time.monotonic() - self._made > USABLE:
            self._endpoint, self._made = self.make(), time.monotonic()
        return self._endpoint


def channel_address(endpoint: ColibriAnswer) -> str:
    """Return where the bridge offers the channel over WebSocket."""
    __tracebackhide__ = True
    if not endpoint.websockets:
        not_applicable(Reason.NOT_SUPPORTED, "The bridge offers no channel over WebSocket.")
    return endpoint.websockets[0]


def channel_path(endpoint: ColibriAnswer) -> str:
    """Return the path and query of that address: what the bridge judges, wherever the name in it may lead."""
    __tracebackhide__ = True
    return channel_address(endpoint).partition("//")[2].partition("/")[2]


def server_of(endpoint: ColibriAnswer) -> str:
    """Return the server id in that path: what the bridge calls itself."""
    __tracebackhide__ = True
    return channel_path(endpoint).split("/")[1]


def falsified(path: str, how: str) -> str:
    """Return a path with one of its parts made false."""
    part, other = FALSE[how]
    return re.sub(part, other, path, count=1)


def page_beside(vantage: Vantage, target: Target) -> Served:
    """Ask for the page of the site, which the web container serves beside the bridge's path."""
    return Served(vantage.begin(http.get, target.site), status(200))
