"""The room where bridges report: joining it, and seeing to the bridges in it."""

import asyncio
from collections.abc import Callable
from xml.etree.ElementTree import Element

from focus.bridge_lines import BridgeLines
from focus.bridges import Bridge
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
        self._lines = BridgeLines(desk.settings.brewery)
        self._usable: frozenset[str] = frozenset()

    def observe(self, occupancy: Occupancy) -> None:
        """Take in one presence of the brewery."""
        if occupancy.error:
            self._lines.refused(occupancy.error)
        elif occupancy.nick == FOCUS_NICK:
            joined, self.joined = self.joined, occupancy.present
            if self.joined and not joined:
                self._lines.joined()
        else:
            added, removed = self._desk.bridges.observe(occupancy)
            if added is not None:
                self._lines.added(added)
            if removed is not None:
                self._lines.removed(removed)
                self._desk.counters.bridges_lost += 1
            self._look()

    def forget(self) -> None:
        """Forget everything, because the connection is gone."""
        self.joined = False
        self._usable = frozenset()
        for bridge in self._desk.bridges:
            self._lines.removed(bridge)
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
            await self.check()

    async def check(self) -> None:
        """Ask every bridge for its health once."""
        await asyncio.gather(*(self._check(bridge) for bridge in self._desk.bridges))
        self._look()

    async def _check(self, bridge: Bridge) -> None:
        """Ask a bridge for its health; silence gets a second chance, as with jicofo's JvbDoctor."""
        timing = self._desk.settings.timing
        try:
            if not await self._answers(bridge):
                self._lines.silent(bridge, timing.bridge_second_chance)
                await asyncio.sleep(timing.bridge_second_chance)
                if not await self._answers(bridge):
                    self._lines.timed_out(bridge)
                    self._desk.bridges.shun(bridge.address, timing.bridge_shunned)
        except RefusedError as error:
            self._lines.unhealthy(bridge, str(error))
            self._desk.bridges.shun(bridge.address, timing.bridge_shunned)

    async def _answers(self, bridge: Bridge) -> bool:
        question = Element(tag(HEALTH_CHECK, "healthcheck"))
        try:
            await self._desk.wire.ask(bridge.address, question, kind="get", within=self._desk.settings.timing.answer)
        except UnansweredError:
            return False
        return True

    def _look(self) -> None:
        usable = frozenset(bridge.address for bridge in self._desk.bridges.operational())
        if usable != self._usable:
            self._usable = usable
            self._changed()
