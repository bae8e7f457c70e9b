"""The room where bridges report: joining it, and seeing to the bridges in it."""

import asyncio
from collections.abc import Callable
from xml.etree.ElementTree import Element

from standin.events import log

from focus.names import FOCUS_NICK, HEALTH_CHECK, MUC, tag
from focus.sessions import Desk
from focus.wire import Occupancy, RefusedError, UnansweredError

STALE_LOOK_EVERY = 1.0


class Brewery:
    """The focus's presence in the brewery, and the periodic check of every bridge there."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self.joined = False
        self._desk = desk
        self._changed = changed
        self._usable: frozenset[str] = frozenset()

    def observe(self, occupancy: Occupancy) -> None:
        """Take in one presence of the brewery."""
        if occupancy.error:
            log("brewery_refused", "warning", reason=occupancy.error)
        elif occupancy.nick == FOCUS_NICK:
            self.joined = occupancy.present
            log("brewery", joined=self.joined)
        else:
            before = len(self._desk.bridges)
            self._desk.bridges.observe(occupancy)
            self._desk.counters.bridges_lost += max(0, before - len(self._desk.bridges))
            self._look()

    def forget(self) -> None:
        """Forget everything, because the connection is gone."""
        self.joined = False
        self._usable = frozenset()
        self._desk.bridges.forget()

    async def keep_joined(self) -> None:
        """Join, again and again until it succeeds, and notice bridges that fell silent; runs for ever."""
        timing = self._desk.settings.timing
        while True:
            if not self.joined:
                address = f"{self._desk.settings.brewery}/{FOCUS_NICK}"
                self._desk.wire.present(address, Element(tag(MUC, "x")))
                await asyncio.sleep(timing.brewery_retry)
            else:
                await asyncio.sleep(STALE_LOOK_EVERY)
                self._look()

    async def keep_checking(self) -> None:
        """Ask every bridge for its health at a fixed pace, and shun those that fail; runs for ever."""
        while True:
            await asyncio.sleep(self._desk.settings.timing.bridge_check_every)
            await asyncio.gather(*(self._check(bridge.address) for bridge in self._desk.bridges))
            self._look()

    async def _check(self, address: str) -> None:
        timing, question = self._desk.settings.timing, Element(tag(HEALTH_CHECK, "healthcheck"))
        try:
            await self._desk.wire.ask(address, question, kind="get", within=timing.bridge_check_within)
        except (RefusedError, UnansweredError) as error:
            log("bridge_unhealthy", "warning", bridge=address, reason=error)
            self._desk.bridges.shun(address, timing.bridge_shunned)

    def _look(self) -> None:
        usable = frozenset(bridge.address for bridge in self._desk.bridges.operational())
        if usable != self._usable:
            log("bridges", operational=len(usable), known=len(self._desk.bridges))
            self._usable = usable
            self._changed()
