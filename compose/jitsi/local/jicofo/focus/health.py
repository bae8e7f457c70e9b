"""Whether the focus can really start a conference right now."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from focus.allocation import BridgeFailedError, BridgeSession
from focus.names import PING, tag
from focus.service import FocusService
from focus.wire import RefusedError, UnansweredError
from focus.xmpp import XmppWire

HEALTH_FEATURES = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Health:
    """A verdict as an HTTP status, and the reason when it is not 200."""

    status: int
    reason: str


HEALTHY = Health(200, "OK")


class HealthCheck:
    """Checks on demand, one at a time; a fresh result is given out again for a short while."""

    def __init__(
        self, check: Callable[[], Awaitable[Health]], kept: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._check = check
        self._kept = kept
        self._clock = clock
        self._last: tuple[float, Health] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def result(self) -> Health:
        """Return the state of now, or of a moment ago."""
        async with self._one_at_a_time:
            if self._last is None or self._clock() - self._last[0] > self._kept:
                found = await self._check()
                self._last = (self._clock(), found)
            return self._last[1]


class Checks:
    """The conditions of jicofo's own health check, and an allocation on the bridge besides."""

    def __init__(self, service: FocusService, wire: XmppWire) -> None:
        self._service = service
        self._wire = wire

    async def run(self) -> Health:
        """Check everything a conference depends on, from the near to the far."""
        settings = self._service.desk.settings
        if not self._wire.online:
            return Health(500, "Not connected to the XMPP server")
        if not await self._pings(settings.domain):
            return Health(503, f"XMPP ping to {settings.domain} failed")
        if not self._service.brewery.joined:
            return Health(500, f"Not in the brewery {settings.brewery}")
        return await self._check_bridge()

    async def _pings(self, domain: str) -> bool:
        within = self._service.desk.settings.timing.health_within
        try:
            await self._wire.ask(domain, Element(tag(PING, "ping")), kind="get", within=within)
        except (UnansweredError, RefusedError):
            return False
        return True

    async def _check_bridge(self) -> Health:
        bridges = self._service.desk.bridges
        usable = bridges.operational()
        if not usable:
            return Health(500, f"No operational bridges available (total bridge count: {len(bridges)})")
        within = self._service.desk.settings.timing.health_within
        room = f"__jicofo-health-check-{secrets.token_hex(4)}@{self._service.desk.settings.muc_domain}"
        place = BridgeSession(self._service.desk.wire, usable[0].address, room, within)
        try:
            await place.allocate(secrets.token_hex(4), HEALTH_FEATURES)
        except BridgeFailedError as error:
            return Health(500, f"Health conference on {usable[0].address} failed: {error}")
        finally:
            await place.close()
        return HEALTHY
