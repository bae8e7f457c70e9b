"""Whether the focus can start a conference: checked every ten seconds, and told from the last check's result."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from focus import service_lines
from focus.counters import Counters
from focus.names import PING, tag
from focus.service import FocusService
from focus.wire import RefusedError, UnansweredError
from focus.xmpp import XmppWire

STALE: Final = 30.0
"""Seconds after which the last result counts no more (jicofo.health.timeout)."""
LONGEST: Final = 20.0
"""Seconds that a check may take (jicofo.health.max-check-duration)."""
ROOM_NAME: Final = "__jicofo-health-check-"


@dataclass(frozen=True, slots=True)
class Health:
    """A result as an HTTP status, with the reason when it is not 200."""

    status: int = 200
    reason: str = ""

    @property
    def healthy(self) -> bool:
        """True for status 200."""
        return self.status == 200

    @property
    def hard(self) -> bool:
        """False when the reason may be mere load; jicofo calls a success hard, too."""
        return self.status != 503


class HealthCheck:
    """Keeps the last result; before the first one the focus calls itself healthy."""

    def __init__(
        self,
        check: Callable[[], Awaitable[Health]],
        every: float,
        counters: Counters,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._check = check
        self._every = every
        self._counters = counters
        self._clock = clock
        self._last = Health()
        self._ended = clock()

    async def run(self) -> None:
        """Check at a fixed pace; runs until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            await self.check_now()

    async def check_now(self) -> None:
        """Check once and keep the result."""
        began, before = self._clock(), self._last
        found = await self._check()
        self._ended = self._clock()
        taken = self._ended - began
        if taken > LONGEST:
            self._counters.slow_health_checks += 1
            found = Health(503, f"Performing a health check took too long: PT{taken:.9f}S")
        self._last = found
        if not found.healthy:
            service_lines.unhealthy(taken, hard=found.hard, message=found.reason)
        elif not before.healthy:
            service_lines.healthy(taken)

    def result(self) -> Health:
        """Return the last result, unless it is too old."""
        age = self._clock() - self._ended
        if age > STALE:
            return Health(500, f"No health checks performed recently, the last result was PT{age:.9f}S ago.")
        return self._last


class Checks:
    """The conditions of jicofo's own health check, in its order (JicofoHealthChecker)."""

    def __init__(self, service: FocusService, wire: XmppWire) -> None:
        self._service = service
        self._wire = wire

    async def run(self) -> Health:
        """Ask for a usable bridge, for a room of its own, and for an answer of the server."""
        bridges = self._service.desk.bridges
        if not bridges.operational():
            return Health(500, f"No operational bridges available (total bridge count: {len(bridges)})")
        room = f"{ROOM_NAME}{secrets.randbits(63)}@{self._service.desk.settings.muc_domain}"
        try:
            await self._service.open_room(room)
        except RefusedError as error:
            return Health(500, f"Failed to run health check: {error}")
        except UnansweredError:
            return Health(503, "Test conference failed to start due to timeout.")
        return await self._ping()

    async def _ping(self) -> Health:
        settings = self._service.desk.settings
        ping, within = Element(tag(PING, "ping")), settings.timing.health_within
        # jicofo waits for any answer: a refusal is one.
        with suppress(RefusedError):
            try:
                await self._wire.ask(settings.domain, ping, kind="get", within=within)
            except UnansweredError:
                return Health(503, "XMPP ping failed: did not receive xmpp ping response for client")
        return Health()
